"""The explorer: moves beside BullMQ's own calls, restoring beside replaying, and how long models take."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

from benchmarks.bare import bare
from benchmarks.rows import Row, interleaved
from qlab.explore.engine.cast import World
from qlab.explore.engine.found import Found, Limits
from qlab.explore.engine.state import Budget
from qlab.explore.explorer import Explorer
from qlab.explore.invariants import ALWAYS
from qlab.explore.models import MODELS
from qlab.explore.models.crashes import workers

CYCLES = 100
CALLS_A_CYCLE = 3
Case = tuple[World, Budget]
CRASH: Case = (workers(2, 2, 3), Budget(1, 0, 3))
LARGE: Case = (workers(3, 3, 2), Budget(1, 1, 3))


def run(
    *, rounds: int = 5, states: int = 10_000, cycles: int = CYCLES, spread: int = 20_000, crash: Case = CRASH
) -> list[Row]:
    """Measure searches of the crash model beside the bare calls, and the time and memory of others."""
    with bare() as alone:
        contenders: dict[str, Callable[[], object]] = {
            "bare": partial(alone.cycles, cycles),
            "restored": partial(searched, *crash),
            "remembered": partial(searched, *crash, memory=True),
            "replayed": partial(searched, *crash, replay=True),
        }
        times = interleaved(contenders, rounds)
    moves = searched(*crash).moves
    each = {name: took / moves for name, took in times.items()} | {"bare": times["bare"] / cycles / CALLS_A_CYCLE}
    lesson = interleaved({"lesson": MODELS["paying"].explore}, rounds)["lesson"] / 1000
    took, used = sized(states)
    medians = {f"{name} (ms a move)": value for name, value in each.items()}
    call = "BullMQ's own calls a second, over its asyncio client"
    return [
        Row("moves a second, no memory", each["bare"] / each["restored"], "×", "≥", 0.5, call, medians),
        Row("moves a second, with memory", each["bare"] / each["remembered"], "×", "≥", 0.9, call, medians),
        Row("restoring a state", times["replayed"] / times["restored"], "×", "≥", 3, "replaying its history", medians),
        Row("the crash model: 2 workers, 2 jobs", times["restored"] / 1000, "s", "≤", 2, "–"),
        Row("a lesson's model, its recording too", lesson, "s", "≤", 1, "–"),
        Row(f"{states:,} states of 3 workers, 3 jobs", took, "s", "≤", 10, "–"),
        Row("memory a state", used / 1000, "kB", "≤", 5, "–"),
        shared(rounds, spread),
    ]


def shared(rounds: int, states: int) -> Row:
    """Return how much sooner two processes search as many states as one does, without memory of effects."""
    search = partial(MODELS["crash, large"].explore, states=states, seconds=3600, memory=False)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        MODELS["paying"].explore(executor=executor)  # the processes are there, and have imported what they need
        times = interleaved({"one": search, "two": partial(search, executor=executor)}, rounds)
    medians = {f"{name} (ms)": took for name, took in times.items()}
    figure = times["one"] / times["two"]
    return Row(f"two processes, {states:,} states, no memory", figure, "×", "≥", 1.6, "one process", medians)


def searched(world: World, budget: Budget, *, memory: bool = False, replay: bool = False, states: int = 10**6) -> Found:
    """Search a model to the end, or to so many states."""
    explorer = Explorer(world, budget, memory=memory)
    with explorer.opened():
        search = explorer.search(ALWAYS, Limits(None, states, 3600))
        if replay:
            search.on_new = explorer.replaying().came
        return search.run(explorer.first)


def sized(states: int) -> tuple[float, float]:
    """Return how long so many states take, s, with the explorer's own options; and how many bytes one takes."""
    began = time.perf_counter()
    searched(*LARGE, memory=True, states=states)
    took = time.perf_counter() - began
    explorer = Explorer(*LARGE, memory=False)
    with explorer.opened():
        search = explorer.search(ALWAYS, Limits(None, states, 3600))
        tracemalloc.start()
        try:
            found = search.run(explorer.first)
            return took, tracemalloc.get_traced_memory()[0] / found.states
        finally:
            tracemalloc.stop()
