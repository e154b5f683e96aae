"""Commands by hand: what the explorer would not see all of is refused, so that it never says "holds" falsely."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from functools import partial
from multiprocessing import get_context
from typing import Any

import pytest

from qlab.errors import UsageError
from qlab.explore import Moment, did, explore
from qlab.explore.invariants import ALL
from qlab.lab.lab import Lab
from tests.explore.worlds import Moves, idle


def by_hand(offer: Callable[[Any], Any], **set_up: str) -> Callable[[Lab], dict[str, Any]]:
    """A world in which two actors yield what is offered by a client, and keys are set up."""

    def world(lab: Lab) -> dict[str, Any]:
        for key, value in set_up.items():
            lab.redis.set(key, value)

        def actor() -> Moves:
            yield offer(lab.redis)

        return {"ann": actor, "bob": actor}

    return world


def counted_up(redis: Any) -> Any:
    def call() -> None:
        with redis.pipeline() as pipe:
            pipe.watch("n")
            pipe.multi()
            pipe.incr("n")
            pipe.execute()

    return call


def subscribed(redis: Any) -> Any:
    return partial(redis.pubsub().subscribe, "news")


def transaction(redis: Any) -> Any:
    pipe = redis.pipeline()
    pipe.spop("s")
    return pipe.execute


XADD = "redis.call(ARGV[1], KEYS[1], '*', 'a', 1)"


@pytest.mark.parametrize(
    ("offer", "said"),
    [
        (lambda redis: partial(redis.xadd, "s", {"job": 1}), "XADD cannot be a move of the explorer: streams"),
        (lambda redis: partial(redis.xreadgroup, "g", "me", {"s": ">"}), "XREADGROUP cannot be a move of the explorer"),
        (lambda redis: partial(redis.eval, XADD, 1, "mine", "XADD"), "Key mine holds a stream, which is left out"),
        (lambda redis: partial(redis.eval, "return redis.call('time')", 0), "TIME cannot be a move of the explorer"),
        (
            lambda redis: redis.register_script("return redis.pcall( 'SPOP', KEYS[1])"),
            "SPOP cannot be a move of the explorer",
        ),
        (lambda redis: partial(redis.ttl, "n"), "TTL cannot be a move of the explorer: it goes by the server"),
        (
            lambda redis: partial(redis.set, "n", "exat", exat=10**10),
            "SET with EXAT or PXAT cannot be a move",
        ),
        (
            lambda redis: partial(redis.hexpire, "h", 10, "f"),
            "HEXPIRE cannot be a move .*: fields of a hash",
        ),
        (lambda redis: redis.info, "INFO cannot be a move of the explorer"),
        (lambda redis: partial(redis.spop, "s"), "SPOP cannot be a move of the explorer: it picks by chance"),
        (transaction, "SPOP cannot be a move of the explorer"),
        (lambda redis: redis.time, "TIME cannot be a move of the explorer: it goes by the server's own clock"),
        (lambda redis: partial(redis.expireat, "n", 1), "EXPIREAT cannot be a move of the explorer"),
        (lambda redis: partial(redis.execute_command, "MULTI"), r"MULTI cannot be a move .* lab.redis.pipeline\(\)"),
        (lambda redis: partial(redis.execute_command, "CLIENT PAUSE", 10**6), "CLIENT cannot be a move of the expl"),
        (lambda redis: redis.shutdown, "SHUTDOWN cannot be a move of the explorer: it is about a connection"),
        (counted_up, "WATCH, subscriptions and anything else that needs its own connection cannot be moves"),
        (lambda redis: redis.lock("lock").acquire, "redis-py's Lock remembers its token outside Redis"),
        (subscribed, "WATCH, subscriptions and anything else that needs its own connection cannot be moves"),
    ],
)
def test_a_command_of_which_the_explorer_would_miss_something_is_refused(offer: Any, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        explore(by_hand(offer, n="1"), promises=())


def test_a_lock_by_hand_a_script_and_a_scan_are_moves() -> None:
    def world(lab: Lab) -> dict[str, Any]:
        redis = lab.redis
        redis.mset({f"key{number}": number for number in range(20)})
        up = redis.register_script("return redis.call('INCR', KEYS[1])")

        def actor() -> Moves:
            found = yield partial(redis.scan, 0, count=100)
            if (yield partial(redis.set, "lock", "mine", nx=True, px=10_000)):
                yield partial(up, keys=[found[1][0]])
                yield partial(redis.delete, "lock")

        return {"ann": actor, "bob": actor}

    def never_twice(moment: Moment) -> str | None:
        return "counted up twice" if moment.keys.held["key0"].value == "2" else None

    found = explore(world, promises=(), always=[never_twice])

    assert [each.message for each in found.counterexamples] == ["counted up twice"]
    assert not found.found.refusals


def test_a_script_within_a_transaction_is_a_part_of_one_move() -> None:
    def world(lab: Lab) -> dict[str, Any]:
        up = lab.redis.register_script("return redis.call('INCR', KEYS[1])")

        def actor() -> Moves:
            pipe = lab.redis.pipeline()
            pipe.set("n", 4)
            up(keys=["n"], client=pipe)
            yield did(str((yield pipe.execute)))

        return {"ann": actor}

    found = explore(world, promises=())

    assert found.moves == 2
    assert dict(found.found.kinds) == {"execute": 1, "did [True, 5]": 1}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_actor_may_yield_while_it_ends_and_one_that_never_ends_is_refused(
    capfd: pytest.CaptureFixture[str],
) -> None:
    def cleaning(lab: Lab) -> dict[str, Any]:
        queue = lab.queue("q")
        queue.add("job")

        def actor() -> Moves:
            job = yield queue.take
            try:
                yield did("mail", job.id)
            finally:
                yield did("cleaned")
                yield job.complete

        return {"ann": actor}

    def catching(lab: Lab) -> dict[str, Any]:
        queue = lab.queue("q")

        def actor() -> Moves:
            while True:
                with suppress(BaseException):  # as it should not
                    yield queue.take

        return {"ann": actor}

    found = explore(cleaning, crashes=1)

    assert found.holds
    assert found.found.kinds["did cleaned"] == 1
    assert capfd.readouterr().err == ""
    with pytest.raises(UsageError, match="Actor 'ann' goes on when it is ended: let except clauses around a yield"):
        explore(catching)


def differing(lab: Lab) -> dict[str, Any]:
    lab.redis.set("chance", random.random())
    return idle(lab)


def completed(moment: Moment) -> str | None:
    return "it is completed" if moment.call == "complete" else None


def test_a_world_that_goes_by_chance_is_refused_where_it_matters() -> None:
    assert explore(differing).holds
    with pytest.raises(UsageError, match="The world set up chance another way the second time; leave chance"):
        explore(differing, always=[completed])
    with (
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor,
        pytest.raises(UsageError, match="The world set up its queues another way the second time"),
    ):
        explore(differing, executor=executor)


def test_a_promise_asks_its_moment_and_nobody_else() -> None:
    labs: list[Lab] = []

    def world(lab: Lab) -> dict[str, Any]:
        labs.append(lab)
        return idle(lab)

    def peeking(_moment: Moment) -> str | None:
        return None if labs[-1].redis.llen("bull:q:wait") else "empty"

    def wrong(moment: Moment) -> str | None:
        return moment.nothing  # type: ignore[attr-defined, no-any-return]

    with pytest.raises(UsageError, match="The promise 'peeking' asks the lab, which is at no moment; ask the moment"):
        explore(world, always=[peeking])
    with pytest.raises(UsageError, match=r"cannot be asked as a promise .*; give a function of one argument"):
        explore(world, always=[lambda: None])  # type: ignore[list-item, misc]
    with pytest.raises(AttributeError) as raised:
        explore(world, always=[wrong])
    assert raised.value.__notes__ == ["raised by the promise 'wrong', after the set-up"]


def test_an_effect_is_done_to_an_id_and_a_search_without_promises_says_so() -> None:
    def world(lab: Lab) -> dict[str, Any]:
        queue = lab.queue("q")
        queue.add("job")

        def actor() -> Moves:
            job = yield queue.take
            yield did("charge", job)

        return {"ann": actor}

    with pytest.raises(UsageError, match="An effect is done to a text or a number; give the job's id"):
        explore(world)
    assert "nothing was checked: no promise was given" in explore(idle, promises=()).text()


@pytest.mark.parametrize("whole", [True, False])
def test_errors_of_a_pipeline_are_returned_where_they_are_asked_for(whole: bool) -> None:
    def world(lab: Lab) -> dict[str, Any]:
        lab.redis.set("n", "EXAT")  # a value, and no option

        def call() -> Any:
            pipe = lab.redis.pipeline(transaction=whole)
            return pipe.get("n").lpush("n", 1).execute(raise_on_error=False)

        def actor() -> Moves:
            answers = yield call
            yield did("got", *(type(answer).__name__ for answer in answers))

        return {"ann": actor}

    def told(moment: Moment) -> str | None:
        return str(next(iter(moment.effects))) if moment.effects else None

    found = explore(world, promises=(), always=[told])

    assert [each.message for each in found.counterexamples] == ["got(str, ResponseError)"]


def test_who_holds_a_lock_by_hand_is_a_part_of_the_state() -> None:
    """Both ways to take it end in the same places of the actors, and in another value."""

    def world(lab: Lab) -> dict[str, Any]:
        def ann() -> Moves:
            yield partial(lab.redis.set, "bull:mine:1:lock", "ann")

        def bob() -> Moves:
            yield partial(lab.redis.set, "bull:mine:1:lock", "bob")

        return {"ann": ann, "bob": bob}

    held: set[str] = set()

    def noted(moment: Moment) -> None:
        held.add(moment.keys.held["bull:mine:1:lock"].value)

    found = explore(world, promises=(), finally_=[noted])

    assert held == {"ann", "bob"}
    assert (found.states, found.ends) == (5, 2)


SHAPES: dict[str, Callable[[Any], Any]] = {
    "a counter among the jobs": lambda redis: partial(redis.incr, "bull:mine:made"),
    "a list of what is completed": lambda redis: partial(redis.rpush, "bull:mine:completed", "1"),
    "a list of what is delayed": lambda redis: partial(redis.rpush, "bull:mine:delayed", "1"),
    "a set of parents": lambda redis: partial(redis.sadd, "bull:mine:waiting-children", "1"),
    "a hash of priorities": lambda redis: partial(redis.hset, "bull:mine:prioritized", "1", "5"),
    "a hash as a lock": lambda redis: partial(redis.hset, "bull:mine:1:lock", "owner", "ann"),
    "a list as a lock": lambda redis: partial(redis.rpush, "bull:mine:1:lock", "ann"),
    "a text as a marker": lambda redis: partial(redis.set, "bull:mine:marker", "1"),
    "a text as settings": lambda redis: partial(redis.set, "bull:mine:meta", "1"),
    "a setting that is no number": lambda redis: partial(redis.hset, "bull:mine:meta", "concurrency", "many"),
    "a set of schedulers": lambda redis: partial(redis.sadd, "bull:mine:repeat", "s"),
    "a scheduler for ever": lambda redis: partial(redis.zadd, "bull:mine:repeat", {"s": float("inf")}),
    "a hash as a window": lambda redis: partial(redis.hset, "bull:mine:limiter", "ann", "1"),
    "a hash of ids": lambda redis: partial(redis.hset, "bull:mine:de:x", "job", "1"),
    "a text for later": lambda redis: partial(redis.set, "bull:mine:dn:x", "1"),
}


@pytest.mark.parametrize("ages", [False, True])
@pytest.mark.parametrize("shape", SHAPES)
def test_a_key_by_hand_may_have_another_shape_than_bullmqs(shape: str, ages: bool) -> None:
    def world(lab: Lab) -> dict[str, Any]:
        offer = SHAPES[shape](lab.redis)

        def actor() -> Moves:
            yield offer

        return {"ann": actor}

    found = explore(world, promises=(), always=ALL, ticks=1, ages=ages, every=True)

    assert found.complete
    assert found.states == 2
    assert len(explore(world, promises=(), ages=ages).moves_by_kind()) == 1
