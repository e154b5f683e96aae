"""Who took a job: what its hash says of that, and of which run.

``prepareJobForProcessing`` writes ``pb`` (processedBy) and raises ``ats`` in one script, ``pb`` only where the worker
has a name; no script deletes it. So the field speaks of the latest run alone, and a worker without a name that takes
the job again leaves the name of the one before. Source: moveToActive-11.lua of bullmq 3.4.4 (PyPI), the same in npm's
6.7.0.
"""

from __future__ import annotations

from collections.abc import Mapping

from qlab.text.decoded import to_number

__all__ = ["WORKER_FIELD", "runs_begun", "taken_by"]

WORKER_FIELD = "pb"
_BEGUN = "ats"

Fields = Mapping[str, str]


def runs_begun(hash: Fields | None) -> int:
    """Return how often a worker has taken a job, as its hash says (``ats``); 0 where it says nothing."""
    return int(to_number((hash or {}).get(_BEGUN, "")) or 0)


def taken_by(hash: Fields | None, run: int, *, before: Fields | None = None, nameless: bool = False) -> str | None:
    """Return the worker that took a job for one of its runs.

    Args:
        hash: The job's hash, as it was read after the run began.
        run: Which of its runs, from 1.
        before: Its hash before that run, where it is known.
        nameless: Whether workers without a name are known to take jobs of the queue, too. Then a name that stood there
            before says nothing of this run.

    Returns:
        Its name; None where the hash does not say it: the worker has no name, or the hash speaks of a later run.
    """
    name = (hash or {}).get(WORKER_FIELD)
    if not name or runs_begun(hash) != run:
        return None
    return None if nameless and (before or {}).get(WORKER_FIELD) == name else name
