"""Every scene's TypeScript is checked against the types of npm's bullmq and of @nestjs/bullmq."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import pytest

from tests.code import calls
from tests.record.films import scene
from tests.record.scenes import SCENES

Check = Callable[[Mapping[str, str]], str]
pytestmark = pytest.mark.slow
WRONG = ("await job.moveToCompletedly(1, token);", "await job.extendLock(1, token);")


@pytest.fixture(scope="module")
def complaints(check: Check) -> dict[str, str]:
    """The compiler's complaints by module. One run for all of them: reading npm's types takes it seconds."""
    modules = {
        "calls": calls.typescript(calls.code("typescript")),
        "nest": calls.nestjs(calls.code("nestjs")),
        "wrong": calls.typescript(WRONG),
        **{f"scene_{name}": scene(name).to_typescript().text for name in SCENES},
    }
    said = check(modules)
    found = {name: "".join(re.findall(rf"^made/{name}\.ts.*\n(?: .*\n)*", said, re.MULTILINE)) for name in modules}
    assert sum(map(len, found.values())) == len(said), said
    return found


def test_every_scenes_typescript_is_npms(complaints: dict[str, str]) -> None:
    assert complaints["calls"] == ""


def test_every_scenes_nestjs_is_nests(complaints: dict[str, str]) -> None:
    assert complaints["nest"] == ""


def test_every_scenes_script_is_npms(complaints: dict[str, str]) -> None:
    assert {name: complaints[f"scene_{name}"] for name in SCENES if complaints[f"scene_{name}"]} == {}


def test_a_method_that_npm_has_not_is_seen(complaints: dict[str, str]) -> None:
    assert "moveToCompletedly" in complaints["wrong"]
    assert "TS2345" in complaints["wrong"]
