"""Part of a shop that sends mails through BullMQ. It is a sample: it imports bullmq and nothing else."""

from __future__ import annotations

from typing import Any

from bullmq import FlowProducer, Job, Queue, Worker

CONNECTION = "redis://redis.shop.invalid:6379/0"
DAY_MS = 24 * 60 * 60 * 1000

mails = Queue("mails", {"connection": CONNECTION})
outbox: list[tuple[str, str]] = []


async def sign_up(address: str) -> None:
    retries = {"attempts": 3, "backoff": {"type": "exponential", "delay": 2000}}
    await mails.add("welcome", {"to": address}, retries)
    await mails.add("how is it going", {"to": address}, {"delay": 7 * DAY_MS})


async def order(items: list[str]) -> None:
    children = [{"name": "pick", "queueName": "stock", "data": {"item": item}} for item in items]
    flow = FlowProducer({"connection": CONNECTION})
    await flow.add({"name": "invoice", "queueName": "mails", "data": {}, "children": children})
    await flow.close()


async def send(job: Job, _token: str) -> dict[str, Any]:
    if job.data.get("to") == "down@shop.invalid":
        raise ConnectionError("451 try again later")
    outbox.append((job.data.get("to", ""), job.name))
    return {"sent": True}


async def pick(job: Job, _token: str) -> str:
    return f"picked {job.data['item']}"


def start() -> list[Worker]:
    options = {"connection": {"host": "redis.shop.invalid"}, "lockDuration": 10_000}
    return [Worker("mails", send, options), Worker("stock", pick, options)]
