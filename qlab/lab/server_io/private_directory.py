"""The private directory of an embedded server, wherever TMPDIR leads, and what is in it before the server starts."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote

from qlab.connect import OUT_OF_DESCRIPTORS
from qlab.errors import ServerStartError, UsageError
from qlab.text.decoded import quoted

__all__ = ["configure", "private_directory", "start_errors", "take_over"]

_LONGEST_SOCKET_PATH = 100
"""Unix socket paths end at 104 (macOS) or 108 bytes (Linux)."""


@contextlib.contextmanager
def start_errors(directory: Path | None = None) -> Iterator[None]:
    """Say in a sentence what the operating system refuses, and what helps."""
    try:
        yield
    except OSError as error:
        where = f" in {quoted(directory.parent, 120)}" if directory else ""
        raise ServerStartError(
            f"The embedded Valkey cannot be started{where} ({quoted(error.strerror or error, 120)}); {_help(error)}."
        ) from error


def _help(error: OSError) -> str:
    if error.errno in OUT_OF_DESCRIPTORS:
        return "raise the limit of open files (ulimit -n), or close labs that you no longer need"
    if error.errno in (errno.EAGAIN, errno.ENOMEM):
        return "end other programs, or raise the limits of processes and memory"
    return "set TMPDIR to a directory that can be written to and has a few MB left"


def private_directory() -> Path:
    """Make an empty directory that is this user's alone, in TMPDIR if a client gets at a socket there."""
    directory = Path(tempfile.mkdtemp(prefix="qlab-")).absolute()
    if not _reachable(directory):
        directory.rmdir()
        directory = Path(tempfile.mkdtemp(prefix="qlab-", dir="/tmp"))
    directory.chmod(0o700)  # mkdtemp's mode, less what the umask takes
    return directory


def _reachable(directory: Path) -> bool:
    """Return whether a client gets at a socket there: its path may not be too long, and must come through a URL."""
    short = len(os.fsencode(directory / "socket")) <= _LONGEST_SOCKET_PATH
    return short and unquote(quote(os.fsencode(directory))) == str(directory)


def configure(directory: Path, port: int, password: str) -> None:
    """Write a server's configuration into its directory."""
    # A file, for a command line can be read by everybody on the machine, password and all.
    lines = [
        f"port {port}",
        "bind 127.0.0.1",
        "unixsocket socket",  # from the server's own directory: what stands in a path may mean something in this file
        "unixsocketperm 700",
        'save ""',
        "appendonly no",
        "maxmemory-policy noeviction",
        *([f"requirepass {password}"] if password else []),
    ]
    file = directory / "valkey.conf"
    file.touch()
    file.chmod(0o600)
    file.write_text("\n".join(lines) + "\n")


def take_over(dump: Path, directory: Path) -> None:
    """Copy a dump to where a server looks for one as it starts.

    Raises:
        UsageError: If it cannot be read, or is not a dump.
    """
    try:
        with dump.open("rb") as file:
            ours = file.read(5) in (b"REDIS", b"VALKE")
        if ours:
            shutil.copyfile(dump, directory / "dump.rdb")  # the name a server looks for
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        said = error.strerror if isinstance(error, OSError) else error
        raise UsageError(f"{quoted(dump)} cannot be read ({said}); check the path.") from error
    if not ours:
        raise UsageError(f"{quoted(dump)} is not a dump of a Redis server; give the file that BGSAVE writes, dump.rdb.")
