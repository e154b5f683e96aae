"""A lab lent to code that uses PyPI's bullmq directly."""

from __future__ import annotations

import asyncio
import gc
from datetime import UTC, datetime
from typing import Any

import bullmq
import pytest

from qlab import Lab
from qlab.errors import QueueMissing

NOWHERE = {"connection": "redis://nowhere.invalid:6379/0"}
EARLIER = bullmq.Queue("mails", NOWHERE)
"""A module's own queue, made before any lab is there."""


def test_queues_made_before_and_meanwhile_lead_to_the_lab_in_its_time(lab: Lab) -> None:
    lab.clock.advance("30d")

    async def application() -> None:
        await EARLIER.add("one", {})
        await bullmq.Queue("mails", {"connection": {"host": "nowhere.invalid"}}).add("two", {}, {"delay": 1000})

    with lab.lent():
        asyncio.run(application())
    jobs = list(lab.snapshot().all_jobs())
    assert [(job.name, str(job.state)) for job in jobs] == [("one", "waiting"), ("two", "delayed")]
    assert {job.timestamp for job in jobs} == {int(datetime(2026, 1, 31, tzinfo=UTC).timestamp() * 1000)}


def test_a_queue_that_gc_freeze_has_set_aside_leads_there_too(lab: Lab) -> None:
    queue = bullmq.Queue("mails", NOWHERE)
    gc.freeze()  # as servers do before they fork
    with lab.lent():
        asyncio.run(queue.add("one", {}))
    assert lab.snapshot().counts_of("mails")["waiting"] == 1
    assert gc.get_freeze_count() > 0


def test_each_script_of_the_application_is_a_step(lab: Lab) -> None:
    async def application() -> None:
        await EARLIER.add("one", {})
        await EARLIER.pause()
        await EARLIER.add("two", {})

    with lab.lent():
        asyncio.run(application())
    assert [step.script for step in lab.steps] == ["addStandardJob", "pause", "addStandardJob"]


def test_afterwards_all_is_as_it_was(lab: Lab) -> None:
    before = dict(vars(EARLIER.client))
    with lab.lent():
        assert vars(EARLIER.client) != before
    assert vars(EARLIER.client) == before
    fresh = bullmq.Queue("mails", {"connection": {"host": "nowhere.invalid"}})
    assert fresh.client.connection_pool.connection_kwargs["host"] == "nowhere.invalid"


def test_a_second_lab_gets_what_the_first_had(lab: Lab, server_url: str | None) -> None:
    made: list[Any] = []
    with lab.lent():
        made.append(bullmq.Queue("mails", NOWHERE))
    with Lab(server_url) as second, second.lent():
        asyncio.run(made[0].add("one", {}))
        assert second.snapshot().counts_of("mails")["waiting"] == 1
    assert len(lab.snapshot().state) == 0


def test_workers_rest_and_drain_works_by_their_options(lab: Lab) -> None:
    seen: list[int] = []

    async def process(job: Any, _token: str) -> None:
        seen.append(job.attemptsMade)
        raise RuntimeError("no")

    def strategy(made: int, _type: str, _error: Exception, _job: Any) -> int:
        return made * 60_000

    async def application() -> None:
        options = {**NOWHERE, "lockDuration": 5000, "settings": {"backoffStrategy": strategy}}
        worker = bullmq.Worker("mails", process, options)
        await EARLIER.add("one", {}, {"attempts": 3, "backoff": {"type": "own"}})
        await asyncio.sleep(0)
        assert seen == []
        lab.drain()
        lab.clock.advance("59s")
        lab.drain()
        assert seen == [0]
        lab.clock.advance("1s")
        lab.drain()
        assert seen == [0, 1]
        await worker.close()

    with lab.lent():
        asyncio.run(application())
    assert any("locked for 5 s" in step.sentence for step in lab.steps)


def test_a_closed_worker_runs_nothing(lab: Lab) -> None:
    async def process(_job: Any, _token: str) -> None:
        pytest.fail("a closed worker has taken a job")

    async def application() -> None:
        worker = bullmq.Worker("mails", process, NOWHERE)
        await worker.close()
        await EARLIER.add("one", {})
        lab.drain()

    with lab.lent():
        asyncio.run(application())
    assert lab.snapshot().counts_of("mails")["waiting"] == 1


def test_queue_events_rest_too(lab: Lab) -> None:
    async def application() -> None:
        events = bullmq.QueueEvents("mails", NOWHERE)
        await asyncio.sleep(0)
        await EARLIER.add("one", {})
        await events.close()

    with lab.lent():
        asyncio.run(application())
    assert len(lab.steps) == 1


def test_drain_meets_a_queue_that_only_the_application_has_used(lab: Lab) -> None:
    done: list[str] = []
    with lab.lent():
        mails = bullmq.Queue("mails", NOWHERE)
        asyncio.run(mails.add("welcome", {"to": "ada"}))
        lab.drain({"mails": lambda job: done.append(job.name)})
        with pytest.raises(QueueMissing, match="no queue 'nails'"):
            lab.drain({"nails": lambda job: done.append(job.name)})
    assert done == ["welcome"]
