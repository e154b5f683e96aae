"""What a recording holds of workers in real time: they go on while the lab looks, and are done when nobody looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from qlab import JobState, Lab
from qlab.lab.handles.queue import Queue
from qlab.record.step import Step
from qlab.snapshot.job_view import JobView

JOBS = 30
FINISHED = {JobState.COMPLETED, JobState.FAILED}


@pytest.fixture
def real(server_url: str | None) -> Iterator[Lab]:
    with Lab(server_url, clock="real", trace=False) as lab:
        yield lab


def one_after_the_other(queue: Queue) -> None:
    for number in range(JOBS):
        queue.add("mail", {"number": number})


def at_once(queue: Queue) -> None:
    queue.add_bulk([("mail",)] * JOBS)


@pytest.mark.core
@pytest.mark.parametrize("add", [one_after_the_other, at_once])
def test_each_attempt_is_recorded_once_the_worker_is_closed(real: Lab, add: Callable[[Queue], None]) -> None:
    queue = real.queue("email")
    ada = real.worker(queue, "ada")
    with real.work(ada, lambda _job: 1) as live:
        add(queue)
        assert live.wait(JOBS)

    made = real.recording.attempts()  # nothing has been asked of the lab since
    assert sorted(map(int, made["job"])) == list(range(1, JOBS + 1))
    assert set(made["outcome"]) == {"completed"}
    assert set(made["worker"]) == {"ada"}
    for step in real.steps:
        for view in jobs_of(step):
            assert (step.after.state_of(view.id, "email") in FINISHED) == (view.finished_on is not None), step


def jobs_of(step: Step) -> list[JobView]:
    found = (step.after.job(str(number), "email") for number in range(1, JOBS + 1))
    return [view for view in found if view is not None]


def test_a_worker_that_is_closed_by_hand_leaves_its_end_in_the_recording(real: Lab) -> None:
    queue = real.queue("email")
    live = real.work(real.worker(queue, "ada"), lambda _job: 1)
    queue.add("mail")
    assert live.wait(1)
    live.close()
    steps = len(real.steps)
    live.close()
    assert len(real.steps) == steps
    assert real.recording.attempts()["outcome"].tolist() == ["completed"]
