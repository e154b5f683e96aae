"""Where a command prints to: what becomes of one whose reader has gone, or whose disk is full."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import IO, Any

from qlab.errors import ExportError, QlabError

__all__ = ["CLOSED", "printed", "unfailing"]

CLOSED = 128 + 13
"""The exit code of a command whose reader has gone, as of ``| head -1``: what a shell shows of one that SIGPIPE ended.
No other says so: 1 of ``qlab doctor`` means that something is wrong."""


class _Unfailing:
    """A stream whose text goes nowhere where it cannot be written: all else is the stream's own."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        with self._lost():
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with self._lost():
            self._stream.flush()

    @contextlib.contextmanager
    def _lost(self) -> Iterator[None]:
        try:
            yield
        except OSError:
            _silenced(self._stream)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextlib.contextmanager
def unfailing() -> Iterator[None]:
    """Let an error that cannot be told go nowhere and keep its exit code: click, rich and Python have others for it."""
    _opened()
    stream = sys.stderr
    sys.stderr = _Unfailing(stream)
    try:
        yield
    finally:
        sys.stderr.flush()
        sys.stderr = stream


@contextlib.contextmanager
def printed() -> Iterator[None]:
    """Print all that a command prints before it ends, and end it in order where that cannot be printed.

    Raises:
        SystemExit: With 141, silently, if nobody reads it any more.
        ExportError: If it cannot be written.
    """
    try:
        yield
    except SystemExit as ended:
        if _is_of_a_pipe(ended):  # rich and click say 1 then
            _leave()
        _flushed()
        raise
    except (QlabError, KeyboardInterrupt):  # that is what is told
        with contextlib.suppress(ExportError, SystemExit):
            _flushed()
        raise
    except OSError:
        _flushed("\n")  # raises what is to be said where this is the trouble: else it was another file
        raise


def _opened() -> None:
    """Let a command print nowhere whose output is closed (``>&-``), as ``print`` does."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123  to the process's end


def _is_of_a_pipe(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, BrokenPipeError):
            return True
        error = error.__context__
    return False


def _flushed(more: str = "") -> None:
    try:
        sys.stdout.write(more)
        sys.stdout.flush()
    except BrokenPipeError:
        _leave()
    except OSError as error:
        _silenced(sys.stdout)
        raise ExportError(
            f"What the command prints cannot be written: {error.strerror}; let it print to another place."
        ) from error


def _leave() -> None:
    _silenced(sys.stdout)
    raise SystemExit(CLOSED) from None


def _silenced(stream: IO[str]) -> None:
    """Let what is left for a stream go nowhere: Python flushes once more at the end, would report what we know, and
    end with a code of its own, 120.
    """
    with contextlib.suppress(OSError, ValueError):  # a stream in memory has no descriptor
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
