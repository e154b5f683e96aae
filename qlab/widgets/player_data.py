"""A recording as the JSON that the player's script draws.

It is the recording's own JSON Lines form (:mod:`qlab.record.format.codec`) with what a script cannot know added to it:
each key's role, what its values mean, and the atomic changes in words. All of those come from the same functions that
everything else in qlab shows, so page, widget, text and table never disagree.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from types import MappingProxyType
from typing import Any

import msgspec

from qlab.collector import held_off
from qlab.lab.opened.lua_script import LuaScript
from qlab.protocol.jobs.attempts import COMPLETED, IN_VAIN
from qlab.protocol.keys import parse_key
from qlab.protocol.states import JobState
from qlab.record.chapters import Chapters
from qlab.record.format.codec import state_to_json
from qlab.record.format.jsonl import change_of, step_to_json
from qlab.record.recording import Recording
from qlab.record.step import Command, Step
from qlab.snapshot.changes import Change
from qlab.snapshot.details import Detail, Reading, change_lines
from qlab.snapshot.values import KeyState
from qlab.text.escape import shorten
from qlab.widgets.player_code import blocks, lines_of, scripts_of, written

__all__ = ["PlayerData", "to_text"]

Json = Any
_NOTHING: Mapping[str, int] = MappingProxyType({})
LINE = 240
"""A line of the list of changes, and an argument of a command, is cut to so many characters; values stay whole."""
LINES = 200
"""So many atomic changes of one key are told in words."""


def to_text(value: Json) -> str:
    """JSON in ASCII: text that is not UTF-8 survives the way to the browser as lone surrogates."""
    try:
        text = msgspec.json.encode(value).decode()
    except UnicodeEncodeError:  # a lone surrogate, which msgspec does not write
        return json.dumps(value, separators=(",", ":"), allow_nan=False)
    return text.encode("ascii", _ESCAPED).decode()


def _escaped(error: UnicodeError) -> tuple[str, int]:
    """Return what stands in JSON for characters beyond ASCII, and where to go on."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return json.dumps(error.object[error.start : error.end])[1:-1], error.end


_ESCAPED = "qlab.json"
codecs.register_error(_ESCAPED, _escaped)


