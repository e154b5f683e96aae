"""Code without an end, wherever it stands, and a lab that is closed: a search ends in one clear sentence."""

from __future__ import annotations

import signal
import time
from functools import partial
from typing import Any

import pytest

from qlab.errors import UsageError
from qlab.explore import Moment, explore, patience
from qlab.explore.stage import wire
from qlab.lab.lab import Lab
from tests.explore.worlds import Moves, acting, for_ever, idle, takes


def spins(queue: Any) -> Any:
    def actor() -> Moves:
        yield queue.take
        while True:
            try:
                len(queue.name)
            except Exception:  # noqa: BLE001  it would catch an ordinary error
                continue

    return actor


def spins_in_a_call(_queue: Any) -> Any:
    def call() -> None:
        while True:
            pass

    def actor() -> Moves:
        yield call

    return actor


def never_says(moment: Moment) -> None:
    while moment.move:
        pass


def closes(queue: Any) -> Any:
    def actor() -> Moves:
        yield queue.lab.close

    return actor


def closed_world(lab: Lab) -> dict[str, Any]:
    lab.close()
    return idle(lab)


@pytest.mark.parametrize("world", [acting(closes), closed_world], ids=["an actor", "a world"])
def test_the_lab_of_the_explorer_is_closed_by_nobody_else(world: Any) -> None:
    with pytest.raises(UsageError, match="The explorer closes its lab by itself"):
        explore(world)


def test_a_script_without_an_end_is_ended_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "_ANSWER_S", 0.5)

    def endless(queue: Any) -> Any:
        def actor() -> Moves:
            yield partial(queue.lab.redis.eval, "while true do end", 0)

        return actor

    with pytest.raises(UsageError, match=r"has not answered for 0\.5 s; make sure that every script of the model ends"):
        explore(acting(endless))


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What has no end is ended after 0.1 s of CPU time instead of 10 s."""
    monkeypatch.setattr(patience, "_LOOK_S", 0.01)


@pytest.mark.usefixtures("impatient")
@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="a timer signal")
@pytest.mark.parametrize(
    ("make", "options", "said"),
    [
        (
            spins,
            {},
            r"Actor 'ann' ran for 0\.1 s of CPU time on end, last in line \d+ of test_endless.py; yield in",
        ),
        (spins_in_a_call, {}, r"Actor 'ann' ran for .* of test_endless.py; let what it yields be one call"),
        (takes, {"always": [never_says]}, r"The promise 'never says' ran for .* of test_endless.py; let it return"),
    ],
)
def test_code_without_an_end_is_ended_in_a_sentence(make: Any, options: dict[str, Any], said: str) -> None:
    before = signal.getsignal(signal.SIGVTALRM)

    with pytest.raises(UsageError, match=said):
        explore(acting(make), **options)
    assert signal.getsignal(signal.SIGVTALRM) is before
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0, 0)


@pytest.mark.usefixtures("impatient")
def test_a_long_search_of_short_calls_is_not_ended() -> None:
    began = time.process_time()

    found = explore(acting(for_ever, twice=True), states=1500)

    assert found.cut == "1,500 states were reached"
    assert time.process_time() - began > 0.1


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="a timer signal")
def test_a_timer_that_is_somebody_elses_is_left_alone() -> None:
    ticks: list[int] = []

    def mine(number: int, _frame: object) -> None:
        ticks.append(number)

    signal.signal(signal.SIGVTALRM, mine)
    try:
        assert explore(idle).holds
        assert signal.getsignal(signal.SIGVTALRM) is mine
    finally:
        signal.signal(signal.SIGVTALRM, signal.SIG_DFL)
    assert not ticks
