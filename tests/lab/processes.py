"""Other processes: a Python that runs a script of the tests, and what is left of a server."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

DEADLINE_S = 10.0
PATIENCE_S = 60.0
"""For what is promised by no particular moment, and takes long on a busy machine."""


def eventually(holds: Callable[[], bool], what: str, seconds: float = DEADLINE_S) -> None:
    """Waits until something holds, at most so long; fails with ``what`` after that."""
    deadline, between = time.monotonic() + seconds, threading.Event()
    while not holds():
        assert time.monotonic() < deadline, f"after {seconds:g} s: {what}"
        between.wait(0.01)  # whom this waits for may need the processor


_HEEDS_INTERRUPTS = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
"""A shell has its background jobs ignore SIGINT, and theirs after them: tests must not depend on who runs them."""


@contextmanager
def python(script: str, *, new_session: bool = False) -> Iterator[subprocess.Popen[str]]:
    """A Python that runs a script, until the block ends: a test that fails must not leave it to the next one.

    The script says by a line of output that it is ready.
    """
    command = [sys.executable, "-c", _HEEDS_INTERRUPTS + script]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=new_session
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def said(process: subprocess.Popen[str]) -> str:
    """The next line of a process's output."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def ended(process: subprocess.Popen[str]) -> None:
    """Waits for the process to end and closes its pipes."""
    process.communicate(timeout=PATIENCE_S)


def servers_in(directory: str | Path) -> list[int]:
    """The ids of the processes that serve from a directory, by where they work (Linux)."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                works_in = (entry / "cwd").readlink()
            except OSError:  # it ended meanwhile
                continue
            if works_in == Path(directory):
                found.append(int(entry.name))
    return found


def gone(directory: str | Path) -> None:
    """Waits until neither the server nor its directory is there any more."""
    eventually(lambda: not Path(directory).exists(), f"{directory} is still there")
    eventually(lambda: not servers_in(directory), f"processes still serve from {directory}")
