"""Recordings: loading beside the least that it can do, saving beside ``json.dumps``, the player's data beside a save.

CPU time of this process, in pairs, at several lengths. The recording is that of :mod:`benchmarks.player`: traced, and
200 jobs in the queue.
"""

from __future__ import annotations

import gc
import json
import tempfile
import tracemalloc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from statistics import median
from types import MappingProxyType
from typing import Any

from immutables import Map

from benchmarks.growth import STEPS_A_JOB
from benchmarks.player import JOBS, recording
from benchmarks.rows import Pairs, Row, in_pairs, ratio
from benchmarks.run import at_once
from qlab import Lab, Recording
from qlab.collector import held_off
from qlab.files import write_file
from qlab.protocol.operations import operation
from qlab.record.format.jsonl import dump, head_to_json, step_to_json
from qlab.record.step import Call, Command, Step, Trace
from qlab.run import Evenly
from qlab.snapshot.changes import ListChanged, ScoreChange, Splice, ZsetChanged
from qlab.snapshot.edits import part, score
from qlab.snapshot.model import Snapshot
from qlab.snapshot.values import Entries, Entry, KeyState, zset
from qlab.widgets.player_data import PlayerData, to_text

SIZES = (1_000, 10_000, 50_000)
ROUNDS = 5
STEPS_A_BAR = 30_000
"""In so many steps, all rounds together, a bar is measured: a long recording needs fewer rounds, for it is long."""
LOAD, SAVE, PLAYER, LINEAR, MEMORY = 1.2, 2, 3, 1.3, 4
KEPT = 5_000
"""In so many steps the memory is traced."""
Json = Any


def run(*, sizes: Sequence[int] = SIZES, jobs: int = JOBS, rounds: int = ROUNDS) -> list[Row]:
    """Measures the three at each length, and how each length compares with the first."""
    with tempfile.TemporaryDirectory() as folder:
        whole, path = Path(folder) / "whole.jsonl", Path(folder) / "cut.jsonl"
        recording(max(sizes), jobs).save(whole)  # and forgotten: what lives is walked by each collection of garbage
        each = {}
        for size in sizes:
            cut_file(whole, size, path)
            each[size] = _measured(path, rounds_of(size, rounds))
        kept = memory(run_through(min(max(sizes), KEPT)), path)
    return [*(row for size in sizes for row in _rows(size, each[size])), *_linear(each), kept]