class PlayerData:
    """What the player shows of a recording; grows with it.

    Args:
        recording: The recording.
        lua: Whether to tell the Lua of BullMQ's scripts, some 80 KB for a story.
    """

    def __init__(self, recording: Recording, *, lua: bool = True) -> None:
        self.recording, self._lua = recording, lua
        self._names: dict[str, list[str | None]] = {}
        self._words: dict[str, int] = {}
        self._steps: list[Json] = []
        self._chapters = Chapters()
        self._first = {name: self._state(name, state) for name, state in recording.first.state.items()}
        self.grow()

    def __len__(self) -> int:
        return len(self._steps)

    @property
    def size(self) -> tuple[int, int, int]:
        """How many steps, names of keys and words it has: what :meth:`since` goes on from."""
        return len(self._steps), len(self._names), len(self._words)

    @held_off()
    def grow(self) -> bool:
        """Take in the steps that the recording has gained; return whether there were any."""
        fresh = [self._step(step) for step in self.recording.steps[len(self._steps) :]]
        self._steps += fresh
        return bool(fresh)

    def whole(self) -> Json:
        """Return all that there is so far."""
        first = self.recording.first
        return {
            "prefix": first.prefix,
            "start": first.start,
            "at": first.at,
            "clock": self.recording.clock,
            "server": self.recording.server,
            "note": self.recording.note,
            "watched": first.sampled,
            "keys": self._first,
            **self.since(0, 0, 0),
        }

    def since(self, steps: int, names: int, words: int) -> Json:
        """Return what a script needs that has so many steps, names and words already."""
        return {
            "from": steps,
            "wordsFrom": words,
            "names": dict(islice(self._names.items(), names, None)),
            "words": list(islice(self._words, words, None)),
            "steps": self._steps[steps:],
        }

    def _step(self, step: Step) -> Json:
        text = step_to_json(step, changes=[self._change(step, change) for change in step.diff])
        del text["facts"]  # what the sentence was made from; the sentence is there
        text["commands"] = [self._command(step, command) for command in step.commands]
        text["code"] = [self._text(code) for code in written(step)]
        text["lua"] = [[lua.name, [self._text(piece) for piece in blocks(lua)]] for lua in self._scripts(step)]
        text["moves"] = [[move.queue, move.job, move.source, move.target] for move in step.transitions]
        return text | _ended(step) | self._begun(step)

    def _begun(self, step: Step) -> Json:
        """Return the chapters that begin with a step; most steps begin none, and say nothing."""
        begun = [[each.title, each.queue, each.job] for each in self._chapters.of(step)]
        return {"chapters": begun} if begun else {}

    def _scripts(self, step: Step) -> list[LuaScript]:
        return scripts_of(step) if self._lua else []

    def _command(self, step: Step, command: Command) -> Json:
        name, args, keys = command
        self._name(keys)
        # An argument that is a key is told by its place among the keys.
        told = [keys.index(arg) if arg in keys else _cut(arg) for arg in args]
        return [name, told, keys, lines_of(step, command)] if self._lua else [name, told, keys]

    def _change(self, step: Step, change: Change) -> Json:
        self._name([change.key])
        json = change_of(step, change)
        reading = Reading.of(change.key, step.after.prefix, step.at)
        details = list(islice(change_lines(change, reading, step.before.key(change.key)), LINES))
        json["lines"] = [self._line(*detail) for detail in details]
        after = step.after.key(change.key)
        if after is not None and ("set" in json or after.type in ("hash", "string")):
            whole = json.get("set")
            fields = None if whole is not None else json.get("hash", {}).get("set")
            told = self._told(after, reading, details)
            (json if whole is None else whole)["words"] = self._meanings(change.key, after, fields, told)
        return json

    def _told(self, after: KeyState, reading: Reading, details: Sequence[Detail]) -> Mapping[str, int]:
        """Return what the lines of a change have said already of a hash, or of a string, whatever the time is."""
        if reading.key.role.redis_type != after.type or after.type not in ("hash", "string"):
            return {}
        return {each.where: self._word(each.meaning) for each in details if each.change in ("added", "changed")}

    def _line(self, change: str, where: str, before: str | None, after: str | None, meaning: str) -> Json:
        sides = (before if before is None else _cut(before), after if after is None else _cut(after))
        return [change, _cut(where), *sides, self._text(_cut(meaning))]

    def _state(self, name: str, state: KeyState) -> Json:
        self._name([name])
        return {**state_to_json(state), "words": self._meanings(name, state)}

    def _meanings(
        self, name: str, state: KeyState, only: Iterable[str] | None = None, told: Mapping[str, int] = _NOTHING
    ) -> dict[str, int]:
        """Return what a hash's fields, or a string (field ""), mean, as places in the list of words."""
        reading = Reading.of(name, self.recording.prefix)
        if state.type == "string":
            return {"": told[""] if "" in told else self._word(reading.meaning(None, state.text))}
        fields = state.fields if state.type == "hash" else {}
        asked = fields if only is None else only
        return {name: told[name] if name in told else self._word(reading.meaning(name, fields[name])) for name in asked}

    def _word(self, text: str) -> int:
        return self._text(_cut(text))

    def _text(self, text: str) -> int:
        """Return the place of a text among the words; told once, however many steps it belongs to."""
        return self._words.setdefault(text, len(self._words))

    def _name(self, names: Iterable[str]) -> None:
        for name in names:
            if name not in self._names:
                key = parse_key(name, self.recording.prefix)
                self._names[name] = [key.queue, str(key.role), key.job, key.detail]


def _cut(text: str) -> str:
    return text if len(text) <= LINE else shorten(text, LINE)


def _ended(step: Step) -> Json:
    """Return how many attempts ended in vain in a step, and how many jobs it completed."""
    outcomes = [move.outcome for move in step.transitions if move.source is JobState.ACTIVE]
    return {"failed": sum(map(outcomes.count, IN_VAIN)), "completed": outcomes.count(COMPLETED)}
