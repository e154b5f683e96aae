"""Lesson 03, *What is in Redis?*: what is behind the options of its predictions, and the checks of its exercises."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from redis.exceptions import ResponseError

from qlab.lab.lab import Lab
from qlab.protocol.keys import Role
from qlab.protocol.states import JobState
from qlab.protocol.versions import PAUSED_IN_WAIT
from qlab.teach.misconceptions import truth
from qlab.teach.remarks import Remark, fine, not_yet
from qlab.text.escape import repr_of, shorten

__all__ = ["WHY"]

WHY: Mapping[str, Mapping[str, str]] = {
    "03-a": {
        "1": "The job's hash is one of them. With the hash alone, no worker would ever find the job.",
        "2": "A hash and a list would do for a toy; BullMQ also counts ids, emits events and wakes workers.",
        "6": "The job's hash, the list it waits in, the marker, the events, the queue's settings and the id counter.",
        "13": "A state that no job is in has no key: Redis keeps no empty lists and no empty sorted sets.",
    },
    "03-a2": {
        "set": "BullMQ's architecture page says set. TYPE says list: RPOPLPUSH moves an id here from `wait`.",
        "list": "RPOPLPUSH, one command, moves an id from the tail of `wait` to the head of `active`.",
        "zset": "There is nothing to sort by: a worker that has a job simply has it.",
        "hash": "Hashes hold a job's fields; lists and sorted sets say where a job is.",
    },
    "03-b": {
        "completed": truth(17),
        "active": "Its id is still in the list `active`, and that list is what BullMQ reads.",
        "unknown": "BullMQ says that about an id that is in no list and no sorted set; this one is in `active`.",
    },
    "03-c": {
        "they are equal": truth(12),
        "1 apart": "The due time in ms is multiplied by 4096, which leaves room for a number of their own.",
        "4096 apart": "That is one millisecond: the due time in ms is multiplied by 4096.",
    },
    "03-d": {
        "nothing, it is job 0": truth(13),
        "it is removed": "No worker may take a job from a paused queue, so there is no one to wake.",
        "it moves to `paused`": (
            f"Since {PAUSED_IN_WAIT.first} nothing moves when a queue is paused: a field of `meta` records it."
        ),
    },
}

ASKED = ("wait", "delayed", "meta", "events", "id")
DUE_IN_MS = 130_000
SEQUENCE = 5


def types(given: Mapping[str, str], lab: Lab) -> Iterator[Remark]:
    """03-a: the Redis type of some keys, by the role in their names."""
    names = {"string": "string", "list": "list", "hash": "hash", "stream": "stream", "set": "set", "zset": "sorted set"}
    for role in ASKED:
        said, so = given.get(role), _type_of(Role(role), lab)
        guess = str(said).strip().lower()
        if guess not in names:
            yield not_yet(f"`{role}`: {repr_of(said, 20)} is not a Redis type.", f"one of {', '.join(names)}.")
        elif guess != so:
            hint = f"redis.type('bull:email:{role}'), and ask what the queue does with that key."
            yield not_yet(f"`{role}` is not a {names[guess]}.", hint)
        else:
            yield fine(f"`{role}` is a {names[so]}: {_use(so)}.")


def _type_of(role: Role, lab: Lab) -> str:
    """Return the type of a key of `email`: now, or when it was last there, or as BullMQ makes it."""
    snapshots = (lab.snapshot(), *(step.after for step in reversed(lab.steps)))
    held = (snapshot.container("email", role) for snapshot in snapshots)
    return next((key.type for key in held if key), role.redis_type)


def _use(kind: str) -> str:
    return {
        "list": "ids in a row, pushed at one end and taken at the other",
        "zset": "ids in order of a number, here of the moment they are due",
        "hash": "named fields with a value each",
        "stream": "a journal that is written at its end and read from anywhere",
        "string": "one value, here a counter",
    }.get(kind, "see above")


def places(where: Callable[[str], str | None], lab: Lab) -> Iterator[Remark]:
    """03-b: a function that finds the container of a job's id with Redis commands alone."""
    try:
        for (queue, id), state in lab.snapshot().places.items():
            if queue == "email":
                yield _place(where, id, state)
        nowhere = where("no-such-job")
    except ResponseError as error:
        hint = "lrange for lists alone and zrange for sorted sets: redis.type(key) says which of them a key is."
        yield not_yet(f"Redis refuses a command of where: {shorten(error, 80)}.", hint)
    else:
        if nowhere is not None:
            yield not_yet(f"where('no-such-job') says {repr_of(nowhere, 30)}.", "None for an id that is nowhere.")


