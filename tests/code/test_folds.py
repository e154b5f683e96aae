"""The notebooks' "In NestJS" parts: every one type-checks, and where its effect is steps, Node leaves the same keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from qlab import Lab
from qlab.app.queues import NAMES, nestjs
from qlab.protocol.api.methods import METHODS, Owner
from tests.code.conftest import compiled
from tests.code.nest import Calling, nest, told
from tests.code.nest_modules import at_work, making_calls, module
from tests.code.test_program import left, recorded
from tools.build_notebooks import NOTEBOOKS
from tools.nestjs.effects import EFFECTS, WORK, played
from tools.nestjs.folds import folded, names, text_of

STORED = sorted(NOTEBOOKS.glob("*.ipynb"))
RUN = sorted(name for name, effect in EFFECTS.items() if not effect.held)


def in_notebooks() -> Iterator[tuple[Path, str, str]]:
    """Notebook, title and lines of every fold that a student finds."""
    for path in STORED:
        for cell in nbformat.read(path, as_version=4).cells:
            for title, text in folded(cell.source) if cell.cell_type == "markdown" else ():
                yield path, title, text


@pytest.fixture(scope="module")
def made(node: str) -> Iterator[tuple[str, Path]]:
    """Every fold, compiled in one run: the compiler's complaints, and where JavaScript is."""
    texts = {f"fold{at}": module(text) for at, (_path, _title, text) in enumerate(in_notebooks())}
    texts |= {f"app-{name}": module(nestjs(name)) for name in NAMES}
    texts["wrong"] = module('@Processor("email", { lockDurationn: 1 })\nexport class Wrong {}')
    for name in RUN:
        texts |= making_calls(f"run-{name}", text_of(name)[1])
    for name in WORK:
        texts |= at_work(f"work-{name}", text_of(name)[1])
    with compiled(node, texts, "--noEmit", "false") as found:
        yield found


@pytest.fixture(scope="module")
def calling(node: str) -> Iterator[Calling]:
    """Node, at work on one module after the other."""
    with nest(node) as call:
        yield call


@pytest.mark.slow
def test_every_fold_and_every_queue_of_the_application_is_nests(made: tuple[str, Path]) -> None:
    complaints = [line for line in made[0].splitlines() if line.startswith("made/")]
    assert [line for line in complaints if not line.startswith("made/wrong.ts")] == []
    assert "lockDurationn" in made[0]


@pytest.mark.slow
@pytest.mark.parametrize("name", RUN)
def test_under_node_the_lines_leave_the_keys_of_the_steps(name: str, made: tuple[str, Path], calling: Calling) -> None:
    recording, begun = played(EFFECTS[name])
    with Lab(tcp=True, trace=False) as lab:
        EFFECTS[name].before(lab)
        keys = calling(str(lab.url), made[1] / f"run-{name}", [(1, recording.steps[begun].at)])
    assert told(left(keys)) == told(recorded(recording))


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(WORK))
def test_under_node_the_processor_leaves_the_keys_of_the_steps(
    name: str, made: tuple[str, Path], calling: Calling
) -> None:
    recording, begun = played(WORK[name])
    with Lab(tcp=True, trace=False) as lab:
        WORK[name].before(lab)
        keys = calling(str(lab.url), made[1] / f"work-{name}", [(1, recording.steps[begun].at)])
    assert worked(left(keys)) == worked(recorded(recording))


def worked(keys: dict[str, tuple[Any, ...]]) -> dict[str, tuple[Any, ...]]:
    """Keys for comparison, without what a running worker adds: its name, and when it last looked for stalled jobs."""
    for _type, value, *_ in keys.values():
        if isinstance(value, dict):
            value.pop("pb", None)
    return {name: key for name, key in told(keys).items() if not name.endswith(":stalled-check")}


def test_what_only_a_processor_can_call_is_not_run() -> None:
    for name, effect in EFFECTS.items():
        recording, begun = played(effect)
        owners = {METHODS[step.operation].owner for step in recording.steps[begun:]}
        assert owners
        assert effect.held == (Owner.HELD in owners), name


def test_the_notebooks_show_each_fold_once_and_no_others() -> None:
    shown = [(title, text) for _path, title, text in in_notebooks()]
    assert sorted(shown) == sorted(map(text_of, names()))
    assert {path for path, _title, _text in in_notebooks()} == set(STORED)


def test_a_fold_is_all_that_a_text_says_of_nestjs_lines() -> None:
    for path in STORED:
        cells = nbformat.read(path, as_version=4).cells
        text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
        assert text.count("<details>") == text.count("```ts") == len(list(folded(text))), path.name
        assert "<!-- nestjs" not in text
