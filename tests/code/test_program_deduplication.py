"""Each kind of deduplication, done again by npm's BullMQ under Node: the keys are the recording's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qlab import Lab
from qlab.protocol.jobs.deduplication_modes import Mode
from tests.code.test_program import check_left

pytestmark = pytest.mark.slow


def taken(lab: Lab) -> Any:
    job = lab.queue_named("email").take()
    assert job
    return job


def simple(lab: Lab) -> None:
    add = lab.queue("email").add
    for name in ("first", "refused"):
        add(name, deduplication={"id": "ada"})
    taken(lab).complete()
    add("free again", deduplication={"id": "ada"})
    add("another id", deduplication={"id": "bob"})


def simple_failed(lab: Lab) -> None:
    add = lab.queue("email").add
    add("first", attempts=2, deduplication={"id": "ada"})
    taken(lab).fail("no")
    add("refused, for an attempt is left", deduplication={"id": "ada"})
    taken(lab).fail("no")
    add("free again", deduplication={"id": "ada"})


def throttle(lab: Lab) -> None:
    add = lab.queue("email").add
    for name in ("first", "refused"):
        add(name, deduplication={"id": "ada", "ttl": "5s"})
    taken(lab).complete()
    add("refused, though the first is done", deduplication={"id": "ada", "ttl": "5s"})
    lab.clock.advance("6s")
    add("free again", deduplication={"id": "ada", "ttl": "5s"})


def throttle_extended(lab: Lab) -> None:
    add = lab.queue("email").add
    for name in ("first", "refused"):
        add(name, deduplication={"id": "ada", "ttl": "5s", "extend": True})
        lab.clock.advance("3s")
    add("refused still", deduplication={"id": "ada", "ttl": "5s", "extend": True})


def debounce(lab: Lab) -> None:
    for name in ("first", "second", "last"):
        lab.queue("email").add(
            name, delay="5s", deduplication={"id": "ada", "ttl": "5s", "extend": True, "replace": True}
        )
        lab.clock.advance("2s")
    lab.clock.advance("4s")
    taken(lab).complete()


def replace(lab: Lab) -> None:
    add = lab.queue("email").add
    add("first", delay="5s", deduplication={"id": "ada", "replace": True})
    add("in its place, at once", {"n": 2}, priority=3, deduplication={"id": "ada", "replace": True})
    add("refused, for none is delayed", deduplication={"id": "ada", "replace": True})


def replace_while_active(lab: Lab) -> None:
    add = lab.queue("email").add
    add("first", deduplication={"id": "ada", "replace": True, "ttl": "9s"})
    job = taken(lab)
    add("refused", delay="5s", deduplication={"id": "ada", "replace": True, "ttl": "9s"})
    job.complete()


def keep_last(lab: Lab) -> None:
    keep = {"id": "ada", "keepLastIfActive": True}
    add = lab.queue("email").add
    add("first", deduplication=keep)
    add("refused, for the first is not active yet", deduplication=keep)
    job = taken(lab)
    add("kept", {"n": 1}, deduplication=keep)
    add("kept instead", {"n": 2}, priority=2, deduplication=keep)
    job.complete()
    taken(lab).complete()


def keep_last_failed(lab: Lab) -> None:
    keep = {"id": "ada", "keepLastIfActive": True}
    add = lab.queue("email").add
    add("first", deduplication=keep)
    job = taken(lab)
    add("kept", delay="1s", deduplication=keep)
    job.fail("no")


def let_go(lab: Lab) -> None:
    queue = lab.queue("email")
    first = queue.add("first", deduplication={"id": "ada"})
    first.remove_deduplication_key()
    queue.add("free again", deduplication={"id": "ada"})
    first.remove_deduplication_key()
    queue.add("refused, for the first holds it no longer", deduplication={"id": "ada"})


KINDS: dict[Mode, tuple[Callable[[Lab], None], ...]] = {
    Mode.SIMPLE: (simple, simple_failed, let_go),
    Mode.THROTTLE: (throttle, throttle_extended),
    Mode.DEBOUNCE: (debounce,),
    Mode.REPLACE: (replace, replace_while_active),
    Mode.KEEP_LAST: (keep_last, keep_last_failed),
}


def test_every_kind_of_deduplication_leaves_npm_s_keys(node: str, tmp_path: Path) -> None:
    assert set(KINDS) == set(Mode)
    recordings = {}
    for does in (each for kind in KINDS.values() for each in kind):
        with Lab(trace=False) as lab:
            does(lab)
            recordings[does.__name__] = lab.recording
    check_left(node, tmp_path, recordings)
