"""When a search's time is over, what sleeps or hangs is ended or given up, and what was found is kept."""

from __future__ import annotations

import contextlib
import re
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from itertools import repeat
from multiprocessing import get_context
from typing import Any

import pytest

from qlab.errors import UsageError
from qlab.explore import Moment, explore, patience
from qlab.explore.engine import search
from qlab.explore.models.actors import does
from qlab.explore.parallel import outpost, spread
from qlab.lab.lab import Lab
from qlab.protocol.keys import Role
from tests.explore.worlds import Moves, paying

LONG = 1e6
"""More seconds than any test takes."""
pytestmark = [
    pytest.mark.timeout(120),
    pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="a timer signal"),
]


class Sleep:
    """Code that sleeps for ever. Once it does, the time of its search is over."""

    def __init__(self) -> None:
        self.begun = threading.Event()

    def __call__(self, *_: object) -> Any:
        self.too_late()
        threading.Event().wait()

    def too_late(self) -> None:
        """Say that the time of the search is over."""
        patience._time.ends = -LONG
        self.begun.set()


@pytest.fixture
def asleep(monkeypatch: pytest.MonkeyPatch) -> Sleep:
    """The signal is sent once the code sleeps, and not before, on the slowest machine too."""
    sleep = Sleep()
    wake = patience._wake

    def wait(thread: int, _seconds: float, done: threading.Event) -> None:
        while not done.is_set() and not sleep.begun.wait(0.01):
            pass
        wake(thread, 0.01, done)

    monkeypatch.setattr(patience, "_wake", wait)
    return sleep


def taking(then: Callable[[], Any] = lambda: None, call: Any = None) -> Any:
    """A world in which an actor takes the only job, does something between its moves, and makes another one."""

    def world(lab: Lab) -> dict[str, Any]:
        queue = lab.queue("q")
        queue.add("job")

        def actor() -> Moves:
            yield queue.take
            then()
            yield call or queue.pause

        return {"ann": actor}

    return world


def is_cut(text: str, who: str) -> bool:
    return re.fullmatch(rf"1e\+06 s were over while {who} was in line \d+ of test_overdue\.py", text) is not None


@pytest.mark.parametrize(
    ("where", "who", "states"),
    [
        ("then", "actor 'ann'", 1),
        ("call", "actor 'ann'", 2),
        ("always", "the promise 'sleeps'", 1),
        ("finally_", "the promise 'sleeps'", 3),
    ],
)
def test_code_that_sleeps_is_ended_and_what_was_found_is_kept(asleep: Sleep, where: str, who: str, states: int) -> None:
    def sleeps(moment: Moment) -> None:
        if moment.move or moment.actors["ann"].done:
            asleep()

    given: dict[str, Any] = {where: asleep} if where in {"then", "call"} else {}
    options: dict[str, Any] = {} if given else {where: [sleeps]}
    before = signal.getsignal(signal.SIGVTALRM)

    found = explore(taking(**given), seconds=LONG, **options)

    assert is_cut(found.cut, who), found.cut
    assert found.states == states
    assert not found.holds
    assert found.text().startswith(f"Cut short: {found.cut}. No broken promise was met, but not every state was seen.")
    assert signal.getsignal(signal.SIGVTALRM) is before
    assert "qlab-waker" not in {thread.name for thread in threading.enumerate()}
    assert explore(taking()).holds  # another search has its own time


def test_code_that_computes_on_and_on_is_ended_too(asleep: Sleep) -> None:
    def computes() -> None:
        asleep.too_late()
        while True:
            pass

    assert is_cut(explore(taking(computes), seconds=LONG).cut, "actor 'ann'")


def test_code_that_catches_what_ends_it_is_ended_at_its_next_move(asleep: Sleep) -> None:
    def catches() -> None:
        with contextlib.suppress(BaseException):
            asleep()

    found = explore(taking(catches), seconds=LONG)

    assert found.cut.startswith("1e+06 s were over")
    assert not found.holds


def test_no_call_into_c_is_ended_before_it_returns(asleep: Sleep) -> None:
    """The documentation says so; Python runs the handler of a signal between two of its own instructions."""
    returned = []

    def counts() -> None:
        asleep.too_late()
        returned.append(sum(repeat(1, 10**7)))
        asleep()

    assert is_cut(explore(taking(counts), seconds=LONG).cut, "actor 'ann'")
    assert returned == [10**7]


