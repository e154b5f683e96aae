"""The floors of the house: a module imports only what lies on its own floor or below, late imports included."""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

import qlab
from qlab import doors

HOUSE = Path(qlab.__file__).parent
PLAN = Path(__file__).parents[1] / "docs" / "architecture.md"
ROOF = {"__init__", "__main__"}
DOORS = {("lab", "run")}
"""A method of the first floor opens a door to the second, and says what type comes through: for type checkers only."""
MOST_MODULES = 14
WIDER = {"teach/lessons": 15}
"""Lessons are as many as the course has."""

SUBJECTS = {
    "attempts", "course", "deduplication", "email", "family", "finished", "flow", "flows", "jobs", "limits",
    "operations", "queues", "schedulers", "server", "show", "tables",
}  # fmt: skip
"""A name that two files bear means the same in both: flows are flows to the protocol, a handle and the doctor."""


def floors() -> list[str]:
    """The floors from the ground up, as the plan of the house numbers them."""
    listed = re.search(r"<!-- floors -->\n(.*?)<!-- /floors -->", PLAN.read_text(encoding="utf-8"), re.DOTALL)
    assert listed, "docs/architecture.md has no list of floors"
    return re.findall(r"^\d+\. `(\w+)", listed[1], re.MULTILINE)


def modules() -> Iterator[tuple[Path, str]]:
    for path in sorted(HOUSE.rglob("*.py")):
        floor = path.relative_to(HOUSE).parts[0].removesuffix(".py")
        if floor not in ROOF:
            yield path, floor


def imports(tree: ast.AST) -> Iterator[tuple[str, bool]]:
    """What a module imports from qlab, wherever in it: the dotted name, and whether for type checkers only."""
    for_types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "qlab":
            names = [f"qlab.{each.name}" for each in node.names] if node.module == "qlab" else [str(node.module)]
        elif isinstance(node, ast.Import):
            names = [each.name for each in node.names if each.name.startswith("qlab.")]
        else:
            continue
        yield from ((name, id(node) in for_types) for name in names)


def climbs(source: str, floor: str, order: list[str]) -> list[str]:
    """The imports of a module that lead to a floor above its own."""
    found = []
    for name, for_types in imports(ast.parse(source)):
        target = name.split(".")[1]
        allowed = target in order and order.index(target) <= order.index(floor)
        if not allowed and not (for_types and (floor, target) in DOORS):
            found.append(name)
    return found


def test_every_module_stands_on_a_floor_of_the_plan() -> None:
    assert {floor for _path, floor in modules()} == set(floors())


def test_no_import_climbs() -> None:
    order = floors()
    found = {
        str(path.relative_to(HOUSE)): up
        for path, floor in modules()
        if (up := climbs(path.read_text(encoding="utf-8"), floor, order))
    }
    assert found == {}


@pytest.mark.parametrize(
    "source",
    [
        "from qlab.plot import states",
        "import qlab.widgets.player",
        "from qlab import plot",
        "def late():\n    from qlab.lab.lab import Lab",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from qlab.widgets.player import Player",
    ],
)
def test_an_import_that_climbs_is_seen(source: str) -> None:
    assert climbs(source, "record", floors())


def test_what_stands_behind_each_door_is_there() -> None:
    assert doors._behind
    for name in doors._behind:
        assert callable(doors.door(name))
    with pytest.raises(LookupError, match="Nothing is registered under"):
        doors.door("no such door")


def test_a_folder_is_small_enough_to_be_known() -> None:
    sizes: dict[str, int] = defaultdict(int)
    for path, _floor in modules():
        if path.name != "__init__.py":
            sizes[str(path.parent.relative_to(HOUSE))] += 1
    assert {folder: size for folder, size in sizes.items() if size > WIDER.get(folder, MOST_MODULES)} == {}


def test_a_name_means_one_thing_in_the_whole_house() -> None:
    names = Counter(path.stem for path, _ in modules() if path.stem != "__init__")
    assert {name for name, count in names.items() if count > 1} <= SUBJECTS, "call the new file by what it alone is"


def test_a_file_is_about_a_screenful_of_rooms() -> None:
    long = {str(path): size for path, _ in modules() if (size := len(path.read_text("utf-8").splitlines())) > 330}
    assert long == {}
