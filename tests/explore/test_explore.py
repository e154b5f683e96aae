"""The face of the explorer: what it takes, what it gives, what it refuses."""

from __future__ import annotations

from functools import partial
from typing import Any

import msgpack  # type: ignore[import-untyped]
import pytest

from qlab.errors import LockLost, UsageError
from qlab.explore import Moment, did, explore
from qlab.explore.invariants import ALWAYS, NO_LOST_WAKE_UP, NOTHING_VANISHES
from qlab.explore.models.actors import does, of_job
from qlab.explore.stage.canonical import Canonical
from qlab.explore.stage.keyspace import Held, Keyspaces
from qlab.lab.lab import Lab
from qlab.protocol.keys import Role
from tests.explore.worlds import Moves, charged_once, idle, paying


def test_nobody_dies_and_all_promises_hold() -> None:
    found = explore(paying, ticks=3, always=[charged_once])

    assert found.holds
    assert found.complete
    assert found.counterexample is None
    assert f"{len(ALWAYS) + 1} promises hold in every state" in found.text()


def test_one_crash_charges_twice_in_eight_moves() -> None:
    found = explore(paying, crashes=1, ticks=3, always=[charged_once])

    assert not found.holds
    assert found.counterexample is not None
    assert found.counterexample.message == "charge(1) happened 2 times"
    assert found.depth == len(found.counterexample.moves)
    assert "up to 8 in a row" in found.text()
    assert found.counterexample.moves == (
        "ann: pay.take", "ann: charge(1)", "checker: pay.check_stalled", "ann crashes", "30 s pass",
        "checker: pay.check_stalled", "bob: pay.take", "bob: charge(1)",
    )  # fmt: skip


def test_cut_short_never_holds() -> None:
    for limit, why in (({"states": 5}, "5 states"), ({"depth": 2}, "2 moves in a row"), ({"seconds": 0}, "0 s")):
        found = explore(paying, **limit)  # type: ignore[arg-type]

        assert not found.holds
        assert not found.complete
        assert why in found.cut
        assert "Cut short" in found.text()
        assert "hold in every state" not in found.text()


def test_a_depth_that_is_never_reached_cuts_nothing() -> None:
    assert explore(idle, depth=50).holds


def test_tables_count_what_was_tried() -> None:
    found = explore(paying, crashes=1, ticks=1)

    assert found.by_depth()["states"].sum() == found.states
    assert found.moves_by_kind()["moves"].sum() == found.moves
    assert list(found.moves_by_kind().columns) == ["operation", "moves", "refused"]
    assert list(found.refused().columns) == ["operation", "error", "moves"]


def test_a_late_worker_is_refused_and_the_refusal_is_thrown_into_it() -> None:
    caught: list[type] = []

    def world(lab: Lab) -> dict[str, Any]:
        queue = lab.queue("q")
        queue.add("job")

        def worker() -> Moves:
            job = yield queue.take
            try:
                yield job.complete
            except LockLost as lost:
                caught.append(type(lost))

        return {"ann": worker}

    found = explore(world, late=1)

    assert found.holds
    assert LockLost in caught
    assert found.refused().values.tolist() == [["complete", "LockLost", 1]]


def test_a_tuple_is_a_choice() -> None:
    def world(lab: Lab) -> dict[str, Any]:
        queue = lab.queue("q")
        queue.add("job")

        def worker() -> Moves:
            job = yield queue.take
            yield job.complete, partial(job.fail, "boom")

        return {"ann": worker}

    found = explore(world)

    assert found.states == 4
    assert set(found.moves_by_kind()["operation"]) == {"take", "complete", "fail"}


def test_taking_a_schedulers_job_is_two_scripts_with_a_crash_possible_between_them() -> None:
    def world(lab: Lab) -> dict[str, Any]:
        queue = lab.queue("q")
        queue.schedule("s", every=1000)

        def worker() -> Moves:
            yield queue.take

        return {"ann": worker}

    titles: set[str] = set()

    def noted(moment: Moment) -> None:
        titles.add(moment.move)

    found = explore(world, crashes=1, always=[noted])

    assert {"ann: q.take", "ann: q.take (continued)", "ann crashes"} <= titles
    assert {"moveToActive", "updateJobScheduler"} <= found.found.scripts.keys()


def test_raw_commands_are_moves_and_a_blocking_one_waits_for_its_key() -> None:
    def world(lab: Lab) -> dict[str, Any]:
        def giver() -> Moves:
            yield partial(lab.redis.rpush, "bull:mine:wait", "1")

        def taker() -> Moves:
            _, id = yield partial(lab.redis.blpop, ["bull:mine:wait"])
            yield did("got", id)

        return {"giver": giver, "taker": taker}

    def got(moment: Moment) -> str | None:
        return None if moment.effects else "nobody got anything"

    found = explore(world, promises=(), finally_=[got])

    assert found.holds
    assert found.states == 4  # nothing given, given, taken, told


def test_a_raw_transaction_is_one_move() -> None:
    def world(lab: Lab) -> dict[str, Any]:
        def both() -> Any:
            with lab.redis.pipeline() as pipe:
                return pipe.set("bull:a", 1).set("bull:b", 2).execute()

        def actor() -> Moves:
            assert (yield both) == [True, True]

        return {"ann": actor}

    def together(moment: Moment) -> str | None:
        return None if len(moment.keys.held) in (0, 2) else "half of it"

    found = explore(world, promises=(), always=[together])

    assert found.holds
    assert found.states == 2


