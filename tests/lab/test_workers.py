"""Workers as objects: their options, what they take by hand, and what becomes of their jobs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from qlab import Job, JobState, Lab, Queue, Recording, Worker
from qlab.errors import LockLost, OptionError, QueueMissing, UsageError

pytestmark = pytest.mark.core


@pytest.fixture
def email(lab: Lab) -> Queue:
    queue = lab.queue("email")
    queue.add_bulk([("a",), ("b",), ("c",)])
    return queue


def taken(worker: Worker) -> Job:
    job = worker.take()
    assert isinstance(job, Job), job
    return job


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"concurency": 2}, "no option 'concurency': did you mean concurrency?"),
        ({"lockDuration": "5s"}, "did you mean lock_duration?"),
        ({"maxStalled": 2}, "did you mean max_stalled?"),
        ({"colour": 1}, "it has autorun, concurrency, limiter, "),
        ({"concurrency": 0}, "concurrency cannot be 0"),
        ({"limiter": 5}, "give a number of jobs and a duration"),
        ({"limiter": (5, "0s")}, "limiter cannot be 0"),
        ({"autorun": 1}, "autorun cannot be 1: give True or False"),
        ({"remove_on_complete": "no"}, "removeOnComplete cannot be 'no'"),
        ({"skip_lock_renewal": True, "lock_renew_time": "1s"}, "leave one out"),
        ({"metrics": 0}, "metrics cannot be 0"),
    ],
)
def test_an_option_that_makes_no_sense_is_refused(lab: Lab, email: Queue, options: Any, said: str) -> None:
    with pytest.raises(OptionError, match="(?s)" + said.replace("?", r"\?")):
        lab.worker(email, **options)
    assert lab.workers == []


def test_workers_are_named_as_they_are_made(lab: Lab, email: Queue) -> None:
    lab.queue("sms")
    made = [lab.worker(email), lab.worker("email"), lab.worker(email, "ada"), lab.worker("sms")]
    assert [(each.queue.name, each.name) for each in made] == [
        ("email", "worker-1"),
        ("email", "worker-2"),
        ("email", "ada"),
        ("sms", "worker-1"),
    ]
    assert lab.workers == made
    with pytest.raises(OptionError, match="has a worker 'ada' already"):
        lab.worker(email, "ada")
    made[2].crash()
    assert lab.worker(email, "ada").state == "running"
    with pytest.raises(QueueMissing):
        lab.worker("nobody's")


def test_a_worker_takes_by_its_own_options(lab: Lab, email: Queue) -> None:
    slow = lab.worker(email, concurrency=2, lock_duration="5s")
    job = email.take(slow)
    assert isinstance(job, Job)
    view = job.view
    assert view is not None
    assert view.lock_ms == 5_000
    assert lab.last.call.facts["options"] == {"lockDuration": 5_000, "concurrency": 2}
    lab.clock.advance("4s")
    job.extend_lock()
    lab.clock.advance("4s")
    job.complete()
    assert slow.jobs == []


def test_a_worker_takes_no_more_than_its_concurrency_allows_and_says_so(lab: Lab, email: Queue) -> None:
    worker = lab.worker(email, concurrency=2)
    first, second = taken(worker), taken(worker)
    steps = len(lab.steps)
    none = worker.take()
    assert not none
    assert repr(none) == "NoJob(worker-1 has 2 jobs at work, as many as its concurrency allows.)"
    assert len(lab.steps) == steps  # nothing was asked of the server
    first.complete()
    assert taken(worker).id == "3"
    assert [each.id for each in worker.jobs] == [second.id, "3"]


@pytest.mark.parametrize("end", ["complete", "fail", "move_to_wait", "move_to_delayed"])
def test_whatever_ends_an_attempt_frees_the_worker(lab: Lab, email: Queue, end: str) -> None:
    worker = lab.worker(email)
    job = taken(worker)
    given = {"fail": ("no",), "move_to_delayed": ("5s",)}.get(end, ())
    getattr(job, end)(*given)
    assert worker.jobs == []
    assert taken(worker)


def test_a_worker_that_lost_its_job_is_free_once_it_hears_of_it(lab: Lab, email: Queue) -> None:
    worker = lab.worker(email, lock_duration="1s")
    job = taken(worker)
    lab.clock.advance("2s")
    assert not worker.take()
    with pytest.raises(LockLost):
        job.complete()
    assert taken(worker).id == "2"


def test_a_limiter_of_its_own_holds_back_only_that_worker(lab: Lab, email: Queue) -> None:
    limited, free = lab.worker(email, limiter=(1, "10s"), concurrency=5), lab.worker(email, concurrency=5)
    assert taken(limited)
    none = limited.take()
    assert not none
    assert none.reason == "worker-1 gets nothing: the rate limit is used up for another 10 s."
    assert taken(free).id == "2"
    lab.clock.advance("10s")
    assert taken(limited).id == "3"


def test_what_a_worker_keeps_and_counts(lab: Lab, email: Queue) -> None:
    worker = lab.worker(email, remove_on_complete=1, remove_on_fail=True, metrics=60)
    email.add("kept", removeOnComplete=False)
    for _ in range(2):
        taken(worker).complete()
    taken(worker).fail("no")
    taken(worker).complete()
    state = lab.snapshot()
    assert state.counts_of("email")["completed"] == 2  # one that the worker keeps, and one whose own option says so
    assert state.job("3", "email") is None
    counted = state.key(f"{lab.prefix}:email:metrics:completed")
    assert counted is not None
    assert counted.fields["count"] == "3"


def test_max_stalled_is_the_workers_own(lab: Lab, email: Queue) -> None:
    worker = lab.worker(email, max_stalled=0, stalled_interval="5s", lock_duration="1s")
    job = taken(worker)
    worker.check_stalled()
    lab.clock.advance("5s")
    assert worker.check_stalled() == ["1"]
    assert job.fields["defa"]  # over the limit: the next to take it fails it


def test_the_worker_that_ran_the_stalled_check_stands_beside_the_job_that_it_moved(lab: Lab, email: Queue) -> None:
    ann, bob = lab.worker(email, "ann", lock_duration="1s"), lab.worker(email, "bob", stalled_interval="5s")
    taken(ann)
    bob.check_stalled()
    lab.clock.advance("5s")
    bob.check_stalled()
    moves = lab.recording.transitions().query("source == 'active'")
    assert moves[["job", "target", "worker"]].to_numpy().tolist() == [["1", "waiting", "bob"]]
    assert lab.recording.attempts()["worker"].tolist() == ["ann"]
    email.take("cid")
    lab.clock.advance("5s")
    email.check_stalled(interval="5s")
    lab.clock.advance("30s")
    email.check_stalled(interval="5s")  # by hand: nobody says who
    assert lab.recording.transitions().query("source == 'active'")["worker"].isna().tolist() == [False, True]


def test_a_paused_worker_asks_for_nothing_and_keeps_what_it_has(lab: Lab, email: Queue) -> None:
    worker, other = lab.worker(email, concurrency=2), lab.worker(email)
    job = taken(worker)
    worker.pause()
    assert worker.state == "paused"
    assert lab.last.sentence == "worker-1 takes no more jobs until it is resumed, and goes on with job 1."
    assert len(lab.last.diff) == 0
    assert repr(worker.take()) == "NoJob(worker-1 is paused and asks for no job.)"
    job.complete()
    assert taken(other).id == "2"
    worker.resume()
    assert taken(worker).id == "3"


def test_a_worker_closes_when_its_jobs_have_ended(lab: Lab, email: Queue) -> None:
    worker = lab.worker(email)
    job = taken(worker)
    worker.close()
    assert worker.state == "closing"
    assert not worker.take()
    job.complete()
    assert worker.state == "closed"
    with pytest.raises(UsageError, match="worker-1 is closed; make another worker"):
        worker.resume()


def steps_of(lab: Lab, *calls: Callable[[], object]) -> list[str]:
    """The sentences of the steps that calls make."""
    made = len(lab.steps)
    for call in calls:
        call()
    return [step.sentence for step in lab.steps[made:]]


def test_what_a_worker_is_already_it_can_be_told_again(lab: Lab, email: Queue) -> None:
    worker = lab.worker(email)
    assert steps_of(lab, worker.resume, worker.run) == []
    assert len(steps_of(lab, worker.pause, worker.pause)) == 1
    assert len(steps_of(lab, worker.resume, worker.resume)) == 1
    job = taken(worker)
    assert len(steps_of(lab, worker.close, worker.close)) == 1
    assert worker.state == "closing"
    job.complete()
    assert steps_of(lab, worker.close, partial(worker.close, force=True), worker.crash) == []
    assert worker.state == "closed"


@pytest.mark.parametrize("end", ["crash", "close"])
def test_one_that_has_ended_can_be_ended_again_and_begins_nothing(lab: Lab, email: Queue, end: str) -> None:
    worker = lab.worker(email)
    assert len(steps_of(lab, getattr(worker, end))) == 1
    state = worker.state
    assert steps_of(lab, worker.close, worker.crash, partial(worker.close, force=True)) == []
    assert worker.state == state
    for begin in (worker.run, worker.pause, worker.resume, partial(worker.cancel, "1")):
        with pytest.raises(UsageError, match=f"worker-1 is {state}; make another worker"):
            begin()


def test_a_worker_that_is_closing_can_still_be_made_to_drop_its_jobs(lab: Lab, email: Queue) -> None:
    worker = lab.worker(email)
    taken(worker)
    assert len(steps_of(lab, worker.close, partial(worker.close, force=True))) == 2
    assert (worker.state, worker.jobs) == ("closed", [])


@pytest.mark.parametrize("how", ["crash", "close by force"])
def test_what_a_dead_worker_had_stalls(lab: Lab, email: Queue, how: str) -> None:
    worker = lab.worker(email, lock_duration="5s")
    job = taken(worker)
    worker.crash() if how == "crash" else worker.close(force=True)
    assert (job.state, worker.jobs) == (JobState.ACTIVE, [])
    email.check_stalled()
    lab.clock.advance("30s")
    assert email.check_stalled() == ["1"]
    assert job.state is JobState.WAITING
    assert not worker.take()


def test_a_dead_worker_does_nothing_more_with_its_job(lab: Lab, email: Queue) -> None:
    worker = lab.worker(email)
    job = taken(worker)
    worker.crash()
    with pytest.raises(UsageError, match="has crashed and can do nothing with job 1"):
        job.complete()
    assert repr(worker) == "Worker(email/worker-1, crashed)"


def test_a_worker_takes_only_from_its_own_queue(lab: Lab, email: Queue) -> None:
    sms = lab.queue("sms")
    with pytest.raises(UsageError, match="works on another queue"):
        sms.take(lab.worker(email))


def test_the_tables_say_who_worked_also_after_saving(lab: Lab, email: Queue, tmp_path: Path) -> None:
    ada, bob = lab.worker(email, "ada"), lab.worker(email, "bob")
    taken(ada).complete()
    taken(bob).fail("no")
    email.take("plain")
    kept = lab.recording.transitions()
    moves = kept[kept["worker"].notna()][["job", "target", "worker"]].to_numpy().tolist()
    assert moves == [
        ["1", "active", "ada"],
        ["1", "completed", "ada"],
        ["2", "active", "bob"],
        ["2", "failed", "bob"],
        ["3", "active", "plain"],
    ]
    assert lab.recording.attempts()["worker"].tolist() == ["ada", "bob", "plain"]
    path = tmp_path / "who.jsonl"
    lab.recording.save(path)
    loaded = Recording.load(path)
    assert loaded.transitions().equals(kept)
    assert loaded.attempts()["worker"].tolist() == ["ada", "bob", "plain"]
