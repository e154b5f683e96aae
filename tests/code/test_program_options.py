"""Every option of a scheduler and of a bulk, run by npm's BullMQ under Node: the keys are the recording's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from qlab import Lab, Recording, custom, exponential, fixed, jittered
from qlab.lab.handles.queue import Queue
from tests.code.test_program import check_left

pytestmark = pytest.mark.slow

RULES: dict[str, dict[str, object]] = {
    "every": {"every": "1m"},
    "pattern": {"cron": "0 9 * * *"},
    "pattern of seconds": {"cron": "*/20 * * * * *"},
    "tz": {"cron": "0 9 * * *", "tz": "America/New_York"},
    "limit": {"every": "1m", "limit": 2},
    "offset": {"every": "1m", "offset": "7s"},
    "start": {"every": "1m", "start": "2026-02-01T00:00:30Z"},
    "start in the past": {"every": "10m", "start": "2025-01-01T00:03:00Z"},
    "offset beyond the rule": {"every": "10m", "offset": "25m"},
    "start of a pattern": {"cron": "0 9 * * *", "start": "2026-02-01T00:00:30Z"},
    "end": {"every": "1m", "end": "2026-01-01T00:01:30Z"},
    "end of a pattern": {"cron": "0 9 * * *", "end": "2026-01-03T00:00:00Z"},
    "immediately": {"cron": "0 9 * * *", "immediately": True},
    "immediately, every": {"every": "1m", "immediately": True},
    "count": {"every": "1m", "limit": 5, "count": 3},
    "count of a pattern": {"cron": "0 9 * * *", "limit": 5, "count": 3},
    "options of its jobs": {
        "every": "1m", "attempts": 2, "backoff": exponential("1s"), "priority": 3, "removeOnComplete": True,
        "removeOnFail": {"count": 4}, "keepLogs": 2, "lifo": False,
    },
}  # fmt: skip
WAITS = (fixed("1s"), exponential("1s"), jittered("1s"), custom(lambda made: made * 5, "mine"), "3s")


def scheduled(rule: dict[str, object]) -> Callable[[Queue], object]:
    return lambda queue: queue.schedule("s", "mail", {"n": 1}, **rule)  # type: ignore[arg-type]


def bulk(queue: Queue) -> None:
    parent = queue.add("parent", jobId="parent")
    queue.add_bulk([("waits", {"n": at}, {"backoff": wait, "attempts": 2}) for at, wait in enumerate(WAITS)])
    queue.add_bulk([
        ("a", [1], {"delay": "2s", "jobId": "mine"}), ("a", None, {"jobId": "mine"}), ("b", "x", {"priority": 7}),
        ("c", None, {"lifo": True, "removeOnComplete": 3, "removeOnFail": {"age": 9, "limit": 2}}),
        ("d", {}, {"deduplication": {"id": "once", "ttl": "1s"}}),
        ("d", {}, {"deduplication": {"id": "once", "ttl": "1s"}}),
        ("child", 1, {"parent": parent, "failParentOnFailure": True}),
        ("e", None, {"timestamp": 1_767_225_600_000, "keepLogs": 1, "stackTraceLimit": 2, "sizeLimit": 99}),
    ])  # fmt: skip


DOES: dict[str, Callable[[Queue], object]] = {"bulk": bulk} | {name: scheduled(rule) for name, rule in RULES.items()}


def made(does: Callable[[Queue], object]) -> Recording:
    with Lab(trace=False) as lab:
        does(lab.queue("email"))
        return lab.recording


def test_every_option_leaves_the_keys_of_its_recording(node: str, tmp_path: Path) -> None:
    recordings = {name: made(does) for name, does in DOES.items()}
    check_left(node, tmp_path, recordings)
