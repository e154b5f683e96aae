"""Why a job is where it is: every state, on queues that BullMQ itself made, raw values beside each sentence."""

from __future__ import annotations

import json
import re

import pytest
from bullmq import UnrecoverableError

from qlab import Lab, attach
from qlab.observe.attach import Observer
from qlab.observe.explaining.explanation import Explanation
from qlab.protocol.states import JobState
from tests.observe import hands, places

pytestmark = pytest.mark.core


def said(explanation: Explanation, topic: str) -> str:
    return " ".join(statement.text for statement in explanation.of(topic))


def raw(explanation: Explanation) -> dict[str, str]:
    return {evidence.key: evidence.raw for statement in explanation.statements for evidence in statement.evidence}


def test_waiting_says_its_place_in_line(live: Lab, observer: Observer) -> None:
    queue = live.queue("email")
    jobs = [queue.add("w", {}) for _ in range(5)]
    text = observer.explain("email", jobs[3].id)
    assert text.state is JobState.WAITING
    assert "3 jobs are to start before it" in said(text, "next")
    assert "No worker of this queue is connected" in said(text, "next")
    assert "next in line" in said(observer.explain("email", jobs[0].id), "next")


def test_prioritized_counts_those_before_it(live: Lab, observer: Observer) -> None:
    queue = live.queue("email")
    queue.add("w", {})
    queue.add("urgent", {}, priority=1)
    last = queue.add("later", {}, priority=5)
    text = observer.explain("email", last.id)
    assert text.state is JobState.PRIORITIZED
    assert "2 jobs are to start before it" in said(text, "next")
    assert raw(text)[f"{live.prefix}:email:{last.id} priority"] == "5"


def test_active_says_what_its_lock_has_left_and_when_it_is_lost(live: Lab, observer: Observer) -> None:
    queue = live.queue("email")
    queue.add("w", {})
    job = queue.take()
    text = observer.explain("email", job.id)
    assert "A worker has the job, and a lock on it" in said(text, "where")
    assert "its lock has 29." in said(text, "next") or "its lock has 30 s" in said(text, "next")
    live.redis.delete(f"{live.prefix}:email:{job.id}:lock")
    text = observer.explain("email", job.id)
    assert "It has no lock" in said(text, "next")
    assert "nobody holds a lock on this one" in said(text, "where")
    assert "A worker has" not in said(text, "where")
    assert "marks it as a suspect, the one after puts it back" in said(text, "next")
    live.redis.sadd(f"{live.prefix}:email:stalled", job.id)
    assert "suspect already" in said(observer.explain("email", job.id), "next")


def test_delayed_says_when_it_is_due_and_why(live: Lab, observer: Observer) -> None:
    queue = live.queue("email", attempts=3, backoff="1h")
    late = queue.add("later", {}, delay="2h")
    text = observer.explain("email", late.id)
    assert re.search(r"due in (2 h|1 h 5\d min)", said(text, "next"))
    assert "the delay it was added with" in said(text, "next")
    queue.add("w", {})
    job = queue.take()
    job.fail("SMTP 451: try again")
    text = observer.explain("email", job.id)
    assert "a backoff after a failed attempt" in said(text, "next")
    assert "SMTP 451: try again" in said(text, "history")
    score = raw(text)[f"{live.prefix}:email:delayed {job.id}"]
    assert int(score) // 4096 > text.at


def test_a_delay_that_was_changed_is_not_the_one_it_was_added_with(live: Lab, observer: Observer) -> None:
    job = live.queue("email").add("later", {}, delay="2h")
    added = live.clock.now_ms
    places.wait_until(lambda: live.clock.now_ms > added, "a later millisecond, for the delay to begin in")
    job.change_delay("3h")
    text = said(observer.explain("email", job.id), "next")
    assert "changed (`changeDelay`)" in text
    assert "added with" not in text


def test_a_delay_that_was_changed_at_once_is_told_from_the_one_it_was_added_with() -> None:
    with Lab() as lab, attach(str(lab.url)) as observer:
        job = lab.queue("email").add("later", {}, delay="1h")
        job.change_delay("2h")
        text = observer.explain("email", job.id)
    assert "changed (`changeDelay`)" in said(text, "next")
    assert "added with" not in said(text, "next")
    assert "Its delay was changed, and started again." in said(text, "history")
    assert "it is ready" not in said(text, "history")


def test_a_delayed_parent_is_not_told_to_be_ready_when_its_children_have_finished() -> None:
    with Lab() as lab, attach(str(lab.url)) as observer:
        parent = {
            "name": "p",
            "queue": "parents",
            "options": {"delay": "1m"},
            "children": [{"name": "c", "queue": "c"}],
        }
        flow = lab.flow(parent)
        job = lab.queue_named("c").take()
        assert job
        job.complete()
        text = said(observer.explain("parents", flow.job.id), "history")
    assert "now its own delay begins" in text
    assert "It is ready" not in text


