"""Real recordings to draw: one job's retries, ten and fifty jobs of all kinds, and none at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import matplotlib as mpl
import pytest

from qlab import Lab, Queue, Recording, exponential

if TYPE_CHECKING:
    from collections.abc import Callable

mpl.use("agg")

NAMES = ("welcome", "receipt", "reset", "reminder", "alert")
FAILURES = (0, 2, 9, 0, 1)  # how many attempts fail of each kind; nine: all four
OPTIONS: tuple[dict[str, object], ...] = ({}, {}, {}, {"delay": "3s"}, {"priority": 2})


def email_story(lab: Lab) -> None:
    """One job that fails three times, with 2, 4 and 8 s of backoff, and then completes."""
    email = lab.queue("email", attempts=4, backoff=exponential("2s"))
    email.add("welcome", {"to": "ada@example.com"})
    for _ in range(3):
        job = email.take()
        assert job is not None
        job.fail("SMTP 451: try again")
        lab.clock.to_next()
    job = email.take()
    assert job is not None
    job.complete({"messageId": "m-1"})


def mixed_jobs(lab: Lab, count: int) -> None:
    """Jobs that complete, are retried, fail, are delayed, have a priority; and a flow in a second queue."""
    email, report = lab.queue("email", attempts=4, backoff=exponential("2s")), lab.queue("report")
    failures: dict[str, int] = {}
    for number in range(count):
        kind = number % 5
        job = email.add(NAMES[kind], {"n": number}, **OPTIONS[kind])
        failures[job.id] = FAILURES[kind]
        if number % 3 == 0:
            lab.clock.advance("250ms")
        if number % 4 == 1:
            work(email, failures)
    child = {"name": "pages", "queue": "report"}
    lab.flow({"name": "invoice", "queue": "report", "children": [child, {"name": "send", "queue": "email"}]})
    work(report, {})
    while True:
        work(email, failures)
        if lab.clock.to_next() is None:
            return


def work(queue: Queue, failures: Mapping[str, int]) -> None:
    """Takes and finishes all that is ready."""
    while job := queue.take():
        if failures.get(job.id, 0) >= job.attempt:
            job.fail("SMTP 451: greylisted")
        else:
            job.complete({"ok": True})


def _film(server_url: str | None, story: Callable[[Lab], None]) -> Recording:
    with Lab(url=server_url, prefix="bull") as lab:
        story(lab)
        return lab.recording


@pytest.fixture(scope="session")
def films(server_url: str | None) -> dict[int, Recording]:
    """Recordings by the number of jobs in the queue ``email``."""
    return {
        0: _film(server_url, lambda _lab: None),
        1: _film(server_url, email_story),
        10: _film(server_url, lambda lab: mixed_jobs(lab, 10)),
        50: _film(server_url, lambda lab: mixed_jobs(lab, 50)),
    }


@pytest.fixture
def one(films: dict[int, Recording]) -> Recording:
    return films[1]


@pytest.fixture
def ten(films: dict[int, Recording]) -> Recording:
    return films[10]


@pytest.fixture(autouse=True)
def _close_figures() -> Iterator[None]:
    from matplotlib import pyplot as plt

    yield
    plt.close("all")
