"""The lab's own workers in a run: each by its own options, paused, closed, killed and cancelled in the middle of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from typing import Any

import bullmq
import pytest

from qlab import Lab, plot
from qlab.errors import OptionError, UsageError
from qlab.run import Crash, Poisson
from qlab.run.active_job import ActiveJob
from qlab.run.result import Run
from tests.lab.processes import eventually
from tests.run.test_details import Scenario, check_same


def two_seconds(_job: ActiveJob) -> Iterator[str]:
    yield "2s"


def had(run: Run) -> list[tuple[str, str, float]]:
    """Who began which job when, s."""
    made = run.attempts()
    seconds = (made["started"] - made["started"].iloc[0]).dt.total_seconds()
    return list(zip(made["worker"], made["job"], seconds, strict=True))


def mixed(lab: Lab) -> Mapping[str, Any]:
    email = lab.queue("email", attempts=2)
    workers = [
        lab.worker(email, "quick", concurrency=3, lock_duration="5s", lock_renew_time="1s"),
        lab.worker(email, "careful", limiter=(2, "5s"), remove_on_complete=2),
        lab.worker(email, "mortal", skip_lock_renewal=True, lock_duration="3s", max_stalled=2, stalled_interval="4s"),
    ]

    def work(job: ActiveJob) -> Iterator[Any]:
        yield job.random.expovariate(1 / 4_000)
        if job.random.random() < 0.1:
            yield Crash(restart="3s")
        if job.random.random() < 0.2:
            raise ConnectionError("SMTP 451")

    return {"processors": work, "workers": workers, "arrivals": Poisson("email", "1s", jobs=60)}


def test_workers_with_options_of_their_own_move_the_same_jobs_with_steps_and_without() -> None:
    run = check_same(mixed)
    assert set(run.attempts()["worker"]) == {"quick", "careful", "mortal"}
    assert {"stalled", "retried", "completed"} <= set(run.attempts()["outcome"])
    assert (run.workers, run.concurrency, run.places) == ({"email": 3}, {"email": 3}, {"email": 5})


def test_a_queue_whose_workers_nobody_names_has_one() -> None:
    with Lab(trace=False) as lab:
        email, sms = lab.queue("email"), lab.queue("sms")
        email.add("a")
        sms.add("b")
        run = lab.run({"email": two_seconds, "sms": two_seconds}, workers=lab.worker(email, "ada"))
        assert run.attempts()[["queue", "worker"]].to_numpy().tolist() == [["email", "ada"], ["sms", "worker-1"]]


def meanwhile(*done: tuple[str, str]) -> Scenario:
    """A run of two workers, with things done to the first."""

    def scenario(lab: Lab) -> Mapping[str, Any]:
        email = lab.queue("email", lock_duration="4s")
        email.add_bulk([("mail",)] * 8)
        ada, bob = lab.worker(email, "ada"), lab.worker(email, "bob")
        calls = [(at, getattr(ada, what)) for at, what in done]
        return {"processors": two_seconds, "workers": {"email": [ada, bob]}, "meanwhile": calls}

    return scenario


def test_a_worker_that_is_paused_lets_the_other_work_alone() -> None:
    assert had(check_same(meanwhile(("1s", "pause"), ("5s", "resume")))) == [
        ("ada", "1", 0), ("bob", "2", 0), ("bob", "3", 2), ("bob", "4", 4),
        ("ada", "5", 5), ("bob", "6", 6), ("ada", "7", 7), ("bob", "8", 8),
    ]  # fmt: skip


def test_a_worker_that_closes_ends_its_job_and_takes_no_other() -> None:
    run = check_same(meanwhile(("1s", "close")))
    assert [worker for worker, _, _ in had(run)] == ["ada"] + ["bob"] * 7
    assert set(run.attempts()["outcome"]) == {"completed"}


def test_what_a_worker_had_that_is_killed_is_done_by_the_other() -> None:
    run = check_same(meanwhile(("1s", "crash")))
    made = run.attempts()
    assert made.query("outcome == 'stalled'")[["job", "worker"]].to_numpy().tolist() == [["1", "ada"]]
    assert made.query("job == '1'")["worker"].tolist() == ["ada", "bob"]


def test_a_worker_that_does_not_run_by_itself_is_started() -> None:
    def scenario(lab: Lab) -> Mapping[str, Any]:
        email = lab.queue("email")
        email.add("mail")
        worker = lab.worker(email, autorun=False)
        return {"processors": two_seconds, "workers": worker, "meanwhile": [("10s", worker.run)]}

    run = check_same(scenario)
    started = (run.attempts()["started"].iloc[0] - run.transitions()["at"].min()).total_seconds()
    assert run.attempts()["worker"].tolist() == ["worker-1"]
    assert run.began + 10_000 == round(run.attempts()["started"].iloc[0].timestamp() * 1000)
    assert started == 0


def test_a_processor_hears_that_its_job_is_cancelled_and_decides() -> None:
    def scenario(lab: Lab) -> Mapping[str, Any]:
        email = lab.queue("email", lock_duration="4s")
        email.add_bulk([("heeds",), ("ignores",), ("is not asked",)])
        worker = lab.worker(email, concurrency=3)

        def work(job: ActiveJob, token: str, signal: Any) -> Iterator[Any]:
            assert token.startswith("worker-1:")
            if job.name == "ignores":
                yield "20s"
            elif (yield signal.wait("20s")):
                signal.throw_if_aborted()

        calls = [("5s", lambda: worker.cancel("1", "withdrawn")), ("6s", lambda: worker.cancel("2"))]
        return {"processors": work, "workers": [worker], "meanwhile": calls}

    run = check_same(scenario)
    made = run.attempts().sort_values("job")
    assert made["outcome"].tolist() == ["failed", "completed", "completed"]
    assert made["error"].tolist()[0] == "withdrawn"
    assert ((made["ended"] - made["started"]).dt.total_seconds()).tolist() == [5, 20, 20]


def test_a_processor_that_takes_no_signal_hears_nothing() -> None:
    with Lab(trace=False) as lab:
        email = lab.queue("email")
        email.add("mail")
        worker = lab.worker(email)
        heard: list[bool] = []
        lab.run(two_seconds, workers=worker, meanwhile=[("1s", lambda: heard.append(worker.cancel("1")))])
        assert heard == [False]
        assert worker.body is None


def test_a_processor_may_cancel_its_own_job_as_it_got_it() -> None:
    with Lab(trace=False) as lab:
        email, sms = lab.queue("email"), lab.queue("sms")
        worker, other = lab.worker(email), lab.worker(sms, "other")

        def work(job: ActiveJob, _token: str, signal: Any) -> Iterator[Any]:
            with pytest.raises(UsageError, match="is a job of another queue; other can cancel its own"):
                other.cancel(job)
            assert worker.cancel(job, "withdrawn")
            assert (yield signal.wait("20s"))
            signal.throw_if_aborted()

        email.add("mail")
        made = lab.run({"email": work}, workers=[worker]).attempts()
        assert made[["outcome", "error"]].to_numpy().tolist() == [["failed", "withdrawn"]]


def test_a_worker_that_cannot_work_in_a_run_is_refused() -> None:
    with Lab(trace=False) as lab:
        email, sms = lab.queue("email"), lab.queue("sms")
        email.add("mail")
        ada, bob = lab.worker(email, "ada"), lab.worker(sms, "bob")
        with pytest.raises(OptionError, match="works on a queue other than"):
            lab.run({"email": two_seconds, "sms": two_seconds}, workers={"email": bob})
        with pytest.raises(OptionError, match="is not a worker; give a number"):
            lab.run({"email": two_seconds}, workers=[ada, "bob"])
        with pytest.raises(OptionError, match="already have a concurrency"):
            lab.run({"email": two_seconds}, workers=[ada], concurrency=2)
        ada.take()
        with pytest.raises(UsageError, match="has no job at work"):
            lab.run({"email": two_seconds}, workers=[ada])


# -- in pictures -------------------------------------------------------------------------------------------------------


def test_a_timeline_by_worker_has_a_lane_for_each_with_steps_and_without() -> None:
    with Lab(trace=False) as lab:
        run = lab.run(**mixed(lab))
    with Lab(trace=False) as lab:
        moves = lab.run(**mixed(lab), detail="transitions")
    for each in (run, moves):
        ax = plot.timeline(each, by="worker")
        assert [label.get_text() for label in ax.get_yticklabels()] == ["careful", "mortal", "quick"]
    lanes = plot.workers.table(run)
    same = plot.workers.table(moves).drop(columns=["ended_step"])
    assert lanes.drop(columns=["ended_step"]).equals(same)
    assert lanes.groupby("worker")["slot"].max()["quick"] >= 2  # three jobs at once never share a place


def test_a_timeline_by_worker_runs_over_steps_where_time_stands_still() -> None:
    with Lab(trace=False) as lab:
        email = lab.queue("email")
        email.add_bulk([("a",), ("b",)])
        email.take(lab.worker(email, "ada"))
        email.take("bob")
        ax = plot.timeline(lab.recording, by="worker")
        assert ax.get_xlabel() == "step"
        assert [label.get_text() for label in ax.get_yticklabels()] == ["ada", "bob"]
        with pytest.raises(UsageError, match='by "job" or by "worker"'):
            plot.timeline(lab.recording, by="queue")  # type: ignore[arg-type]


# -- in real time ------------------------------------------------------------------------------------------------------


def test_a_real_worker_is_paused_resumed_asked_to_cancel_and_closed() -> None:
    begun, let_go = threading.Event(), threading.Event()
    given: list[bullmq.Job] = []

    def work(job: bullmq.Job, token: str, signal: Any) -> str:
        given.append(job)
        begun.set()
        assert let_go.wait(30)
        return "cancelled" if signal.aborted else str(bool(token))

    with Lab(clock="real", trace=False) as lab:
        email = lab.queue("email")
        ada = lab.worker(email, "ada", concurrency=1, autorun=False)
        with lab.work(ada, work) as live:
            job = email.add("mail")
            assert lab.snapshot().counts_of("email")["waiting"] == 1
            ada.run()
            assert begun.wait(30)
            assert ada.cancel(job, "withdrawn")
            assert ada.cancel(given[0])
            with pytest.raises(UsageError, match="is a job of another queue; worker-1 can cancel its own"):
                lab.worker(lab.queue("sms")).cancel(given[0])
            assert repr(ada.take()) == "NoJob(ada takes its jobs by itself now.)"
            let_go.set()
            assert live.wait(1)
            view = lab.snapshot().job(job.id, "email")
            assert view is not None
            assert (view.return_value, view.worker) == ("cancelled", "ada")
            ada.pause()
            email.add("later")
            ada.resume()
            assert live.wait(2)
            ada.close()
        assert ada.state == "closed"
        assert set(lab.recording.attempts()["worker"].dropna()) <= {"ada"}


@pytest.mark.parametrize("duration", ["15s", "40s"])
def test_work_that_waits_for_its_signal_renews_the_lock_as_other_work_does(duration: str) -> None:
    def waits(_job: ActiveJob, _token: str, signal: Any) -> Iterator[Any]:
        assert not (yield signal.wait(duration))

    def works(_job: ActiveJob) -> Iterator[Any]:
        yield duration

    titles = []
    for processor in (waits, works):
        with Lab() as lab:
            lab.queue("email").add("mail")
            titles.append([step.title for step in lab.run(processor)])
    assert titles[0] == titles[1]


def test_a_real_worker_that_renews_no_lock_loses_its_job() -> None:
    begun, let_go = threading.Event(), threading.Event()

    def work(_job: Any) -> None:
        begun.set()
        assert let_go.wait(30)

    with Lab(clock="real", trace=False) as lab:
        email = lab.queue("email")
        email.add("mail")
        ada = lab.worker(email, "ada", lock_duration="100ms", skip_lock_renewal=True)
        with lab.work(ada, work):
            assert begun.wait(30)
            lock = "bull:email:1:lock"
            eventually(lambda: not lab.redis.exists(lock), "the lock, which nobody renews, is still there")
            let_go.set()
