"""Files, written whole or not at all: beside the old one, flushed to the disk, then put in its place.

A disk that is full, Ctrl-C or a killed process leaves the file that was there before. Every file the project writes
goes through here.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from qlab.errors import ExportError, QlabError, UsageError
from qlab.text.escape import repr_of, shorten, terminal

__all__ = ["exists", "is_file", "is_folder", "path_of", "refusing", "replace_file", "write_file", "write_files"]

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def path_of(path: object, example: str = "welcome.jsonl") -> Path:
    """Return what a user gave as a path.

    Args:
        path: What was given.
        example: A name such as is wanted, for the error; one without a suffix is a folder's.

    Raises:
        UsageError: If it is none.
    """
    given = os.fspath(path) if isinstance(path, str | os.PathLike) else None
    if not isinstance(given, str) or not given:  # what os.fspath gives may be bytes
        wanted = "file name" if Path(example).suffix else "folder's name"
        raise UsageError(f"{repr_of(path)} is not a path; give a {wanted}, such as {example!r}.")
    return Path(given)


def exists(path: Path) -> bool:
    """Return whether anything is there; not where nothing can be, as its name is too long, or may not be looked at.

    Path.exists raises then, before Python 3.14; whatever opens the path says what is wrong with it.
    """
    return os.path.exists(path)  # noqa: PTH110


def is_file(path: Path) -> bool:
    """Return whether a file is there; see :func:`exists`."""
    return os.path.isfile(path)  # noqa: PTH113


def is_folder(path: Path) -> bool:
    """Return whether a folder is there; see :func:`exists`."""
    return os.path.isdir(path)  # noqa: PTH112


def write_file(path: str | Path, content: bytes | str | Iterable[str], what: str = "file") -> Path:
    """Write a file, replacing one that is there only once the new one is whole.

    Args:
        path: Where to. A symbolic link stays, and what it leads to is replaced. A pipe or device is written to.
        content: Bytes, text (written as UTF-8, line ends as they are), or pieces of text.
        what: What the file is, for the error: ``recording``, ``figure``.

    Returns:
        The path.

    Raises:
        ExportError: If it cannot be written; the old file is unchanged.
    """
    pieces = [content] if isinstance(content, str | bytes) else content
    with refusing(path, what), _opened(Path(path)) as file:
        for piece in pieces:
            file.write(piece.encode() if isinstance(piece, str) else piece)
    return Path(path)


def write_files(folder: Path, files: Mapping[str, bytes | str], what: str = "file") -> list[Path]:
    """Write files into a folder: none is put in its place before all are whole.

    Args:
        folder: Where to; it is created if it does not exist.
        files: What to write, by the file's name.
        what: What the files are together, for the error: ``module``.

    Returns:
        Their paths.

    Raises:
        ExportError: If one cannot be written; the old files are unchanged.
    """
    with refusing(folder, what):
        folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / name for name in files]
    with contextlib.ExitStack() as opened:
        for path, content in zip(paths, files.values(), strict=True):
            opened.enter_context(refusing(path, what))
            file = opened.enter_context(_opened(path))
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()  # now: a disk that is full says so before any file is in its place
    return paths


def replace_file(written: Path, path: Path, what: str = "file") -> None:
    """Put a file that is written in the place of another, in one step.

    Raises:
        ExportError: If it cannot be put there; both are unchanged.
    """
    with refusing(path, what):
        written.replace(_target(path))
        _flush_folder(_target(path).parent)


@contextlib.contextmanager
def refusing(path: str | Path, what: str) -> Iterator[None]:
    """Turn what the operating system says of a path into qlab's own error."""
    shown = shorten(terminal(path), 200)
    try:
        yield
    except QlabError:
        raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise ExportError(f"The {what} cannot be written to {shown}: {reason}; choose another path.") from error
    except ValueError as error:  # a NUL in the path; or a value that a hand put into what is written
        raise ExportError(f"The {what} cannot be written to {shown} ({error}); choose another path.") from error


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    mode = _mode(path)
    if mode is not None and not stat.S_ISREG(mode):  # /dev/stdout, a FIFO: there is nothing to replace; a folder raises
        with path.open("wb") as file:
            yield file
        return
    target = _target(path)
    beside = target.with_name(f".qlab-{secrets.token_hex(8)}.tmp")
    try:
        with os.fdopen(os.open(beside, _NEW, 0o666), "wb") as file:
            if mode is not None:
                beside.chmod(stat.S_IMODE(mode))
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _flush_folder(target.parent)


def _target(path: Path) -> Path:
    return Path(os.path.realpath(path)) if path.is_symlink() else path


def _mode(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def _flush_folder(folder: Path) -> None:
    """Let the new name reach the disk, where the system can do that."""
    with contextlib.suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
