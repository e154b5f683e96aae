"""A script of BullMQ's opened up: its Lua, its comments, and where a step's commands stand in it."""

from __future__ import annotations

import pytest

import qlab
from qlab.errors import UsageError
from qlab.lab import port
from tests.record.films import scene
from tests.record.scenes import SCENES


def test_a_script_has_its_lua_and_bullmqs_own_comment() -> None:
    script = qlab.script("addStandardJob")
    assert repr(script).startswith("LuaScript(addStandardJob, ")
    assert "Adds a job to the queue" in script.comment
    assert script.text.splitlines() == list(script.lines)
    assert "&lt;" in script._repr_html_() or "<=" not in script.text
    assert port.script_names()[port.sha1(script.text.encode())] == "addStandardJob"


def test_a_commands_line_calls_it() -> None:
    script, step = qlab.script("addStandardJob"), scene("add")[-1]
    table = script.placed(step)
    assert len(table) == len(step.commands)
    for command, lines in zip(step.commands, table["lines"], strict=True):
        assert lines
        for number in lines:
            assert command.name in script.lines[number - 1].upper() or "rcall(pushCmd" in script.lines[number - 1]
    only = table[table["line"].notna()]
    assert len(only)
    assert all([line] == lines for line, lines in zip(only["line"], only["lines"], strict=True))


def test_every_command_of_every_scene_stands_in_its_script() -> None:
    steps = [step for name in SCENES for step in scene(name) if step.script and " + " not in step.script]
    for step in steps:
        if step.script != "a script of its own":
            table = qlab.script(str(step.script)).placed(step)
            outside = {"BZPOPMIN", "XADD", "HGETALL"}  # plain commands beside the script, such as an emitted event
            assert set(table[table["lines"].map(len) == 0]["command"].str.split().str[0]) <= outside


def test_what_is_no_script_or_another_steps_is_refused() -> None:
    with pytest.raises(UsageError, match="did you mean addStandardJob"):
        qlab.script("addStandartJob")
    with pytest.raises(UsageError, match="not moveToActive"):
        qlab.script("moveToActive").placed(scene("add")[-1])
