"""Worlds and actors that are wrong: each ends in one clear sentence, and none in a false "holds"."""

from __future__ import annotations

import itertools
import random
from functools import partial
from typing import Any

import pytest

from qlab.errors import UsageError
from qlab.explore import did, explore
from qlab.lab.lab import Lab
from tests.explore.worlds import Moves, acting, for_ever, idle, takes


def raises(queue: Any) -> Any:
    def actor() -> Moves:
        yield queue.take
        raise ZeroDivisionError("the actor's own")

    return actor


def test_what_an_actor_raises_is_raised_and_says_whose_it_is() -> None:
    with pytest.raises(ZeroDivisionError, match="the actor's own") as raised:
        explore(acting(raises))
    assert raised.value.__notes__ == ["raised by actor 'ann' after 1 answer"]


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
