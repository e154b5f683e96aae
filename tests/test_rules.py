"""One rule, one home: what BullMQ does is told in qlab/protocol, and nowhere else."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import get_args

import pytest

import qlab
from qlab.app.managing import Finished
from qlab.protocol.keys import JOB_SUFFIXES, Role
from qlab.protocol.states import FINISHED
from tests.tellings import Telling, in_python, in_script, is_suffix

ROOT = Path(__file__).parents[1]
HOUSE = Path(qlab.__file__).parent
EXEMPT = ("protocol", "sentences", "teach/lessons")
"""The homes; and rooms that speak: a sentence says what a rule means."""
GENERATED = ("widgets/bundle", "widgets/js/constants.js")
VENDORED = ("stories/bullmq5/pause-7.lua",)
"""BullMQ's own scripts, word for word; a test holds their bytes."""
ON_PURPOSE: dict[str, dict[str, str]] = {}
"""A second telling that stays, by module: what is told, and the test that fails when the two part."""


def sources(ending: str) -> list[Path]:
    exempt = (*EXEMPT, *GENERATED, *VENDORED)
    paths = sorted(HOUSE.rglob(f"*{ending}"))
    return [path for path in paths if not path.relative_to(HOUSE).as_posix().startswith(exempt)]


def named(path: Path) -> str:
    return path.relative_to(HOUSE).as_posix()


def tellings(path: Path) -> list[Telling]:
    text = path.read_text(encoding="utf-8")
    found = in_python(text) if path.suffix == ".py" else in_script(text, path.suffix)
    allowed = ON_PURPOSE.get(named(path), {})
    return [each for each in found if each.what not in allowed]


@pytest.mark.parametrize("path", [*sources(".py"), *sources(".js"), *sources(".lua")], ids=named)
def test_no_rule_is_told_outside_its_home(path: Path) -> None:
    assert [f"{named(path)}:{each.line}: {each.what}" for each in tellings(path)] == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("due = score // 4096", ["4096"]),
        ("step = 2**32", ["2**32"]),
        ('key = f"{job}:lock"', [":lock"]),
        ('key = prefix + ":" + queue + ":de:" + id', [":de:"]),
        ('name = "repeat:" + id', ["repeat:"]),
        ('evidence = f"{queue}:meta version"', [":meta version"]),
        ('done = ("completed", "failed")', ["('completed', 'failed')"]),
        ("ready = {JobState.WAITING, S.PRIORITIZED}", ["{JobState.WAITING, S.PRIORITIZED}"]),
        ("both = [Role.COMPLETED, Role.FAILED]", ["[Role.COMPLETED, Role.FAILED]"]),
        ('"""The score is ms times 4096, the key `:lock`."""', []),
        ('Kind = Literal["completed", "failed"]', []),
        ('text = "Markers of a BullMQ older than 5."', ["Markers of a BullMQ older than 5."]),
        ('text = f"since BullMQ 5.16 {it}"', ["since BullMQ 5.16 "]),
        ('text = "ms since 1970"', []),
        ("edge = (S.ACTIVE, S.COMPLETED)", []),
        ('text = "the lock: it is gone"', []),
        ("size = 4097", []),
        ('if step.operation.name == "add": pass', ["step.operation.name == 'add'"]),
        ('if "fail" != operation: pass', ["'fail' != operation"]),
        ('ends = frozenset({"complete", "fail"})', ["{'complete', 'fail'}"]),
        ("if step.operation == operations.ADD: pass", []),
        ('if method == "get": pass', []),
        ('__all__ = ["completed", "failed"]', []),
    ],
)
def test_the_guard_bites_in_python(source: str, found: list[str]) -> None:
    assert [each.what for each in in_python(source)] == found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("const due = score / 4096;", ["4096"]),
        ("const due = score / 0x1000;", ["0x1000"]),
        ("const key = `${job}:lock`;", [":lock"]),
        ("const key = job + ':lock';", [":lock"]),
        ("const done = ['completed', 'failed'];", ["['completed', 'failed']"]),
        ("const done = [STATE.COMPLETED, STATE.FAILED];", ["[STATE.COMPLETED, STATE.FAILED]"]),
        ("const words = ['completed', 'other']; // 4096 and ':lock'", []),
    ],
)
def test_the_guard_bites_in_javascript(source: str, found: list[str]) -> None:
    assert [each.what for each in in_script(source, ".js")] == found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("local due = score / 0x1000", ["0x1000"]),
        ('local key = job .. ":lock"', [":lock"]),
        ('local done = {"completed", "failed"}', ['{"completed", "failed"}']),
        ("-- the key is job .. ':lock'", []),
    ],
)
def test_the_guard_bites_in_lua(source: str, found: list[str]) -> None:
    assert [each.what for each in in_script(source, ".lua")] == found


@pytest.mark.parametrize("role", JOB_SUFFIXES)
def test_every_suffix_below_a_job_is_looked_for(role: Role) -> None:
    assert is_suffix(JOB_SUFFIXES[role])


def table(title: str) -> list[list[str]]:
    """The rows of a table of the page of rules, the heading left out."""
    page = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    lines = re.findall(r"^\|.*\|$", page.partition(f"# {title}\n")[2].partition("\n## ")[0], re.MULTILINE)
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


def names(cell: str) -> list[tuple[str, str]]:
    """The names in a cell, each with the file it is said to be in; "" for a file alone."""
    found: list[tuple[str, str]] = []
    for text in re.findall(r"`([^`]+)`", cell):
        found.append((text, "") if "/" in text else (found[-1][0], text))
    return found


def test_every_rule_is_in_the_table() -> None:
    assert [int(number) for number, *_ in table("Rules")] == list(range(1, 34))


@pytest.mark.parametrize("row", table("Rules"), ids=lambda row: row[1])
def test_each_home_and_each_guard_exists(row: list[str]) -> None:
    _number, _rule, home, guard = row
    for path, name in names(home):
        module = importlib.import_module(f"qlab.{path.removesuffix('.py').replace('/', '.')}")
        assert not name or hasattr(module, name), f"{path} has no {name}"
    check_tests(guard)


@pytest.mark.parametrize("row", table("Told twice on purpose"), ids=lambda row: row[0])
def test_each_second_telling_has_its_test(row: list[str]) -> None:
    _what, where, guard = row
    assert all((HOUSE / path).is_file() for path, _name in names(where))
    check_tests(guard)


def check_tests(cell: str) -> None:
    tests = [(path, name) for path, name in names(cell) if name]
    assert tests, "no test guards it"
    for path, name in tests:
        assert re.search(rf"^def {name}\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE), f"{path}: {name}"


def test_what_type_checkers_read_is_what_the_rule_says() -> None:
    """`Literal` needs the words themselves."""
    assert get_args(Finished) == tuple(map(str, FINISHED))
