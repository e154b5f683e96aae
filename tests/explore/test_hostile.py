"""Worlds, actors and promises that are wrong: each ends in one clear sentence, and none in a false "holds"."""

from __future__ import annotations

import copy
import itertools
import pickle
import random
import signal
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from qlab.errors import UsageError
from qlab.explore import Moment, did, explore, patience
from qlab.explore.invariants import NOTHING_LOST, REFUSAL_CHANGES_NOTHING
from qlab.explore.stage import wire
from qlab.lab.lab import Lab
from qlab.protocol.keys import Role
from tests.explore.worlds import Moves, charged_once, idle, paying


def acting(make: Callable[[Any], Callable[[], Any]], *, twice: bool = False) -> Callable[[Lab], dict[str, Any]]:
    """A world with a queue of two jobs and one actor, or two alike, made for the queue."""

    def world(lab: Lab) -> dict[str, Any]:
        queue = lab.queue("q")
        queue.add("a")
        queue.add("b")
        actor = make(queue)
        return {"ann": actor, **({"bob": actor} if twice else {})}

    return world


def raises(queue: Any) -> Any:
    def actor() -> Moves:
        yield queue.take
        raise ZeroDivisionError("the actor's own")

    return actor


def test_what_an_actor_raises_is_raised_and_says_whose_it_is() -> None:
    with pytest.raises(ZeroDivisionError, match="the actor's own") as raised:
        explore(acting(raises))
    assert raised.value.__notes__ == ["raised by actor 'ann' after 1 answer"]


def for_ever(queue: Any) -> Any:
    def actor() -> Moves:
        while True:
            yield queue.take

    return actor


def test_an_actor_without_an_end_is_cut_and_never_holds() -> None:
    found = explore(acting(for_ever, twice=True), states=300)

    assert found.cut == "300 states were reached"
    assert not found.holds


def many_choices(queue: Any) -> Any:
    calls = tuple(partial(queue.add, "job", number) for number in range(200))

    def actor() -> Moves:
        yield calls

    return actor


def test_a_limit_holds_in_the_middle_of_many_choices_too() -> None:
    full = explore(acting(many_choices), states=20)
    late = explore(acting(many_choices), seconds=0, every=True)

    assert (full.states, full.moves, full.cut) == (20, 19, "20 states were reached")
    assert late.states == 1
    assert not full.holds


def test_a_time_longer_than_any_float_is_no_limit() -> None:
    assert explore(acting(takes), seconds=10**400).complete


def test_one_state_and_one_move_are_no_plurals() -> None:
    assert "1 state, 0 moves, up to 0 in a row." in explore(acting(takes), depth=0).text()
    assert "2 states, 1 move, up to 1 in a row. Checked:" in explore(acting(takes))._repr_html_()


def by_chance(queue: Any) -> Any:
    chance = random.Random(1)

    def actor() -> Moves:
        while True:
            yield queue.pause if chance.random() < 0.5 else queue.resume

    return actor


def chance_in_an_effect(_queue: Any) -> Any:
    numbers = itertools.count()

    def actor() -> Moves:
        yield did("mail", next(numbers))
        yield did("mail", next(numbers))

    return actor


def other_choices(queue: Any) -> Any:
    numbers = itertools.count()

    def actor() -> Moves:
        yield (queue.pause, queue.resume) if next(numbers) % 2 else (queue.pause,)
        yield queue.resume

    return actor


def shared(queue: Any) -> Any:
    stock = [1, 2]

    def actor() -> Moves:
        job = yield queue.take
        if stock:
            stock.pop()
            yield job.complete

    return actor


@pytest.mark.parametrize("make", [by_chance, other_choices, shared, chance_in_an_effect])
def test_an_actor_that_does_not_go_by_its_answers_is_found_out(make: Any) -> None:
    with pytest.raises(UsageError, match="run again with the same answers; leave chance"):
        explore(acting(make, twice=True), states=300)


def nothing_to_choose(_queue: Any) -> Any:
    def actor() -> Moves:
        yield ()

    return actor


def a_list(queue: Any) -> Any:
    def actor() -> Moves:
        yield [queue.pause, queue.resume]

    return actor


def arguments_in_a_tuple(queue: Any) -> Any:
    def actor() -> Moves:
        yield queue.add, "mail"

    return actor


def a_generator(queue: Any) -> Any:
    def actor() -> Moves:
        yield for_ever(queue)()

    return actor