def test_an_effect_with_an_idempotency_key_happens_once() -> None:
    def world(lab: Lab) -> dict[str, Any]:
        def actor() -> Moves:
            assert (yield did("mail", 1, once=True)) is True
            assert (yield did("mail", 1, once=True)) is False

        return {"ann": actor}

    assert explore(world, always=[charged_once]).holds


def test_every_gives_the_shortest_for_each_promise_and_kind() -> None:
    def never_active(moment: Moment) -> str | None:
        return "a job is active" if moment.snapshot.counts_of("pay")["active"] else None

    found = explore(paying, crashes=1, ticks=3, always=[charged_once, never_active], every=True)

    assert [each.invariant.name for each in found.counterexamples] == ["never active"]
    assert len(found.counterexamples[0].moves) == 1


def test_the_move_that_breaks_a_promise_is_among_the_moves_in_a_row() -> None:
    def broken(moment: Moment) -> str | None:
        return "it is taken" if moment.call == "take" else None

    found = explore(idle, always=[broken])

    assert (found.depth, found.states, found.moves) == (1, 1, 1)
    assert "1 state, 1 move, up to 1 in a row." in found.text()


def test_an_interrupt_keeps_what_was_found() -> None:
    seen = 0

    def interrupted(_moment: Moment) -> None:
        nonlocal seen
        seen += 1
        if seen == 20:
            raise KeyboardInterrupt

    found = explore(paying, crashes=1, ticks=3, always=[interrupted])

    assert found.cut == "it was interrupted"
    assert found.states >= 10


def test_what_is_no_world_no_actor_and_no_call_is_refused() -> None:
    def nobody(_lab: Lab) -> dict[str, Any]:
        return {}

    def no_generator(lab: Lab) -> dict[str, Any]:
        return {"ann": lambda: None}

    def no_call(lab: Lab) -> dict[str, Any]:
        def actor() -> Moves:
            yield "take"

        return {"ann": actor}

    for world in (nobody, no_generator, no_call, 7):
        with pytest.raises(UsageError):
            explore(world)  # type: ignore[arg-type]
    with pytest.raises(UsageError):
        explore(idle, crashes=-1)


def test_an_actor_that_calls_a_handle_itself_is_told_to_yield() -> None:
    def world(lab: Lab) -> dict[str, Any]:
        queue = lab.queue("q")

        def actor() -> Moves:
            queue.take()
            yield queue.take

        return {"ann": actor}

    with pytest.raises(UsageError, match="yield the call instead"):
        explore(world)


def test_an_actor_that_goes_by_chance_is_found_out() -> None:
    numbers = iter(range(1000))

    def world(lab: Lab) -> dict[str, Any]:
        queue = lab.queue("q")

        def chance() -> Any:
            return queue.add("job", next(numbers))

        def actor() -> Moves:
            yield chance

        return {"ann": actor}

    with pytest.raises(UsageError, match="leave chance"):
        explore(world)


def test_a_promise_can_look_at_everything() -> None:
    looked: list[tuple[Any, ...]] = []

    def look(moment: Moment) -> None:
        ann = moment.actors["ann"]
        looked.append((moment.move, moment.call, moment.actor, ann.holds, moment.snapshot.counts_of("q")["active"]))

    explore(idle, always=[look])

    assert looked == [
        ("", "", None, (), 0),
        ("ann: q.take", "take", "ann", (("q", "1"),), 1),
        ("ann: job 1.complete", "complete", "ann", (), 0),
    ]


def test_a_named_promise_can_be_checked_in_the_end_only() -> None:
    found = explore(idle, finally_=[NO_LOST_WAKE_UP])

    assert found.holds


def test_html_escapes_what_comes_from_redis() -> None:
    def world(lab: Lab) -> dict[str, Any]:
        queue = lab.queue("q")
        queue.add("job", jobId="<b>x</b>")

        def worker() -> Moves:
            yield queue.take

        return {"ann": worker}

    def broken(moment: Moment) -> str | None:
        return f"taken: {moment.snapshot.ids('q', Role.ACTIVE)}" if moment.move else None

    found = explore(world, always=[broken])

    assert "<b>x</b>" not in found._repr_html_()


def test_a_recording_tells_what_happened_outside_redis() -> None:
    found = explore(paying, crashes=1, ticks=3, always=[charged_once])

    assert found.counterexample is not None
    sentences = [step.sentence for step in found.counterexample.recording]
    assert "Outside Redis, ann does charge(1)." in sentences
    assert "Worker ann crashes: it renews no lock and never comes back." in sentences


def test_text_is_at_most_100_columns_wide() -> None:
    found = explore(paying, crashes=1, ticks=3, always=[charged_once])

    assert max(map(len, found.text().splitlines())) <= 100


def test_a_hash_and_a_set_are_the_same_in_any_order() -> None:
    keyspaces = Keyspaces("bull", Canonical())

    def held(type: str, *parts: str) -> Held:
        return keyspaces.key(b"by-hand:1", type.encode(), msgpack.packb(parts), False)

    assert held("hash", "name", "a", "data", "b") is held("hash", "data", "b", "name", "a")
    assert held("set", "1", "2") is held("set", "2", "1")
    assert held("hash", "name", "a") is not held("hash", "name", "b")
    assert held("list", "1", "2") is not held("list", "2", "1")


def test_a_job_that_is_looked_up_and_removed_does_not_vanish() -> None:
    def world(lab: Lab) -> dict[str, Any]:
        queue = lab.queue("q")
        queue.add("job")
        return {"operator": does(of_job(queue, "1", "remove"))}

    found = explore(world, always=[NOTHING_VANISHES])

    assert found.holds, found.text()
    assert list(found.moves_by_kind()["operation"]) == ["remove"]
