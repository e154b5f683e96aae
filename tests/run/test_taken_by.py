"""Who took a job in real time: its hash says it, also where no look saw the job in ``active``."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qlab import Lab, Recording
from qlab.plot.lives._stays import stays_table
from qlab.plot.runs._workers import lanes_table
from qlab.record.redacted import redacted
from qlab.record.step import NO_TRACE, Step
from qlab.record.takers import Taken
from qlab.run.real.live import LiveWorker
from qlab.sentences.sentence import sentence
from qlab.snapshot.model import Snapshot

pytestmark = pytest.mark.core


@pytest.fixture
def real(server_url: str | None) -> Iterator[Lab]:
    with Lab(server_url, clock="real", trace=False) as lab:
        yield lab


def worked(lab: Lab, jobs: int, *, fail: int = 0, **options: Any) -> None:
    """Lets a worker end so many jobs, each after so many failures, between two looks."""

    def work(job: Any) -> str:
        if job.attemptsMade < fail:
            raise ValueError("in vain")
        return "sent"

    with lab.work("q", work, **options) as live:
        assert live.wait(jobs * (fail + 1))
    lab.snapshot()


def made(lab: Lab | Recording) -> list[tuple[Any, ...]]:
    """The attempts: job, number, outcome, worker."""
    recording = lab.recording if isinstance(lab, Lab) else lab
    rows = recording.attempts().sort_values(["job", "attempt"])
    return [(each.job, each.attempt, each.outcome, named(each.worker)) for each in rows.itertuples()]


def named(worker: Any) -> str | None:
    return worker if isinstance(worker, str) else None


def saved(recording: Recording, path: Path) -> Recording:
    return Recording.load(recording.save(path / "recording.jsonl"))


def test_a_run_that_no_look_saw_has_its_worker_and_its_moments(real: Lab) -> None:
    queue = real.queue("q")
    queue.add_bulk([("a",)] * 2)
    worked(real, 2, name="ada")
    assert made(real) == [("1", 1, "completed", "ada"), ("2", 1, "completed", "ada")]
    moves = real.recording.transitions()
    assert list(moves[moves.target == "active"].worker) == ["ada", "ada"]
    assert list(moves[moves.target == "completed"].source) == ["active", "active"]
    for each in real.recording.attempts().itertuples():
        view = real.snapshot().job(each.job, "q")
        assert view is not None
        began, ended = (each.started.timestamp() * 1000, each.ended.timestamp() * 1000)
        assert (round(began), round(ended)) == (view.processed_on, view.finished_on)
    assert set(lanes_table(real.recording).worker) == {"ada"}
    assert list(stays_table(real.recording).state) == ["waiting", "active", "completed"] * 2
    assert "jobs 1 and 2 are taken from `wait`, and are in `completed` by now" in real.recording[-1].sentence


def test_a_worker_without_a_name_is_not_known(real: Lab) -> None:
    real.queue("q").add("a")
    worked(real, 1)
    assert made(real) == [("1", 1, "completed", None)]
    assert lanes_table(real.recording).empty
    assert "a worker takes job 1 from `wait`" in real.recording[-1].sentence


def test_of_several_runs_that_no_look_saw_the_last_is_told_and_the_others_are_counted(real: Lab) -> None:
    real.queue("q").add("a", attempts=3)
    worked(real, 1, fail=2, name="ada")
    assert made(real) == [("1", 3, "completed", "ada")]
    assert "attempt 3 of 3 begins, after 2 runs that no look saw" in real.recording[-1].sentence


def test_each_worker_has_the_run_that_it_made(real: Lab) -> None:
    queue = real.queue("q")
    job = queue.add("a", attempts=2, backoff="1h")

    def fails(_job: Any) -> None:
        raise ValueError("in vain")

    with real.work("q", fails, name="ada") as live:
        assert live.wait(1)
    real.snapshot()
    job.promote()
    with real.work("q", str, name="bob") as live:
        assert live.wait(1)
    real.snapshot()
    assert made(real) == [("1", 1, "retried", "ada"), ("1", 2, "completed", "bob")]
    assert next(iter(real.recording.attempts().error)) == "in vain"


def test_a_job_that_is_removed_as_it_ends_leaves_nobody_to_name(real: Lab) -> None:
    real.queue("q").add("a", removeOnComplete=True)
    worked(real, 1, name="ada")
    assert made(real) == []
    assert real.recording[-1].transitions[-1].target is None


def test_what_a_hand_puts_into_completed_had_no_worker(real: Lab) -> None:
    queue = real.queue("q")
    queue.add("a")
    with real.observe():
        real.redis.lrem(f"{real.prefix}:q:wait", 1, "1")
        real.redis.zadd(f"{real.prefix}:q:completed", {"1": 1})
    assert made(real) == []


def test_the_moments_of_a_run_that_no_look_saw_are_in_order(real: Lab) -> None:
    real.queue("q").add("a", delay="1ms")
    worked(real, 1, name="ada")
    moves = [move for step in real.recording for move in step.transitions]
    assert [move.target for move in moves] == ["delayed", "waiting", "active", "completed"]
    assert [move.at for move in moves] == sorted(move.at for move in moves)
    assert real.recording.attempts().iloc[0]["delay_ms"] >= 0


def test_an_add_whose_job_a_worker_had_before_the_look_is_told_as_an_add(lab: Lab) -> None:
    queue = lab.queue("q")
    queue.add("a", jobId="mine")
    add = lab.last
    with lab.observe("in no list") as bare:
        lab.redis.delete(f"{lab.prefix}:q:wait")

    def told(after: Snapshot) -> str:
        return Step(1, "add", add.call, add.before, after, None, None, sentence, lambda: NO_TRACE).sentence

    assert told(bare.after) == "Job mine is added, and is on its way to a worker as this is read."
    assert told(add.before) == "Job mine is added, and is gone by now."
    queue.add("b", jobId="mine")
    assert lab.last.sentence == "No job is added: there is a job mine already, and its data stays as it was."


@pytest.fixture
def traced(server_url: str | None) -> Iterator[Lab]:
    with Lab(server_url, clock="real") as lab:
        yield lab


def fails_once(job: Any) -> None:
    if job.attemptsMade == 0:
        raise ValueError("in vain")


def attempts_by(lab: Lab, *names: str | None) -> None:
    """Lets workers of these names make an attempt each of one job; None: one without a name."""
    job = lab.queue("q").add("a", attempts=len(names), backoff="1h")
    for number, name in enumerate(names):
        if number:
            job.promote()
        with lab.work("q", fails_until(len(names)), **({} if name is None else {"name": name})) as live:
            assert live.wait(1)
        lab.snapshot()


def fails_until(last: int) -> Any:
    def work(job: Any) -> None:
        if job.attemptsMade < last - 1:
            raise ValueError("in vain")

    return work


def ended_by(recording: Recording) -> list[str | None]:
    """The worker of each move out of `active`, in order."""
    moves = recording.transitions()
    return [named(worker) for worker in moves[moves.source == "active"].worker]


def test_a_retry_of_a_worker_without_a_name_is_not_the_one_s_before(traced: Lab, tmp_path: Path) -> None:
    attempts_by(traced, "ada", None, "ada", None)
    expected = ["ada", None, "ada", None]
    assert traced.redis.hget(f"{traced.prefix}:q:1", "pb") == "ada"  # no script deletes it
    recording = traced.recording
    for each in (
        recording,
        saved(recording, tmp_path),
        redacted(recording, True),
        saved(redacted(recording, True), tmp_path),
    ):
        assert [worker for *_, worker in made(each)] == expected
        assert ended_by(each) == expected
        lanes = lanes_table(each)
        assert list(zip(lanes.worker, lanes.attempt, strict=True)) == [("ada", 1), ("ada", 3)]
    said = [step.sentence for step in recording if " takes job 1 " in step.sentence]
    assert [" ada takes job 1 " in each for each in said] == [True, False, True, False]


def test_without_a_trace_a_worker_of_the_lab_s_tells_itself_what_it_took(real: Lab, tmp_path: Path) -> None:
    attempts_by(real, "ada", None, "ada", "bob")
    for each in (real.recording, saved(real.recording, tmp_path), redacted(real.recording, True)):
        assert [worker for *_, worker in made(each)] == ["ada", None, "ada", "bob"]
        assert ended_by(each) == ["ada", None, "ada", "bob"]


def test_what_a_worker_tells_waits_for_the_step_that_shows_it(real: Lab) -> None:
    real.queue("q").add("a")
    real.note_taken(Taken("q", "1", 2, "ada"))
    real.queue("q").add("b")
    assert "takers" not in real.last.call.facts
    real.redis.hset(f"{real.prefix}:q:1", "ats", "2")
    real.snapshot()
    assert real.last.call.facts["takers"] == [["q", "1", 2, "ada"]]
    real.queue("q").add("c")
    assert "takers" not in real.last.call.facts


def test_without_a_trace_nobody_is_named_for_a_stranger_s_retry(real: Lab, tmp_path: Path) -> None:
    """A worker outside the lab: the hash alone has the name of the attempt before, whoever made the second."""
    job = real.queue("q").add("a", attempts=2, backoff="1h")
    with real.work("q", fails_once, name="ada") as live:
        assert live.wait(1)
    job.promote()
    with LiveWorker(str(real.url), "q", fails_once, 1, {"prefix": real.prefix, "name": "ada"}) as live:
        assert live.wait(1)
    real.snapshot()
    for each in (real.recording, saved(real.recording, tmp_path)):
        assert made(each) == [("1", 1, "retried", "ada"), ("1", 2, "completed", None)]


def test_a_take_by_hand_after_a_named_worker_is_that_hand_s(real: Lab, tmp_path: Path) -> None:
    job = real.queue("q").add("a", attempts=3, backoff="1h")
    with real.work("q", fails_until(3), name="ada") as live:
        assert live.wait(1)
    job.promote()
    real.queue("q").take("bob").fail("in vain")
    job.promote()
    real.queue("q").take()
    real.redis.lrem(f"{real.prefix}:q:active", 1, "1")
    real.snapshot()
    for each in (real.recording, saved(real.recording, tmp_path)):
        assert made(each) == [
            ("1", 1, "retried", "ada"), ("1", 2, "retried", "bob"), ("1", 3, "removed", "worker-1")
        ]  # fmt: skip
        assert ended_by(each) == ["ada", "bob", "worker-1"]


@pytest.mark.parametrize("detail", ["keys", "transitions"])
def test_a_run_in_virtual_time_names_each_worker_itself(lab: Lab, detail: Any, tmp_path: Path) -> None:
    queue = lab.queue("q")
    queue.add("a", attempts=3, backoff="10s")
    workers = [lab.worker(queue, "ada"), lab.worker(queue, "bob")]

    def work(job: Any) -> Any:
        if job.attempt < 3:
            yield "1s"
            raise ValueError("in vain")
        yield "1s"

    run = lab.run({"q": work}, workers={"q": workers}, detail=detail)
    moves = run.transitions()
    took, ended = moves[moves.target == "active"], moves[moves.source == "active"]
    assert list(took.worker) == list(ended.worker) == list(run.attempts().worker)
    assert set(took.worker) <= {"ada", "bob"}
    assert len(took) == 3
    if detail == "keys":
        assert list(saved(lab.recording, tmp_path).attempts().worker) == list(took.worker)


def test_takes_in_an_observed_block_keep_their_workers(lab: Lab, tmp_path: Path) -> None:
    queue = lab.queue("q")
    queue.add("a")
    with lab.observe("by hand") as seen:
        queue.take("bob")
    assert [move.worker for move in seen.transitions if move.target == "active"] == ["bob"]
    alone = Recording(seen.step.before, steps=[seen.step])
    assert list(alone.transitions().worker)[-1] == "bob"


def test_a_file_from_before_still_loads_and_names_whom_its_trace_names(traced: Lab, tmp_path: Path) -> None:
    attempts_by(traced, "ada", None)
    path = traced.recording.save(tmp_path / "recording.jsonl")
    assert '"takers"' not in path.read_text()  # as a file of an older qlab
    assert made(Recording.load(path)) == [("1", 1, "retried", "ada"), ("1", 2, "completed", None)]


@pytest.mark.parametrize(
    "takers", [None, 7, "ada", {}, [7], [[]], [["q", "1", 2]], [["q", 1, 2, "x"]], [[{}, [], 2, 1]]]
)
def test_a_file_may_say_anything_of_who_took_a_job(takers: Any, traced: Lab, tmp_path: Path) -> None:
    attempts_by(traced, "ada", None)
    path = traced.recording.save(tmp_path / "recording.jsonl")
    rows = [json.loads(row) for row in path.read_text().splitlines()]
    for row in rows:
        if "facts" in row:
            row["facts"]["takers"] = takers
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    assert [worker for *_, worker in made(Recording.load(path))] == ["ada", None]


def test_a_job_that_is_back_in_active_was_taken_again(real: Lab) -> None:
    queue = real.queue("email")
    queue.add("welcome", attempts=2)
    begun, go_on = [threading.Event(), threading.Event()], [threading.Event(), threading.Event()]

    def work(job: Any) -> None:
        at = job.attemptsStarted - 1
        begun[at].set()
        assert go_on[at].wait(30)
        if at == 0:
            raise OSError("451")

    with real.work(queue, work) as live:
        assert begun[0].wait(30)
        queue.counts()  # which records what the worker has done by now
        go_on[0].set()
        assert begun[1].wait(30)
        queue.counts()
        told = real.recording[-1].sentence
        go_on[1].set()
        assert live.wait(2)
    assert "no job moved" not in told
    assert told.endswith("job 1 left `active` and was taken again, between two looks.")


def test_what_a_hand_writes_into_a_hash_is_no_run() -> None:
    with Lab() as lab:
        queue = lab.queue("email")
        queue.add("welcome")
        queue.take()
        with lab.observe("a hand") as step:
            lab.redis.hset(f"{lab.prefix}:email:1", mapping={"ats": 2, "processedOn": 5})
        assert step.sentence.endswith("no job moved.")
