"""What is said of what is lost or elsewhere: a hash, a scheduler's next job, a worker, a name nobody knows."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from qlab import Lab
from qlab.cli.commands import build
from qlab.errors import QlabError
from qlab.observe.attach import Observer
from qlab.observe.looking.overview import overview
from qlab.text.durations import format_at
from tests.observe import hands
from tests.observe.test_explain import said

pytestmark = pytest.mark.core


def test_a_delayed_id_without_hash_has_its_moment_and_is_not_to_be_promoted(live: Lab, observer: Observer) -> None:
    queue = live.queue("email")
    job = queue.add("w", {}, delay="1h")
    due = live.snapshot().job(job.id, "email").due  # type: ignore[union-attr]
    live.redis.delete(f"{live.prefix}:email:1")
    text = said(observer.explain("email", "1"), "next")
    assert f"({format_at(due)}). Remove it before a worker promotes it" in text  # type: ignore[arg-type]
    assert "promote()" not in text
    assert "Take the id out of `delayed`" in text
    live.redis.zadd(f"{live.prefix}:email:delayed", {"1": "+inf"})
    text = said(observer.explain("email", "1"), "next")
    assert "Its score is not a moment, so nothing says when it moves: remove it." in text


def test_what_a_promotion_leaves_in_an_empty_key_is_not_laid_to_a_worker(live: Lab, observer: Observer) -> None:
    job = live.queue("email").add("w", {}, delay="1h")
    live.redis.delete(f"{live.prefix}:email:1")
    job.promote()
    assert live.redis.hgetall(f"{live.prefix}:email:1") == {"delay": "0"}
    explained = observer.explain("email", "1")
    text = said(explained, "where")
    assert "a script of BullMQ's that promotes, takes or ends jobs then wrote its fields" in text
    assert "while a worker had the job" not in explained.text()


def test_a_scheduler_whose_next_job_is_cut_off_is_told_so(live: Lab, observer: Observer) -> None:
    live.queue("email").schedule("tick", every="1h")
    live.redis.delete(f"{live.prefix}:email:wait", f"{live.prefix}:email:delayed")
    text = said(observer.explain("email", "tick"), "next")
    assert "That job is in no list, as where drain() cuts it out of `wait` (drain-5.lua, LTRIM), so the" in text
    assert "then remove that job" in text
    (id,) = (key for key in live.redis.keys(f"{live.prefix}:email:repeat:tick:*"))
    live.redis.delete(id)
    text = said(observer.explain("email", "tick"), "next")
    assert "That job is missing, so" in text
    assert "remove that job" not in text


def test_a_scheduler_says_that_no_worker_is_connected(live: Lab, observer: Observer) -> None:
    live.queue("email").schedule("tick", every="1h")
    nobody = "No worker of this queue is connected: start one."
    assert nobody in said(observer.explain("email", "tick"), "next")
    with hands.asleep(live.redis, f"{live.prefix}:email:w:one"):
        assert nobody not in said(observer.explain("email", "tick"), "next")


def test_a_job_that_nobody_added_has_no_past(live: Lab, observer: Observer) -> None:
    live.queue("email").add("w", {})
    assert "there is no such job: it was removed, or never added" in observer.flow("email", "99").text()


def test_what_was_too_long_to_read_is_said(live: Lab, observer: Observer) -> None:
    live.queue("email").add("w", {"file": "x" * 1_000_001})
    found = observer.find("email", "xxx")
    assert repr(found) == "Found(0 jobs; 1 job looked at; 1 field of more than 1,000,000 bytes was not read)"


def test_a_queue_whose_parents_wait_is_not_told_empty(live: Lab, observer: Observer) -> None:
    live.queue("orders")
    live.flow({"name": "p", "queue": "orders", "children": [{"name": "c", "queue": "files"}]})
    remarks = {each.info.name: each.remark for each in overview(observer.connection, observer.queues())}
    assert remarks["orders"] == "1 parent waits"


def test_a_misspelt_queue_of_a_lab_is_not_made(live: Lab) -> None:
    live.queue("email")
    with pytest.raises(QlabError, match=r"has no queue 'emial'; did you mean 'email'\?$"):
        live.queue_named("emial")
    with pytest.raises(QlabError, match=r"has no queue 'pdf'; make it first: lab\.queue\('pdf'\)\.$"):
        live.queue_named("pdf")


def test_workers_of_the_name_elsewhere_are_not_taken_for_the_queue_s_own(live: Lab) -> None:
    live.queue("email").add("w", {})
    with hands.asleep(live.redis, "other:email:w:one"):
        done = CliRunner().invoke(build(), ["workers", str(live.url), "email", "--prefix", live.prefix])
    assert done.stdout.startswith("No worker of this queue is connected. Others of its name:\n")
    assert "other" in done.stdout