def test_a_parent_is_told_that_nobody_works_on_its_child_s_queue(live: Lab, observer: Observer) -> None:
    for name in ("parents", "children"):
        live.queue(name)
    flow = live.flow({"name": "p", "queue": "parents", "children": [{"name": "c", "queue": "children"}]})
    child = f"{live.prefix}:children:{flow.children[0].job.id}"
    text = observer.explain("parents", flow.job.id)
    assert f"What holds {child} back: No worker of its queue is connected: start one." in said(text, "next")
    with hands.asleep(live.redis, f"{live.prefix}:children"):
        assert "What holds" not in said(observer.explain("parents", flow.job.id), "next")


def test_delayed_by_its_processor(live: Lab, observer: Observer) -> None:
    queue = live.queue("email", attempts=3, backoff="1h")
    queue.add("w", {})
    job = queue.take()
    job.move_to_delayed("2h")
    assert "its processor moved it there (`moveToDelayed`)" in said(observer.explain("email", job.id), "next")
    assert "added with" not in said(observer.explain("email", job.id), "next")


def test_overdue_without_a_worker(live: Lab, observer: Observer) -> None:
    queue = live.queue("email")
    job = queue.add("later", {}, delay="1h")
    live.redis.zadd(f"{live.prefix}:email:delayed", {job.id: 4096 * 1_000})
    text = observer.explain("email", job.id)
    assert "overdue by" in said(text, "next")
    assert "No worker of this queue is connected" in said(text, "next")


def test_waiting_for_children_names_them_and_their_states(live: Lab, observer: Observer) -> None:
    live.queue("parents")
    live.queue("children")
    children = [{"name": f"c{number}", "queue": "children"} for number in range(3)]
    live.flow({"name": "p", "queue": "parents", "children": children})
    (parent,) = observer.snapshot("parents").all_jobs()
    pending = observer.connection.execute("SMEMBERS", f"{live.prefix}:parents:{parent.id}:dependencies")
    live.redis.unlink(min(pending))
    text = observer.explain("parents", parent.id)
    assert text.state is JobState.WAITING_CHILDREN
    assert "waits for 3 child jobs" in said(text, "next")
    assert "no longer exists" in said(text, "next")
    assert said(text, "next").count("is waiting") == 2


@pytest.mark.parametrize(("attempts", "why"), [(1, "it had one attempt"), (2, "all 2 attempts are used up")])
def test_failed_says_why_and_what_a_retry_would_do(live: Lab, observer: Observer, attempts: int, why: str) -> None:
    queue = live.queue("email", attempts=attempts)
    queue.add("w", {})
    for _ in range(attempts):
        job = queue.take()
        job.fail("ECONNREFUSED")
    text = observer.explain("email", job.id)
    assert text.state is JobState.FAILED
    assert why in said(text, "where")
    assert "ECONNREFUSED" in said(text, "where")
    assert "job.retry()" in said(text, "next")


def test_failed_for_good_before_its_attempts_are_used_up(live: Lab, observer: Observer) -> None:
    queue = live.queue("email", attempts=5)
    queue.add("w", {})
    job = queue.take()
    job.fail(UnrecoverableError("card refused"))
    text = observer.explain("email", job.id)
    assert "unrecoverable" in said(text, "where")
    assert "4 attempts left" in said(text, "next")


def test_failed_with_its_child_and_failed_for_stalls(live: Lab, observer: Observer) -> None:
    live.queue("children")
    parents = live.queue("parents", attempts=3)
    child = {"name": "c", "queue": "children", "options": {"failParentOnFailure": True}}
    live.flow({"name": "p", "queue": "parents", "children": [child]})
    live.queue("children").take().fail("no")
    (parent,) = observer.snapshot("parents").all_jobs()
    assert "failure is decided already" in said(observer.explain("parents", parent.id), "note")
    key = f"{live.prefix}:parents:{parent.id}"
    parents.take().fail(UnrecoverableError(live.redis.hget(key, "defa")))  # as a worker does
    text = said(observer.explain("parents", parent.id), "where")
    assert "a child it waited for failed" in text
    live.redis.hset(key, "failedReason", "job stalled more than allowable limit")
    assert "It failed for good: it stalled too often." in said(observer.explain("parents", parent.id), "where")


def test_completed_and_removed_and_never_there(live: Lab, observer: Observer) -> None:
    queue = live.queue("email")
    queue.add("w", {})
    done = queue.take()
    done.complete({"id": "m-1"})
    text = observer.explain("email", done.id)
    assert text.state is JobState.COMPLETED
    assert raw(text)[f"{live.prefix}:email:{done.id} returnvalue"] == '{"id":"m-1"}'
    gone = queue.add("x", {})
    gone.remove()
    assert "was removed" in said(observer.explain("email", gone.id), "where")
    assert "no trace" in said(observer.explain("email", "nobody"), "where")


