"""Deduplication whole: which jobs are refused, kept or replaced, a row each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from qlab import Lab, Recording
from qlab.errors import OptionError


def outcomes(lab: Lab) -> list[tuple[Any, ...]]:
    frame = lab.recording.refused()
    return list(frame[["deduplication", "mode", "outcome", "holder", "name"]].itertuples(index=False, name=None))


def test_simple_refuses_until_the_holder_has_finished(lab: Lab) -> None:
    queue = lab.queue("email")
    first = queue.add("a", deduplication={"id": "ada"})
    queue.add("b", {"n": 1}, deduplication={"id": "ada"})
    job = queue.take()
    assert job
    job.complete()
    assert queue.add("c", deduplication={"id": "ada"}).id != first.id
    assert outcomes(lab) == [("ada", "simple", "refused", "1", "b")]
    assert lab.recording.refused().iloc[0]["data"] == {"n": 1}


def test_throttle_refuses_for_a_while(lab: Lab) -> None:
    queue = lab.queue("email")
    for name in ("a", "b"):
        queue.add(name, deduplication={"id": "ada", "ttl": "5s"})
    lab.clock.advance("6s")
    queue.add("c", deduplication={"id": "ada", "ttl": "5s"})
    assert outcomes(lab) == [("ada", "throttle", "refused", "1", "b")]


def test_debounce_keeps_the_last(lab: Lab) -> None:
    queue = lab.queue("email")
    for name in ("a", "b", "c"):
        queue.add(name, delay="5s", deduplication={"id": "ada", "ttl": "5s", "extend": True, "replace": True})
        lab.clock.advance("2s")
    assert outcomes(lab) == [
        ("ada", "debounce", "replaced", "2", "a"),
        ("ada", "debounce", "replaced", "3", "b"),
    ]
    assert [view.name for view in lab.snapshot().all_jobs()] == ["c"]


def test_replace_takes_a_delayed_jobs_place_and_no_other(lab: Lab) -> None:
    queue = lab.queue("email")
    queue.add("a", delay="5s", deduplication={"id": "ada", "replace": True})
    queue.add("b", deduplication={"id": "ada", "replace": True})
    queue.add("c", deduplication={"id": "ada", "replace": True})
    assert outcomes(lab) == [("ada", "replace", "replaced", "2", "a"), ("ada", "replace", "refused", "2", "c")]


def test_keep_last_if_active_adds_the_last_one_later(lab: Lab) -> None:
    queue = lab.queue("email")
    keep = {"id": "ada", "keepLastIfActive": True}
    queue.add("a", deduplication=keep)
    job = queue.take()
    assert job
    queue.add("b", deduplication=keep)
    queue.add("c", deduplication=keep)
    assert [row[2:] for row in outcomes(lab)] == [("kept", "1", "b"), ("kept", "1", "c")]
    job.complete()
    following = queue.take()
    assert following
    assert following.name == "c"


def test_an_id_that_is_taken_is_refused_too(lab: Lab, tmp_path: Path) -> None:
    queue = lab.queue("email")
    queue.add("a", jobId="welcome-ada")
    queue.add("b", jobId="welcome-ada")
    queue.add_bulk([("c", 1, {"jobId": "welcome-ada"}), ("d", 2), ("e", 3, {"jobId": "x"}), ("f", 4, {"jobId": "x"})])
    assert [row[2:] for row in outcomes(lab)] == [
        ("refused", "welcome-ada", "b"), ("refused", "welcome-ada", "c"), ("refused", "x", "f"),
    ]  # fmt: skip
    loaded = Recording.load(lab.recording.save(tmp_path / "film.jsonl"))
    assert loaded.refused().equals(lab.recording.refused())


def test_what_only_npms_scripts_know_is_said(lab: Lab) -> None:
    with pytest.raises(OptionError, match="only npm's bullmq has reschedule"):
        lab.queue("email").add("a", deduplication={"id": "ada", "reschedule": True})
