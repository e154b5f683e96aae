"""Lesson 02, *Could I build one myself?*: what is behind its predictions' options, and its exercises' checks."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from typing import Any

from qlab.explore.engine.effects import did
from qlab.explore.exploring import explore
from qlab.lab.lab import Lab
from qlab.teach.mini import Mini
from qlab.teach.remarks import Remark, fine, not_yet
from qlab.teach.worlds import hand_made, mailed, mailed_once
from qlab.text.escape import repr_of
from qlab.text.words import plural

__all__ = ["WHY"]

WHY: Mapping[str, Mapping[str, str]] = {
    "02-a": {
        "in `mini:wait`": "RPOP returns the id and removes it in one step: from then on, only the worker knew it.",
        "in no list": "A list is not a queue: it hands out a job and forgets it, so a crash loses the job.",
    },
    "02-b": {
        "yes": "No: until its mail has been sent, the id is always in a list, because LMOVE is one command.",
        "no": "The explorer tried every crash. The id leaves `active` only after the mail has been sent.",
    },
    "02-c": {
        "once": "The recovery put the id back while the first worker was still busy; the second one sent it too.",
        "twice": "Nothing tells the recovery that the worker is alive. No crash was needed.",
    },
}


def lost(lab: Lab) -> Iterator[Remark]:
    """02-a: a job's hash whose id is in no list."""
    mini = Mini(lab.redis)
    redis: Any = lab.redis
    listed = {id for key in (mini.wait, mini.active) for id in redis.lrange(key, 0, -1)}
    names: Any = redis.keys("mini:*")
    hashes = {id for name in names if (id := str(name).rpartition(":")[2]).isdigit()}
    if not hashes:
        yield not_yet("There is no job in this lab.", "own.run(own.add('one')), twice.")
    if not hashes - listed:
        yield not_yet(f"{plural(len(hashes), 'job')}, and each is in a list.", "own.run(own.pop()), and no more.")
    if not listed:
        yield not_yet("No job is left in a list.", "adding two, and popping one.")
    yield fine(f"Job {min(hashes - listed)} has a hash, but is in no list: no worker will ever find it.")


def careful(worker: Callable[[Mini], Any]) -> Iterator[Remark]:
    """02-b: a worker that sends the mail, and in no interleaving loses it."""
    calm = explore(hand_made(worker), promises=(), always=[mailed_once], finally_=[_sent])
    if not calm.holds:
        yield not_yet("Even without a crash, the mail is not sent once.", 'did("mail", id), once for each id.')
    yield fine("Without a crash the mail is sent once.")
    found = explore(hand_made(worker), crashes=1, promises=(), finally_=[mailed])
    if not found.holds:
        yield not_yet(
            "With a crash it can be lost.", "mini.move() instead of mini.pop(), and mini.done(id) at the end."
        )
    yield fine("With a crash at any point, the mail was sent or its job is still in a list.")


def _sent(moment: Any) -> str | None:
    """In the end the mail was sent."""
    return None if moment.effects else "no one sent the mail"


def shortest(given: Any) -> Iterator[Remark]:
    """02-c: the number of moves until the second mail."""
    race = explore(hand_made(_move_and_send, Mini.recover), promises=(), always=[mailed_once])
    moves = len(race.counterexamples[0].moves)
    if given != moves:
        yield not_yet(f"{repr_of(given, 20)} is not how many moves it takes.", "len(race.counterexample.moves).")
    yield fine(f"{moves} moves, and no shorter way: the explorer looks at all short ways first.")


def _move_and_send(mini: Mini) -> Generator[Any, Any, Any]:
    if id := (yield from mini.move()):
        yield did("mail", id)
        yield from mini.done(id)


HINTS: Mapping[str, tuple[str, ...]] = {
    "02-a": (
        "The loss above needed only an `add` and half of a worker.",
        "`own.run(own.add(…))` adds; there is a method that takes an id out of the list.",
        "Add twice, then `own.run(own.pop())`, and stop there.",
    ),
    "02-b": (
        "The id must be in a list at every moment until the mail is sent.",
        "`mini.move()` keeps it in `active`; `mini.done(id)` takes it out of there.",
        'As in `move_and_send`: move, `did("mail", id)`, and only then done.',
    ),
    "02-c": (
        "The report of `race` lists the moves of its counterexample.",
        "`race.counterexample.moves` is a list.",
        "Its length is the answer.",
    ),
}

EXERCISES: Mapping[str, Callable[..., Iterator[Remark]]] = {"02-a": lost, "02-b": careful, "02-c": shortest}
