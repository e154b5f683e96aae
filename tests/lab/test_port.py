"""The seam to PyPI's bullmq: what qlab relies on is there, and what is missing is named."""

from __future__ import annotations

import re
from pathlib import Path

import bullmq.worker
import pytest

import qlab
from qlab.lab import reaches
from qlab.lab.reaches import Reach

SOURCES = Path(qlab.__file__).parent
REACH = re.compile(r"\.backend\b|\.limitUntil\b|loadScript|finishedErrors|bullmq\.\w+\.(time|uuid4)|\"bullmq\"\)")
"""How a reach past the public API looks."""
SCRIPT = re.compile(r"run_script\([^)]*?\"(\w+-\d+\.lua)\"", re.DOTALL)
"""How a script is run that the port packages and does not call."""


def test_the_installed_release_has_all_that_qlab_reaches_for() -> None:
    missing = "; ".join(f"{each.path} ({each.why})" for each in reaches.broken())
    assert not missing, f"bullmq {bullmq.__version__} lacks {missing}"


def test_a_reach_that_broke_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(bullmq.worker.Worker, "getBlockTimeout")
    assert [each.path for each in reaches.broken()] == ["bullmq.worker:Worker.getBlockTimeout"]


def test_a_script_or_a_module_that_is_gone_is_missed() -> None:
    assert not Reach("commands/noSuchScript-1.lua", "").exists()
    assert not Reach("bullmq.no_such_module:time", "").exists()
    assert Reach("commands/addLog-2.lua", "").exists()


def test_every_packaged_script_that_qlab_runs_is_listed() -> None:
    run = {name for path in (SOURCES / "lab").rglob("*.py") for name in SCRIPT.findall(path.read_text("utf-8"))}
    assert run == set(reaches.PACKAGED), "list it in PACKAGED (lab/reaches.py), so that a release without it is noticed"


def test_every_reach_past_the_public_api_stands_in_the_port() -> None:
    # prompt_worker subclasses Worker; its overrides are listed.
    allowed = {"lab/port.py", "lab/reaches.py", "run/real/prompt_worker.py"}
    found = {
        f"{path.relative_to(SOURCES)}:{number}"
        for path in SOURCES.rglob("*.py")
        if str(path.relative_to(SOURCES)) not in allowed
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if REACH.search(line) and "``" not in line
    }
    assert found == set()
