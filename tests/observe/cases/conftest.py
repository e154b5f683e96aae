"""A server of these tests alone, on which keys are laid down by hand, and an observer on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import redis

from qlab.observe.attach import Observer
from qlab.observe.doctor.checks import queues
from tests.observe import places


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[redis.Redis, Observer]]:
    with places.observed() as (client, observer):
        yield client, observer


@pytest.fixture
def observer(server: tuple[redis.Redis, Observer], monkeypatch: pytest.MonkeyPatch) -> Observer:
    monkeypatch.setattr(queues, "LOOK_AGAIN_S", 0)
    return server[1]


@pytest.fixture
def db(server: tuple[redis.Redis, Observer]) -> redis.Redis:
    server[0].flushall()  # a server of these tests alone
    return server[0]