def test_counterexamples_are_kept_though_a_promise_sleeps_later(asleep: Sleep) -> None:
    def taken(moment: Moment) -> str | None:
        return "a job is active" if moment.snapshot.ids("q", Role.ACTIVE) else None

    def sleeps(moment: Moment) -> None:
        if moment.call == "pause":
            asleep()

    def world(lab: Lab) -> dict[str, Any]:
        queue = lab.queue("q")
        queue.add("job")
        return {"ann": does(queue.take), "boss": does(queue.pause)}

    found = explore(world, seconds=LONG, every=True, always=[taken, sleeps])

    assert is_cut(found.cut, "the promise 'sleeps'")
    assert [each.moves for each in found.counterexamples] == [("ann: q.take",)]
    assert len(found.counterexamples[0].recording) == 2


def test_an_exploration_within_a_promise_has_its_own_time_within_the_outer_ones(asleep: Sleep) -> None:
    inner: list[str] = []

    def explores(moment: Moment) -> None:
        if moment.move:
            inner.append(explore(taking(asleep), seconds=LONG).cut)
            asleep()

    found = explore(taking(), seconds=2 * LONG, always=[explores])

    assert is_cut(inner[0], "actor 'ann'")
    assert found.cut.startswith("2e+06 s were over while the promise 'explores' was in line")


def test_the_time_is_over_by_the_clock_too() -> None:
    found = explore(taking(threading.Event().wait), seconds=0.2)

    assert found.cut.startswith("0.2 s were over")
    assert not found.holds


def test_a_script_that_does_not_end_is_ended_when_the_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "overdue", lambda: False)
    monkeypatch.setattr("qlab.explore.stage.wire._LOOK_S", 0.05)

    def world(lab: Lab) -> dict[str, Any]:
        lab.queue("q")
        return {"ann": does(partial(lab.redis.eval, "while true do end", 0))}

    assert explore(world, seconds=0.1).cut == "0.1 s were over while a script of the model was at work"


# -- executors ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search does not stop between two moves, on the slowest machine: what ends it is somebody who hangs."""
    for module in (search, outpost):
        monkeypatch.setattr(module, "overdue", lambda: False)
    monkeypatch.setattr(spread, "GRACE_S", 0.05)


class Hanging(Executor):
    """Runs so many calls, and never those after them."""

    def __init__(self, calls: int) -> None:
        self.calls, self.left = calls, 0

    def submit(self, function: Any, /, *args: Any, **_: Any) -> Future[Any]:
        answer: Future[Any] = Future()
        self.calls -= 1
        if self.calls >= 0:
            answer.set_result(function(*args))
        elif function is outpost.leave:
            self.left += 1
            answer.set_result(function(*args))
        else:
            answer.set_running_or_notify_cancel()
        return answer


@pytest.mark.usefixtures("stopped")
@pytest.mark.parametrize(
    ("calls", "states", "said"),
    [(0, 1, "1 state that 0 moves or more lead to"), (1, 3, "2 states that 1 move or more lead to")],
)
def test_an_executor_that_hangs_is_given_up_and_what_was_not_searched_is_said(
    calls: int, states: int, said: str
) -> None:
    hanging = Hanging(calls)

    found = explore(paying, seconds=0.5, executor=hanging)

    assert (
        found.cut == f"0.5 s were over, and the executor has not answered about {said}: what follows was not searched"
    )
    assert found.states == states
    assert not found.holds
    assert getattr(outpost._here, "search", None) is None  # the workers that answer still end their servers
    assert explore(paying, executor=Hanging(10**6)).holds


GATE = threading.Event()


def waits(moment: Moment) -> None:
    if "charge" in moment.move:
        GATE.wait()


@pytest.fixture
def threads() -> Iterator[Executor]:
    with ThreadPoolExecutor(2) as executor:
        yield executor
        GATE.set()
    GATE.clear()


@pytest.mark.usefixtures("stopped")
def test_a_thread_that_hangs_is_given_up(threads: Executor) -> None:
    found = explore(paying, seconds=0.1, always=[waits], executor=threads)

    assert re.search(r"executor has not answered about \d+ states? that \d moves? or more lead to", found.cut)
    assert not found.holds


def test_a_process_ends_what_sleeps_in_it_and_goes_on_with_the_next_search() -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        found = explore(paying, seconds=1, always=[waits], executor=executor)

        assert found.cut.startswith("1 s were over")
        assert not found.holds
        assert explore(paying, seconds=LONG, executor=executor).holds


def test_a_set_up_that_sleeps_is_ended(asleep: Sleep) -> None:
    def world(lab: Lab) -> dict[str, Any]:
        lab.queue("q")
        asleep()
        return {}

    with pytest.raises(UsageError, match=r"set-up was not done 31 s after it began while the world was in line \d+"):
        explore(world)
    assert explore(paying).complete  # the next one is looked at anew


def test_a_set_up_that_computes_on_and_on_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "_LOOK_S", 0.01)

    def world(_lab: Lab) -> dict[str, Any]:
        while True:
            pass

    with pytest.raises(UsageError, match=r"The world ran for 0\.1 s of CPU time on end, last in line \d+ of "):
        explore(world)
