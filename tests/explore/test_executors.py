"""An executor's workers find what one process finds: the same states, moves, verdicts and counterexamples."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from qlab.errors import QlabError, UsageError
from qlab.explore import Exploration, Moment, did, explore
from qlab.explore.engine.search import LOST
from qlab.explore.engine.state import Budget
from qlab.explore.explorer import Explorer
from qlab.explore.models import MODELS, Model
from qlab.explore.parallel import outpost, spread
from qlab.explore.parallel.parcels import Packer, UnknownTermError, lineage, names_in
from qlab.lab.lab import Lab
from tests.explore.test_models import SHALLOW, SMALL, explored_shallow
from tests.explore.worlds import Moves, charged_once, idle, paying


@pytest.fixture(scope="module")
def processes() -> Iterator[Executor]:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        yield executor


@pytest.fixture
def threads() -> Iterator[Executor]:
    with ThreadPoolExecutor(2) as executor:
        yield executor


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several batches are under way at once, as with large models."""
    monkeypatch.setattr(spread, "_FULL", 8)


def everything(found: Exploration) -> dict[str, Any]:
    """All that was found, but for how long it took."""
    counted = vars(found.found).copy()
    del counted["seconds"], counted["broken"]
    broken = [(each.invariant.name, each.message, each.moves) for each in found.counterexamples]
    return {**counted, "broken": broken}


@pytest.mark.parametrize("model", SMALL, ids=lambda model: model.name)
def test_processes_find_what_one_finds(model: Model, processes: Executor) -> None:
    found = model.explore(every=True, depth=SHALLOW, seconds=300, executor=processes)

    assert everything(found) == everything(explored_shallow(model.name))


@pytest.mark.explore
@pytest.mark.parametrize("model", SMALL, ids=lambda model: model.name)
def test_processes_find_to_the_end_what_one_finds(model: Model, processes: Executor) -> None:
    for every in (True, False):
        search = partial(model.explore, every=every, seconds=1500)  # to the end, on a slow machine too

        assert everything(search(executor=processes)) == everything(search())


@pytest.mark.parametrize("model", [MODELS["priorities"], MODELS["scheduler"], MODELS["flow, last child removed"]],
    ids=lambda model: model.name)  # fmt: skip
@pytest.mark.usefixtures("small_batches")
def test_threads_and_small_batches_find_what_one_finds(model: Model, threads: Executor) -> None:
    assert everything(model.explore(executor=threads)) == everything(model.explore())


@pytest.mark.parametrize(
    "limit",
    [{}, {"states": 40}, {"depth": 3}, {"depth": 0}, {"seconds": 0}, {"memory": False}, {"ages": True}],
    ids=str,
)
@pytest.mark.usefixtures("small_batches")
def test_limits_cut_at_the_same_place(limit: dict[str, Any], threads: Executor) -> None:
    search = partial(explore, paying, crashes=1, ticks=3, always=[charged_once], **limit)

    found = search(executor=threads)

    assert everything(found) == everything(search())
    assert found.complete == (not found.cut)


def test_a_world_within_a_function_is_sent_whole(processes: Executor) -> None:
    jobs = 2

    def world(lab: Lab) -> dict[str, Any]:
        queue = lab.queue("q", backoff={"type": "exponential", "delay": 1000, "jitter": 0.5}, attempts=2)
        for number in range(jobs):
            queue.add("job", number)

        def worker() -> Moves:
            job = yield queue.take
            yield job.complete, partial(job.fail, "boom")

        return {"ann": worker, "bob": worker}

    def never_both(moment: Moment) -> str | None:
        return "two jobs are active" if moment.snapshot.counts_of("q")["active"] == jobs else None

    search = partial(explore, world, ticks=2, always=[never_both])

    assert everything(search(executor=processes)) == everything(search())


def test_what_cannot_be_sent_is_said_in_one_sentence(processes: Executor) -> None:
    lock = threading.Lock()

    def world(lab: Lab) -> dict[str, Any]:
        with lock:
            return idle(lab)

    with pytest.raises(
        UsageError, match=r"The world cannot be sent to the executor's workers \(cannot pickle '_thread"
    ):
        explore(world, executor=processes)
    with pytest.raises(UsageError, match="is not an executor"):
        explore(idle, executor=2)  # type: ignore[arg-type]


MANY = 1_100
"""More moves than the interpreter lets functions call each other."""


def mailing(_lab: Lab) -> dict[str, Any]:
    def actor() -> Moves:
        for _ in range(MANY):
            yield did("mail", once=True)

    return {"ann": actor}


