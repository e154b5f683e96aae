"""Where a command prints to: what becomes of one whose reader has gone, or whose disk is full."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator

from qlab.errors import ExportError, QlabError

__all__ = ["CLOSED", "printed"]

CLOSED = 128 + 13
"""The exit code of a command whose reader has gone, as of ``| head -1``: what a shell shows of one that SIGPIPE ended.
No other says so: 1 of ``qlab doctor`` means that something is wrong."""


@contextlib.contextmanager
def printed() -> Iterator[None]:
    """Print all that a command prints before it ends, and end it in order where that cannot be printed.

    Raises:
        SystemExit: With 141, silently, if nobody reads it any more.
        ExportError: If it cannot be written.
    """
    _opened()
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
        _silenced()
        raise ExportError(
            f"What the command prints cannot be written: {error.strerror}; let it print to another place."
        ) from error


def _leave() -> None:
    _silenced()
    raise SystemExit(CLOSED) from None


def _silenced() -> None:
    """Let what is left go nowhere: Python flushes once more at the end, and would report what we know."""
    with contextlib.suppress(OSError, ValueError):  # a stream in memory has no descriptor
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
