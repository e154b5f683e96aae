"""An exploration that begins where a lab stands: equal keys and ends, and whoever holds a job holds it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import qlab
from qlab import Lab, Recording, exponential
from qlab.errors import ClosedError, UsageError
from qlab.explore import Moment, did, explore
from qlab.explore.invariants import DEDUPLICATION_LIVE, HEALTHY, HOLDER_ENDS, ONE_CONTAINER
from qlab.explore.models.actors import does
from qlab.protocol.keys import Role, queue_key
from qlab.snapshot.model import Snapshot
from tests.explore.test_executors import everything
from tests.explore.worlds import Moves, charged_once
from tests.record.films import scene
from tests.record.scenes import SCENES

pytestmark = pytest.mark.usefixtures("used_servers")


@pytest.fixture(scope="module")
def held() -> Iterator[Recording]:
    """One job is active, one is delayed by a backoff, and one waits."""
    with Lab() as lab:
        email = lab.queue("email", attempts=3, backoff=exponential("2s"))
        email.add_bulk([("first", {"to": "ada"}), ("second", {}), ("third", {})])
        email.take()
        lab.clock.advance("7s")
        email.take("worker-2").fail("451")  # type: ignore[union-attr]
        yield lab.recording


def told(snapshot: Snapshot) -> dict[str, Any]:
    """What the keys hold and when they end, but for event streams."""
    return {
        name: (held.type, held.value, held.expires_at) for name, held in snapshot.state.items() if held.type != "stream"
    }


@pytest.mark.parametrize("name", SCENES)
def test_every_scene_is_begun_with_as_it_was(name: str) -> None:
    seen: list[Snapshot] = []

    def world(_lab: Lab) -> dict[str, Any]:
        return {"nobody": does(lambda: None)}

    def looked(moment: Moment) -> None:
        seen.append(moment.snapshot)

    with Lab.from_recording(scene(name)) as lab:
        explore(world, begin=lab, promises=(), always=[looked], depth=0)
        present = lab.snapshot()

    assert told(seen[0]) == told(present) == told(scene(name).last)
    assert (seen[0].at, seen[0].start, seen[0].prefix) == (present.at, present.start, present.prefix)


def charging(pay: Any) -> dict[str, Any]:
    def worker() -> Moves:
        job = yield pay.take
        if job:
            yield did("charge", job.id)
            yield job.complete

    return {"ann": worker, "bob": worker, "checker": does(pay.check_stalled, pay.check_stalled)}


def test_what_follows_is_what_follows_where_the_world_sets_the_same_up() -> None:
    def whole(lab: Lab) -> dict[str, Any]:
        pay = lab.queue("pay")
        pay.add("invoice", {"euro": 10})
        return charging(pay)

    search = partial(explore, crashes=1, ticks=3, every=True, always=[charged_once])
    with Lab(prefix="bull") as lab:
        lab.queue("pay").add("invoice", {"euro": 10})
        begun = search(lambda there: charging(there.queue_named("pay")), begin=lab)
    set_up = search(whole)

    assert begun.counterexample is not None
    assert set_up.counterexample is not None
    assert everything(begun) == everything(set_up)
    steps, with_add = (each.counterexample.recording for each in (begun, set_up))  # type: ignore[union-attr]
    assert [step.sentence for step in steps] == [step.sentence for step in with_add[1:]]


def holding(*names: str) -> Any:
    """A world in which each named actor ends job 1."""

    def world(lab: Lab) -> dict[str, Any]:
        email = lab.queue_named("email")
        return {name: does(email.job("1").complete) for name in names}

    return world


def test_an_actor_of_the_workers_name_holds_its_job_and_nobody_else_does(held: Recording) -> None:
    holds: list[Any] = []

    def looked(moment: Moment) -> None:
        if not moment.move:
            holds.append({name: actor.holds for name, actor in moment.actors.items()})

    with Lab.from_recording(held) as lab:
        mine = explore(holding("worker-1"), begin=lab, always=[looked])
        another = explore(holding("worker-2"), begin=lab, always=[looked])
        with ThreadPoolExecutor(1) as executor:
            executed = [explore(holding(name), begin=lab, executor=executor) for name in ("worker-1", "worker-2")]

    assert holds == [{"worker-1": (("email", "1"),)}, {"worker-2": ()}]
    assert mine.holds, mine.text()
    assert another.counterexample is not None
    assert another.counterexample.invariant is HOLDER_ENDS
    assert [*map(everything, executed)] == [everything(mine), everything(another)]


def test_a_lock_of_nobody_ends_by_itself_and_the_job_runs_again(held: Recording) -> None:
    done: set[str] = set()

    def noted(moment: Moment) -> None:
        done.update(moment.snapshot.ids("email", Role.COMPLETED))

    def world(lab: Lab) -> dict[str, Any]:
        email = lab.queue_named("email")

        def worker() -> Moves:
            for _ in range(2):
                job = yield email.take
                if job:
                    yield job.complete

        return {"worker-2": worker, "checker": does(email.check_stalled, email.check_stalled)}

    with Lab.from_recording(held) as lab:
        found = explore(world, begin=lab, ticks=3, finally_=[noted])

    assert found.complete
    assert done == {"1", "2", "3"}


@pytest.mark.parametrize("late", [0, 1])
def test_a_worker_that_goes_on_renews_the_lock_it_holds_and_gets_tokens_that_nobody_had(late: int) -> None:
    """Its first tokens as an actor would be those that it was given in the lab."""
    tokens: set[str] = set()

    def noted(moment: Moment) -> None:
        tokens.update(view.lock for view in moment.snapshot.all_jobs() if view.lock)

    def world(lab: Lab) -> dict[str, Any]:
        email = lab.queue_named("email")
        return {"worker-1": does(*[email.take] * 4, email.job("1").complete)}

    with Lab() as lab:
        email = lab.queue("email")
        email.add_bulk([("mail", {}) for _ in range(5)])
        email.take()
        held = {"worker-1:1"}
        found = explore(world, begin=lab, ticks=1, late=late, promises=[ONE_CONTAINER, HOLDER_ENDS], always=[noted])

    assert found.holds, found.text()
    assert len(tokens) == 5
    assert held < tokens


def test_a_fix_is_judged_and_the_counterexample_begins_with_the_recordings_keys(
    held: Recording, tmp_path: Path
) -> None:
    path = held.save(tmp_path / "held.jsonl")

    def world(lab: Lab) -> dict[str, Any]:
        wait = queue_key(lab.prefix, "email", Role.WAIT)
        return {"operator": does(partial(lab.redis.lpush, wait, "1"))}  # a fix, for whom nobody renews

    with Lab.from_recording(path, until=held[1]) as lab:
        lab.queue_named("email").pause()  # on the lab it is stepped on first
        found = explore(world, begin=lab)
        present = lab.snapshot()

    assert found.counterexample is not None
    assert found.counterexample.invariant is ONE_CONTAINER
    recording = found.counterexample.recording
    assert told(recording.first) == told(present)
    assert [step.at for step in recording] == [held[1].at]
    with Lab.from_recording(recording) as again:  # and so on
        assert explore(world, begin=again).counterexample is not None


def test_a_captured_queue_is_explored() -> None:
    with Lab(tcp=True) as production:
        production.queue("email").add_bulk([("mail", {"n": n}) for n in range(3)])
        recording = qlab.capture(production.url, "email", 0)

    def world(lab: Lab) -> dict[str, Any]:
        email = lab.queue_named("email")
        return {"worker": does(email.take, email.take, email.take, partial(email.add, "new"))}

    with Lab.from_recording(recording) as lab:
        found = explore(world, begin=lab)

    assert found.holds, found.text()
    assert found.states == 5


def test_keys_under_another_prefix_are_told_as_well() -> None:
    def world(lab: Lab) -> dict[str, Any]:
        return {"worker": does(lab.queue_named("q").take)}

    with Lab(prefix="shop") as lab:
        lab.queue("q").add("job", deduplication={"id": "x"})
        found = explore(world, begin=lab, always=[DEDUPLICATION_LIVE], finally_=[HEALTHY])

    assert found.holds, found.text()


def test_the_lab_is_only_read(held: Recording) -> None:
    with Lab.from_recording(held) as lab:
        before = lab.snapshot()
        explore(holding("worker-2"), begin=lab)

        assert lab.snapshot() == before
        assert lab.steps == []


def test_what_cannot_be_begun_with_is_refused_in_a_sentence(held: Recording) -> None:
    with pytest.raises(UsageError, match=r"begin is .*, which is not a lab; give one, such as Lab.from_recording"):
        explore(holding("ann"), begin=held)  # type: ignore[arg-type]
    with Lab() as lab:
        lab.redis.xadd(f"{lab.prefix}:mine", {"a": 1})
        with pytest.raises(UsageError, match="stream"):
            explore(holding("ann"), begin=lab)
    with pytest.raises(ClosedError):
        explore(holding("ann"), begin=lab)