def test_an_orphan(live: Lab, observer: Observer) -> None:
    job = live.queue("email").add("w", {})
    live.redis.delete(f"{live.prefix}:email:wait")
    text = observer.explain("email", job.id)
    assert text.state is JobState.UNKNOWN
    assert "orphan" in said(text, "where")


def test_paused_limited_and_concurrency_reached(live: Lab, observer: Observer) -> None:
    queue = live.queue("email")
    queue.add("w", {})
    job = queue.add("w", {})
    queue.pause()
    assert "The queue is paused" in said(observer.explain("email", job.id), "next")
    queue.resume()
    queue.take()
    base = f"{live.prefix}:email"
    live.redis.hset(f"{base}:meta", mapping={"concurrency": 1, "max": 10})
    live.redis.set(f"{base}:limiter", 10, px=60_000)
    text = said(observer.explain("email", job.id), "next")
    assert "global concurrency of 1 is reached" in text
    assert "rate limit is used up" in text
    live.redis.set(f"{base}:limiter", 3, px=60_000)
    assert "rate limit" not in said(observer.explain("email", job.id), "next")
    live.redis.hdel(f"{base}:meta", "max")  # so it is where the workers' own option limits the rate
    text = said(observer.explain("email", job.id), "next")
    assert "with 3 jobs in it" in text
    assert "the workers' option `limiter`" in text


def test_the_middle_of_a_long_line_is_found_by_pages(live: Lab, observer: Observer) -> None:
    base = f"{live.prefix}:big"
    live.redis.hset(f"{base}:meta", "opts.maxLenEvents", 10_000)
    live.redis.lpush(f"{base}:wait", *[f"j{number}" for number in range(30_000)])
    live.redis.hset(f"{base}:j15000", mapping={"name": "n", "timestamp": 1})
    text = observer.explain("big", "j15000")
    assert text.state is JobState.WAITING
    assert "15,000 jobs are to start before it" in said(text, "next")


def test_it_is_text_html_and_json_and_hostile_text_stays_text(live: Lab, observer: Observer) -> None:
    queue = live.queue("email")
    queue.add("<script>\x1b[31m", {})
    job = queue.take()
    job.fail("<img src=x>\x1b[2J")
    text = observer.explain("email", job.id)
    assert "\x1b" not in text.text()
    assert "<img" not in text._repr_html_()
    assert json.loads(json.dumps(text.to_json()))["state"] == "failed"
    assert repr(text) == "Explanation(email/1, failed)"


NPM = ["Error: SMTP 451\n    at send (mail.js:1:2)\n    at main (main.js:3:4)", "Error\n    at send (mail.js:1:2)"]
PYTHON = """Traceback (most recent call last):
  File "mail.py", line 1, in send
    x()
    ^^^
OSError: far

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "worker.py", line 9, in process
    y()
  File "mail.py", line 7, in deliver
    raise z
ConnectionError: SMTP 451
"""
CALLS = 'File "mail.py", line 7, in deliver; File "worker.py", line 9, in process'


@pytest.mark.parametrize(
    ("traces", "said"),
    [
        (NPM, ["Error: SMTP 451 (at send (mail.js:1:2); at main (main.js:3:4)).", "Error (at send (mail.js:1:2))."]),
        ([PYTHON], [f"ConnectionError: SMTP 451 ({CALLS})."]),
        (["Error: no stack", ""], ["Error: no stack.", "failed: ."]),
    ],
)
def test_each_attempt_is_told_by_its_error_and_its_innermost_calls(
    live: Lab, observer: Observer, traces: list[str], said: list[str]
) -> None:
    live.queue("email", attempts=2).add("welcome")
    live.queue("email").take().fail("SMTP 451")
    live.redis.hset(f"{live.prefix}:email:1", "stacktrace", json.dumps(traces))
    told = " ".join(observer.explain("email", "1").text().split())
    assert [each in told for each in said] == [True] * len(said), told


def test_a_delay_without_end_is_no_moment(live: Lab, observer: Observer) -> None:
    """As an application writes it that computes a delay wrongly, or somebody by hand."""
    job = live.queue("email").add("later", {}, delay="1h")
    for score in ("inf", "-inf"):
        live.redis.zadd(f"{live.prefix}:email:delayed", {job.id: score})
        assert "Its score is not a moment" in said(observer.explain("email", job.id), "next")
        assert observer.snapshot("email").job(job.id).due is None
        assert not len(observer.doctor("email"))
        assert len(observer.watch("email", 0, from_start=True).transitions())
        assert "due" in observer.snapshot("email").jobs().columns
