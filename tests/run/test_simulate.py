"""Runs in virtual time: what takes its time, what repeats, and that both ways of recording tell of the same moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from bullmq.custom_errors import UnrecoverableError

from qlab import Lab, exponential
from qlab.errors import OptionError, QueueMissing, UsageError
from qlab.run import Arrival, Block, Crash, Evenly, Poisson
from qlab.run.active_job import ActiveJob
from qlab.run.result import Run
from qlab.snapshot.job_view import JobView

COLUMNS = ["at", "queue", "job", "source", "target", "attempt"]


def started(run: Run) -> dict[str, list[float]]:
    """When each job's attempts started, s from the run's beginning."""
    found: dict[str, list[float]] = {}
    for job, at in zip(run.attempts()["job"], run.attempts()["started"], strict=True):
        found.setdefault(job, []).append(round(at.timestamp() - run.began / 1000, 3))
    return found


def nothing(job: ActiveJob) -> None:
    """Work that takes no time."""


def outcomes(run: Run) -> list[str]:
    return run.attempts()["outcome"].tolist()


def test_a_backoff_takes_its_virtual_time(lab: Lab) -> None:
    email = lab.queue("email", attempts=4, backoff=exponential("2s"))
    email.add("welcome")

    def send(job: ActiveJob) -> str:
        if job.attempt < 4:
            raise ConnectionError("SMTP 451")
        return "sent"

    run = lab.run({"email": send})
    assert started(run) == {"1": [0, 2, 6, 14]}
    assert outcomes(run) == ["retried", "retried", "retried", "completed"]
    assert lab.snapshot().state_of("1") == "completed"
    assert lab.clock.elapsed_ms == 14_000


def test_workers_compete_and_each_works_on_one_job_at_a_time(lab: Lab) -> None:
    lab.queue("email").add_bulk([("welcome", number) for number in range(4)])

    def work(job: ActiveJob) -> Iterator[str]:
        yield "3s"

    run = lab.run(work, workers=2)
    assert started(run) == {"1": [0], "2": [0], "3": [3], "4": [3]}
    assert run.utilisation()["utilisation"].tolist() == [1.0]
    assert run.waiting()["wait_ms"].tolist() == [0, 0, 3000, 3000]
    assert run.service()["service_ms"].tolist() == [3000] * 4
    assert run.queue_length()["in_line"].tolist()[:2] == [3, 2]


def test_all_kinds_of_processors_and_what_they_ask_for(lab: Lab) -> None:
    for name in ("plain", "async", "generator"):
        lab.queue(name).add("job", {"n": 1})

    def plain(job: ActiveJob) -> int:
        job.log("plain")
        job.add("generator", "another", delay="1s")
        return int(job.data["n"])

    async def asynchronous(job: ActiveJob) -> int:
        job.progress(50)
        return int(job.data["n"]) + 1

    def generator(job: ActiveJob) -> Iterator[float]:
        yield 10
        job.progress({"rows": 3})
        yield 0.4  # chance gives fractions of a millisecond: they are rounded
        return 3

    lab.run({"plain": plain, "async": asynchronous, "generator": generator})
    jobs = lab.snapshot()
    views = {queue: cast("JobView", jobs.job("1", queue)) for queue in ("plain", "async", "generator")}
    assert [view.return_value for view in views.values()] == [1, 2, 3]
    assert [view.progress for view in views.values()] == [0, 50, {"rows": 3}]
    assert views["plain"].logs == ("plain",)
    assert jobs.state_of("2", "generator") == "completed"


def test_a_dead_worker_is_found_by_the_stalled_check_and_the_job_runs_again(lab: Lab) -> None:
    lab.queue("email").add("welcome")

    def send(job: ActiveJob) -> Iterator[Any]:
        yield "1s"
        if job.worker == "worker-1":
            yield Crash()
        return job.worker

    run = lab.run({"email": send}, workers=2)
    assert outcomes(run) == ["stalled", "completed"]
    # Dead at 1 s, locked until 30 s: the check at 30 s only notes the job, the one at 60 s finds it without a lock.
    assert started(run) == {"1": [0, 60]}
    assert lab.snapshot().job("1").stalled_count == 1  # type: ignore[union-attr]


def test_a_job_that_kills_every_worker_fails_in_the_end(lab: Lab) -> None:
    lab.queue("email").add("poison")

    def die(job: ActiveJob) -> Iterator[Any]:
        yield Crash(restart="1s")

    run = lab.run({"email": die})
    assert outcomes(run) == ["stalled", "stalled", "failed"]
    assert "stalled more than" in run.attempts()["error"].iloc[-1]


def test_a_lock_is_renewed_while_a_worker_works_and_not_while_it_blocks(lab: Lab) -> None:
    def run(work: Any) -> list[str]:
        with Lab(trace=False) as other:
            other.queue("email").add("long")
            return outcomes(other.run({"email": lambda job: iter_(work if job.attempt == 1 else "1s")}, workers=2))

    def iter_(work: Any) -> Iterator[Any]:
        yield work

    assert run("5m") == ["completed"]
    assert run(Block("2m"))[0] == "stalled"


def test_an_unrecoverable_error_ends_the_job_at_once(lab: Lab) -> None:
    lab.queue("email", attempts=4).add("welcome")

    def send(job: ActiveJob) -> None:
        raise UnrecoverableError("550 no such mailbox")

    run = lab.run({"email": send})
    assert outcomes(run) == ["failed"]
    assert run.attempts()["error"].tolist() == ["550 no such mailbox"]


def test_a_rate_limit_lets_so_many_start_in_each_window(lab: Lab) -> None:
    push = lab.queue("push")
    push.add_bulk([("note", number) for number in range(5)])
    push.limit(2, "10s")
    run = lab.run({"push": nothing}, workers=3)
    assert sorted(at for times in started(run).values() for at in times) == [0, 0, 10, 10, 20]


def test_global_concurrency_holds_workers_back(lab: Lab) -> None:
    queue = lab.queue("report")
    queue.add_bulk([("r", number) for number in range(3)])
    queue.concurrency(1)

    def work(job: ActiveJob) -> Iterator[str]:
        yield "4s"

    run = lab.run({"report": work}, workers=3)
    assert sorted(at for times in started(run).values() for at in times) == [0, 4, 8]


def test_a_scheduler_fires_in_virtual_time(lab: Lab) -> None:
    lab.queue("scheduled").schedule("daily", cron="0 9 * * *")
    run = lab.run({"scheduled": nothing}, until="3d")
    assert sorted(at / 3600 for times in started(run).values() for at in times) == [9, 33, 57]
    assert lab.clock.elapsed_ms == 3 * 86_400_000


def test_arrivals_come_from_lists_rates_and_files(lab: Lab, tmp_path: Path) -> None:
    lab.queue("email")
    file = tmp_path / "day.csv"
    file.write_text('at,queue,name,data,options\n2s,email,welcome,"{""to"": ""ada""}","{""priority"": 2}"\n')
    arrivals = [("1s", "email", "first"), Arrival("4s", "email"), Evenly("email", "10s", jobs=2), file]
    run = lab.run({"email": lambda job: job.data}, arrivals=arrivals)
    assert started(run) == {"1": [1], "2": [2], "3": [4], "4": [10], "5": [20]}
    assert lab.snapshot().job("2").return_value == {"to": "ada"}  # type: ignore[union-attr]


def everything(lab: Lab) -> dict[str, Callable[[ActiveJob], Any]]:
    """A scenario in which everything happens that a run knows of."""
    email = lab.queue("email", attempts=3, backoff=exponential("2s"))
    push = lab.queue("push", removeOnComplete=True)
    cron = lab.queue("cron", attempts=2)
    email.add_bulk([("welcome", {}, {"priority": number % 3}) for number in range(6)])
    email.add("later", delay="5s")
    push.limit(2, "3s")
    cron.schedule("beat", every="7s")
    lab.flow({"name": "report", "queue": "cron", "children": [{"name": "a", "queue": "push"}]})

    def send(job: ActiveJob) -> Iterator[Any]:
        yield job.random.expovariate(1 / 900)
        if job.random.random() < 0.1:
            yield Crash(restart="2s")
        if job.random.random() < 0.3:
            raise ValueError("SMTP 451")
        job.progress(100)
        job.add("push", "sent", job.id, deduplication={"id": f"d{int(job.id) % 3}", "ttl": "4s"})
        return "sent"

    def sometimes(job: ActiveJob) -> None:
        if job.random.random() < 0.2:
            raise ValueError("no backoff")

    return {"email": send, "push": lambda job: job.log("x"), "cron": sometimes}


def both(detail: Any, url: str | None) -> tuple[Run, dict[str, dict[str, int]]]:
    with Lab(url, prefix="run", seed=5) as lab:
        processors = everything(lab)
        arrivals = Poisson("email", "2s", name="arrived", jobs=25)
        run = lab.run(processors, {"email": 2}, until="4m", arrivals=arrivals, detail=detail, stalled_interval="10s")
        return run, lab.snapshot().counts()


@pytest.mark.core
def test_both_ways_of_recording_tell_of_the_same_moves(server_url: str | None) -> None:
    keys, counts = both("keys", server_url)
    moves, same = both("transitions", server_url)
    assert counts == same
    assert not moves.steps
    tables = [run.transitions()[COLUMNS].sort_values(COLUMNS).reset_index(drop=True) for run in (keys, moves)]
    assert tables[0].equals(tables[1])
    assert keys.attempts().equals(moves.attempts())
    assert set(keys.attempts()["outcome"]) >= {"completed", "retried", "stalled"}
    last = moves.counts().groupby("queue").last()
    assert {queue: last.loc[queue, "completed"] for queue in last.index} == {
        queue: states["completed"] for queue, states in counts.items()
    }


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    films = []
    for name in ("a", "b"):
        run, _ = both("keys", None)
        films.append(run.save(tmp_path / name).read_bytes())
    assert films[0] == films[1]
    assert both("transitions", None)[0].moves == both("transitions", None)[0].moves


def test_a_lab_goes_on_after_a_long_run(lab: Lab) -> None:
    queue = lab.queue("email")
    run = lab.run({"email": nothing}, arrivals=Evenly("email", "1s", jobs=50), detail="transitions")
    assert run.scripts > 100
    assert lab.snapshot().counts_of("email")["completed"] == 50
    job = queue.add("after")
    taken = queue.take()
    assert taken is not None
    assert taken.id == job.id == "51"
    lab.clock.advance("31s")
    assert lab.snapshot().job("51").lock is None  # type: ignore[union-attr]


def test_what_would_never_end_or_makes_no_sense_is_refused(lab: Lab) -> None:
    queue = lab.queue("email")
    with pytest.raises(UsageError, match="never end"):
        lab.run({"email": print}, arrivals=Evenly("email", "1s"))
    with pytest.raises(QueueMissing, match="no queue 'other'"):
        lab.run({"other": print})
    with pytest.raises(OptionError, match="workers cannot be 0"):
        lab.run({"email": print}, workers=0)
    with pytest.raises(OptionError, match="detail"):
        lab.run({"email": print}, detail="all")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="not an arrival"):
        lab.run({"email": print}, arrivals=[5])
    queue.schedule("beat", every="1s")
    with pytest.raises(UsageError, match="a job scheduler"):
        lab.run({"email": print})
    with Lab(clock="real") as real:
        real.queue("email")
        with pytest.raises(UsageError, match="virtual"):
            real.run({"email": print})


@pytest.mark.parametrize("detail", ["keys", "transitions"])
def test_a_processor_that_awaits_and_yields_is_refused(lab: Lab, detail: Any) -> None:
    async def both(_: ActiveJob) -> Any:
        yield "1s"

    lab.queue("email").add("a")
    with pytest.raises(UsageError, match="both await and yield"):
        lab.run({"email": both}, detail=detail)


def test_a_paused_queue_waits(lab: Lab) -> None:
    queue = lab.queue("email")
    queue.add("welcome")
    queue.pause()
    run = lab.run({"email": nothing}, until="1m")
    assert run.attempts().empty
    assert lab.clock.elapsed_ms == 60_000