def rounds_of(size: int, most: int) -> int:
    """How many pairs are measured of so many steps; at least one."""
    return max(1, min(most, STEPS_A_BAR // size))


def cut_file(whole: Path, steps: int, path: Path) -> None:
    """Write a file of the first steps of a recording's."""
    with whole.open(encoding="utf-8") as lines:
        # the first line is the head
        write_file(path, chain(islice(lines, 1 + steps), [dump({"end": steps}) + "\n"]))


def _measured(path: Path, rounds: int) -> dict[str, Pairs]:
    loaded = Recording.load(path)
    check_same(loaded, by_hand(path))
    ways: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
        "load": (lambda: Recording.load(path), lambda: by_hand(path)),
        "save again": (lambda: loaded.save(path), lambda: dumped(plain)),
        "the player's data": (lambda: played(loaded), lambda: loaded.save(path)),
    }
    # What both work out once for each step is no part of any call: the longest is called but once.
    loaded.save(path)
    played(loaded)
    plain = [head_to_json(loaded), *map(step_to_json, loaded), {"end": len(loaded)}]
    with frozen():
        return {what: in_pairs(*both, rounds, warm_up=rounds > 1) for what, both in ways.items()}


@contextmanager
def frozen() -> Iterator[None]:
    """Keep what lives already from being walked when the garbage is collected before each call.

    All calls hold the collector off, so nothing else of it is measured; and with 50,000 steps one walk takes seconds.
    """
    others = gc.get_freeze_count() > 0
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()  # all, so what others have set aside is set aside again
        if others:
            gc.freeze()


def dumped(plain: Sequence[Json]) -> list[str]:
    """The same plain values as text, a line each."""
    with held_off():
        return [json.dumps(line, sort_keys=True, separators=(",", ":"), allow_nan=False) for line in plain]


@held_off()
def played(film: Recording) -> str:
    """All that the player's script is told of a recording, made as a page makes it."""
    return to_text(PlayerData(film, lua=False).whole())


BESIDE = {"load": "json.loads, and the same objects by hand", "save again": "json.dumps", "the player's data": "a save"}
BARS = {"load": LOAD, "save again": SAVE, "the player's data": PLAYER}


def _rows(size: int, each: Mapping[str, Pairs]) -> Iterator[Row]:
    for what, pairs in each.items():
        medians = {
            f"{name} (µs a step, CPU)": 1_000 * median(pair[at] for pair in pairs.cpu) / size
            for at, name in enumerate((what, BESIDE[what]))
        }
        yield Row(f"{what}, {size:,} steps, CPU", ratio(pairs.cpu), "×", "≤", BARS[what], BESIDE[what], medians)


def _linear(each: Mapping[int, Mapping[str, Pairs]]) -> Iterator[Row]:
    """What a step costs in the longest, beside one in the shortest."""
    short, long = min(each), max(each)
    for what in BARS:
        cost = {size: median(pair[0] for pair in each[size][what].cpu) / size for size in (short, long)}
        medians = {f"{size:,} steps (µs a step, CPU)": 1_000 * ms for size, ms in cost.items()}
        yield Row(f"{what}, a step of {long:,}", cost[long] / cost[short], "×", "≤", LINEAR, f"of {short:,}", medians)


def run_through(steps: int) -> Recording:
    """So many steps, or a few more, of a run of small jobs, each of which is removed when it is done."""
    with Lab() as lab:
        lab.queue("email", removeOnComplete=True)
        lab.run({"email": at_once}, arrivals=Evenly("email", "1s", -(-steps // STEPS_A_JOB)), detail="keys")
        return lab.recording


def memory(film: Recording, path: Path) -> Row:
    """What a step of a loaded recording keeps."""
    film.save(path)
    gc.collect()
    tracemalloc.start()
    loaded = Recording.load(path)
    gc.collect()
    kept = tracemalloc.get_traced_memory()[0] / len(loaded) / 1_000
    tracemalloc.stop()
    return Row(f"memory a loaded step, {len(film):,} steps", kept, "kB", "≤", MEMORY, "nothing", {"kept (kB)": kept})


# -- by hand -----------------------------------------------------------------------------------------------------------


@held_off()
def by_hand(path: Path) -> Recording:
    """The same objects out of a file, by their constructors: nothing is checked, and nothing shared."""
    with path.open(encoding="utf-8") as file:
        head = json.loads(next(file))
        state = Map({name: _key(name, value) for name, value in head["keys"].items()})
        first = Snapshot(head["at"], head["start"], head["prefix"], state, head["sampled"])
        film = Recording(first, head["clock"], head["server"], head["note"])
        for text in file:
            line = json.loads(text)
            if "end" not in line:
                film.steps.append(_step(line, film.last))
    return film


def _step(line: Json, before: Snapshot) -> Step:
    state = before.state
    for change in line["changes"]:
        key = change["key"]
        after = _after(key, change, state.get(key))
        state = state.delete(key) if after is None else state.set(key, after)
    commands = tuple(Command(name, tuple(args), tuple(keys)) for name, args, keys in line["commands"])
    trace, sentence = Trace(line["script"], commands), line["sentence"]
    return Step(
        line["index"], line["title"], Call(operation(line["op"]), line["queue"], line["job"], line["facts"]), before,
        Snapshot(line["at"], before.start, before.prefix, state, before.sampled), line["returned"],
        frozenset(change["key"] for change in line["changes"]), lambda _step: sentence, lambda: trace,
    )  # fmt: skip


def _after(key: str, change: Json, old: KeyState | None) -> KeyState | None:
    if "set" in change:
        return _key(key, change["set"])
    if old is None or "del" in change:
        return None
    facts = (key, change["encoding"], change["expires_at"])
    for kind, edit in _EDITS.items():
        if kind in change:
            return edit(change[kind], facts, old)
    return old.replace(encoding=facts[1], expires_at=facts[2])


def _key(name: str, state: Json) -> KeyState:
    kind, value = state["type"], state["value"]
    held = _VALUES[kind](value)
    size = len(value.encode()) if kind == "string" else len(value)
    return KeyState(name, kind, state["encoding"], state["expires_at"], state.get("size", size), value=held)


def _entries(value: Json) -> list[Entry]:
    return [Entry(id, tuple((name, text) for name, text in fields)) for id, fields in value]


_VALUES: Mapping[str, Callable[[Json], Any]] = {
    "string": str,
    "list": tuple,
    "set": tuple,
    "hash": MappingProxyType,
    "zset": lambda value: zset({member: float(score) for member, score in value}),
    "stream": lambda value: Entries(_entries(value)),
}
Facts = tuple[str, str, int | None]


def _string(text: Json, facts: Facts, old: KeyState) -> KeyState:
    return KeyState(facts[0], old.type, *facts[1:], len(text.encode()), value=text)


def _list(splices: Json, facts: Facts, old: KeyState) -> KeyState | None:
    made = [Splice(at, part(old, at, at + gone), tuple(come)) for at, gone, come in splices]
    return ListChanged(*facts, tuple(made)).apply(old)


def _set(edit: Json, facts: Facts, old: KeyState) -> KeyState:
    members = tuple(sorted({*old.items, *edit["add"]}.difference(edit["del"])))
    return KeyState(facts[0], old.type, *facts[1:], len(members), value=members)


def _hash(edit: Json, facts: Facts, old: KeyState) -> KeyState:
    fields = dict(sorted({**old.fields, **edit["set"]}.items()))
    for name in edit["del"]:
        fields.pop(name, None)
    return KeyState(facts[0], old.type, *facts[1:], len(fields), value=MappingProxyType(fields))


def _zset(edit: Json, facts: Facts, old: KeyState) -> KeyState | None:
    after = {**dict.fromkeys(edit["del"]), **edit["set"]}
    return ZsetChanged(*facts, {name: ScoreChange(score(old, name), after[name]) for name in sorted(after)}).apply(old)


def _stream(edit: Json, facts: Facts, old: KeyState) -> KeyState:
    entries = old.entries
    assert isinstance(entries, Entries)
    after = entries.then(_entries(edit["append"]), edit["trim"])
    return KeyState(facts[0], old.type, *facts[1:], len(after), value=after)


_EDITS: Mapping[str, Callable[[Json, Facts, KeyState], KeyState | None]] = {
    "string": _string, "list": _list, "members": _set, "hash": _hash, "zset": _zset, "stream": _stream,
}  # fmt: skip


@held_off()
def check_same(loaded: Recording, made: Recording) -> None:
    """Make sure that both ways lead to the same: they begin alike, change alike, and end alike.

    Each step's whole state is not compared: it holds thousands of events, and a step adds one or two.

    Raises:
        RuntimeError: If they do not.
    """
    alike = (loaded.first, loaded.last) == (made.first, made.last)
    same = alike and all(
        (one.at, one.diff, one.commands, one.call, one.sentence)
        == (other.at, other.diff, other.commands, other.call, other.sentence)
        for one, other in zip(loaded, made, strict=True)
    )
    if not same:
        raise RuntimeError("Loading and the building by hand do not make the same recording.")
