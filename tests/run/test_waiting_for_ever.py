"""A processor whose signal nobody can abort any more is told of; where somebody can, the run goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from qlab import Lab
from qlab.errors import UsageError
from qlab.lab.waiting.other_threads import LOOK_S, LOOKS
from qlab.run import Arrival, Crash
from tests.run.endless import is_told

pytestmark = pytest.mark.core
TOLD = r"ob 1 of queue email waits forever for its signal: no work, timer, limit or thread is left that could abort it"


@pytest.fixture(params=["keys", "transitions"])
def detail(request: pytest.FixtureRequest) -> Any:
    return request.param


def wait(_job: Any, _token: str, signal: Any) -> Iterator[Any]:
    yield signal.wait()
    signal.throw_if_aborted()


def test_it_is_told_and_the_job_stays_where_it_was(lab: Lab, detail: Any) -> None:
    is_told(lab, wait, TOLD, detail)


def test_a_drain_is_told_too(lab: Lab) -> None:
    lab.queue("email").add("welcome")
    with pytest.raises(UsageError, match=TOLD):
        lab.drain(wait)


def test_all_who_wait_are_named_by_queue(lab: Lab, detail: Any) -> None:
    email, pdf = lab.queue("email"), lab.queue("pdf")
    email.add_bulk([("a",), ("b",), ("c",)])
    pdf.add("x")
    with pytest.raises(UsageError, match=r"Jobs 1 and 2 of queue email, job 1 of queue pdf wait forever for their"):
        lab.run({"email": wait, "pdf": wait}, concurrency={"email": 2}, detail=detail)


def test_work_beside_it_is_done_first(lab: Lab, detail: Any) -> None:
    email, pdf = lab.queue("email"), lab.queue("pdf")
    email.add("a")
    pdf.add("x", delay="3m", attempts=2, backoff="1m")

    def work(job: Any) -> Iterator[str]:
        yield "2m"
        if job.attempt == 1:
            raise ValueError("once")

    with pytest.raises(UsageError, match=TOLD):
        lab.run({"email": wait, "pdf": work}, detail=detail)
    assert pdf.counts()["completed"] == 1


def ended_by(lab: Lab, detail: str, **options: Any) -> list[str]:
    run = lab.run(options.pop("processors", wait), detail=detail, **options)
    return [str(outcome) for outcome in run.attempts()["outcome"]]


def test_an_operator_ends_it_much_later(lab: Lab, detail: Any) -> None:
    email = lab.queue("email")
    worker = lab.worker(email)
    email.add("welcome")
    assert ended_by(lab, detail, workers=worker, meanwhile=[("6m", lambda: worker.cancel("1"))]) == ["failed"]


def test_a_limit_of_the_run_ends_it(lab: Lab, detail: Any) -> None:
    lab.queue("email").add("welcome")
    assert ended_by(lab, detail, until="5m") == ["active"]


def cancelling(worker: Any) -> Callable[[Any], None]:
    return lambda job: job.do(worker.cancel, "1") and None


@pytest.mark.parametrize("how", ["delayed", "arrives", "limited", "long work", "retried"])
def test_a_job_to_come_ends_it(lab: Lab, detail: Any, how: str) -> None:
    email, other = lab.queue("email"), lab.queue("other")
    worker = lab.worker(email)
    email.add("welcome")
    arrivals = [Arrival("6m", "other", "x")] if how == "arrives" else []
    if how == "limited":
        other.limit(1, "6m")
        other.add("first")
    if how != "arrives":
        other.add("x", delay="6m" if how == "delayed" else 0, attempts=2, backoff="6m")

    def end(job: Any) -> Iterator[Any]:
        if job.name == "first":
            return
        if how == "retried" and job.attempt == 1:
            raise ValueError
        yield "6m" if how == "long work" else 0
        yield job.do(worker.cancel, "1")

    made = ended_by(lab, detail, processors={"email": wait, "other": end}, workers={"email": worker}, arrivals=arrivals)
    assert made[0] == "failed"


def test_another_worker_that_takes_a_stalled_job_ends_it(lab: Lab, detail: Any) -> None:
    """Upkeep itself brings this: a stalled check gives a dead worker's job to another, which cancels."""
    email, other = lab.queue("email"), lab.queue("other", lock_duration="5m")
    worker = lab.worker(email)
    email.add("welcome")
    other.add("x")

    def die_first(job: Any) -> Iterator[Any]:
        if not died:
            died.append(job.id)
            yield Crash()
        yield job.do(worker.cancel, "1")

    died: list[str] = []
    made = ended_by(lab, detail, processors={"email": wait, "other": die_first}, workers={"email": worker, "other": 2})
    assert made == ["failed", "stalled", "completed"]


@pytest.mark.parametrize("renews", [True, False])
def test_a_worker_that_dies_or_renews_nothing_loses_the_job_to_another(lab: Lab, detail: Any, renews: bool) -> None:
    email = lab.queue("email")
    first = lab.worker(email, "first", skip_lock_renewal=not renews)
    second = lab.worker(email, "second", autorun=False)
    email.add("welcome")

    def twice(job: Any, _token: str, signal: Any) -> Iterator[Any]:
        if job.worker == "first":
            yield signal.wait()

    dies = [("307s", first.crash)] if renews else []
    made = ended_by(
        lab, detail, processors=twice, workers=[first, second], meanwhile=[("1m", second.run), *dies], max_stalled=9
    )
    assert made[-1] == "completed"


def test_a_thread_ends_it(lab: Lab, detail: Any) -> None:
    """Its last act is to abort the signal: nobody is left when the run looks, but it has something to do."""
    lab.queue("email").add("welcome")
    looked = threading.Event()

    def waiting(job: Any, token: str, signal: Any) -> Iterator[Any]:
        def abort() -> None:
            looked.wait()
            signal.abort("enough")

        threading.Thread(target=abort).start()
        threading.Timer(2 * LOOKS * LOOK_S, looked.set).start()  # longer than the looks at the other threads take
        yield from wait(job, token, signal)

    assert ended_by(lab, detail, processors=waiting) == ["failed"]


def test_a_job_that_was_taken_from_it_does_not_keep_the_run_going(lab: Lab, detail: Any) -> None:
    email = lab.queue("email")
    email.add("welcome")
    with pytest.raises(UsageError, match=TOLD):
        lab.run(wait, meanwhile=[("1m", lambda: email.obliterate(force=True))], detail=detail)
