"""What events alone tell is told, and no more: faults that were seen while real applications were watched."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import pytest

from qlab import Lab, Recording
from qlab.replay.replay import Replay
from qlab.snapshot.model import Snapshot
from qlab.snapshot.values import Entry

T = 1_700_000_000_000
OPTS = '{"attempts":3}'


def watched(
    *events: tuple[str, str, Mapping[str, str]], hashes: Mapping[str, Mapping[str, str] | None] | None = None
) -> Recording:
    """Events (name, job, fields), a millisecond apart, played back."""
    entries = [
        Entry(f"{T + at}-0", (("event", event), ("jobId", job), *fields.items()))
        for at, (event, job, fields) in enumerate(events)
    ]
    return Recording.from_events(entries, "q", hashes=hashes)


def sentences(recording: Recording) -> list[str]:
    return [step.sentence for step in recording]


def a_hash(**fields: str) -> dict[str, str]:
    return {"name": "w", "data": "{}", "opts": OPTS, "timestamp": str(T - 5_000), **fields}


def test_an_add_is_one_step() -> None:
    recording = watched(("added", "1", {"name": "w"}), ("waiting", "1", {}), ("added", "2", {}), ("delayed", "2", {}),
                        hashes={"1": a_hash()})  # fmt: skip
    assert [step.title for step in recording] == ["q: added 1", "q: added 2"]
    assert sentences(recording)[0].startswith("Job 1 is added at the head of `wait`")
    assert len(recording[0].after.key("bull:q:events").entries) == 2


def test_an_id_that_is_added_again_was_removed_before() -> None:
    life = (("added", "1", {}), ("waiting", "1", {}), ("active", "1", {"prev": "waiting"}), ("completed", "1", {}))
    recording = watched(*life, ("added", "1", {}), ("waiting", "1", {}))
    assert recording.last.counts_of("q")["waiting"] == 1
    assert "No job is added" not in " ".join(sentences(recording))
    assert sentences(recording)[-1].startswith("Job 1 is in `wait`")


def test_a_parent_that_becomes_ready_is_not_told_as_an_add() -> None:
    recording = watched(
        ("added", "p", {}), ("waiting-children", "p", {}), ("waiting", "p", {"prev": "waiting-children"})
    )
    assert recording[-1].operation.name == "release"
    assert "its children have finished" in recording[-1].sentence
    assert "No job is added" not in recording[-1].sentence


def test_a_job_first_seen_as_it_is_taken_was_there_already_and_waited_since_its_hash_says() -> None:
    text = a_hash(ats="1", processedOn=str(T))
    recording = watched(("active", "1", {"prev": "waiting"}), hashes={"1": text})
    assert recording[0].sentence == (
        "A worker takes job 1 from `wait`: attempt 1 of 3 begins; the job was there already."
    )
    (row,) = recording.attempts().to_dict("records")
    assert (row["started"] - row["scheduled"]) == pd.Timedelta("5s")
    assert list(recording.transitions().source) == ["waiting"]


def test_how_long_a_job_waited_that_ran_before_is_not_known() -> None:
    recording = watched(("active", "1", {"prev": "waiting"}), hashes={"1": a_hash(ats="2", atm="1")})
    (row,) = recording.attempts().to_dict("records")
    assert row["scheduled"] is pd.NaT


@pytest.mark.parametrize(
    ("trace", "said"),
    [
        ("UnrecoverableError: no card\\n    at x", "the error is unrecoverable"),
        ("Error: no card\\n    at x", "the error is unrecoverable, or the backoff says not to try again"),
    ],
)
def test_an_unrecoverable_error_is_not_told_as_the_backoff_s_answer(trace: str, said: str) -> None:
    text = a_hash(ats="1", atm="1", failedReason="no card", stacktrace=f'["{trace}"]')
    recording = watched(("active", "1", {"prev": "waiting"}), ("failed", "1", {"failedReason": "no card"}),
                        hashes={"1": text})  # fmt: skip
    assert f"failed (no card): {said}, so" in recording[-1].sentence


def test_a_job_whose_hash_was_gone_has_an_attempt_and_nobody_says_of_how_many() -> None:
    recording = watched(
        ("active", "1", {"prev": "waiting"}), ("failed", "1", {"failedReason": "x"}), hashes={"1": None}
    )
    assert "attempt 1 begins" in recording[0].sentence
    assert "of 1" not in " ".join(sentences(recording))
    assert "it had one attempt" not in recording[1].sentence


def test_a_job_that_was_retried_by_hand_and_is_first_seen_then_is_not_added() -> None:
    recording = watched(("waiting", "1", {"prev": "failed"}), hashes={"1": a_hash()})
    assert recording[0].sentence.startswith("Job 1 is retried by hand: it moves from `failed` to `wait`")


def test_an_attempt_that_bullmq_4_tries_again_at_once_has_its_error_from_the_hash() -> None:
    text = a_hash(attemptsMade="1", stacktrace='["Error: SMTP 451\\n    at send"]')
    recording = watched(("active", "1", {"prev": "waiting"}), ("waiting", "1", {"prev": "failed"}),
                        hashes={"1": text})  # fmt: skip
    assert recording.attempts()["error"].tolist()[0] == "SMTP 451"
    assert "retried by hand" not in " ".join(sentences(recording))


def test_a_custom_backoff_reads_as_it_was_asked_for() -> None:
    text = a_hash(opts='{"attempts":3,"backoff":{"type":"mine"}}', ats="1", atm="1", delay="2000")
    recording = watched(("active", "1", {"prev": "waiting"}), ("delayed", "1", {"delay": str(T + 2_000)}),
                        hashes={"1": text})  # fmt: skip
    assert 'custom backoff "mine" of 2 s' in recording[-1].sentence


def test_children_are_counted_down() -> None:
    from qlab.replay.replay import Replay, empty
    from qlab.snapshot.values import KeyState

    first = empty("bull", T)
    keys = {
        "bull:q:p": KeyState("bull:q:p", "hash", "", None, 1, value={"name": "p", "opts": "{}"}),
        "bull:q:waiting-children": KeyState("bull:q:waiting-children", "zset", "", None, 1, raw=["p", "1"]),
        "bull:q:p:dependencies": KeyState("bull:q:p:dependencies", "set", "", None, 2, raw=["bull:q:1", "bull:q:2"]),
    }
    state = first.state.update(keys)
    from dataclasses import replace

    told = []
    replay = Replay(replace(first, state=state), "q")
    child = {**a_hash(parentKey="bull:q:p", parent='{"id":"p","queueKey":"bull:q"}'), "ats": "1"}
    for at, id in enumerate(("1", "2")):
        text = (("active", "waiting"), ("completed", "active"))
        entries = [
            Entry(f"{T + 10 * at + n}-0", (("event", event), ("jobId", id), ("prev", prev)))
            for n, (event, prev) in enumerate(text)
        ]
        told += [step.sentence for step in replay.batch(entries, {id: child})]
    assert "still has 1 unfinished child" in told[1]
    assert "unfinished" not in told[3]


def test_adds_that_were_ignored_are_told_and_counted() -> None:
    recording = watched(
        ("added", "1", {}), ("waiting", "1", {}), ("duplicated", "1", {}),
        ("debounced", "1", {"debounceId": "x"}),
        ("deduplicated", "1", {"deduplicationId": "x", "deduplicatedJobId": "7"}),
        ("removed", "4", {"prev": "delayed"}),
        ("deduplicated", "5", {"deduplicationId": "y", "deduplicatedJobId": "4"}), ("added", "5", {}),
        ("delayed", "5", {}),
    )  # fmt: skip
    refused = recording.refused()
    assert refused[["outcome", "holder"]].to_numpy().tolist() == [["refused", "1"], ["refused", "1"], ["replaced", "5"]]
    assert refused["deduplication"].fillna("-").tolist() == ["-", "x", "y"]
    assert "No job is added: job 1 holds deduplication id x." in sentences(recording)
    assert any("takes the place of job 4" in text for text in sentences(recording))
    assert recording.text().endswith("2 adds were ignored as duplicates: see refused().")


def test_reports_of_progress_are_folded() -> None:
    reports = [("progress", "1", {"data": str(number)}) for number in range(30)]
    recording = watched(("active", "1", {"prev": "waiting"}), *reports, ("completed", "1", {}), hashes={"1": a_hash()})
    text = recording.text()
    assert text.count("reports progress") == 2
    assert "28 more reports between the first and this one" in " ".join(text.split())
    assert recording._repr_html_().count("reports progress") == 2
    assert len(recording) == 32


def test_a_note_is_whole() -> None:
    recording = watched(("active", "1", {}))
    recording.note = "Watched from outside. " * 12 + "The caveat stands here."
    assert "The caveat stands here." in recording.text()


def test_an_event_changes_no_encoding() -> None:
    with Lab(prefix="bull") as lab:
        lab.queue("q").add("w")
        seen = lab.snapshot()
    first = Snapshot(seen.at, seen.start, seen.prefix, seen.state, sampled=True)
    taken = Entry(f"{seen.at + 1}-0", (("event", "active"), ("jobId", "1"), ("prev", "waiting")))
    (step,) = Replay(first, "q").batch([taken], {"1": a_hash(ats="1")})
    assert step.after.key("bull:q:1").encoding == seen.key("bull:q:1").encoding != ""


def test_a_delay_that_is_changed_is_no_promotion() -> None:
    recording = watched(
        ("added", "1", {}),
        ("delayed", "1", {"delay": str(T + 3_600_000)}),
        ("delayed", "1", {"delay": str(T + 60_002)}),
    )
    assert recording[-1].operation.name == "change_delay"
    assert sentences(recording)[-1].startswith("Job 1 gets a delay of 1 min from now: it stays in `delayed`")
