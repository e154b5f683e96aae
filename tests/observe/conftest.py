"""Queues made by real BullMQ in real time, and an observer of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from qlab import Lab
from qlab.observe.attach import Observer, attach
from qlab.observe.doctor.checks import queues
from tests import used_again
from tests.observe.faults.bench import Bench


@pytest.fixture
def live(server_url: str | None) -> Iterator[Lab]:
    """A lab whose clock runs: what it makes is what an application makes."""
    with used_again.servers():
        opened = Lab(url=server_url, clock="real", trace=False)
    with opened as lab:
        yield lab


@pytest.fixture
def observer(live: Lab) -> Iterator[Observer]:
    with attach(str(live.url), prefix=live.prefix) as made:
        yield made


@pytest.fixture
def bench(live: Lab, observer: Observer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    """A queue to break; no test waits until a worker has slept through a whole blocking call."""
    monkeypatch.setattr(queues, "SLEEPS_S", 0)
    made = Bench(live, observer)
    yield made
    made.nobody()
    made.redis.close()
