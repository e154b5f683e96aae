"""How ``qlab watch`` ends: by Ctrl-C at a real terminal, which keeps all it has read, or by being killed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis

from qlab import Recording
from qlab.errors import RecordingTruncated
from tests.observe import places

CROWD = 3_000
AT_TERMINAL = """
import fcntl, signal, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
signal.signal(signal.SIGINT, signal.default_int_handler)  # who runs the tests may have it ignored
from qlab.cli import main
main(sys.argv[1:])
"""
"""``qlab``, in the terminal that its standard input is."""


@pytest.fixture
def client() -> Iterator[redis.Redis]:
    with places.server() as port, redis.Redis(port=port) as client:
        client.hset("bull:email:meta", "opts.maxLenEvents", 10_000)
        yield client


@contextmanager
def watch(client: redis.Redis, file: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """``qlab watch`` on a terminal of its own, which it controls; and our end of the terminal."""
    ours, theirs = os.openpty()

    url = f"redis://127.0.0.1:{client.get_connection_kwargs()['port']}"
    command = [sys.executable, "-c", AT_TERMINAL, "watch", url, "email", "--out", str(file)]
    running = subprocess.Popen(command, stdin=theirs, stdout=subprocess.PIPE, stderr=theirs, start_new_session=True)
    os.close(theirs)
    os.set_blocking(ours, False)
    try:
        yield running, ours
    finally:
        running.kill()
        running.communicate()
        os.close(ours)


def shows(terminal: int, text: bytes) -> None:
    """Waits until the terminal has shown a text."""
    shown = bytearray()

    def seen() -> bool:
        try:
            shown.extend(os.read(terminal, 65_536))
        except BlockingIOError:
            return False
        return text in shown

    places.wait_until(seen, f"{text!r} on the terminal")


def crowd(client: redis.Redis) -> None:
    with client.pipeline(transaction=False) as pipe:
        for number in range(CROWD):
            pipe.xadd("bull:email:events", {"event": "waiting", "jobId": str(number)})
        pipe.execute()


def test_ctrl_c_at_the_terminal_keeps_what_was_read(client: redis.Redis, tmp_path: Path) -> None:
    """Events in a crowd are read and not yet played; those are what Ctrl-C must not lose."""
    file = tmp_path / "email.jsonl"
    with watch(client, file) as (running, terminal):
        shows(terminal, b" s  0 events")
        crowd(client)
        shows(terminal, f"{CROWD:,} events".encode())
        os.write(terminal, b"\x03")
        out, _none = running.communicate(timeout=4 * places.DEADLINE_S)
    assert running.returncode == 0
    assert b"Recording of" in out
    recording = Recording.load(file)
    assert recording.last.counts_of("email")["waiting"] == 0  # the last look: there are no such jobs
    assert [step.operation.name for step in recording].count("add") == CROWD


def test_what_a_killed_watch_wrote_can_be_loaded(client: redis.Redis, tmp_path: Path) -> None:
    file = tmp_path / "email.jsonl"
    with watch(client, file) as (running, terminal):
        shows(terminal, b" s  0 events")
        crowd(client)
        places.wait_until(lambda: file.read_bytes().count(b"\n") > CROWD // 10, "the file's growth")
        running.kill()
        running.wait()
        with pytest.raises(RecordingTruncated):
            Recording.load(file)
        kept = Recording.load(file, partial=True)
    assert len(kept) >= CROWD // 10
    assert [step.job for step in kept] == [str(number) for number in range(len(kept))]
