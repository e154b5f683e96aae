"""Odd worlds: calls that do nothing, do it elsewhere or go on where they are stopped, and answers nobody can go by."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from redis import Redis

from qlab.errors import UsageError
from qlab.explore import Moment, did, explore
from qlab.explore.invariants import CHILDREN_FIRST, HOLDER_WRITES, NO_STUCK_PARENT, ONE_CONTAINER
from qlab.explore.models.actors import does
from qlab.lab.lab import Lab
from qlab.protocol.keys import Role, queue_key
from tests.explore.worlds import Moves


def yielding(offer: Callable[[Any], Any]) -> Any:
    """A world with a job, and an actor that yields what is offered for its queue."""

    def world(lab: Lab) -> dict[str, Any]:
        queue = lab.queue("q")
        queue.add("job")
        return {"ann": does(offer(queue))}

    return world


def nested(depth: int) -> Any:
    answer: dict[str, Any] = {}
    for _ in range(depth):
        answer = {"in": answer}
    return answer


def itself() -> Any:
    answer: list[Any] = []
    answer.append(answer)
    return answer


async def waits() -> None:
    """Do nothing."""


def generates() -> Iterator[int]:
    yield 1


def stops() -> object:
    return next(iter(()))


class Object:
    """Nothing but an address."""


OTHER = "yields .* of another lab or client; use the lab that the world is given"
UNRUN = "of which nothing has run; begin a generator of moves by yield from"
DEEP = "whose answer is nested too deep, or contains itself; let it return text or numbers"


@pytest.mark.parametrize(
    ("offer", "said"),
    [
        (lambda _: waits, f"Actor 'ann' yields waits, which returned a coroutine {UNRUN}"),
        (lambda _: generates, f"Actor 'ann' yields generates, which returned a generator {UNRUN}"),
        (lambda _: partial(map, str, ()), f"Actor 'ann' yields map\\(str, \\(\\)\\), which returned a map {UNRUN}"),
        (lambda _: Redis(port=1).ping, f"Actor 'ann' {OTHER}"),
        (lambda _: partial(nested, 5_000), f"Actor 'ann' yields nested\\(5000\\), {DEEP}"),
        (lambda _: itself, f"Actor 'ann' yields itself, {DEEP}"),
        (lambda _: stops, "Actor 'ann' yields stops, which raised StopIteration; give next.. a default"),
    ],
)
def test_a_call_that_makes_no_move_of_the_search_is_refused(offer: Any, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        explore(yielding(offer))


@pytest.mark.parametrize("bound", ["queue", "job", "lab"])
def test_a_handle_of_another_lab_is_refused_and_its_lab_is_left_alone(bound: str) -> None:
    with Lab() as other:
        queue = other.queue("q")
        job = queue.add("job")
        call = {"queue": queue.take, "job": job.remove, "lab": partial(other.flow, {"name": "a", "queue": "q"})}[bound]
        steps = len(other.steps)

        with pytest.raises(UsageError, match=OTHER):
            explore(yielding(lambda _: call))
        assert len(other.steps) == steps


def swallows(queue: Any) -> Any:
    def call() -> str:
        with contextlib.suppress(BaseException):
            queue.pause()
        return "done"

    return call


def replaces(queue: Any) -> Any:
    def call() -> None:
        try:
            queue.pause()
        except BaseException:  # noqa: BLE001
            raise ValueError("mine") from None

    return call


def in_a_thread(queue: Any) -> Any:
    def call() -> None:
        thread = threading.Thread(target=queue.pause)
        thread.start()
        thread.join()

    return call


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize("offer", [swallows, replaces, in_a_thread])
def test_a_call_that_goes_on_where_it_is_stopped_is_refused(offer: Any) -> None:
    with pytest.raises(UsageError, match="Actor 'ann' yields a call that goes on where the explorer stops it"):
        explore(yielding(offer))


def test_what_a_call_does_in_the_end_is_a_move_of_its_own() -> None:
    def both(queue: Any) -> Any:
        def pause_and_resume() -> None:
            try:
                queue.pause()
            finally:
                queue.resume()

        return pause_and_resume

    def never_resumed(moment: Moment) -> str | None:
        return None if moment.snapshot.counts_of("q")["waiting"] and moment.before else "it is over"

    found = explore(yielding(both))
    broken = explore(yielding(both), finally_=[never_resumed])

    assert found.holds
    assert (found.states, found.found.moves) == (3, 2)
    assert set(found.found.scripts) == {"pause"}
    assert broken.counterexample is not None
    titles = [step.title for step in broken.counterexample.recording]
    assert titles[-2:] == ["q: pause", "q: resume"]


def test_arguments_that_are_equal_and_not_the_same_make_other_actors() -> None:
    """True and 1 are equal. Taken for one kind, the actor that is late would never be seen to go first."""

    def acts(which: object) -> Any:
        def actor() -> Moves:
            yield lambda: "begun"
            if which is True:
                yield did("late")

        return actor

    def world(_lab: Lab) -> dict[str, Any]:
        def actor(which: object) -> Moves:
            yield from acts(which)()

        return {"first": partial(actor, 1), "second": partial(actor, True)}

    def alone(moment: Moment) -> str | None:
        return "it went first" if moment.effects and not moment.actors["first"].moves else None

    found = explore(world, always=[alone])

    assert found.counterexample is not None
    assert found.counterexample.moves == ("second: lambda", "second: late()")


def test_arguments_of_any_sort_can_be_bound() -> None:
    def world(lab: Lab) -> dict[str, Any]:
        queue = lab.queue("q")

        def actor(*given: Any) -> Moves:
            yield partial(queue.add, "job", list(map(str, given)))

        return {"ann": partial(actor, ([1], {"a": {2}})), "bob": partial(actor, [1]), "eve": partial(actor, 1.0)}

    assert explore(world).holds


def test_a_promise_that_raises_stop_iteration_is_told_so() -> None:
    def stopping(moment: Moment) -> None:
        if moment.move:
            stops()

    with pytest.raises(UsageError, match=r"The promise 'stopping' raised StopIteration; give next\(\) a default"):
        explore(yielding(lambda queue: queue.take), always=[stopping])


def test_an_effect_is_not_done_to_an_address() -> None:
    with pytest.raises(UsageError, match="an object's address says nothing; give its id"):
        did("charge", Object())
    assert str(did("charge", [1], {"a": 2}, None)) == "charge([1], {'a': 2}, None)"


@pytest.mark.parametrize("role", [Role.WAIT, Role.ACTIVE, Role.COMPLETED, Role.DELAYED])
def test_a_container_that_is_text_holds_no_jobs(role: Role) -> None:
    """The letters of a text were taken for ids: "job o is in wait and wait"."""

    def world(lab: Lab) -> dict[str, Any]:
        lab.queue("q")
        lab.redis.set(queue_key(lab.prefix, "q", role), "oops")
        return {"ann": does(lambda: None)}

    assert explore(world, promises=[ONE_CONTAINER]).holds


@pytest.mark.parametrize("prefix", ["bull", "shop"])
def test_promises_about_flows_and_locks_look_under_the_labs_own_prefix(prefix: str) -> None:
    def world(lab: Lab) -> dict[str, Any]:
        parents, children = lab.queue_named("p"), lab.queue_named("c")

        def worker() -> Moves:
            job = yield children.take
            yield partial(job.update_data, {"n": 1})
            yield job.complete
            parent = yield parents.take
            yield parent.complete

        return {"ann": worker}

    with Lab(prefix=prefix) as lab:
        lab.queue("p"), lab.queue("c")
        lab.flow({"name": "parent", "queue": "p", "children": [{"name": "child", "queue": "c"}]})
        found = explore(world, begin=lab, always=[NO_STUCK_PARENT, CHILDREN_FIRST, HOLDER_WRITES])

    assert found.holds, found.text()


@pytest.mark.parametrize("command", ["rename", "copy"])
def test_a_ttl_that_comes_from_another_key_is_refused(command: str) -> None:
    """The new key would never end: its TTL was stretched, and nobody knows to what end."""

    def world(lab: Lab) -> dict[str, Any]:
        redis = lab.redis
        return {"ann": does(partial(redis.set, "a", "1", px=5_000), partial(getattr(redis, command), "a", "b"))}

    with pytest.raises(UsageError, match=r"Key b got its TTL from another key, by RENAME or COPY perhaps"):
        explore(world, promises=[])


def test_a_ttl_that_is_set_kept_or_taken_away_is_followed() -> None:
    ends: set[tuple[str, ...]] = set()

    def noted(moment: Moment) -> None:
        ends.add(tuple(sorted(moment.keys.held)))

    def world(lab: Lab) -> dict[str, Any]:
        redis = lab.redis
        calls = (partial(redis.set, "a", "1", px=5_000), partial(redis.set, "a", "2", keepttl=True))
        return {"ann": does(*calls, partial(redis.persist, "a"))}

    with Lab(prefix="bull") as lab:
        lab.queue("q").add("job")
        lab.queue_named("q").take()
        assert explore(world, begin=lab, promises=[], ticks=1, always=[noted]).complete

    assert {"a" in names for names in ends} == {True, False}


def test_who_may_do_what_on_the_server_is_no_move() -> None:
    def world(lab: Lab) -> dict[str, Any]:
        return {"ann": does(partial(lab.redis.acl_setuser, "default", enabled=False))}

    with pytest.raises(UsageError, match="ACL cannot be a move of the explorer"):
        explore(world)


class Raises:
    """An object of somebody's, one of whose methods raises: Python calls them by itself."""

    def __init__(self, method: str) -> None:
        self.method = method

    def _do(self, method: str) -> None:
        if method == self.method:
            raise ZeroDivisionError(method)

    def __repr__(self) -> str:
        self._do("repr")
        return "Raises"

    def __str__(self) -> str:
        self._do("str")
        return "Raises"

    def __eq__(self, other: object) -> bool:
        self._do("eq")
        return self is other

    __hash__ = object.__hash__

    def __call__(self, *_: object) -> None:
        """Do nothing."""

    @property
    def operation(self) -> None:
        self._do("operation")

    @property
    def __signature__(self) -> None:
        self._do("signature")


