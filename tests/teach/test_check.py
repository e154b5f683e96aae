"""Checks: they never raise for a wrong answer, say one thing to try at a time, and accept what is right."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

import qlab
from qlab import exponential, fixed, jittered
from qlab.errors import UsageError

if TYPE_CHECKING:
    from qlab import Lab

RIGHT_TYPES = {"wait": "list", "delayed": "zset", "meta": "hash", "events": "stream", "id": "string"}


def last(id: str, *answers: Any) -> str:
    """What a check's last finding says."""
    return qlab.check(id, *answers).text().replace("\n  ", " ").splitlines()[-1]


def test_an_exercise_that_does_not_exist_is_a_clear_error() -> None:
    with pytest.raises(UsageError, match="no exercise '99-z'"):
        qlab.check("99-z")


@pytest.mark.parametrize("answer", [None, 3, "x", [], {}, object(), lambda: 1 / 0, lambda _id: 1 / 0])
@pytest.mark.parametrize("id", ["03-a", "03-b", "03-d", "05-a", "05-b", "05-c", "05-d", "05-e"])
def test_whatever_is_given_a_check_raises_nothing(id: str, answer: Any, lab: Lab) -> None:
    lab.queue("email").add("welcome")
    answers = (answer, lab) if id in ("03-a", "03-b") else (answer,)
    report = qlab.check(id, *answers)
    assert not report.passed
    assert "Try:" in report.text()


def test_03a_names_the_first_wrong_type(lab: Lab) -> None:
    email = lab.queue("email")
    email.add_bulk([("welcome", None), ("receipt", None, {"delay": 1000})])
    assert qlab.check("03-a", RIGHT_TYPES, lab).passed
    assert last("03-a", {**RIGHT_TYPES, "delayed": "set"}, lab).startswith("→ `delayed` is not a set. Try: redis.type(")
    assert last("03-a", {"wait": "list"}, lab).startswith("→ `delayed`: None is not a Redis type")


def test_03a_asks_for_the_type_that_an_empty_list_had(lab: Lab) -> None:
    """Whoever runs all cells first and answers then finds `wait` gone."""
    email = lab.queue("email")
    email.add_bulk([("welcome", None), ("receipt", None, {"delay": 1000})])
    email.take()
    assert lab.redis.type("bull:email:wait") == "none"
    assert qlab.check("03-a", RIGHT_TYPES, lab).passed


def test_03b_names_the_job_that_was_not_found(lab: Lab) -> None:
    email = lab.queue("email")
    email.add_bulk([("welcome", None), ("receipt", None, {"delay": 1000})])
    places = {"1": "wait", "2": "delayed"}
    assert qlab.check("03-b", places.get, lab).passed
    assert "where('2') says None; its id is in `delayed`. Try: redis.zrange" in last("03-b", {"1": "wait"}.get, lab)
    assert "None for an id that is nowhere" in last("03-b", lambda id: places.get(id, "wait"), lab)
    refused = last("03-b", lambda _id: lab.redis.lrange("bull:email:delayed", 0, -1), lab)
    assert "Redis refuses a command of where: WRONGTYPE" in refused
    assert "Try: lrange for lists alone and zrange for sorted sets" in refused


@pytest.mark.parametrize(
    ("due_ms", "sequence", "said"),
    [
        ("1767225730000", 5, "'1767225730000' is a text. Try: 1767225730000, without"),
        ("soon", 5, "due_ms is 'soon'. That is not a number"),
        (1767225730000, "5", "'5' is a text"),
        (1767225730000, "no", "sequence is 'no', and the remainder is another number"),
        (7238556590080005, 5, "still the score"),
        (1767225730, 5, "are these seconds?"),
        (1767225730001, 5, "not the moment in this score"),
        (1767225730000, 0, "the remainder of the division"),
        (1767225730000, 5, "five others"),
    ],
)
def test_03c_knows_the_usual_mistakes(due_ms: object, sequence: object, said: str, lab: Lab) -> None:
    assert said in last("03-c", due_ms, sequence, lab)


def test_03d_wants_a_bell_for_later_alone(lab: Lab) -> None:
    assert "no queue `letters`" in last("03-d", lab)
    letters = lab.queue("letters")
    letters.add("hello")
    assert "has member `0`" in last("03-d", lab)
    letters.obliterate()
    letters.add("hello", delay="1h")
    assert qlab.check("03-d", lab).passed


def test_05a_says_where_the_job_is_and_what_comes_next(lab: Lab) -> None:
    assert "no job yet" in last("05-a", lab)
    lab.queue("twice", attempts=2).add("invoice")
    assert "may run 2 times, which is 1 retry. Try: attempts=3" in last("05-a", lab)
    twice = lab.queue("twice", attempts=3)
    twice.add("invoice")
    twice.take()
    assert "The job is in `wait`, after 0 attempts. Try: taking it" in last("05-a", lab)
    while job := twice.take():
        job.fail("busy")
    assert qlab.check("05-a", lab).passed


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (8000, "one of the waits alone"),
        (31_500, "one wait too many"),
        (7500, "Attempt 5 of 6 begins then"),
        (1, "No attempt begins then"),
        ("15 s", "not a number"),
        (15_500, "A server agrees"),
    ],
)
def test_05b_knows_the_usual_mistakes(given: Any, said: str) -> None:
    assert said in last("05-b", given)


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (fixed("1s"), "exponential('1s')"),
        (exponential("1s"), "cap='10s'"),
        (exponential("1s", cap="10s"), "jittered"),
        (jittered(exponential("1s", cap="10s"), 0.75), "the ratio is what may be taken off"),
        (jittered(exponential("1s", cap="10s"), 0.25), "750 ms"),
    ],
)
def test_05c_asks_for_one_thing_at_a_time(plan: Any, said: str) -> None:
    assert said in last("05-c", plan)


def test_05d_asks_a_server() -> None:
    assert qlab.check("05-d", {"delayed": 4, "failed": 1, "retries-exhausted": 1}).passed
    assert "`failed`: you say 5" in last("05-d", {"delayed": 4, "failed": 5, "retries-exhausted": 1})
    assert "'4' is a text" in last("05-d", {"delayed": "4", "failed": 1, "retries-exhausted": 1})


def fail_once(lab: Lab) -> None:
    lab.queue_named("email").take().fail("busy")


def complete(lab: Lab) -> None:
    lab.clock.advance("2s")
    lab.queue_named("email").take().complete()


@pytest.mark.parametrize(
    ("reset", "then", "said"),
    [
        (None, [], "is in `failed`"),
        (True, [], "in `wait`, after 0 attempts since its counters were last reset. Try: taking it"),
        (True, [fail_once], "in `delayed`"),
        (True, [complete], "`atm` is 1"),
        (False, [complete], "`atm` is 3"),
        (False, [fail_once], "after 3 attempts since its counters were last reset. Try: retry(reset_attempts=True)"),
        (True, [fail_once, complete], "still says why attempt 1 failed"),
    ],
)
def test_05e_follows_the_job(reset: bool | None, then: list[Callable[[Any], None]], said: str, lab: Lab) -> None:
    email = lab.queue("email", attempts=2, backoff="2s")
    job = email.add("invitation")
    fail_once(lab)
    lab.clock.advance("2s")
    fail_once(lab)
    if reset is not None:
        job.retry(reset_attempts=reset)
    for act in then:
        act(lab)
    assert said in last("05-e", lab)


def test_a_report_escapes_what_a_student_wrote(lab: Lab) -> None:
    report = qlab.check("03-a", {"wait": "<script>alert(1)</script>"}, lab)
    assert "<script>" not in report._repr_html_()