def nothing() -> Moves:
    yield


def needs_more(queue: Any) -> Any:
    def actor(name: str) -> Moves:
        yield partial(queue.add, name)

    return actor


def begun(queue: Any) -> Any:
    def actor() -> Moves:
        yield queue.take

    return actor()


async def _asynchronous() -> Any:
    yield None


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (nothing_to_choose, "Actor 'ann' yields an empty tuple"),
        (a_list, r"Actor 'ann' yields \[.*which is not a call; write a choice as a tuple"),
        (
            arguments_in_a_tuple,
            "Actor 'ann' yields 'mail', which is not a call; a tuple is a choice between calls, and",
        ),
        (a_generator, "Actor 'ann' yields <generator .*, which is not a call; begin a generator of your own by yield"),
        (lambda _queue: nothing, "Actor 'ann' yields None, which is not a call; yield the bound method itself"),
        (needs_more, "Actor 'ann' cannot be called as it is .missing a required argument: 'name'.; give the generator"),
        (begun, "Actor 'ann' is <generator .* which is not a function; give the generator function itself"),
        (lambda _queue: _asynchronous, "Actor 'ann' is not a generator"),
        (lambda _queue: 7, "Actor 'ann' is 7, which is not a function"),
    ],
)
def test_what_is_no_actor_is_refused_in_a_sentence(make: Any, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        explore(acting(make))


def test_a_world_that_takes_no_lab_is_refused_in_a_sentence() -> None:
    def world() -> dict[str, Any]:
        return {}

    with pytest.raises(UsageError, match="The world cannot be called as it is"):
        explore(world)  # type: ignore[arg-type]


def forgotten(lab: Lab) -> None:
    lab.queue("q").add("job")


def worker_for_a_world(lab: Lab) -> Moves:
    yield lab.queue("q").take


async def asynchronous(lab: Lab) -> Any:
    return idle(lab)


@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited")
@pytest.mark.parametrize(
    ("world", "said"),
    [
        (forgotten, "this one has no return"),
        (worker_for_a_world, "this one is a generator or a coroutine itself, and only its actors may yield"),
        (asynchronous, "this one is a generator or a coroutine itself"),
        (lambda lab: [idle(lab)["ann"]], r"this one returned \[<function"),
        (lambda _lab: {}, "this one returned {}"),
    ],
)
def test_a_world_that_names_no_actors_is_refused_and_says_what_it_did(world: Any, said: str) -> None:
    with pytest.raises(UsageError, match=r"A world returns its actors by name.*" + said):
        explore(world)


def no_name(queue: Any) -> Any:
    def actor() -> Moves:
        yield queue.add

    return actor


def test_a_call_that_lacks_an_argument_says_whose_it_is() -> None:
    with pytest.raises(TypeError, match="name") as raised:
        explore(acting(no_name))
    assert raised.value.__notes__ == ["raised by q.add, which actor 'ann' yields"]


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


def takes(queue: Any) -> Any:
    def actor() -> Moves:
        yield queue.take

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
            r"Actor 'ann' ran for 0\.1 s of CPU time on end, last in line \d+ of test_hostile.py; yield in",
        ),
        (spins_in_a_call, {}, r"Actor 'ann' ran for .* of test_hostile.py; let what it yields be one call"),
        (takes, {"always": [never_says]}, r"The promise 'never says' ran for .* of test_hostile.py; let it return"),
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


def wrong_way_round(moment: Moment) -> Any:
    return all(times == 1 for times in moment.effects.values())


@pytest.mark.parametrize("where", ["always", "finally_"])
def test_a_promise_that_answers_true_or_false_is_refused(where: str) -> None:
    options: dict[str, Any] = {where: [wrong_way_round]}
    with pytest.raises(UsageError, match="'wrong way round' returned True; return a sentence where it is broken"):
        explore(paying, **options)


