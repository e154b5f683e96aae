"""Every scene's TypeScript is checked against the types of npm's bullmq and of @nestjs/bullmq."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from tests.code import calls
from tests.record.films import scene
from tests.record.scenes import SCENES

Check = Callable[[Mapping[str, str]], str]
pytestmark = pytest.mark.slow


def test_every_scenes_typescript_is_npms(check: Check) -> None:
    assert check({"calls": calls.typescript(calls.code("typescript"))}) == ""


def test_every_scenes_nestjs_is_nests(check: Check) -> None:
    assert check({"calls": calls.nestjs(calls.code("nestjs"))}) == ""


def test_every_scenes_script_is_npms(check: Check) -> None:
    assert check({name: scene(name).to_typescript().text for name in SCENES}) == ""


def test_a_method_that_npm_has_not_is_seen(check: Check) -> None:
    wrong = calls.typescript(("await job.moveToCompletedly(1, token);", "await job.extendLock(1, token);"))
    complaints = check({"calls": wrong})
    assert "moveToCompletedly" in complaints
    assert "TS2345" in complaints
