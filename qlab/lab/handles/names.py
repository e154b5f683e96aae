"""Names: what can be the name of a queue, a job, a worker or a prefix, and a job's id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qlab.errors import DataError, OptionError, UsageError
from qlab.protocol.keys import DEFAULT_PREFIX, Role, job_key, parse_key
from qlab.text.encoded import is_encodable, is_of_bytes
from qlab.text.escape import repr_of

if TYPE_CHECKING:
    from qlab.lab.lab import Lab

__all__ = [
    "check_connection_name",
    "check_id",
    "check_name",
    "check_prefix",
    "check_queue_name",
    "check_title",
    "check_worker",
    "is_job_id",
    "job_id",
    "name_of",
    "queue_name",
]


def _check_encodable(text: str, role: str) -> None:
    """Raise DataError unless UTF-8 can encode a text.

    Args:
        text: The text.
        role: What it was to do, for the error: ``name a queue``.
    """
    if not is_encodable(text):
        raise DataError(f"{repr_of(text)} cannot {role}, for UTF-8 cannot encode it; leave lone surrogates out.")


def check_title(title: object) -> None:
    """Raise DataError unless a recording's file can hold that as a step's title."""
    if not is_of_bytes(str(title)):
        raise DataError(
            f"{repr_of(title)} cannot be a step's title, for no file can hold it; leave lone surrogates out."
        )


def check_name(name: object) -> None:
    """Raise UsageError unless that can be a job's name."""
    if name == "":
        raise UsageError("A job needs a name; write queue.add('welcome', data).")
    if not isinstance(name, str):
        raise UsageError(f"A job's name must be a string, not {repr_of(name)}; write queue.add('welcome', data).")
    _check_encodable(name, "be a job's name")


def check_prefix(prefix: object) -> None:
    """Raise UsageError unless that can be a lab's prefix, or none was given."""
    if not isinstance(prefix, str | None) or not is_encodable(prefix or ""):
        raise UsageError(
            f"{repr_of(prefix)} cannot be a prefix; give a string that can be encoded as UTF-8, or leave it out."
        )


def check_id(id: object) -> None:
    """Raise UsageError unless that can be a job's id."""
    if not isinstance(id, str | int) or id == "":
        raise UsageError(f"{repr_of(id)} cannot be a job's id; give a string or a number, such as job.id.")
    _check_encodable(str(id), "be a job's id")


def job_id(job: object) -> str:
    """Return the id of a job, given the id or a job: a lab's handle, what a processor gets, or BullMQ's own.

    Raises:
        UsageError: If it is neither.
    """
    id = getattr(job, "id", job)
    check_id(id)
    return str(id)


def name_of(queue: object) -> object:
    """Return the name of a queue, given the name or a queue: a lab's handle, or BullMQ's own."""
    return getattr(queue, "name", queue)


def check_queue_name(name: object) -> None:
    """Raise UsageError unless that can be a queue's name."""
    if name == "":
        raise UsageError("A queue needs a name; write lab.queue('email').")
    if not isinstance(name, str) or ":" in name:
        raise UsageError(
            f"{repr_of(name)} cannot name a queue; give a string without a colon: BullMQ uses it to "
            f"separate the parts of a key."
        )
    _check_encodable(name, "name a queue")


def check_worker(name: object) -> None:
    """Raise UsageError unless that can be a worker's name."""
    if not isinstance(name, str) or not name:
        raise UsageError(f"{repr_of(name)} cannot name a worker; give a string, such as 'worker-1'.")
    _check_encodable(name, "name a worker")


def check_connection_name(name: object) -> None:
    """Raise OptionError where a worker's connection cannot have its name: BullMQ's Worker gives it (CLIENT SETNAME)."""
    if isinstance(name, str) and not all("!" <= each <= "~" for each in name):
        raise OptionError(
            f"{repr_of(name)} cannot name a real worker: its connection has the name, too, and Redis takes letters of "
            "ASCII, digits and signs there, without spaces; choose another, such as 'worker-1'."
        )


def queue_name(queue: object, lab: Lab) -> str:
    """Return the name of a lab's queue that is given as itself, or by its name.

    Raises:
        UsageError: If it is neither, or the queue of another lab.
    """
    name = queue if isinstance(queue, str) else getattr(queue, "name", None)
    if not isinstance(name, str):
        raise UsageError(f"{repr_of(queue, 40)} is not a queue; give one of the lab's queues, or its name.")
    if getattr(queue, "lab", lab) is not lab:  # a queue of that name here is not the one that was meant
        raise UsageError(f"{repr_of(queue, 40)} is a queue of another lab; give one of this lab's queues, or its name.")
    return name


def is_job_id(id: str) -> bool:
    """Return whether ``<prefix>:<queue>:<id>`` is a job, and no key of the queue's own such as ``…:wait``."""
    return parse_key(job_key(DEFAULT_PREFIX, "q", id)).role is Role.JOB
