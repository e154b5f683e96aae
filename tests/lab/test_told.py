"""Every operation of a lab's handles is told by its name in the pages of the documentation."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from qlab import Job, Lab, Queue
from qlab.lab.workers.worker import Worker

DOCS = Path(__file__).resolve().parents[2] / "docs"
TOLD = set(re.findall(r"`(?:\w+\.)?(\w+)[`(]", (DOCS / "driving.md").read_text(encoding="utf-8")))
OF_WORKERS = set(re.findall(r"\b(\w+)\b", (DOCS / "running.md").read_text(encoding="utf-8")))
BEHIND = frozenset({
    "add_log", "adopt", "held_by", "job_key", "make_worker", "new_token", "options", "run_script", "strategy",
    "take_as", "text",
})  # fmt: skip
"""What handles have for each other, and for printing."""


def methods(kind: type) -> list[str]:
    found = inspect.getmembers(kind, inspect.isfunction)
    return [name for name, _ in found if not name.startswith("_") and name not in BEHIND]


@pytest.mark.parametrize("kind", [Queue, Job])
def test_each_operation_of_a_handle_is_named(kind: type) -> None:
    assert [name for name in methods(kind) if name not in TOLD] == []


def test_each_way_to_add_a_flow_is_named() -> None:
    assert {name for name in methods(Lab) if "flow" in name} <= TOLD


def test_each_operation_of_a_worker_is_named() -> None:
    own = {"act", "check_stalled", "take_next"}
    assert [name for name in methods(Worker) if name not in OF_WORKERS | own] == []
