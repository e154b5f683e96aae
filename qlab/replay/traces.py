"""The error that ended an attempt, from the job's hash: its last error, or an earlier one from its stack traces."""

from __future__ import annotations

import re
from collections.abc import Mapping

from qlab.protocol.jobs.finality import UNRECOVERABLE
from qlab.text.decoded import to_json, to_number

__all__ = ["error_of", "split_trace", "unrecoverable_of"]

_FRAME = re.compile(r"\s+at ")


def error_of(read: Mapping[str, str] | None, made: int) -> str | None:
    """Return the error that ended attempt ``made``; None where it is not kept.

    Args:
        read: The job's hash with its attempts under today's name, which may have been read some attempts later.
        made: The attempt's number, from 1.
    """
    if read is None:
        return None
    attempts = int(to_number(read.get("atm")) or 0)
    if attempts <= made and read.get("failedReason"):
        return read["failedReason"]
    traces = to_json(read.get("stacktrace", "[]"))
    if not isinstance(traces, list):
        return None
    # A success leaves no trace, and of the traces only the last ``stackTraceLimit`` are kept (Job.updateStacktrace).
    failures = attempts - ("returnvalue" in read)
    cut = len(traces) > failures or "stackTraceLimit" in read.get("opts", "")
    at = len(traces) - 1 - (failures - made) if cut else made - 1
    trace = traces[at] if 0 <= at < len(traces) else None
    return _message(trace) if isinstance(trace, str) else None


def unrecoverable_of(read: Mapping[str, str] | None, made: int) -> bool | None:
    """Return whether the error that ended attempt ``made`` forbids another: its trace names it; None where nothing
    tells.

    Args:
        read: The job's hash with its attempts under today's name; None where it was not read.
        made: The attempt's number, from 1.
    """
    if read is None or int(to_number(read.get("atm")) or 0) > made:
        return None
    traces = to_json(read.get("stacktrace", "[]"))
    last = traces[-1] if isinstance(traces, list) and traces else None
    return True if isinstance(last, str) and UNRECOVERABLE in last else None


def split_trace(trace: str) -> tuple[str, tuple[str, ...]]:
    """Return a stack trace in two: the error with its class, and the calls, the innermost first.

    npm's traces begin with the error (``Error: text``) and go outwards; Python's go inwards and end with it, and the
    last of several is the one that was raised. The error may have many lines.

    Args:
        trace: One entry of the field ``stacktrace``.
    """
    lines = trace.splitlines()
    if trace.startswith("Traceback"):
        begin = max(at for at, line in enumerate(lines) if line.startswith("Traceback")) + 1
        end = begin
        while end < len(lines) and lines[end].startswith("  "):
            end += 1
        calls = [line.strip() for line in lines[begin:end] if line.startswith("  File ")]
        return "\n".join(lines[end:]).strip(), tuple(reversed(calls))
    end = next((at for at, line in enumerate(lines) if _FRAME.match(line)), len(lines))
    return "\n".join(lines[:end]).strip(), tuple(line.strip() for line in lines[end:])


def _message(trace: str) -> str | None:
    """Return the error's text, without its class."""
    error, _ = split_trace(trace)
    return error.partition(": ")[2].strip() or error or None
