"""Near misses: a right answer in another form is told what its form lacks, or passes; a wrong one is not praised."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from inspect import signature
from typing import TYPE_CHECKING, Any

import pytest

import qlab
from qlab.teach.registry import LESSONS
from tests.teach.saying import last

if TYPE_CHECKING:
    from qlab import Lab

NUMBERS = {
    "01-a": 1500, "01-b": 20, "01-d": 2, "02-c": 5, "04-a": 7, "05-b": 15_500, "08-b": 2, "10-a": 6, "10-b": 5,
    "11-d": 42,
}  # fmt: skip
COUNTS: dict[str, Any] = {
    "05-d": {"delayed": 4, "failed": 1, "retries-exhausted": 1},
    "08-c": {"ats": 2, "atm": 1, "stc": 1},
    "09-a": {"jobs": 1, "state": "completed", "n": 1},
    "13-b": {"3": 2, "4": 1},
}
CHANGING = {"10-c"}
"""Lets workers loose on the student's queue, and says so in its text."""
LOOKING = [
    id for lesson in LESSONS for id, checks in import_module(f"qlab.teach.lessons.lesson{lesson}").EXERCISES.items()
    if [each.annotation for each in signature(checks).parameters.values()] == ["Lab"] and id not in CHANGING
]  # fmt: skip
QUEUES = ("first", "email", "letters", "history", "twice", "kitchen", "office", "tidy", "support", "night", "long",
          "billing", "mail", "parts", "invoices", "orders")  # fmt: skip


@pytest.mark.parametrize(("id", "right"), NUMBERS.items())
def test_a_right_number_in_quotation_marks_is_told_so(id: str, right: int) -> None:
    assert qlab.check(id, right).passed
    assert f"'{right}' is a text. Try: {right}, without quotation marks." in last(id, str(right))
    assert "is a text" not in last(id, str(right + 1))


@pytest.mark.parametrize(("id", "right"), COUNTS.items())
def test_right_numbers_in_a_dict_are_told_so(id: str, right: dict[str, Any]) -> None:
    assert qlab.check(id, right).passed
    said = qlab.check(id, {field: str(value) for field, value in right.items()})
    assert not said.passed
    assert "without quotation marks" in said.text()


def test_a_moment_in_seconds_is_told_to_be_one() -> None:
    assert "Try: the same in ms." in last("01-a", 1.5)
    assert "That is in seconds, and right" in last("05-b", 15.5)


def test_a_generator_is_as_good_as_a_list() -> None:
    assert qlab.check("04-c", (name for name in ("id", "meta", "bull:email:1"))).passed
    assert qlab.check("13-c", (id for id in ("1", "welcome-42"))).passed
    depends = ["digits_are_refused", "a_deduplication_id_lasts_until_the_end", "a_ttl_ignores_for_that_long",
               "debounce_keeps_the_last", "keep_last_runs_the_latest_next"]  # fmt: skip
    assert qlab.check("14-c", map(str, depends)).passed


def endless() -> Iterator[str]:
    while True:
        yield "1"


def test_a_generator_without_an_end_is_looked_at_for_a_while() -> None:
    assert "more went out at the first attempt" in last("13-c", endless())


def test_two_values_may_come_in_any_order() -> None:
    for given in (("scheduled", 22), {"scheduled", 22}, [22, "scheduled"]):
        assert qlab.check("13-a", given).passed, given


@pytest.mark.parametrize("order", ["dbac", ["d", "b", "a", "c"], "d, b, a, c"])
def test_an_order_may_be_a_list(order: object) -> None:
    assert qlab.check("07-a", order).passed


def test_a_type_may_be_written_large(lab: Lab) -> None:
    right = {"wait": "List", "delayed": "ZSET", "meta": "hash ", "events": "Stream", "id": "string"}
    assert qlab.check("03-a", right, lab).passed


def test_a_state_may_have_its_own_name() -> None:
    assert qlab.check("14-a", {"state_when_due": "waiting"}).passed


def test_jobs_may_have_ids_of_their_own(lab: Lab) -> None:
    support = lab.queue("support")
    for name, priority in (("vip", 1), ("paid", 2), ("free", 0)):
        support.add(name, priority=priority, jobId=f"{name}-1")
    assert qlab.check("07-b", lab).passed


def test_one_receipt_that_is_completed_is_enough(lab: Lab) -> None:
    email = lab.queue("email")
    email.add("receipt")
    email.add("receipt")
    email.take().complete()
    assert qlab.check("00-b", lab).passed


@pytest.mark.parametrize("id", LOOKING)
def test_a_check_changes_nothing(id: str, lab: Lab) -> None:
    for name in QUEUES:
        lab.queue(name).add_bulk([("active",), ("waits",)])
        lab.queue_named(name).take()
    before, steps = lab.snapshot(), len(lab.steps)
    qlab.check(id, lab)
    assert lab.snapshot() == before
    assert len(lab.steps) == steps


def test_a_rule_that_ends_is_not_steady() -> None:
    assert "After 1 backup it makes no more" in last("06-d", {"every": "1d", "limit": 1})


def test_a_schedule_of_other_jobs_is_told_by_their_name(lab: Lab) -> None:
    lab.queue("office").schedule("reports", cron="30 8 * * 1-5", tz="Europe/Berlin")
    assert "Its jobs are named reports." in last("06-b", lab)


def test_a_job_that_stalled_did_not_run_under_renewed_locks(lab: Lab) -> None:
    long = lab.queue("long")
    long.add("report")
    long.take()
    for _ in range(2):
        long.check_stalled()
        lab.clock.advance("31s")
    job = long.take()
    for _ in range(3):
        lab.clock.advance("20s")
        job.extend_lock()
    job.complete()
    assert "The job has stalled" in last("08-a", lab)


def test_children_of_another_parent_do_not_count(lab: Lab) -> None:
    children = [{"name": name, "queue": "parts"} for name in ("numbers", "pictures")]
    lab.flow({"name": "other", "queue": "mail", "options": {"jobId": "order-1"}, "children": children})
    lab.queue("mail").add("invoice")
    lab.queue_named("mail").take().complete()
    assert "`invoice` has 0 children" in last("11-a", lab)


@pytest.mark.parametrize("id", ["06-a", "08-a"])
def test_a_lab_of_another_exercise_is_told_in_plain_words(id: str, lab: Lab) -> None:
    assert "There is no job in `" in last(id, lab)


def test_12a_names_the_lab_of_its_cell(lab: Lab) -> None:
    assert "mine.queue('invoices', attempts=…" in last("12-a", lab)
