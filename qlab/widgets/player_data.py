"""A recording as the JSON that the player's script draws.

It is the recording's own JSON Lines form (:mod:`qlab.record.format.codec`) with what a script cannot know added to it:
each key's role, what its values mean, and the atomic changes in words. All of those come from the same functions that
everything else in qlab shows, so page, widget, text and table never disagree.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import islice
from typing import Any

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
LINE = 240
"""A line of the list of changes, and an argument of a command, is cut to so many characters; values stay whole."""
LINES = 200
"""So many atomic changes of one key are told in words."""


def to_text(value: Json) -> str:
    """Return JSON in ASCII: text that is not UTF-8 survives the way to the browser as lone surrogates."""
    return json.dumps(value, separators=(",", ":"), allow_nan=False)


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
        text = step_to_json(step)
        del text["facts"]  # what the sentence was made from; the sentence is there
        return {
            **text,
            "commands": [self._command(step, command) for command in step.commands],
            "code": [self._text(code) for code in written(step)],
            "lua": [[lua.name, [self._text(piece) for piece in blocks(lua)]] for lua in self._scripts(step)],
            "changes": [self._change(step, change) for change in step.diff],
            "moves": [[move.queue, move.job, move.source, move.target] for move in step.transitions],
            **_ended(step),
            **self._begun(step),
        }

    def _begun(self, step: Step) -> Json:
        """Return the chapters that begin with a step; most steps begin none, and say nothing."""
        begun = [[each.title, each.queue, each.job] for each in self._chapters.of(step)]
        return {"chapters": begun} if begun else {}

    def _scripts(self, step: Step) -> list[LuaScript]:
        return scripts_of(step) if self._lua else []

    def _command(self, step: Step, command: Command) -> Json:
        self._name(command.keys)
        keys = list(command.keys)  # an argument that is a key is told by its place among the keys
        args = [keys.index(arg) if arg in keys else shorten(arg, LINE) for arg in command.args]
        told = [command.name, args, keys]
        return [*told, lines_of(step, command)] if self._lua else told

    def _change(self, step: Step, change: Change) -> Json:
        self._name([change.key])
        json = change_of(step, change)
        reading = Reading.of(change.key, step.after.prefix, step.at)
        lines = islice(change_lines(change, reading, step.before.key(change.key)), LINES)
        after = step.after.key(change.key)
        if "set" in json and after is not None:
            json["set"]["words"] = self._meanings(change.key, after)
        elif after is not None and after.type in ("hash", "string"):
            json["words"] = self._meanings(change.key, after, json.get("hash", {}).get("set"))
        return {**json, "lines": [self._line(line) for line in lines]}

    def _line(self, line: Detail) -> Json:
        sides = (None if text is None else shorten(text, LINE) for text in (line.before, line.after))
        return [line.change, shorten(line.where, LINE), *sides, self._word(line.meaning)]

    def _state(self, name: str, state: KeyState) -> Json:
        self._name([name])
        return {**state_to_json(state), "words": self._meanings(name, state)}

    def _meanings(self, name: str, state: KeyState, only: Iterable[str] | None = None) -> dict[str, int]:
        """Return what the fields of a hash, or the text of a string (field ""), mean, as places in the word list."""
        reading = Reading.of(name, self.recording.prefix)
        if state.type == "string":
            return {"": self._word(reading.meaning(None, state.text))}
        fields = state.fields if state.type == "hash" else {}
        asked = fields if only is None else only
        return {field: self._word(reading.meaning(field, fields[field])) for field in asked}

    def _word(self, text: str) -> int:
        return self._text(shorten(text, LINE))

    def _text(self, text: str) -> int:
        """Return the place of a text among the words; told once, however many steps it belongs to."""
        return self._words.setdefault(text, len(self._words))

    def _name(self, names: Iterable[str]) -> None:
        for name in names:
            if name not in self._names:
                key = parse_key(name, self.recording.prefix)
                self._names[name] = [key.queue, str(key.role), key.job, key.detail]


def _ended(step: Step) -> Json:
    """Return how many attempts ended in vain in a step, and how many jobs it completed."""
    outcomes = [move.outcome for move in step.transitions if move.source is JobState.ACTIVE]
    return {"failed": sum(map(outcomes.count, IN_VAIN)), "completed": outcomes.count(COMPLETED)}