CHANGES: dict[str, Callable[[Moment], object]] = {
    "a key is set": lambda moment: moment.keys.held.update({"bull:x": moment.keys.held["bull:pay:1"]}),
    "a key is deleted": lambda moment: moment.keys.held.pop("bull:pay:wait"),
    "all keys are deleted": lambda moment: moment.keys.held.clear(),
    "a field is set": lambda moment: moment.keys.held["bull:pay:1"].value.__setitem__("name", "other"),
    "a field has a default": lambda moment: moment.keys.held["bull:pay:1"].value.setdefault("other", ""),
    "an effect is added": lambda moment: moment.effects.update({}),  # type: ignore[attr-defined]
    "an actor is removed": lambda moment: moment.actors.__delitem__("ann"),  # type: ignore[attr-defined]
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_promise_that_changes_what_it_is_given_is_told_so(change: str) -> None:
    def changing(moment: Moment) -> None:
        CHANGES[change](moment)

    with pytest.raises(TypeError, match="What a moment holds belongs to the search and cannot be changed") as raised:
        explore(paying, always=[changing])
    assert raised.value.__notes__ == ["raised by the promise 'changing', after the set-up"]


@pytest.mark.parametrize(
    "copied", [dict, copy.copy, copy.deepcopy, lambda held: pickle.loads(pickle.dumps(dict(held)))]
)
def test_a_promise_may_change_a_copy_of_what_it_is_given(copied: Callable[[Any], Any]) -> None:
    def changing(moment: Moment) -> str | None:
        fields = copied(moment.keys.held["bull:pay:1"].value)
        fields["name"] = "other"
        return None if fields["name"] == "other" else "it was not changed"

    assert explore(paying, always=[changing]).holds


def test_a_named_promise_in_the_end_is_checked_there_alone() -> None:
    def world(lab: Lab) -> dict[str, Any]:
        queue = lab.queue("q")
        queue.add("job")
        lab.redis.lrem("bull:q:wait", 0, "1")  # lost, until it is found again

        def finder() -> Moves:
            yield partial(lab.redis.rpush, "bull:q:wait", "1")

        return {"finder": finder}

    assert explore(world, promises=(), finally_=[NOTHING_LOST]).holds
    assert explore(world, promises=(), always=[NOTHING_LOST]).counterexample is not None
    with pytest.raises(UsageError, match="is about moves; give it in always="):
        explore(world, finally_=[REFUSAL_CHANGES_NOTHING])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"states": 0}, "states must be a whole number of at least 1, not 0"),
        ({"states": None}, "states must be a whole number"),
        ({"depth": -1}, "depth must be a whole number of at least 0"),
        ({"seconds": float("nan")}, "seconds must be a number of at least 0, not nan"),
        ({"seconds": "30"}, "seconds must be a number"),
        ({"every": "no"}, "every must be True or False, not 'no'"),
        ({"memory": 1}, "memory must be True or False, not 1"),
        ({"ages": None}, "ages must be True or False"),
        ({"always": charged_once}, "always must be a list of promises"),
        ({"promises": None}, "promises must be a list of promises"),
        ({"late": True}, "late must be a whole number"),
    ],
    ids=lambda given: None if isinstance(given, str) else next(iter(given)),
)
def test_limits_and_promises_that_make_no_sense_are_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        explore(idle, **given)


def test_an_interrupt_within_a_move_keeps_the_counterexamples(monkeypatch: pytest.MonkeyPatch) -> None:
    from qlab.explore.stage.wire import Wire

    seen: list[str] = []

    def taken(moment: Moment) -> str | None:
        if not moment.snapshot.ids("pay", Role.ACTIVE):
            return None
        seen.append(moment.move)
        return "a job is active"

    received = Wire._received

    def interrupted(wire: Wire) -> bytes:
        data = received(wire)
        if len(seen) == 1:
            seen.append("interrupted")
            raise KeyboardInterrupt  # the reply was read, and is lost
        return data

    monkeypatch.setattr(Wire, "_received", interrupted)
    found = explore(paying, crashes=1, late=1, ticks=3, always=[taken], every=True, memory=False)

    assert found.cut == "it was interrupted"
    assert [each.moves for each in found.counterexamples] == [("ann: pay.take",)]


def test_text_that_is_hostile_is_shown_and_does_nothing() -> None:
    def world(lab: Lab) -> dict[str, Any]:
        queue = lab.queue("q")
        queue.add("<b>\x1b[31m\u202e")

        def actor() -> Moves:
            job = yield queue.take
            yield did("<script>\u202e", job.name)

        return {"ann\x1b[31m<i>": actor}

    def says(moment: Moment) -> str | None:
        return "<u>\x1b[2J\u202e" if moment.effects else None

    found = explore(world, always=[says])
    page = found._repr_html_()

    assert len(found.counterexample.moves) == 2  # type: ignore[union-attr]
    assert not set("\x1b\u202e") & set(page + found.text())
    assert not any(tag in page for tag in ("<b>", "<i>", "<u>", "<script>"))