@pytest.mark.parametrize(
    ("offer", "said"),
    [
        (lambda _: lambda: Raises("repr"), r"Actor 'ann' yields lambda, whose answer raised ZeroDivisionError\('repr'"),
        (lambda _: lambda: {Raises("str"): 1}, "Actor 'ann' yields lambda, whose answer raised Zero"),
        (lambda _: Raises("eq"), "Actor 'ann' yields Raises, whose __eq__ raised ZeroDivisionError"),
        (lambda _: Raises("operation"), "Actor 'ann' yields Raises, of which an attribute raised ZeroDivisionError"),
    ],
)
def test_an_object_whose_own_method_raises_is_said_to_be_whose_it_is(offer: Any, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        explore(yielding(offer))


class Mute:
    def __repr__(self) -> str:
        raise ZeroDivisionError


def test_an_argument_without_a_repr_has_a_name_all_the_same() -> None:
    pause = yielding(lambda queue: partial(lambda _given: queue.pause(), Mute()))
    found = explore(pause, always=[lambda moment: "it moved" if moment.move else None])
    assert found.counterexample is not None
    assert found.counterexample.moves == ("ann: lambda(an object of Mute)",)


def test_an_effect_actors_and_promises_with_methods_that_raise_are_refused() -> None:
    def charging(lab: Lab) -> dict[str, Any]:
        lab.queue("q")

        def actor() -> Moves:
            yield did("charge", Raises("str"))

        return {"ann": actor}

    with pytest.raises(UsageError, match="Actor 'ann' does an effect to a Raises, whose __str__ raised Zero"):
        explore(charging)
    with pytest.raises(UsageError, match=r"Raises cannot be asked as a promise \(its own code raised Zero"):
        explore(charging, always=[Raises("signature")])  # type: ignore[list-item]
    with pytest.raises(UsageError, match=r"Actor 'ann' cannot be called as it is \(its own code raised Zero"):
        explore(lambda _lab: {"ann": Raises("signature")})  # type: ignore[dict-item, return-value]


def test_places_that_look_alike_are_told_apart_by_how_the_actor_got_there() -> None:
    """What is left of a ``for`` loop is in none of a generator's variables: its line and they are equal each time."""

    def world(lab: Lab) -> dict[str, Any]:
        def looks_and_writes() -> Moves:
            for _ in ("look", "look", "look"):
                yield partial(lab.redis.get, "mine")
            yield partial(lab.redis.set, "mine", "1")

        return {"ann": looks_and_writes}

    found = explore(
        world, promises=(), always=[lambda moment: "it is set" if "mine" in moment.snapshot.state else None]
    )
    assert found.counterexample is not None
    assert len(found.counterexample.moves) == 4
