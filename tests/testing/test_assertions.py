"""What a test suite asserts of a lab's queues, and what a failing assertion tells."""

from __future__ import annotations

from typing import Any
from unittest.mock import ANY

import pytest

from qlab import Job, Lab, Queue, exponential
from qlab.errors import DurationError, UsageError
from qlab.testing import assert_enqueued, assert_path, refute_enqueued, story
from qlab.testing.target import labs

pytestmark = pytest.mark.core


@pytest.fixture
def email(lab: Lab) -> Queue:
    return lab.queue("email", attempts=2, backoff=exponential("2s"))


def test_a_job_is_enqueued_until_it_runs(email: Queue) -> None:
    added = email.add("welcome", {"to": "ada"})
    assert assert_enqueued(email, "welcome").id == added.id
    assert assert_enqueued(email, "welcome", data={"to": ANY}, delay="0s").id == added.id
    email.take()
    refute_enqueued(email, "welcome")


@pytest.mark.parametrize(
    ("options", "state"), [({}, "waiting"), ({"priority": 3}, "prioritized"), ({"delay": "7d"}, "delayed")]
)
def test_whatever_it_waits_for(email: Queue, options: dict[str, Any], state: str) -> None:
    email.add("welcome", **options)
    assert str(assert_enqueued(email, "welcome").state) == state


@pytest.mark.parametrize(
    "wanted",
    [{"name": "goodbye"}, {"data": {"to": "bob"}}, {"data": {}}, {"data": None}, {"delay": "1h"}, {"delay": 0}],
    ids=str,
)
def test_another_name_data_or_delay_is_another_job(email: Queue, wanted: dict[str, Any]) -> None:
    email.add("welcome", {"to": "ada"}, delay="7d")
    asked = {"name": "welcome", **wanted}
    refute_enqueued(email, **asked)
    with pytest.raises(AssertionError, match="is enqueued"):
        assert_enqueued(email, **asked)


def test_what_is_missing_what_is_there_and_how_it_went_is_told(email: Queue) -> None:
    email.add("welcome", {"to": "ada"})
    email.take().fail("451")  # type: ignore[union-attr]
    email.add("later", delay="7d")
    with pytest.raises(AssertionError) as raised:
        assert_enqueued(email, "welcome", data={"to": "bob"}, delay="1d")
    assert str(raised.value).splitlines()[:5] == [
        "No job 'welcome' with data {\"to\": \"bob\"} with a delay of 1 d of queue 'email' is enqueued.",
        "Enqueued there:",
        '  job 1 \'welcome\', delayed, delay 2 s, data {"to": "ada"}',
        "  job 2 'later', delayed, delay 7 d, data null",
        "the story of job 1 of queue email: waiting → active → delayed",
    ]
    assert "Attempt 1 of 2 failed (451)" in str(raised.value)


def test_a_job_that_was_not_to_be_there_tells_its_story(email: Queue) -> None:
    email.add("welcome")
    with pytest.raises(AssertionError, match=r"(?s)should not be.*story of job 1 of queue email: waiting"):
        refute_enqueued(email, "welcome")


def test_the_path_of_a_job(lab: Lab, email: Queue) -> None:
    job = email.add("welcome", delay="1h")
    lab.clock.advance("1h")
    lab.drain(lambda job: None if job.attempt == 2 else 1 / 0)
    assert_path(job, "delayed", "waiting", "active", "delayed")
    job.change_delay("1h")  # stays where it is
    assert_path(job, "delayed", "waiting", "active", "delayed")
    job.remove()
    assert_path(job, "delayed", "waiting", "active", "delayed", "removed")


@pytest.mark.parametrize("states", [(), ("waiting",), ("waiting", "active", "completed", "failed"), ("active",)])
def test_another_path_is_told_beside_the_one_taken(email: Queue, states: tuple[str, ...]) -> None:
    job = email.add("welcome")
    email.take().complete()  # type: ignore[union-attr]
    with pytest.raises(AssertionError, match=r"(?s)taken:  waiting → active → completed.*Attempt 1 of 2 succeeded"):
        assert_path(job, *states)


def test_what_is_no_queue_job_state_or_delay_is_refused(lab: Lab, email: Queue) -> None:
    job = email.add("welcome")
    with pytest.raises(UsageError, match="is not a queue"):
        assert_enqueued(7, "welcome")
    with pytest.raises(UsageError, match="is not a job"):
        assert_path("1", "waiting")
    with pytest.raises(UsageError, match="is not a state; the states are waiting, "):
        assert_path(job, "waitin")
    with pytest.raises(DurationError):
        assert_enqueued(email, "welcome", delay="soon")
    labs.clear()
    with pytest.raises(UsageError, match="This test has no lab"):
        assert_enqueued("email", "welcome")


def test_a_hostile_job_cannot_colour_the_terminal(lab: Lab, email: Queue) -> None:
    email.add("\x1b[31mred", {"to": "\x1b[0m"})
    with pytest.raises(AssertionError) as raised:
        assert_enqueued(email, "welcome")
    assert "\x1b" not in str(raised.value)
    assert "\x1b" not in story(lab.recording, "email", "1")


def test_a_job_that_was_never_there_has_no_story(lab: Lab, email: Queue) -> None:
    job = email.add("welcome")
    assert story(lab.recording, "email", "9") == "the story of job 9 of queue email: nothing is recorded of it"
    assert isinstance(job, Job)
