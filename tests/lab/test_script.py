"""A script of BullMQ's opened up: its Lua, its comments, and where a step's commands stand in it."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

import qlab
from qlab import Lab
from qlab.errors import UsageError
from qlab.lab import port
from qlab.lab.opened.lua_calls import calls_in
from qlab.record.step import Command
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


def test_the_constants_of_a_call_say_which_command_it_sent() -> None:
    with Lab() as lab:
        lab.queue("email").add("welcome", {"to": "ada@example.com"})
        table = qlab.script("addStandardJob").placed(lab.last).set_index("number")
    lua = table["lua"].dropna()
    assert lua[2] == 'rcall("HGET", metaKey, "opts.maxLenEvents")'
    assert lua[7] == "rcall(pushCmd, targetKey, jobId)"
    assert '"event", "added"' in lua[5]
    assert '"event", "waiting"' in lua[9]
    assert set(table.index) - set(lua.index) == {1, 3, 8}  # others of the script could have sent these: it calls
    assert table["lines"].map(len).tolist() == [2, 1, 3, 1, 1, 1, 1, 3, 1]  # them with names where a value stood


def test_a_calls_words_are_read_as_lua_reads_them() -> None:
    text = """
-- rcall("DEL", gone)
local a = rcall("SET", key .. ":lock", "a, (b)", --[[ why, not ]]
  'PX', ttl)
redis.pcall('hset', key, unpack(fields))
rcall(command, key, -1)
"""
    set_, hset, variable = calls_in(text)
    assert (set_.line, set_.command, len(set_.args)) == (3, "SET", 5)
    assert set_.text == """rcall("SET", key .. ":lock", "a, (b)", 'PX', ttl)"""
    assert set_.may_send(Command("SET", ("bull:q:1:lock", "a, (b)", "PX", "30"), ("bull:q:1:lock",)))
    assert not set_.may_send(Command("SET", ("bull:q:1", "a, (b)", "PX", "30"), ("bull:q:1",)))
    assert not set_.may_send(Command("SET", ("bull:q:1:lock", "b", "PX", "30"), ("bull:q:1:lock",)))
    assert hset.may_send(Command("HSET", ("k", "a", "b", "c", "d"), ("k",)))
    assert variable.command is None
    assert variable.may_send(Command("LREM", ("k", "-1"), ("k",)))
    assert not variable.may_send(Command("LREM", ("k", "1"), ("k",)))


_CALLED = re.compile(r"\brcall\s*\(|\bredis\.p?call\s*\(")


def test_every_call_of_every_script_is_read_to_its_end() -> None:
    for name in port.script_names().values():
        for call in qlab.script(name).all_calls:
            assert call.text.count("(") - call.text.count(")") == 0 or '"' in call.text
            assert call.args[0]


def test_every_command_of_every_scene_stands_in_its_script() -> None:
    outside = {"BZPOPMIN", "XADD", "HGETALL"}  # plain commands beside the script, such as an emitted event
    for step in (step for name in SCENES for step in scene(name) if step.script not in (None, "a script of its own")):
        tables = [qlab.script(name).placed(step) for name in str(step.script).split(" + ")]
        lines = [sum(map(len, found)) for found in zip(*(table["lines"] for table in tables), strict=True)]
        assert {command.name for command, found in zip(step.commands, lines, strict=True) if not found} <= outside


def test_each_of_the_63_scripts_is_there_whole_with_bullmqs_own_words() -> None:
    folder = files("bullmq").joinpath("commands")
    packaged = {each.name.rpartition("-")[0]: each for each in folder.iterdir() if each.name.endswith(".lua")}
    assert len(packaged) == len(set(port.script_names().values())) == 63
    for name, file in packaged.items():
        script = qlab.script(name)
        assert script.text == file.read_text(encoding="utf-8")
        assert script.comment
        assert script.comment.splitlines()[0] in script.text
        bare = re.sub(
            r"--\[\[.*?\]\]|--[^\n]*", lambda found: re.sub(r"[^\n]", " ", found[0]), script.text, flags=re.DOTALL
        )
        calling = [number for number, line in enumerate(bare.splitlines(), 1) for _ in _CALLED.finditer(line)]
        assert [call.line for call in script.all_calls] == calling
        assert script._repr_html_().count("\n") == len(script.lines)


def test_what_is_no_script_or_another_steps_is_refused() -> None:
    with pytest.raises(UsageError, match="did you mean addStandardJob"):
        qlab.script("addStandartJob")
    with pytest.raises(UsageError, match="not moveToActive"):
        qlab.script("moveToActive").placed(scene("add")[-1])


@pytest.mark.parametrize("given", [5, None, "step"])
def test_only_a_step_has_commands(given: object) -> None:
    with pytest.raises(UsageError, match=r"^.* is not a step; give one, such as lab\.last\.$"):
        qlab.script("addStandardJob").placed(given)  # type: ignore[arg-type]
