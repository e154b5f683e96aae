from __future__ import annotations

from pathlib import Path

import pytest

from qlab.protocol.keys import Role
from qlab.protocol.legacy import is_marker
from qlab.protocol.versions import CHANGES, JOB_SCHEDULERS, MARKER_KEY, PAUSED_IN_WAIT, Change, major
from qlab.teach.lessons import lesson03

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.first)
def test_each_change_has_its_source(change: Change) -> None:
    assert change.what.endswith(".")
    assert "layouts" in change.source or "bullmq" in change.source
    if change.source.startswith("tests/"):
        assert (ROOT / change.source / "layouts.rdb").exists()


def test_changes_come_in_order_and_say_their_release() -> None:
    assert [change.since for change in CHANGES] == sorted(change.since for change in CHANGES)
    assert PAUSED_IN_WAIT.first == "BullMQ 6"
    assert MARKER_KEY.last_before == "BullMQ 4 or older"
    assert MARKER_KEY.or_newer == "BullMQ 5 or newer"
    assert JOB_SCHEDULERS.older == "BullMQ older than 5.16"


def test_a_release_knows_what_came_before_it() -> None:
    assert [MARKER_KEY.known_to(version) for version in (4, 5, 6)] == [False, True, True]
    assert [JOB_SCHEDULERS.known_to(version) for version in (5, 6)] == [False, True]
    assert [major(text) for text in ("bullmq:6.7.0", "bullmq-pro:v7.1.0", "bull", None)] == [6, 7, None, None]


def test_a_lesson_teaches_the_release_that_leaves_jobs_in_wait() -> None:
    """It taught BullMQ 5, whose queues rename `wait` when they are paused."""
    taught = lesson03.WHY["03-d"]["it moves to `paused`"]
    assert PAUSED_IN_WAIT.first in taught
    assert PAUSED_IN_WAIT.older in Role.PAUSED.sentence


@pytest.mark.parametrize(
    ("id", "has_hash", "marker"),
    [("0:1767225600000", False, True), ("0", False, True), ("0", True, False), ("7", False, False)],
)
def test_what_is_a_marker_among_ids(id: str, has_hash: bool, marker: bool) -> None:
    assert is_marker(id, has_hash=has_hash) is marker
