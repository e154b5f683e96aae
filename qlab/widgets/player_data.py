"""A recording as the JSON that the player's script draws.

It is the recording's own JSON Lines form (:mod:`qlab.record.format.codec`) with what a script cannot know added to it:
each key's role, what its values mean, and the atomic changes in words. All of those come from the same functions that
everything else in qlab shows, so page, widget, text and table never disagree.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from types import MappingProxyType
from typing import Any

import msgspec

from qlab.collector import held_off
from qlab.lab.opened.lua_script import LuaScript
from qlab.protocol.jobs.attempts import COMPLETED, IN_VAIN
from qlab.protocol.keys import Key, Role, parse_key
from qlab.protocol.states import JobState
from qlab.record.chapters import Chapters
from qlab.record.format.codec import state_to_json
from qlab.record.format.jsonl import change_of, step_to_json
from qlab.record.recording import Recording
from qlab.record.step import Command, Step
from qlab.snapshot.changes import Born, Change, Gone, ListChanged, SetChanged, StreamChanged, TtlChanged
from qlab.snapshot.details import Detail, Reading, change_lines
from qlab.snapshot.values import KeyState
from qlab.text.escape import shorten
from qlab.widgets.player_code import blocks, lines_of, scripts_of, written

__all__ = ["PlayerData", "to_text"]

Json = Any
_NO_FIELDS: Mapping[str, str] = MappingProxyType({})
_ELEMENTS = ("list", "set", "stream")
"""The types of keys whose elements have no words of their own: each change says what they mean."""
_ELEMENTS_OF: Mapping[type[Change], Callable[[Any], Iterable[Any]]] = MappingProxyType({
    Born: lambda change: change.state.value,
    Gone: lambda change: change.state.value,
    ListChanged: lambda change: (item for each in change.splices for item in (*each.removed, *each.inserted)),
    SetChanged: lambda change: (*change.removed, *change.added),
    StreamChanged: lambda change: change.appended,
    TtlChanged: lambda _change: (),
})  # fmt: skip
"""The elements that joined or left, in the order of :func:`qlab.snapshot.details.change_lines`."""
REMEMBERED = 5_000
"""This many fields of hashes are kept in mind with what they mean."""
LINE = 240
"""A line of the list of changes, and an argument of a command, is cut to this many characters; values stay whole."""
LINES = 200
"""This many atomic changes of one key are told in words."""


def to_text(value: Json) -> str:
    """JSON in ASCII: text that is not UTF-8 survives the way to the browser as lone surrogates."""
    try:
        text = msgspec.json.encode(value).decode()
    except UnicodeEncodeError:  # a lone surrogate, which msgspec does not write
        return json.dumps(value, separators=(",", ":"), allow_nan=False)
    return text if text.isascii() else text.encode("ascii", _ESCAPED).decode()


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
        self._keys: dict[str, Key] = {}
        self._known: dict[tuple[Role, str | None, str], int] = {}
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
        """Return what a script needs that has this many steps, names and words already."""
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
        text["commands"] = self._commands(step)
        texts, ids = written(step)
        text["code"] = [*map(self._text, texts), *ids]
        text["lua"] = [[lua.name, [self._text(piece) for piece in blocks(lua)]] for lua in self._scripts(step)]
        text["moves"] = [[move.queue, move.job, move.source, move.target] for move in step.transitions]
        text["failed"], text["completed"] = _ended(step)
        if begun := self._chapters.of(step):
            text["chapters"] = [[each.title, each.queue, each.job] for each in begun]
        return text

    def _scripts(self, step: Step) -> list[LuaScript]:
        return scripts_of(step) if self._lua else []

    def _commands(self, step: Step) -> list[Json]:
        """Return a step's commands; where the first argument is the one key, as mostly, no list of keys is told."""
        told: list[Json] = []
        for command in step.commands:
            name, args, keys = command
            for key in keys:
                if key not in self._keys:
                    self._key(key)
            if self._lua:
                told.append((name, _placed(command), keys, lines_of(step, command)))
            elif keys and args[:1] == keys and len("".join(args)) <= LINE:
                told.append((name, args))
            else:
                told.append((name, _placed(command), keys))
        return told

    def _change(self, step: Step, change: Change) -> Json:
        """Return a change. Most of its atomic changes the script can tell from it, and does once somebody looks."""
        name = change.key
        key = self._keys.get(name) or self._key(name)
        json, after = change_of(step, change), step.after.state.get(name)
        held = after or step.before.state.get(name)
        if held is None or key.role.redis_type != held.type or (after and "set" in json and type(change) is not Born):
            json["lines"] = [self._line(*detail) for detail in self._details(step, change, key)]
        elif held.type in _ELEMENTS:
            json["means"] = self._means(key, change)
        if after is not None:
            self._explain(key, after, json)
        return json

    def _explain(self, key: Key, after: KeyState, json: Json) -> None:
        """Add to a change what the fields of a hash, or a string, mean that it leaves."""
        whole = json.get("set")
        if whole is not None:
            whole["words"] = self._meanings(key, after)
        elif after.type == "hash":
            json["words"] = self._fields(key, json["hash"]["set"]) if "hash" in json else {}
        elif after.type == "string":
            json["words"] = self._meanings(key, after)

    def _means(self, key: Key, change: Change) -> list[int]:
        """Return what each element means that joined or left, in the order of the lines that tell of them."""
        elements = islice(_ELEMENTS_OF[type(change)](change), LINES)
        if key.role.redis_type == "stream":
            return [self._word(Reading(key, None).meaning_of(entry)) for entry in elements]
        return [self._meaning(key, None, item) for item in elements]

    def _details(self, step: Step, change: Change, key: Key) -> Iterator[Detail]:
        return islice(change_lines(change, Reading(key, step.at), step.before.key(change.key)), LINES)

    def _line(self, change: str, where: str, before: str | None, after: str | None, meaning: str) -> Json:
        sides = (before if before is None else _cut(before), after if after is None else _cut(after))
        return [change, _cut(where), *sides, self._word(meaning)]

    def _state(self, name: str, state: KeyState) -> Json:
        return {**state_to_json(state), "words": self._meanings(self._key(name), state)}

    def _meanings(self, key: Key, state: KeyState) -> dict[str, int]:
        """Return what a hash's fields, or a string (field ""), mean, as places in the list of words."""
        if state.type == "string":
            return {"": self._word(Reading(key, None).meaning(None, state.text))}
        return self._fields(key, state.fields)

    def _fields(self, key: Key, fields: Mapping[str, str]) -> dict[str, int]:
        """Return what each field of a hash means: much is the same in many jobs, and found at once."""
        role, known, told = key.role, self._known, {}
        for name, text in fields.items():
            place = known.get((role, name, text))
            told[name] = self._meaning(key, name, text) if place is None else place
        return told

    def _meaning(self, key: Key, field: str | None, text: str) -> int:
        """Return the place of what a hash's field, or an element, means: much is the same, and worked out once."""
        of = (key.role, field, text)
        if (known := self._known.get(of)) is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            known = self._known[of] = self._word(Reading(key, None).meaning(field, text))
        return known

    def _word(self, text: str) -> int:
        return self._text(_cut(text))

    def _text(self, text: str) -> int:
        """Return the place of a text among the words; told once, however many steps it belongs to."""
        return self._words.setdefault(text, len(self._words))

    def _key(self, name: str) -> Key:
        """Return a key's name, taken apart, and tell it once."""
        if (key := self._keys.get(name)) is None:
            key = self._keys[name] = parse_key(name, self.recording.prefix)
            self._names[name] = [key.queue, str(key.role), key.job, key.detail]
        return key


def _placed(command: Command) -> list[str | int]:
    """Return a command's arguments, where one that is a key is its place among the keys, and a long one is cut."""
    _name, args, keys = command
    return [keys.index(arg) if arg in keys else _cut(arg) for arg in args]


def _cut(text: str) -> str:
    return text if len(text) <= LINE else shorten(text, LINE)


def _ended(step: Step) -> tuple[int, int]:
    """Return how many attempts ended in vain in a step, and how many jobs it completed."""
    outcomes = [move.outcome for move in step.transitions if move.source is JobState.ACTIVE]
    return (sum(map(outcomes.count, IN_VAIN)), outcomes.count(COMPLETED)) if outcomes else (0, 0)
