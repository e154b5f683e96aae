"""Lesson 13's checks: right answers pass, wrong ones get one thing to try, and nothing raises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import qlab
from qlab.errors import UsageError
from qlab.teach.dumps import nestjs_dump

if TYPE_CHECKING:
    from qlab import Lab


def last(id: str, *answers: Any) -> str:
    """What a check's last finding says."""
    return qlab.check(id, *answers).text().replace("\n  ", " ").splitlines()[-1]


@pytest.mark.parametrize("answer", [None, 3, "x", [], {}, object(), lambda: 1 / 0])
@pytest.mark.parametrize("id", ["13-a", "13-b", "13-c", "13-d"])
def test_whatever_is_given_a_check_raises_nothing(id: str, answer: Any) -> None:
    report = qlab.check(id, answer)
    assert not report.passed
    assert "Try:" in report.text()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("emailQueue", 5), "another queue holds more"),
        (("scheduled", 20), "holds 22 jobs, not 20"),
        (("scheduled", "22"), "'22' is a text"),
        (("nightly", 1), "no queue 'nightly'"),
    ],
)
def test_13a_knows_the_usual_mistakes(given: tuple[str, int], said: str) -> None:
    assert said in last("13-a", given)
    assert qlab.check("13-a", ("scheduled", 22)).passed


def test_13b_reads_the_hash() -> None:
    assert "Job 4: you say 2" in last("13-b", {"3": 2, "4": 2})
    assert "'1' is a text" in last("13-b", {"3": 2, "4": "1"})
    assert qlab.check("13-b", {"3": 2, "4": 1}).passed
    assert qlab.check("13-b", {3: 2, 4: 1}).passed


def test_13c_plays_the_events() -> None:
    assert "Job 2 did not" in last("13-c", {"1", "2"})
    assert "1 more" in last("13-c", {"1"})
    assert "1 more" in last("13-c", {1})
    assert "is not a list or a set" in last("13-c", "welcome-42")
    assert qlab.check("13-c", {"1", "welcome-42"}).passed


def test_13d_asks_the_doctor(lab: Lab) -> None:
    lab.queue("orders").add("order")
    before = lab.redis.config_get("maxmemory-policy")["maxmemory-policy"]
    lab.redis.config_set("maxmemory-policy", "allkeys-lru")
    assert "allkeys-lru, not noeviction" in last("13-d", lab)
    lab.redis.config_set("maxmemory-policy", "noeviction")
    assert qlab.check("13-d", lab).passed
    lab.redis.config_set("maxmemory-policy", before)


def test_a_dump_that_does_not_exist_is_a_clear_error() -> None:
    assert nestjs_dump(6).endswith("nestjs-demo-6s.rdb")
    with pytest.raises(UsageError, match="6 or 20"):
        nestjs_dump(7)
