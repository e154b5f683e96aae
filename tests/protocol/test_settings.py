from __future__ import annotations

from pathlib import Path

import bullmq
import pytest

from qlab import Lab, attach
from qlab.protocol.keys import Role, queue_key
from qlab.protocol.queue_settings import LIMITED_BY_HAND, Obstacle, QueueSettings, obstacles, started_in_window

LUA = (Path(bullmq.__file__).parent / "commands" / "moveToActive-11.lua").read_text(encoding="utf-8")
CLAUSES = {
    Obstacle.RATE_LIMIT: "the rate limit is used up",
    Obstacle.PAUSED: "the queue is paused",
    Obstacle.CONCURRENCY: "as many as the queue's concurrency allows",
}


def test_obstacles_come_in_the_order_in_which_the_script_looks() -> None:
    looks = [
        LUA.index(text) for text in ("if expireTime > 0 then return", "if isPausedOrMaxed then return", "RPOPLPUSH")
    ]
    assert looks == sorted(looks)
    metadata = LUA[LUA.index("local function getQueueMetadata") :]
    assert metadata.index("if queueAttributes[1] then") < metadata.index("if queueAttributes[2] then")
    assert '"paused", "concurrency", "max", "duration"' in metadata
    every = obstacles(QueueSettings(paused=True, concurrency=1), active=1, limited=True)
    assert every == (Obstacle.RATE_LIMIT, Obstacle.PAUSED, Obstacle.CONCURRENCY)


@pytest.mark.parametrize("limited", [False, True])
@pytest.mark.parametrize("paused", [False, True])
@pytest.mark.parametrize("full", [False, True])
def test_a_worker_gets_a_job_just_where_nothing_stands_in_the_way(limited: bool, paused: bool, full: bool) -> None:
    """The rule, the sentence and BullMQ's own script agree."""
    with Lab() as lab:
        queue = lab.queue("q")
        queue.add_bulk([("a", {}), ("b", {})])
        queue.limit(1 if limited else 9)
        queue.take()
        if full:
            queue.concurrency(1)
        if paused:
            queue.pause()
        state = lab.snapshot()
        limiter = state.container("q", Role.LIMITER)
        settings = state.settings("q")
        used_up = limiter is not None and settings.most is not None and started_in_window(limiter.text) >= settings.most
        found = obstacles(settings, active=state.counts_of("q")["active"], limited=used_up)
        assert set(found) == {
            obstacle for obstacle, stands in zip(Obstacle, (limited, paused, full), strict=True) if stands
        }
        assert bool(queue.take()) != bool(found)
        if found:
            assert CLAUSES[found[0]] in lab.last.sentence


def test_a_limit_by_hand_is_above_every_limit() -> None:
    source = (Path(bullmq.__file__).parent / "queue.py").read_text(encoding="utf-8")
    assert f"{LIMITED_BY_HAND}" in source


@pytest.mark.parametrize("raw", ["", "many", "inf", "nan", "9" * 400])
def test_settings_written_by_hand_never_fail(raw: str) -> None:
    settings = QueueSettings.of({"concurrency": raw, "max": raw, "duration": raw})
    assert settings.paused is False
    assert started_in_window(raw) >= 0


def test_a_queue_that_an_older_release_paused_is_called_paused_by_all() -> None:
    """A BullMQ older than 6 renames `wait` to `paused`; the lab's own text said nothing of that."""
    with Lab() as lab:
        queue = lab.queue("q")
        queue.add("a")
        lab.redis.rename(*(queue_key(lab.prefix, "q", role) for role in (Role.WAIT, Role.PAUSED)))
        assert lab.snapshot().is_paused("q")
        assert "1 waiting, paused" in queue.text()
        with attach(lab.url, prefix=lab.prefix) as observer:
            assert [info.paused for info in observer.queues()] == [True]
