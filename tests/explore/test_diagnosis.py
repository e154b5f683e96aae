"""The doctor on the explorer's states: it examines each as a server's, at the state's own time."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

from qlab.explore import Moment, explore
from qlab.explore.invariants import HEALTHY, NOTHING_LOST
from qlab.explore.models import MODELS
from qlab.lab.lab import Lab
from tests.explore.worlds import Moves, idle, paying

HOUR, DAY = "1h", "1d"


@pytest.fixture
def threads() -> Iterator[Executor]:
    with ThreadPoolExecutor(1) as executor:
        yield executor


def told(model: str, **options: Any) -> list[str]:
    """What the doctor finds where the actors of a model come to their end, nothing else being promised."""
    alone = {"always": (), "promises": (), "finally_": [HEALTHY], **options}
    return [each.message for each in MODELS[model].explore(**alone).counterexamples]


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("flow, deduplicated child", "1 parent waits for children, and has none that is unfinished"),
        ("flow, replaced child", "1 child that a parent waits for cannot be found any more"),
        ("scheduler, drain", "1 job scheduler has no next job"),
        ("paying", "1 active job has no lock"),
    ],
)
def test_the_doctor_finds_in_the_end_what_a_model_breaks(model: str, said: str) -> None:
    (found,) = told(model)

    assert f": {said} [" in found


@pytest.mark.parametrize("model", ["flow, fail the parent", "deduplication", "scheduler", "pause and resume"])
def test_the_doctor_finds_no_error_where_a_model_ends_well(model: str) -> None:
    assert told(model) == []


def test_a_worker_that_dies_leaves_no_error_about_connections() -> None:
    assert all("connected" not in each for each in told("crash", every=True))


def later(lab: Lab) -> dict[str, Any]:
    """Two jobs that nobody takes: one is due in an hour, one in a day."""
    queue = lab.queue("q")
    queue.add("job", delay=HOUR)
    queue.add("job", delay=DAY)

    def nobody() -> Moves:
        yield queue.pause
        yield queue.resume

    return {"nobody": nobody}


def test_the_time_is_the_states_own() -> None:
    seen: dict[int, set[str]] = {}

    def noted(moment: Moment) -> None:
        hours = (moment.now - start) // 3_600_000
        seen.setdefault(hours, set()).update(each.check for each in moment.diagnosis)

    start = 0

    def first(moment: Moment) -> None:
        nonlocal start
        start = start or moment.now

    assert explore(later, ticks=2, always=[first], finally_=[noted]).complete
    assert {hours: "overdue" in checks for hours, checks in seen.items()} == {0: False, 1: False, 24: True}


def test_looking_changes_nothing_that_is_found() -> None:
    def looked(moment: Moment) -> None:
        assert moment.diagnosis.unchecked

    alone, watched = (explore(paying, crashes=1, ticks=2, **given) for given in ({}, {"always": [looked]}))  # type: ignore[arg-type]

    assert (watched.states, watched.moves, watched.ends) == (alone.states, alone.moves, alone.ends)
    assert watched.found.edges == alone.found.edges


def test_an_executors_workers_ask_the_doctor_too(threads: Executor) -> None:
    search = partial(explore, paying, crashes=1, ticks=1, finally_=[HEALTHY, NOTHING_LOST], every=True)

    here, there = search(), search(executor=threads)

    assert [each.message for each in here.counterexamples]
    assert [(each.message, each.moves) for each in here.counterexamples] == [
        (each.message, each.moves) for each in there.counterexamples
    ]


def test_the_report_is_a_doctors() -> None:
    reports: list[Any] = []

    def kept(moment: Moment) -> None:
        reports.append(moment.diagnosis)

    explore(idle, finally_=[kept])

    assert [report.healthy for report in reports] == [True]
    assert reports[0].text().startswith("Nothing is wrong.")
