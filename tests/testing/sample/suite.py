"""The shop's own test suite. It is copied beside the shop, and run there by a pytest that has qlab installed."""

import asyncio

import pytest
from shop import mails

from qlab import Lab
from qlab.testing import assert_enqueued, assert_path, refute_enqueued


@pytest.fixture(autouse=True)
def empty_outbox():
    mails.outbox.clear()


def test_a_week_later_we_ask(qlab_bullmq):
    async def story():
        workers = mails.start()
        await mails.sign_up("ada@shop.invalid")
        assert_enqueued(mails.mails, "how is it going", data={"to": "ada@shop.invalid"}, delay="7d")
        qlab_bullmq.drain()
        assert mails.outbox == [("ada@shop.invalid", "welcome")]
        refute_enqueued(mails.mails, "welcome")
        qlab_bullmq.clock.advance("7d")
        qlab_bullmq.drain()
        for worker in workers:
            await worker.close()

    asyncio.run(story())
    assert mails.outbox[1:] == [("ada@shop.invalid", "how is it going")]
    assert qlab_bullmq.snapshot().counts_of("mails")["completed"] == 2


def test_a_mail_server_that_is_down(qlab_bullmq):
    async def story():
        mails.start()
        await mails.sign_up("down@shop.invalid")

    asyncio.run(story())
    job = assert_enqueued("mails", "welcome")
    for _ in range(3):
        qlab_bullmq.drain()
        qlab_bullmq.clock.advance("4s")
    assert_path(job, "waiting", "active", "delayed", "waiting", "active", "delayed", "waiting", "active", "failed")


def test_an_invoice_waits_for_its_items(qlab_bullmq):
    async def story():
        mails.start()
        await mails.order(["lamp", "bulb"])

    asyncio.run(story())
    invoice = assert_enqueued("mails", "invoice")
    qlab_bullmq.drain()
    assert_path(invoice, "waiting-children", "waiting", "active", "completed")


def test_an_incident_is_taken_up_where_it_was_recorded(qlab_recording):
    incident = qlab_recording("incident.jsonl")  # beside this file, wherever pytest is started
    failed = next(step for step in incident if step.operation.name == "fail")
    with Lab.from_recording(incident, until=failed) as lab:
        assert lab.missing == ()
        assert dict(lab.snapshot().state) == dict(failed.after.state)
        lab.clock.advance("2s")
        lab.drain({failed.queue: lambda _job: "sent this time"})
        assert_path(lab.queue_named(failed.queue).job(failed.job), "delayed", "waiting", "active", "completed")


def test_this_one_fails(qlab_bullmq):
    asyncio.run(mails.sign_up("ada@shop.invalid"))
    assert_enqueued("mails", "welcome", delay="1h")


def test_so_does_this_one_after_a_step(qlab_lab):
    qlab_lab.queue("own").add("hello")
    assert qlab_lab.snapshot().counts_of("own")["waiting"] == 2
