"""Lesson 01's checks: right answers pass, wrong ones get one thing to try."""

from __future__ import annotations

from typing import Any

import pytest

import qlab


def last(id: str, *answers: Any) -> str:
    """What a check's last finding says."""
    return qlab.check(id, *answers).text().replace("\n  ", " ").splitlines()[-1]


@pytest.mark.parametrize(
    ("id", "given", "hint"),
    [
        ("01-a", 300, "before the last"),
        ("01-a", 12_000, "all 8 threads"),
        ("01-a", 900, "each thread"),
        ("01-a", "long", "a number"),
        ("01-b", 10, "each of the ten"),
        ("01-b", 7, "times mails a second"),
        ("01-b", None, "a number"),
        ("01-d", 0, "before the worker died"),
        ("01-d", 1, "the next worker knows"),
        ("01-d", 3, "counting the workers"),
        ("01-d", [], "a number"),
    ],
)
def test_a_wrong_number_gets_its_hint(id: str, given: Any, hint: str) -> None:
    assert hint in " ".join(qlab.check(id, given).text().split())
    assert not qlab.check(id, given).passed


def test_right_numbers_pass() -> None:
    assert qlab.check("01-a", 1_500).passed
    assert qlab.check("01-b", 20).passed
    assert qlab.check("01-d", 2).passed


def test_01c_looks_at_the_job() -> None:
    class Asked:
        state = "waiting"

        def get(self, where: str) -> dict[str, str]:
            return {"state": self.state, "where": where}

        def asked_for(self, where: str) -> str:
            return {"1": "ada@example.com", "2": "radia@example.com"}.get(where.rpartition("/")[2], "None")

    assert "Location" in last("01-c", Asked(), 7)
    assert "mail to ada@example.com. Try: office.post" in last("01-c", Asked(), "/api/jobs/email/1")
    assert "There is no job there" in last("01-c", Asked(), "/api/jobs/email/99")
    assert "It is waiting: the mail has not arrived" in last("01-c", Asked(), "/api/jobs/email/2")
    Asked.state = "completed"
    assert qlab.check("01-c", Asked(), "/api/jobs/email/2").passed
