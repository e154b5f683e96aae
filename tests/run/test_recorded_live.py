"""What a recording holds of workers in real time: they go on while the lab looks, and are done when nobody looks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from itertools import count

import pytest
from redis import Redis

from qlab import JobState, Lab
from qlab.lab.handles.queue import Queue
from qlab.lab.server_io import key_looks
from qlab.protocol import operations
from qlab.protocol.keys import Role
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

    assert all(len(step.diff) for step in real.steps)
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


@pytest.mark.parametrize("by", ["itself", "the lab's worker"])
def test_a_worker_that_is_closed_by_hand_leaves_its_end_in_the_recording(real: Lab, by: str) -> None:
    queue = real.queue("email")
    ada = real.worker(queue, "ada")
    live = real.work(ada, lambda _job: 1)
    queue.add("mail")
    assert live.wait(1)
    (live if by == "itself" else ada).close()
    steps = len(real.steps)
    live.close()
    assert len(real.steps) == steps
    assert real.recording.attempts()["outcome"].tolist() == ["completed"]


def test_a_lab_that_is_closed_before_its_worker_ends_it_in_silence() -> None:
    lab = Lab(clock="real", trace=False)
    live = lab.work(lab.queue("email"), lambda _job: 1)
    lab.close()
    live.close()
    assert not live.running


@pytest.mark.parametrize("few", [2_000, 0])
def test_keys_that_somebody_makes_all_the_time_hold_up_no_step(monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    monkeypatch.setattr(key_looks, "FEW", few)
    over = threading.Event()
    with Lab(clock="real", tcp=True) as lab:
        keys = (f"{lab.prefix}:email:{number}" for number in count(1_000_000))

        def make_keys() -> None:
            with Redis.from_url(str(lab.url)) as other:
                while not over.is_set():
                    key = next(keys)
                    other.hset(key, "name", "theirs")
                    other.delete(key)

        writing = threading.Thread(target=make_keys)
        writing.start()
        try:
            for _ in range(20):
                lab.queue("email").add("mail")
        finally:
            over.set()
            writing.join()
        added = [step for step in lab.steps if step.operation is operations.ADD]
        assert [step.job for step in added] == [str(number) for number in range(1, 21)]
        assert lab.present().ids("email", Role.WAIT)[0] == "20"
        assert all(lab.snapshot().job(str(number), "email") for number in range(1, 21))
