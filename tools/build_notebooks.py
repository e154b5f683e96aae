"""Builds the course: from each source a notebook for students and its solutions, executed; then README's table.

    python -m tools.build_notebooks [NUMBER …]   build and execute all, or those
    python -m tools.build_notebooks --check      say what is not as the sources have it; write nothing

A source (``notebooks/src/03-….py``, jupytext's percent format) is the notebook with its solutions. In a code cell
tagged ``exercise`` the lines between ``# solution:`` and ``# end`` are the solution; lines that begin with
``# student => `` stand in the student's notebook instead of it; all others are in both. In a text cell a line
``<!-- nestjs: NAME -->`` becomes a foldable with those lines of NestJS (``tools/nestjs``).
"""

from __future__ import annotations

import argparse
import copy
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbclient import NotebookClient

from qlab.files import write_file
from tools import course_index
from tools.long_description import install_cell, project_urls
from tools.nestjs.folds import filled

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
SOLUTION, END, STUDENT = "# solution:", "# end", "# student => "
FMT_SKIP = "  # fmt: skip"  # is for the source's formatter, not for students
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
METADATA: dict[str, Any] = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
}

Notebook = Any


def sources() -> list[Path]:
    """Return the sources, in the course's order."""
    return sorted((NOTEBOOKS / "src").glob("[0-9][0-9]-*.py"))


def targets(source: Path) -> dict[Path, Notebook]:
    """Return what a source should be: the student's notebook and the solutions, not executed, each with its path."""
    return {
        NOTEBOOKS / f"{source.stem}.ipynb": notebook(source, solved=False),
        NOTEBOOKS / "solutions" / f"{source.stem}.ipynb": notebook(source, solved=True),
    }


def notebook(source: Path, *, solved: bool) -> Notebook:
    """Return one notebook of a source, not executed."""
    read = jupytext.read(source)
    install = install_cell(project_urls())
    first = [nbformat.v4.new_code_cell(install, id="cell-0", metadata={"tags": ["install"]})] if install else []
    cells = [*first, *(_cell(cell, number, solved=solved) for number, cell in enumerate(read.cells, 1))]
    return nbformat.v4.new_notebook(cells=cells, metadata=copy.deepcopy(METADATA))


def _cell(cell: Any, number: int, *, solved: bool) -> Any:
    tags = list(cell.metadata.get("tags", []))
    metadata = {"slideshow": {"slide_type": _slide(cell)}, **({"tags": tags} if tags else {})}
    text = _exercise(cell.source, solved=solved) if "exercise" in tags else cell.source
    text = filled(text) if cell.cell_type == "markdown" else text
    text = re.sub(r"\n{3,}", "\n\n", text.replace(FMT_SKIP, ""))  # the formatter's two blank lines are many in a cell
    code = cell.cell_type == "code"
    make: Callable[..., Any] = nbformat.v4.new_code_cell if code else nbformat.v4.new_markdown_cell
    return make(text, metadata=metadata, id=f"cell-{number:02d}")  # a random id would make every build another file


def _slide(cell: Any) -> str:
    """Begin a slide with each heading, other text one below it; code appears beside what stands above it."""
    if cell.cell_type == "code":
        return "fragment"
    return "slide" if cell.source.startswith("#") else "subslide"


def _exercise(source: str, *, solved: bool) -> str:
    kept, solution = [], False
    for line in source.splitlines():
        if line in (SOLUTION, END):
            solution = line == SOLUTION
        elif line.startswith(STUDENT):
            kept += [] if solved else [line.removeprefix(STUDENT)]
        elif solved or not solution:
            kept.append(line)
    return "\n".join(kept)


def execute(made: Notebook) -> Notebook:
    """Run a notebook as a student's kernel would, and leave out of it what differs from run to run."""
    # A server of the user's would show other keys than the embedded one, which the course is about.
    env = {name: value for name, value in os.environ.items() if name != "QLAB_REDIS_URL"}
    client = NotebookClient(
        made,
        timeout=120,
        kernel_name="python3",
        record_timing=False,
        coalesce_streams=True,  # how often a stream is sent depends on the load
        resources={"metadata": {"path": str(NOTEBOOKS)}},
    )
    client.execute(env=env)
    for cell in made.cells:
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET_VIEW, None)  # a live kernel's widget: elsewhere its text and HTML stand
        if cell.cell_type == "code":  # what shows progress is empty in the end
            cell.outputs = [output for output in cell.outputs if output.get("data") != {}]
    made.metadata = copy.deepcopy(METADATA)
    return made


def stale(source: Path) -> Iterator[str]:
    """Yield what is not as the source has it, a sentence each. Outputs are pytest --nbval's business."""
    for path, made in targets(source).items():
        name = path.relative_to(NOTEBOOKS.parent)
        if not path.exists():
            yield f"{name} is missing."
        elif _shape(nbformat.read(path, as_version=4)) != _shape(made):
            yield f"{name} is not what {source.name} makes."


def _shape(made: Notebook) -> list[tuple[Any, ...]]:
    return [(cell.cell_type, cell.id, cell.source, dict(cell.metadata)) for cell in made.cells]


def build(source: Path) -> None:
    """Write both notebooks of a source, executed."""
    for path, made in targets(source).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, nbformat.writes(execute(made)).rstrip("\n") + "\n")
        print(f"built {path.relative_to(NOTEBOOKS.parent)}: {len(made.cells)} cells")


def check() -> int:
    """Print what is out of date; return 1 if anything is."""
    found = [sentence for source in sources() for sentence in stale(source)]
    found += [] if course_index.is_current() else ["README.md's table of the course is not what the notebooks say."]
    print("\n".join(found) or "The notebooks and README's table are as their sources have them.")
    if found:
        print("Build them anew: make notebooks")
    return 1 if found else 0


def main(arguments: list[str]) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m tools.build_notebooks", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("numbers", nargs="*", help="numbers of notebooks, such as 03; without any, all")
    parser.add_argument("--check", action="store_true", help="write nothing; fail where something is out of date")
    wanted = parser.parse_args(arguments)
    if wanted.check:
        return check()
    for source in sources():
        if not wanted.numbers or source.stem[:2] in wanted.numbers:
            build(source)
    course_index.write()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
