"""From MONITOR's lines to a step's script and commands."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from qlab.lab import port
from qlab.lab.lifetimes import HELD_MS, LONG_AGO_MS
from qlab.record.step import Command, Trace

__all__ = ["WHOLE_SERVER", "trace"]

_LINE = re.compile(r'^\d+\.\d+ \[\d+ (?P<client>.*?)\] (?P<words>".*)$', re.DOTALL)  # the client may be `[::1]:6379`
_WORD = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"', re.DOTALL)  # a run at a time: an argument may hold megabytes
_ESCAPE = re.compile(r"\\(x[0-9a-f]{2}|.)", re.DOTALL)
_MEANT = {"n": "\n", "r": "\r", "t": "\t", "a": "\a", "b": "\b", **{f"x{byte:02x}": chr(byte) for byte in range(256)}}
"""What stands behind a backslash, and what it means; all else means itself. Packed arguments hold hundreds."""
_TWO_KEYS = frozenset({"RPOPLPUSH", "LMOVE", "RENAME", "RENAMENX", "SMOVE", "COPY"})
_PAIRS = frozenset({"MSET", "MSETNX"})
WHOLE_SERVER = frozenset({"FLUSHALL", "FLUSHDB", "SWAPDB"})
"""Commands that name no key and may change every one."""
_ALL_KEYS = frozenset({"DEL", "UNLINK", "EXISTS", "TOUCH", "SUNION", "SINTER", "SDIFF", "MGET", "WATCH"})
_LIFETIMES = frozenset({("PEXPIRE", str(HELD_MS)), ("PEXPIREAT", str(LONG_AGO_MS))})
_NO_KEYS = frozenset(
    {
        "PING",
        "ECHO",
        "CLIENT",
        "TIME",
        "SELECT",
        "AUTH",
        "HELLO",
        "MULTI",
        "EXEC",
        "DISCARD",
        "INFO",
        "SCRIPT",
        "READONLY",
    }
)


def trace(lines: Sequence[str], prefix: str, own: frozenset[str], foreign: Container[str] = ()) -> Trace:
    """Return what a step ran.

    Args:
        lines: MONITOR's lines.
        prefix: BullMQ's key prefix; a command that touches no key under it is somebody else's.
        own: The SHA-1 of scripts that qlab itself runs to look, which are left out.
        foreign: Keys beyond the prefix that are in the lab's sight: what touches them is told, too.
    """
    names: dict[str, None] = {}
    commands: list[Command] = []
    ours = False
    for text in lines:
        match = _LINE.match(text)
        in_script = match is not None and match["client"] == "lua"
        if match is None or (in_script and not ours):  # most lines are those of qlab's own read
            continue
        words = _words(match["words"])
        if not in_script and words:
            ours = _is_ours(words, prefix, own, foreign)
            name = _script(words)
            if ours and name:
                names[name] = None
            if name:
                continue
        if ours and words:
            commands.append(_command(words))
    return Trace(" + ".join(names) or None, tuple(commands))


def _words(text: str) -> tuple[str, ...]:
    found = _WORD.findall(text)
    return tuple(found) if "\\" not in text else tuple(map(_unescape, found))


def _unescape(word: str) -> str:
    if "\\" not in word:
        return word
    text = _ESCAPE.sub(lambda match: _MEANT.get(match[1], match[1]), word)
    # MONITOR writes bytes beyond ASCII one by one as \xc3\xa9: put them together again.
    return text.encode("latin-1", "replace").decode("utf-8", "surrogateescape") if text.isascii() is False else text


def _is_ours(words: Sequence[str], prefix: str, own: frozenset[str], foreign: Container[str]) -> bool:
    if words[0].upper() in WHOLE_SERVER:
        return True
    if words[0].upper() in _NO_KEYS or (len(words) > 1 and words[1] in own) or _holds_time(words):
        return False
    return any(word.startswith(f"{prefix}:") or word in foreign for word in words[1:])


def _holds_time(words: Sequence[str]) -> bool:
    """Return whether this is what :class:`~qlab.lab.lifetimes.Lifetimes` does to hold the server's clock off."""
    return (words[0].upper(), words[-1]) in _LIFETIMES


def _script(words: Sequence[str]) -> str | None:
    name = words[0].upper()
    if name not in ("EVALSHA", "EVAL", "EVALSHA_RO", "EVAL_RO", "FCALL", "FCALL_RO"):
        return None
    sha = words[1] if name.startswith("EVALSHA") else port.sha1(words[1].encode("utf-8", "surrogateescape"))
    return port.script_names().get(sha, "a script of its own")


def _command(words: Sequence[str]) -> Command:
    name, args = words[0].upper(), tuple(words[1:])
    if name in _PAIRS:
        return Command(name, args, args[::2])
    count = len(args) if name in _ALL_KEYS else 2 if name in _TWO_KEYS else 0 if name in _NO_KEYS | WHOLE_SERVER else 1
    return Command(name, args, args[:count])