def test_a_place_far_from_the_beginning_is_sent_step_by_step() -> None:
    here, there = (Explorer(mailing, Budget(0, 0, 0)) for _ in range(2))
    with here.opened(), there.opened():
        place = here.moves.actors[0].start
        for number in range(MANY):
            place = place.answered(0, number == 0)
        state = here.first
        state.places = (place,)
        sender, receiver = (Packer(each.stage, each.moves.actors) for each in (here, there))
        packed = sender.packed(state)
        terms = lineage(names_in(packed), sender.terms)
        receiver.terms.update(terms)
        found = receiver.unpacked(packed)
        with pytest.raises(UnknownTermError):
            Packer(there.stage, there.moves.actors).unpacked(packed)

    assert len(terms) == MANY
    assert len(found.places[0].log) == MANY
    assert found.digest(there.canonical) == state.digest(here.canonical)


def no_call(lab: Lab) -> dict[str, Any]:
    queue = lab.queue("q")

    def actor() -> Moves:
        yield queue.take
        yield "complete"

    return {"ann": actor}


def divided(moment: Moment) -> None:
    if moment.move:
        raise ZeroDivisionError(moment.move)


class NeedsTwoError(Exception):
    """Its pickling fails: it is made of two arguments, and says one."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(one + two)


def strange(moment: Moment) -> None:
    if moment.move:
        raise NeedsTwoError("strange: ", moment.move)


def test_what_an_actor_or_a_promise_raises_is_raised_here(processes: Executor) -> None:
    with pytest.raises(UsageError, match="yields 'complete'"):
        explore(no_call, executor=processes)
    with pytest.raises(ZeroDivisionError, match=r"ann: q\.take") as raised:
        explore(idle, always=[divided], executor=processes)
    assert raised.value.__notes__[0] == "raised by the promise 'divided', after ann: q.take"
    assert "in divided" in raised.value.__notes__[1]
    with pytest.raises(QlabError, match=r"NeedsTwoError: strange: ann: q\.take"):
        explore(idle, always=[strange], executor=processes)


def interrupted(moment: Moment) -> None:
    if "charge" in moment.move:
        raise KeyboardInterrupt


def ended(moment: Moment) -> None:
    if "charge" in moment.move:
        os._exit(1)


def test_an_interrupt_and_a_lost_worker_keep_what_was_found(threads: Executor) -> None:
    found = explore(paying, always=[interrupted], executor=threads)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        lost = explore(paying, always=[ended], executor=executor)
        again = explore(paying, executor=executor)

    assert found.cut == "it was interrupted"
    assert found.states > 1
    assert lost.cut == again.cut == LOST
    assert lost.states > 1
    assert not lost.holds


TO_END: list[Executor] = []


def ends_its_executor(moment: Moment) -> None:
    if "complete" in moment.move:
        for executor in TO_END:
            executor.shutdown(wait=False, cancel_futures=True)


@pytest.mark.usefixtures("small_batches")
def test_an_executor_that_is_shut_down_meanwhile_keeps_what_was_found(
    threads: Executor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(globals(), "TO_END", [threads])
    found = explore(paying, crashes=1, ticks=3, always=[ends_its_executor], executor=threads)
    again = explore(paying, executor=threads)

    assert found.cut == again.cut == LOST
    assert found.states > again.states == 1
    assert not again.holds


def searching() -> object:
    return getattr(outpost._here, "search", None)


@pytest.mark.parametrize("name", ["threads", "processes"])
def test_workers_end_their_servers_with_the_search(name: str, request: pytest.FixtureRequest) -> None:
    executor: Executor = request.getfixturevalue(name)

    explore(paying, crashes=1, ticks=3, executor=executor)

    assert {executor.submit(searching).result() for _ in range(20)} == {None}


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # of Dask's own server
def test_dasks_executor_finds_what_one_process_finds(tmp_path: Path) -> None:
    import dask
    from distributed import Client, LocalCluster

    nowhere = {"dashboard_address": None, "local_directory": str(tmp_path), "silence_logs": 50}
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", **nowhere) as cluster,
        Client(cluster) as client,
    ):
        executor = client.get_executor()
        search = partial(MODELS["paying"].explore, every=True)
        found = search(executor=executor)
        lost = explore(paying, always=[ended], executor=executor)

        assert everything(found) == everything(search())
        assert lost.cut == LOST
        assert lost.states > 1
