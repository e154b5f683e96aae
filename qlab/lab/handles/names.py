"""Names: what can be the name of a queue, a job, a worker or a prefix, and a job's id."""

from __future__ import annotations

from qlab.errors import OptionError, UsageError
from qlab.protocol.keys import DEFAULT_PREFIX, Role, job_key, parse_key
from qlab.text.escape import repr_of

__all__ = [
    "check_connection_name",
    "check_id",
    "check_name",
    "check_prefix",
    "check_queue_name",
    "check_worker",
    "is_job_id",
    "queue_name",
]


def check_name(name: object) -> None:
    """Raise UsageError unless that can be a job's name."""
    if not isinstance(name, str) or not name:
        raise UsageError(f"A job's name must be a string, not {repr_of(name)}; write queue.add('welcome', data).")


def check_prefix(prefix: object) -> None:
    """Raise UsageError unless that can be a lab's prefix, or none was given."""
    lone = isinstance(prefix, str) and any("\ud800" <= char <= "\udfff" for char in prefix)
    if lone or not isinstance(prefix, str | None):
        raise UsageError(
            f"{repr_of(prefix)} cannot be a prefix; give a string that can be encoded as UTF-8, or leave it out."
        )


def check_id(id: object) -> None:
    """Raise UsageError unless that can be a job's id."""
    if not isinstance(id, str | int) or id == "":
        raise UsageError(f"{repr_of(id)} cannot be a job's id; give a string or a number, such as job.id.")


def check_queue_name(name: object) -> None:
    """Raise UsageError unless that can be a queue's name."""
    if not isinstance(name, str) or not name or ":" in name:
        raise UsageError(
            f"{repr_of(name)} cannot name a queue; give a string without a colon: BullMQ uses it to "
            f"separate the parts of a key."
        )


def check_worker(name: object) -> None:
    """Raise UsageError unless that can be a worker's name."""
    if not isinstance(name, str) or not name:
        raise UsageError(f"{repr_of(name)} cannot name a worker; give a string, such as 'worker-1'.")


def check_connection_name(name: object) -> None:
    """Raise OptionError where a worker's connection cannot have its name: BullMQ's Worker gives it (CLIENT SETNAME)."""
    if isinstance(name, str) and not all("!" <= each <= "~" for each in name):
        raise OptionError(
            f"{repr_of(name)} cannot name a real worker: its connection has the name, too, and Redis takes letters of "
            "ASCII, digits and signs there, without spaces; choose another, such as 'worker-1'."
        )


def queue_name(queue: object) -> str:
    """Return the name of a queue that is given as itself, or by its name.

    Raises:
        UsageError: If it is neither.
    """
    name = queue if isinstance(queue, str) else getattr(queue, "name", None)
    if not isinstance(name, str):
        raise UsageError(f"{repr_of(queue, 40)} is not a queue; give one of the lab's queues, or its name.")
    return name


def is_job_id(id: str) -> bool:
    """Return whether ``<prefix>:<queue>:<id>`` is a job, and no key of the queue's own such as ``…:wait``."""
    return parse_key(job_key(DEFAULT_PREFIX, "q", id)).role is Role.JOB
