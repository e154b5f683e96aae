"""Which of BullMQ's scripts write: told in one place, and read here from the packaged Lua."""

from __future__ import annotations

import re
from pathlib import Path

import bullmq
import pytest

from qlab.protocol.api.lua_scripts import ASKING, LEFTOVERS, RELAY, UNCALLED, WRITING

PACKAGE = Path(bullmq.__file__).parent
LUA = {path.stem.rpartition("-")[0]: path.read_text(encoding="utf-8") for path in PACKAGE.glob("commands/*.lua")}
CALL = re.compile(r"""(?:rcall|redis\.p?call)\(\s*["']([A-Za-z]+)["']""")
READS = {
    "EXISTS", "GET", "HEXISTS", "HGET", "HGETALL", "HLEN", "HMGET", "LINDEX", "LLEN", "LPOS", "LRANGE", "PTTL", "SCARD",
    "SISMEMBER", "SMEMBERS", "TYPE", "ZCARD", "ZCOUNT", "ZRANGE", "ZRANGEBYSCORE", "ZREVRANGE", "ZREVRANGEBYSCORE",
    "ZSCORE",
}  # fmt: skip


def writes(script: str) -> set[str]:
    return {command.upper() for command in CALL.findall(LUA[script])} - READS


def test_every_packaged_script_is_of_one_kind() -> None:
    assert sorted([*WRITING, *ASKING, *RELAY]) == sorted(LUA)


@pytest.mark.parametrize("script", sorted(WRITING))
def test_a_script_that_writes_calls_a_command_that_writes(script: str) -> None:
    assert writes(script)


@pytest.mark.parametrize("script", sorted(ASKING))
def test_a_script_that_asks_writes_nothing_but_clears_leftovers(script: str) -> None:
    assert writes(script) <= ({"RPOP", "DEL"} if script in LEFTOVERS else set())
    assert bool(writes(script)) == (script in LEFTOVERS)


@pytest.mark.parametrize("script", sorted(UNCALLED))
def test_an_uncalled_script_is_called_by_no_module_of_the_package(script: str) -> None:
    called = [path.name for path in PACKAGE.rglob("*.py") if f'commands["{script}"]' in path.read_text("utf-8")]
    assert script in WRITING
    assert called == []
