"""One table of events, and one judgement of an entry of the stream."""

from __future__ import annotations

import pytest

from qlab import Lab, Recording, attach, plot
from qlab.protocol import operations
from qlab.protocol.events import EVENTS, Ends, event_of, judge, may_fail, says_state
from qlab.protocol.states import JobState
from qlab.snapshot.values import Entry
from qlab.text.entry_ids import entry_ms, entry_order
from tests.attempts import check_attempts

S = JobState


def entry(at: int, event: str, **fields: str) -> Entry:
    return Entry(f"{at}-0", (("event", event), *fields.items()))


def test_each_event_has_a_sentence_and_a_state_that_there_is() -> None:
    for name, event in EVENTS.items():
        assert event.name == name
        assert event.sentence.endswith(".")
    assert {event.state for event in EVENTS.values()} == {None, *S} - {S.PRIORITIZED, S.UNKNOWN}
    assert [name for name, event in EVENTS.items() if event.paused is not None] == ["paused", "resumed"]


def test_an_event_that_can_end_an_attempt_leaves_active_for_its_state() -> None:
    ending = {name for name, event in EVENTS.items() if event.ends is not Ends.NEVER}
    assert ending == {"completed", "failed", "delayed", "waiting"}


@pytest.mark.parametrize(
    ("event", "prev", "was", "ends"),
    [
        ("completed", "active", S.ACTIVE, True),
        ("failed", "active", None, True),
        ("failed", "waiting-children", S.WAITING_CHILDREN, False),
        ("delayed", None, S.ACTIVE, True),
        ("delayed", None, None, False),
        ("waiting", "active", None, True),
        ("waiting", "failed", S.FAILED, False),
        ("waiting-children", "active", S.ACTIVE, False),
        ("progress", None, S.ACTIVE, False),
    ],
)
def test_whether_an_attempt_ends(event: str, prev: str | None, was: JobState | None, ends: bool) -> None:
    fields = {"event": event, "jobId": "1", **({"prev": prev} if prev else {})}
    assert judge(fields, was).ends is ends


def test_a_delay_that_is_changed_is_no_promotion() -> None:
    judged = judge({"event": "delayed", "jobId": "1", "delay": "7"}, S.DELAYED)
    assert (judged.operation, judged.ends) == (operations.CHANGE_DELAY, False)
    assert judge({"event": "waiting", "jobId": "1", "prev": "delayed"}, S.DELAYED).operation == operations.PROMOTE


def test_an_event_that_may_mean_a_failure_has_its_hash_read_at_once() -> None:
    text = {name for name in EVENTS if may_fail(name, "active")}
    assert text == {"failed", "delayed", "waiting"}
    assert not may_fail("waiting", None)
    assert not may_fail("waiting", "delayed")


def test_waiting_before_stalled_is_a_stalled_check_and_ends_no_counted_attempt() -> None:
    waiting = {"event": "waiting", "jobId": "1", "prev": "active"}
    judged = judge(waiting, S.ACTIVE, {"event": "stalled", "jobId": "1"})
    assert (judged.stalled, judged.ends, judged.operation) == (True, False, operations.CHECK_STALLED)
    other = judge(waiting, S.ACTIVE, {"event": "stalled", "jobId": "2"})
    assert (other.stalled, other.ends, other.operation) == (False, True, operations.FAIL)


def test_waiting_says_of_a_prioritized_job_that_it_is_ready() -> None:
    assert says_state("waiting", S.PRIORITIZED)
    assert says_state("waiting", S.WAITING)
    assert not says_state("active", S.WAITING)
    assert not says_state("my-own", S.WAITING)


def test_an_application_s_own_event_is_called_so() -> None:
    assert "application's own" in event_of("report-ready").sentence
    recording = Recording.from_events([entry(1_000, "report-ready", report="7")], "q")
    assert recording[0].sentence == "Event report-ready: An event of the application's own (QueueEventsProducer)."


def test_explain_calls_an_application_s_own_event_so() -> None:
    with Lab() as lab:
        job = lab.queue("email").add("welcome")
        lab.redis.xadd(f"{lab.prefix}:email:events", {"event": "opened", "jobId": job.id})
        with attach(str(lab.url), prefix=lab.prefix) as observer:
            text = observer.explain("email", job.id).text()
    assert "application's own" in text


def test_a_stalled_job_played_back_has_made_no_attempt() -> None:
    text = [
        ("added", {}), ("waiting", {}), ("active", {"prev": "waiting"}), ("waiting", {"prev": "active"}),
        ("stalled", {}), ("active", {"prev": "waiting"}), ("completed", {"prev": "active", "returnvalue": "1"}),
    ]  # fmt: skip
    entries = [entry(1_000 + at, event, jobId="1", **fields) for at, (event, fields) in enumerate(text)]
    recording = Recording.from_events(entries, "q")
    made = check_attempts(recording)
    assert made[["attempt", "outcome"]].to_numpy().tolist() == [[1, "stalled"], [1, "completed"]]
    assert plot.timeline.table(recording).query("state == 'active'")["outcome"].tolist() == ["stalled", "completed"]


def test_an_error_that_nobody_kept_is_not_taken_from_the_attempt_before() -> None:
    text = [
        ("active", {"prev": "waiting"}), ("delayed", {"delay": "1010"}), ("waiting", {"prev": "delayed"}),
        ("active", {"prev": "waiting"}), ("delayed", {"delay": "1020"}),
    ]  # fmt: skip
    entries = [entry(1_000 + at, event, jobId="1", **fields) for at, (event, fields) in enumerate(text)]
    hashes = {"1": {"name": "n", "opts": '{"attempts":3}', "timestamp": "999", "atm": "2", "ats": "2",
                    "stacktrace": '["Error: SMTP 451\\n    at send"]'}}  # fmt: skip
    recording = Recording.from_events(entries, "q", hashes=hashes)
    errors = check_attempts(recording)["error"]
    assert errors.fillna("unknown").tolist() == ["SMTP 451", "unknown"]


def test_the_id_of_an_entry_is_its_moment() -> None:
    assert entry_ms("1795566492052-3") == 1_795_566_492_052
    assert entry_order("5-10") > entry_order("5-9")
    assert entry_order("7") == (7, 0)