def _place(where: Callable[[str], str | None], id: str, state: JobState) -> Remark:
    said = where(id)
    if said == state.container:
        return fine(f"where({id!r}) finds it in `{state.container}`.")
    ending = "lrange(key, 0, -1)" if state.redis_type == "list" else "zrange(key, 0, -1)"
    hint = f"redis.{ending} on bull:email:{state.container}, which is a {state.redis_type}."
    return not_yet(f"where({id!r}) says {repr_of(said, 30)}; its id is in `{state.container}`.", hint)


def score(due_ms: Any, sequence: Any, lab: Lab) -> Iterator[Remark]:
    """03-c: the moment and the sequence in a score of `delayed`."""
    due = lab.recording.start + DUE_IN_MS
    if due_ms != due:
        yield not_yet(f"due_ms is {repr_of(due_ms, 30)}. {_score_problem(due_ms, due)}", "divmod(score, 4096).")
    yield fine(f"The job is due at {due} ms, {DUE_IN_MS // 1000} s after the lab began.")
    if sequence != SEQUENCE:
        said = f"sequence is {repr_of(sequence, 30)}, and the remainder is another number."
        yield not_yet(said, "the remainder of the division.")
    yield fine(f"The remainder is {SEQUENCE}: five others were put there for that millisecond before it.")


def _score_problem(given: Any, due: int) -> str:
    if not isinstance(given, int | float):
        return "That is not a number."
    if given >= due * 1024:
        return "That is still the score: the moment was multiplied by 4096."
    if 0 < given <= due / 100:
        return "That is too small for ms since 1970; are these seconds?"
    return "That is not the moment in this score."


def bell(lab: Lab) -> Iterator[Remark]:
    """03-d: a queue `letters` whose marker says only when the next job is due."""
    snapshot = lab.snapshot()
    if "letters" not in snapshot.queues:
        yield not_yet("There is no queue `letters` in Redis: without a job it has no keys.", "adding one to it.")
    marker = snapshot.container("letters", Role.MARKER)
    if marker is None:
        yield not_yet("`letters` has no marker: no job is there to wake a worker for.", "add one, with a delay.")
    else:
        members = {member: float(value) for member, value in marker.members}
        if "0" in members:
            hint = "lab.queue('letters').obliterate(), then add a job with a delay and none without."
            yield not_yet("The marker of `letters` has member `0`: a job was ready there.", hint)
        yield fine("The marker has member `1` alone: workers sleep until that moment, and no job is ready.")


HINTS: Mapping[str, tuple[str, ...]] = {
    "03-a": (
        "The exploration script printed the type of each key. What does each have to do?",
        "Pushed and popped at its ends: a list. Sorted by a number: a zset. Looked up by name: a hash.",
        "`delayed` is sorted by when a job is due, `meta` holds settings by name, and `id` is one number.",
    ),
    "03-b": (
        "Nothing in a job's hash says where it is. Look for its id in the containers.",
        "`wait` and `active` are lists; the others are sorted sets, read with `zrange`.",
        "Read wait, active, delayed, prioritized, completed, failed, waiting-children; return the one that has the id.",
    ),
    "03-c": (
        "The score is the due time × 4096, plus a sequence smaller than 4096.",
        "Divide with a remainder: Python has one function for both.",
        "`divmod(score_seen, 4096)`.",
    ),
    "03-d": (
        "Member `0` says that a job is ready, member `1` when the next one will be.",
        "So there must be a job in `letters`, and none that a worker could take now.",
        "One `add` with a delay. If `0` is there from an earlier try, obliterate the queue first.",
    ),
}

EXERCISES: Mapping[str, Callable[..., Iterator[Remark]]] = {
    "03-a": types,
    "03-b": places,
    "03-c": score,
    "03-d": bell,
}
