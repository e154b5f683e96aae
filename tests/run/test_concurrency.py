"""Workers that work on several jobs at once: what they share, and that c of M/M/c is workers × concurrency."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from qlab import Lab
from qlab.errors import OptionError, UsageError
from qlab.run import Block, Crash, Evenly, Poisson
from qlab.run.active_job import ActiveJob
from qlab.run.result import Run


def starts(run: Run) -> dict[str, list[int]]:
    """When each job's attempts started, s from the run's beginning."""
    found: dict[str, list[int]] = {}
    for move in run.moves:
        if move.target == "active":
            found.setdefault(move.job, []).append((move.at - run.began) // 1000)
    return found


def three_seconds(job: ActiveJob) -> Iterator[str]:
    yield "3s"


def test_a_worker_works_on_so_many_jobs_at_once(lab: Lab) -> None:
    lab.queue("email").add_bulk([("welcome", number) for number in range(5)])
    run = lab.run({"email": three_seconds}, concurrency=3)
    assert starts(run) == {"1": [0], "2": [0], "3": [0], "4": [3], "5": [3]}
    row = run.utilisation().iloc[0]
    assert (row["workers"], row["concurrency"], row["busy_ms"], row["elapsed_ms"]) == (1, 3, 15_000, 6_000)
    assert row["utilisation"] == pytest.approx(5 / 6)
    assert run.queue_length()["active"].max() == 3


def test_it_is_workers_times_concurrency_that_counts() -> None:
    def work(job: ActiveJob) -> Iterator[float]:
        yield job.random.expovariate(1 / 4_000)

    def run(workers: int, concurrency: int) -> Run:
        with Lab(trace=False, seed=11) as lab:
            lab.queue("email")
            options: dict[str, Any] = {"arrivals": Poisson("email", "800ms", jobs=300), "detail": "transitions"}
            return lab.run({"email": work}, workers, concurrency={"email": concurrency}, **options)

    six, two = run(6, 1), run(2, 3)
    # So the law of M/M/6, which test_theory proves for workers, holds for both; only who took a job differs.
    assert [move._replace(worker=None) for move in two.moves] == [move._replace(worker=None) for move in six.moves]
    assert two.utilisation()["utilisation"].tolist() == six.utilisation()["utilisation"].tolist()
    law = two.littles_law().iloc[0]
    assert law["in_line"] == pytest.approx(law["predicted"], rel=1e-9)


def test_global_concurrency_bounds_all_workers_together(lab: Lab) -> None:
    queue = lab.queue("email")
    queue.add_bulk([("welcome", number) for number in range(4)])
    queue.concurrency(2)
    assert starts(lab.run({"email": three_seconds}, 2, concurrency=5)) == {"1": [0], "2": [0], "3": [3], "4": [3]}


def test_a_job_that_blocks_holds_up_its_worker_s_others_and_their_locks(lab: Lab) -> None:
    lab.queue("email").add_bulk([(name,) for name in ("blocks", "waits", "later", "last")])
    resumed: list[int] = []

    def work(job: ActiveJob) -> Iterator[Any]:
        if job.worker == "worker-1" and job.name == "blocks":
            yield "1s"
            yield Block("2m")
        yield "5s" if job.worker == "worker-1" else "40s"
        if job.name == "waits" and job.worker == "worker-1":
            resumed.append((job.now_ms - run_began) // 1000)

    run_began = lab.clock.now_ms
    run = lab.run({"email": work}, {"email": 2}, concurrency=2)
    # Worker 1 has the first two and blocks from 1 s to 121 s; its locks end at 30 s, the check at 60 s finds them.
    assert starts(run) == {"1": [0, 60], "2": [0, 60], "3": [0], "4": [0]}
    assert resumed == [121]
    assert run.attempts()["outcome"].tolist() == ["stalled", "stalled", *["completed"] * 4]


def test_a_blocked_worker_takes_no_job_and_is_not_waited_for(lab: Lab) -> None:
    lab.queue("email").add("blocks")

    def work(job: ActiveJob) -> Iterator[Any]:
        yield Block("20s") if job.name == "blocks" else "1s"
        return job.worker

    arrivals = [("2s", "email"), ("3s", "email", "blocks"), ("4s", "email")]
    run = lab.run({"email": work}, 2, concurrency=2, arrivals=arrivals)
    # Worker 2 takes the second and third, and blocks too; the fourth waits until worker 1 is free again.
    assert starts(run) == {"1": [0], "2": [2], "3": [3], "4": [20]}
    workers = [lab.snapshot().job(id).return_value for id in "1234"]  # type: ignore[union-attr]
    assert workers == ["worker-1", "worker-2", "worker-2", "worker-1"]


def test_a_crash_ends_all_jobs_of_its_worker(lab: Lab) -> None:
    lab.queue("email").add_bulk([(name,) for name in ("kills", "dies", "lives")])

    killed: list[str] = []

    def work(job: ActiveJob) -> Iterator[Any]:
        yield "1s"
        if job.name == "kills" and not killed:
            killed.append(job.worker)
            yield Crash(restart="10s")
        yield "1s"
        return job.worker

    run = lab.run({"email": work}, 2, concurrency=2, arrivals=[("15s", "email")])
    assert starts(run) == {"1": [0, 60], "2": [0, 60], "3": [0], "4": [15]}
    assert run.attempts()["outcome"].tolist().count("stalled") == 2
    assert lab.snapshot().counts_of("email")["completed"] == 4


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ({"concurrency": 0}, "concurrency cannot be 0: give a whole number from 1."),
        ({"concurrency": 1.5}, "concurrency cannot be 1.5"),
        ({"concurrency": True}, "concurrency cannot be True"),
        ({"concurrency": {"email": "2"}}, "concurrency cannot be '2'"),
        ({"concurrency": {"mail": 2}}, "concurrency names 'mail', for which there is no processor"),
        ({"workers": {"mail": 2}}, "workers names 'mail', for which there is no processor"),
        ({"max_stalled": -1}, "max_stalled cannot be -1"),
        ({"stalled_interval": 0}, "stalled_interval cannot be 0"),
    ],
    ids=str,
)
def test_numbers_that_make_no_sense_are_refused(lab: Lab, numbers: dict[str, Any], message: str) -> None:
    lab.queue("email")
    with pytest.raises(OptionError) as refused:
        lab.run({"email": print}, **numbers)
    assert message in str(refused.value)


def test_what_else_makes_no_sense_in_a_run_is_refused(lab: Lab) -> None:
    email = lab.queue("email")
    with pytest.raises(UsageError, match="5 cannot be the processor for 'email'"):
        lab.run({"email": 5})  # type: ignore[dict-item]
    with pytest.raises(UsageError, match="is not a timed call"):
        lab.run({"email": print}, meanwhile=[("5s", "pause")])  # type: ignore[list-item]
    with pytest.raises(UsageError, match="5 is not a list of timed calls"):
        lab.run({"email": print}, meanwhile=5)  # type: ignore[arg-type]
    for nothing in (None, 5):
        with pytest.raises(UsageError, match=f"{nothing} are not arrivals"):
            lab.run({"email": print}, arrivals=nothing)
    with pytest.raises(UsageError, match="jobs cannot be 'ten'"):
        lab.run({"email": print}, arrivals=Evenly("email", "1s", jobs="ten"))  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="moved the clock"):
        lab.run({"email": print}, meanwhile=[("5s", lambda: lab.clock.advance("1s"))])
    with pytest.raises(UsageError, match="a job scheduler this run would never end"):
        lab.run({"email": print}, meanwhile=[("5s", lambda: email.schedule("beat", every="1s"))])


@pytest.mark.parametrize("endless", [1e300, 10**300, "40000d", float("inf")], ids=str)
def test_work_without_an_end_is_no_duration(lab: Lab, endless: float | str) -> None:
    lab.queue("email").add("welcome")

    def work(_: ActiveJob) -> Iterator[float | str]:
        yield endless  # its lock would be renewed forever

    with pytest.raises(UsageError, match=r"A processor yielded .*, which is not a duration"):
        lab.run({"email": work})


def test_a_processor_of_a_long_run_asks_instead_of_using_the_handles(lab: Lab) -> None:
    email = lab.queue("email")
    email.add_bulk([("welcome", number) for number in range(2)])
    with pytest.raises(UsageError, match=r"write job\.do\(queue\.pause\)"):
        lab.run({"email": lambda _: email.pause()}, detail="transitions")

    def work(job: ActiveJob) -> None:
        job.do(email.pause)
        job.do(email.limit, 1, "1m")

    run = lab.run({"email": work}, detail="transitions")
    assert len(run.attempts()) == 1
    assert [step.title for step in lab.steps if "run" not in step.title][-2:] == ["email: pause", "email: limit"]
