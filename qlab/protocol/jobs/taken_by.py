"""Who took a job: what its hash says of that, and of which run.

``prepareJobForProcessing`` writes ``pb`` (processedBy) and raises ``ats`` in one script, ``pb`` only where the worker
has a name; no script deletes it. So the field speaks of the latest run alone, and a worker without a name that takes
the job again leaves the name of the one before: a name that stood there before the run says nothing of it. Source:
moveToActive-11.lua of bullmq 3.4.4 (PyPI), the same in npm's 6.7.0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qlab.text.decoded import to_number

__all__ = ["WORKER_FIELD", "began_between", "begins", "begun_by", "runs_begun", "taken_by", "taking"]

WORKER_FIELD = "pb"
_BEGUN = "ats"
_MOMENT = "processedOn"
_WRITES = frozenset({"HMSET", "HSET"})

Fields = Mapping[str, str]


def runs_begun(hash: Fields | None) -> int:
    """Return how often a worker has taken a job, as its hash says (``ats``); 0 where it says nothing."""
    return int(to_number((hash or {}).get(_BEGUN, "")) or 0)


def taking(hash: Fields) -> Fields:
    """Return what a hash tells of who took its job, to compare the hash of a later run with."""
    return {name: hash[name] for name in (_BEGUN, WORKER_FIELD) if name in hash}


def taken_by(hash: Fields | None, run: int, *, before: Fields | None = None) -> str | None:
    """Return the worker that took a job for one of its runs, where its hash tells it.

    Args:
        hash: The job's hash, as it was read after the run began.
        run: Which of its runs, from 1.
        before: Its hash as it was read before that run; None: not known. Empty: there was none.

    Returns:
        Its name; None where the hash does not say it: the worker has no name, the hash speaks of a later run, or the
        name may be that of an earlier run's worker: it stood there before, or nobody knows whether it did.
    """
    name = (hash or {}).get(WORKER_FIELD)
    if not name or runs_begun(hash) != run:
        return None
    alone = run == (1 if before is None else runs_begun(before) + 1)  # else some other run may have left the name
    return name if alone and (before or {}).get(WORKER_FIELD) != name else None


def began_between(changed: Mapping[str, tuple[str | None, str | None]]) -> bool:
    """Return whether a run began between two readings of a job's hash, by the fields that changed: the script raises
    one and writes the other at once.

    Args:
        changed: What each of them held before, and holds now; None: nothing.
    """
    was, now = changed.get(_BEGUN, (None, None))
    return _MOMENT in changed and runs_begun({_BEGUN: now or ""}) > runs_begun({_BEGUN: was or ""})


def begins(command: str, args: Sequence[str]) -> bool:
    """Return whether a command is the one by which a script begins a job's run: it writes the moment."""
    return command in _WRITES and _MOMENT in args[1::2]


def begun_by(command: str, args: Sequence[str], key: str, hash: Fields) -> Fields | None:
    """Return the fields that a command writes as a script begins a job's run; None where it is another command.

    Unlike the hash, which keeps the name of a worker before, these hold the worker's name only where it has one.

    Args:
        command: The command's name.
        args: Its arguments.
        key: The job's key.
        hash: The job's hash after it: the run is the one whose moment stands there.
    """
    if args[:1] != (key,) or not begins(command, args):
        return None
    written = dict(zip(args[1::2], args[2::2], strict=False))
    return written if written.get(_MOMENT) == hash.get(_MOMENT) else None
