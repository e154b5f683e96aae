"""How often the observer asks: many queues in one round trip, the keyspace walked once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
import redis

import qlab
from qlab import Lab
from qlab.observe.connection import Connection
from qlab.observe.keyspace_walk import PAGE
from qlab.observe.page import AT_ONCE

QUEUES, OTHERS = 230, 4_000


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with Lab() as lab:
        client: redis.Redis = redis.Redis.from_url(str(lab.url))
        with client.pipeline(transaction=False) as pipe:
            for number in range(QUEUES):
                pipe.hset(f"bull:q{number}:meta", mapping={"opts.maxLenEvents": "10000"})
                pipe.rpush(f"bull:q{number}:wait", "1")
                pipe.hset(f"bull:q{number}:1", mapping={"name": "n", "timestamp": f"{number + 1}"})
            for number in range(OTHERS):
                pipe.set(f"other:{number}", "x")
            pipe.execute()
        client.close()
        yield str(lab.url)


@pytest.fixture
def trips(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each command was sent, and how many round trips there were in all."""
    counted: Counter[str] = Counter()
    send = Connection._send

    def counting(self: Connection, commands: list[list[object]], *, raw: bool = False) -> list[object]:
        counted["trips"] += 1
        counted.update(str(command[0]) for command in commands)
        return send(self, commands, raw=raw)

    monkeypatch.setattr(Connection, "_send", counting)
    return counted


def test_the_queues_of_a_server_cost_one_walk_and_a_round_trip_for_many(url: str, trips: Counter[str]) -> None:
    with qlab.attach(url) as observer:
        found = observer.queues()
    assert len(found) == QUEUES
    assert [each.oldest_waiting for each in found if each.name == "q7"] == [8]
    assert {each.counts["waiting"] for each in found} == {1}
    keys = 3 * QUEUES + OTHERS
    # SCAN may give a page fewer than asked for, and a script that is not known yet is sent once more.
    assert trips["trips"] <= 2 * (keys // PAGE + 1) + QUEUES // AT_ONCE + 1 + 4
