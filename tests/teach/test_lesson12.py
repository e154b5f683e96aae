"""Lesson 12's checks: right answers pass, wrong ones get one thing to try."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import qlab
from qlab import exponential, fixed
from qlab.app import virtual

if TYPE_CHECKING:
    from qlab import Lab


def last(id: str, *answers: Any) -> str:
    """What a check's last finding says."""
    return qlab.check(id, *answers).text().replace("\n  ", " ").splitlines()[-1]


def test_12a_looks_at_what_the_job_got(lab: Lab) -> None:
    assert "no job yet" in last("12-a", lab)
    lab.queue("invoices").add("invoice")
    assert "may run once" in last("12-a", lab)
    lab.queue("invoices", attempts=3, backoff=exponential("5s")).add("invoice")
    assert "exponential" in last("12-a", lab)
    lab.queue("invoices", attempts=3, backoff=fixed("5s")).add("invoice")
    assert qlab.check("12-a", lab).passed


def test_12a_is_about_the_queues_options_not_the_jobs(lab: Lab) -> None:
    lab.queue("invoices").add("invoice", attempts=3, backoff=fixed("5s"))
    assert "from the call that added it" in last("12-a", lab)


def test_12b_wants_the_demo_first(lab: Lab) -> None:
    assert "has not been asked for" in last("12-b", lab, {})


def test_12b_and_12c_follow_the_demo(lab: Lab) -> None:
    queues = virtual.register(lab)
    virtual.demo(lab, queues)
    right = {"email 4": "delayed", "source": "waiting", "data-sync 1": "waiting"}
    assert "has any children" in last("12-b", lab, {**right, "source": "waiting-children"})
    assert qlab.check("12-b", lab, right).passed
    assert qlab.check("12-b", lab, {**right, "source": "wait"}).passed  # as Redis names the list
    assert "still goes to alan+550" in last("12-c", lab)
    processors = {name: virtual.PROCESSORS[name] for name in queues}
    lab.run(processors)
    assert qlab.check("12-b", lab, right).passed  # it asks how things stood then
    wrong = queues["email"].job("3")
    wrong.update_data({"to": "alan@example.com"})
    assert "It is in `failed`" in last("12-c", lab)
    wrong.retry()
    lab.run(processors)
    assert qlab.check("12-c", lab).passed


def test_12d_simulates_the_answer() -> None:
    class Waits:
        def __init__(self, seconds: float) -> None:
            self.seconds = seconds

        def waiting(self) -> Any:
            import pandas as pd

            at = pd.Timestamp("2026-01-01T09:30:00Z")
            return pd.DataFrame({"queue": ["email"], "scheduled": [at], "wait_ms": [self.seconds * 1000]})

    def day(workers: int, until: str) -> Any:
        assert until
        return Waits(4.0 / workers**2)

    assert "not a number of workers" in last("12-d", "many", day)
    assert "one more" in last("12-d", 1, day)
    assert "soon enough too" in last("12-d", 4, day)
    assert qlab.check("12-d", 3, day).passed
