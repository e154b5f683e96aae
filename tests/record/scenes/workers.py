"""A worker's own life: it is started, paused, resumed, closed, killed, or asked to cancel a job."""

from __future__ import annotations

from qlab import Lab
from qlab.lab.workers.worker import Worker
from tests.record.scenes.stage import queue, scene


def at_work(lab: Lab, jobs: int = 1, **options: int) -> Worker:
    """A worker that has taken some jobs."""
    email = queue(lab)
    email.add_bulk([("welcome",)] * jobs)
    worker = lab.worker(email, concurrency=jobs, **options)  # type: ignore[arg-type]
    for _ in range(jobs):
        worker.take()
    return worker


@scene
def take_by_a_worker_with_options_of_its_own(lab: Lab) -> None:
    email = queue(lab)
    email.add("welcome")
    lab.worker(email, lock_duration="5s", limiter=(2, "1s")).take()


@scene
def start_a_worker(lab: Lab) -> None:
    lab.worker(queue(lab), autorun=False).run()


@scene
def pause_a_worker(lab: Lab) -> None:
    at_work(lab).pause()


@scene
def pause_an_idle_worker(lab: Lab) -> None:
    lab.worker(queue(lab)).pause()


@scene
def resume_a_worker(lab: Lab) -> None:
    worker = lab.worker(queue(lab))
    worker.pause()
    worker.resume()


@scene
def close_a_worker(lab: Lab) -> None:
    at_work(lab, 2).close()


@scene
def close_an_idle_worker(lab: Lab) -> None:
    lab.worker(queue(lab)).close()


@scene
def close_a_worker_by_force(lab: Lab) -> None:
    at_work(lab).close(force=True)


@scene
def crash_a_worker(lab: Lab) -> None:
    at_work(lab, 2).crash()


@scene
def crash_an_idle_worker(lab: Lab) -> None:
    lab.worker(queue(lab)).crash()


@scene
def cancel_a_job_that_no_processor_has(lab: Lab) -> None:
    at_work(lab).cancel("1", "the order was withdrawn")


@scene
def complete_a_job_that_its_worker_does_not_keep(lab: Lab) -> None:
    email = queue(lab)
    email.add_bulk([("welcome",), ("receipt",)])
    worker = lab.worker(email, remove_on_complete=1)
    for _ in range(2):
        if job := worker.take():
            job.complete()
