"""The progress line, on a real pseudo-terminal: there while a command is at it, never too wide, and gone at the end."""

from __future__ import annotations

import fcntl
import json
import os
import re
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator
from typing import NamedTuple

import pytest
import redis

from tests.observe import places

KEYS = 3_000


class Seen(NamedTuple):
    """What a command wrote: to standard output, a file here, and what the line on the terminal said, one by one."""

    out: str
    lines: list[str]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A server with many keys of somebody else's, and a queue under a prefix that is not BullMQ's own."""
    with places.server() as port, redis.Redis(port=port) as client:
        client.mset({f"session:{number}": "x" for number in range(KEYS)})
        client.hset("shop:emails:meta", "opts.maxLenEvents", 10_000)
        for number in range(5):
            client.xadd("shop:emails:events", {"event": "waiting", "jobId": str(number)})
        yield f"redis://127.0.0.1:{port}"


def at_terminal(*arguments: object, columns: int = 80) -> Seen:
    """Runs ``qlab`` with standard error on a terminal that is so wide."""
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    command = [sys.executable, "-m", "qlab", *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs) as running:
        os.close(theirs)
        shown = b"".join(iter(lambda: _read(ours), b"")).decode()
        out = running.communicate()[0].decode()
    os.close(ours)
    assert running.returncode == 0, shown
    assert "\n" not in shown  # it is one line, written over
    assert shown.endswith("\r")
    return Seen(out, shown.split("\r"))


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError:  # the last writer has closed it
        return b""


@pytest.mark.parametrize("command", [("snapshot", "--json"), ("snapshot", "emails"), ("doctor",)], ids=" ".join)
def test_a_walk_over_many_keys_says_how_far_it_is(url: str, command: tuple[str, ...]) -> None:
    name, *rest = command
    seen = at_terminal(name, url, *rest)
    text = [line.rstrip() for line in seen.lines if line.strip()]
    assert text
    assert all(re.fullmatch(rf"[\d,]+ of about {KEYS + 2:,} keys looked at", line) for line in text)
    assert _left(seen) == ""
    assert "looked at" not in seen.out
    assert "\r" not in seen.out
    if "--json" in command:
        assert json.loads(seen.out)[0]["name"] == "emails"


def test_a_watch_says_what_it_has_seen(url: str) -> None:
    seen = at_terminal("watch", url, "shop:emails", "--from-start", "--seconds", "0.3")
    text = [line.rstrip() for line in seen.lines if line.strip()]
    assert re.fullmatch(r" +\d+\.\d s  5 events", text[0])
    assert _left(seen) == ""
    assert "Recording of" in seen.out


def test_a_narrow_terminal_is_not_overrun(url: str) -> None:
    for arguments in (("snapshot", url), ("watch", url, "shop:emails", "--seconds", "0.2")):
        seen = at_terminal(*arguments, columns=16)
        assert max(map(len, seen.lines)) < 16
        assert _left(seen) == ""


def _left(seen: Seen) -> str:
    """What stands in the terminal's line at the end: each writing over the one before, from the first column on."""
    left = ""
    for line in seen.lines:
        left = line + left[len(line) :]
    return left.strip()


def test_without_a_terminal_nothing_is_said(url: str) -> None:
    ran = subprocess.run([sys.executable, "-m", "qlab", "snapshot", url], capture_output=True, text=True, check=True)
    assert ran.stderr == ""
    assert "emails" in ran.stdout
