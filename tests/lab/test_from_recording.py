"""A lab that begins where a recording was: equal keys, jobs that go on, and what is missing listed."""

from __future__ import annotations

from pathlib import Path

import pytest

import qlab
from qlab import Lab, Recording, Snapshot, exponential
from qlab.errors import LockLost, LockMismatch, OptionError, UsageError
from qlab.record.redacted import redacted
from tests.record.films import scene
from tests.record.scenes import SCENES

pytestmark = pytest.mark.usefixtures("used_servers")


@pytest.fixture
def held(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> Recording:
    """A recording in which one job is active, one delayed by a backoff, and one waits."""
    monkeypatch.delenv("QLAB_REDIS_URL", raising=False)
    email = lab.queue("email", attempts=3, backoff=exponential("2s"))
    email.add_bulk([("first", {"to": "ada"}), ("second", {}), ("third", {})])
    email.take()
    lab.clock.advance("7s")
    email.take("worker-2").fail("451")  # type: ignore[union-attr]
    return lab.recording


@pytest.mark.parametrize("name", SCENES)
def test_every_scene_comes_back_equal(name: str) -> None:
    recording = scene(name)
    with Lab.from_recording(recording) as restored:
        assert restored.snapshot() == recording.last
        assert restored.recording.first.state == recording.last.state
        assert not [each for each in restored.missing if "active" not in each]


@pytest.mark.parametrize("after", range(6))
def test_each_step_of_a_recording_can_be_gone_back_to(held: Recording, after: int) -> None:
    wanted = held.first if after == 0 else held[after - 1].after
    if after > len(held):
        pytest.fail("the recording has become shorter")
    with Lab.from_recording(held, after) as restored:
        assert restored.snapshot() == wanted
        assert restored.clock.now_ms == wanted.at


def test_a_step_or_a_file_does_as_well(held: Recording, tmp_path: Path) -> None:
    path = held.save(tmp_path / "held.jsonl")
    with Lab.from_recording(path, until=held[1]) as restored:
        assert restored.snapshot() == held[1].after


def test_an_active_job_can_be_completed_by_whoever_held_it(held: Recording) -> None:
    with Lab.from_recording(held) as lab:
        job = lab.queue_named("email").job("1")
        assert (job.token, job.worker) == ("worker-1:1", "worker-1")
        job.complete({"sent": True})
        assert str(job.state) == "completed"
        assert lab.last.call.facts["worker"] == "worker-1"
        assert lab.queue_named("email").take().token == "worker-1:2"  # type: ignore[union-attr]  # a new one


def test_time_goes_on_from_there(held: Recording) -> None:
    with Lab.from_recording(held) as lab:
        assert lab.clock.elapsed_ms == 7000
        lab.clock.to_next()
        assert lab.clock.elapsed_ms == 9000  # the backoff
        lab.clock.advance("24s")  # the lock of job 1, which began at 0 s, ended at 30 s
        with pytest.raises(LockLost):
            lab.queue_named("email").job("1").complete()


def test_the_sentences_and_the_events_go_on(held: Recording) -> None:
    with Lab.from_recording(held) as lab:
        email = lab.queue_named("email")
        email.add("fourth")
        assert lab.last.sentence.startswith("Job 4 is added")
        ids = [entry.id for entry in lab.last.after.state["bull:email:events"].entries]
        assert ids[-1].startswith(f"{held.start + 7000}-")
        assert len(set(ids)) == len(ids)


def test_a_lock_that_changed_hands_is_not_this_jobs(held: Recording) -> None:
    with Lab.from_recording(held) as lab:
        lab.redis.set("bull:email:1:lock", "somebody:7")
        lab.snapshot()
        with pytest.raises(LockMismatch):
            lab.queue_named("email").job("1").complete()


def test_of_a_redacted_recording_the_data_are_missing(held: Recording, tmp_path: Path) -> None:
    path = held.save(tmp_path / "held.jsonl", redact=True)
    with Lab.from_recording(path) as lab:
        assert lab.missing == (
            "Job data, return values, progress and logs are not the real ones: the recording holds only their shape.",
        )
        lab.queue_named("email").job("1").complete()
    assert redacted(redacted(held, True), True).note.count("shape") == 1


def test_a_captured_queue_comes_home_with_what_is_missing(lab: Lab) -> None:
    email = lab.queue("email")
    email.add_bulk([("mail", {"n": n}) for n in range(60)])
    email.take()
    recording = qlab.capture(lab.url, f"{lab.prefix}:email", 0)
    with Lab.from_recording(recording) as home:
        assert home.queue_named("email").counts()["waiting"] == 50
        assert "Queue email had 59 waiting jobs, and 50 of them were seen." in home.missing
        home.queue_named("email").job("1").complete("here, at home")
        home.queue_named("email").add("new")
        assert home.last.job == "61"
    assert str(lab.queue_named("email").job("1").state) == "active"


def test_a_counter_that_nobody_saw_stands_behind_the_highest_id(lab: Lab) -> None:
    lab.queue("email").add_bulk([("mail", {}) for _ in range(3)])
    lab.redis.delete(f"{lab.prefix}:email:id")
    with Lab.from_recording(qlab.capture(lab.url, f"{lab.prefix}:email", 0)) as home:
        assert any("counter of ids of queue email was not seen" in each for each in home.missing)
        assert home.queue_named("email").add("new").id == "4"


def test_nothing_but_what_one_does_is_a_step(held: Recording) -> None:
    with Lab.from_recording(held) as lab:
        lab.snapshot()
        assert lab.steps == []
        lab.queue_named("email").take()
        assert [step.script for step in lab.steps] == ["moveToActive"]
        assert all(command.name != "DEL" for command in lab.last.commands)


def test_an_active_job_without_a_lock_is_named(lab: Lab) -> None:
    email = lab.queue("email")
    email.add("mail")
    email.take().release_lock()  # type: ignore[union-attr]
    with Lab.from_recording(lab.recording) as home:
        assert "Job 1 of queue email is active, and its lock was gone or not seen" in home.missing[0]


@pytest.mark.parametrize("until", [99, -1, "3", True, 1.5])
def test_no_such_step(held: Recording, until: object) -> None:
    with pytest.raises(UsageError, match="step"):
        Lab.from_recording(held, until)  # type: ignore[arg-type]


@pytest.mark.parametrize("minutes", [-1, float("nan"), float("inf"), True, "5"])
def test_no_such_number_of_minutes(minutes: object) -> None:
    with pytest.raises(OptionError, match="is not a number of minutes"):
        qlab.capture("redis://127.0.0.1:1", "email", minutes)  # type: ignore[arg-type]


def test_another_servers_encodings_are_one_sentence(held: Recording) -> None:
    older = held.last.state.mutate()
    for name, state in held.last.state.items():
        if state.encoding == "listpack":
            older[name] = state.replace(encoding="ziplist")
    was = Recording(Snapshot(held.last.at, held.start, held.prefix, older.finish()))
    with Lab.from_recording(was) as lab:
        assert len(lab.missing) == 1
        assert "keys in another encoding, with the same content; for example bull:email:" in lab.missing[0]


def test_another_recordings_step_is_refused(held: Recording, tmp_path: Path) -> None:
    with Lab() as other:
        for number in range(len(held)):
            other.queue("email", attempts=3).add("first", {"to": number})
    again = Recording.load(held.save(tmp_path / "held.jsonl", redact=True))
    for index in range(len(held)):
        with pytest.raises(
            UsageError, match=rf"^That step {index + 1} is another recording's; give a step of this one"
        ):
            Lab.from_recording(held, until=other.recording[index])
        with Lab.from_recording(again, until=held[index]) as lab:  # redacted, it is still that step
            assert lab.clock.now_ms == held[index].at


def test_a_step_that_looks_the_same_is_told_by_its_data(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QLAB_REDIS_URL", raising=False)
    lab.queue("email").add("first", {"to": "ada"})
    with Lab(prefix=lab.prefix) as other:
        other.queue("email").add("first", {"to": "bob"})
        assert repr(other.last) == repr(lab.last)
        with pytest.raises(UsageError, match="another recording's"):
            Lab.from_recording(lab.recording, until=other.last)


def test_a_queue_whose_name_is_not_utf8_keeps_its_keys(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QLAB_REDIS_URL", raising=False)
    lab.queue("email").add("first")
    with lab.observe("by an older client"):
        lab.redis.hset(f"{lab.prefix}:caf\udce9:meta".encode("utf-8", "surrogateescape"), "version", "bullmq:5.0.0")
    with Lab.from_recording(lab.recording) as restored:
        assert [queue.name for queue in restored.queues] == ["email"]
        assert (
            r"Queue caf\xe9 is no queue of the lab, for its name is not UTF-8; its keys are there." in restored.missing
        )
        assert restored.snapshot() == lab.recording.last
