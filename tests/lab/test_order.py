"""queue.order() says in advance what workers then do."""

from __future__ import annotations

import random

import pytest

from qlab import Lab, Queue


def foretold(queue: Queue) -> list[str]:
    frame = queue.order()
    return list(frame["job"][frame["place"].notna()])


def drained(queue: Queue) -> list[str]:
    ids = []
    while job := queue.take():
        ids.append(job.id)
    return ids


@pytest.mark.parametrize("seed", range(6))
def test_workers_take_what_the_order_foretells(lab: Lab, seed: int) -> None:
    chance = random.Random(seed)
    queue = lab.queue("email")
    for _ in range(30):
        options = {
            "delay": chance.choice([None, None, "1s", "2s", "9s"]),
            "priority": chance.choice([None, None, 1, 2, 7]),
            "lifo": chance.choice([None, None, True]),
        }
        queue.add("job", **options)
        if chance.random() < 0.2:
            lab.clock.advance("300ms")
    lab.clock.advance("2s")
    queue.job("3").change_priority(2, lifo=True)
    expected = foretold(queue)
    assert len(expected) > 10
    assert drained(queue) == expected


def test_what_is_not_due_has_no_place_and_says_when(lab: Lab) -> None:
    queue = lab.queue("email")
    queue.add("digest", delay="5s")
    row = queue.order().iloc[0]
    assert row["place"] is not None
    assert queue.order()["place"].isna().all()
    assert row["due"].isoformat() == "2026-01-01T00:00:05+00:00"
    assert row["why"] == "due in 5 s, and then put at the left end of `wait`"


def test_what_holds_all_up_is_told(lab: Lab) -> None:
    queue = lab.queue("email")
    queue.add_bulk([("a",), ("b",)])
    assert queue.order().attrs["holdup"] == ""
    queue.pause()
    assert queue.order().attrs["holdup"] == "the queue is paused"
    queue.resume()
    queue.concurrency(1)
    queue.take()
    assert queue.order().attrs["holdup"] == "1 job is active, as many as its concurrency allows"
    queue.concurrency()
    queue.limit(1, "10s")
    queue.take()
    assert queue.order().attrs["holdup"] == "the rate limit is used up for another 10 s"


def test_a_queue_without_jobs_has_an_order_of_none(lab: Lab) -> None:
    assert list(lab.queue("email").order().columns) == ["place", "job", "name", "state", "priority", "due", "why"]
    assert len(lab.queue("email").order()) == 0
