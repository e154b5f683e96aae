"""The errors qlab raises, and nothing else: catch ``QlabError`` to catch them all.

::

    QlabError
    ├── UsageError (also a ValueError)   the call itself is wrong
    │   ├── DurationError                "2 apples", a negative wait, NaN
    │   ├── OptionError                  an option BullMQ does not have, or a value it cannot take
    │   └── DataError                    job data JSON cannot carry: NaN, a cycle, too large
    ├── ServerError                      something about the Redis or Valkey server
    │   ├── ServerStartError             the embedded server did not start
    │   ├── ServerUnreachable            no server answers at that address
    │   ├── AccessDenied                 wrong password, or an ACL forbids the command
    │   ├── ServerTooOld                 the server lacks a command that is needed
    │   ├── NotRedis                     something answers, but it does not speak Redis
    │   └── TlsError                     the TLS handshake failed
    ├── QueueError                       something about one queue
    │   └── QueueMissing                 no such queue on this server
    ├── JobError                         BullMQ refused to move a job
    │   ├── JobMissing                   no such job (BullMQ code -1)
    │   ├── LockLost                     its lock expired or was released (-2)
    │   ├── WrongState                   it is in another state, e.g. completed twice (-3)
    │   ├── PendingChildren              its children have not finished (-4)
    │   ├── LockMismatch                 another worker holds its lock (-6)
    │   └── FailedChildren               some of its children failed (-9)
    ├── ClassError                       something about a class that votes
    │   ├── NotInClass                   the code is wrong, or nobody gave out that cookie
    │   ├── ClassFull                    no seat is left
    │   └── WrongMoment                  a second vote, a vote that comes too late, a move before a question
    ├── ClosedError                      the lab, observer or class has been closed
    ├── RecordingError                   a saved recording cannot be read
    │   ├── RecordingTruncated           the file ends too early
    │   ├── RecordingTooLong             the file holds more than can be held at once
    │   ├── RecordingVersion             made by another version of the format
    │   └── RecordingInvalid             not a recording, or a damaged one
    └── ExportError                      a figure or page could not be written

Every message is one sentence that says what was wrong and what to do.
The numbers are BullMQ's own (``bullmq.error_code.ErrorCode``).
"""

# The names say what is wrong; QlabError above them says that it is an error.
# ruff: noqa: N818

from __future__ import annotations

__all__ = [
    "AccessDenied",
    "ClassError",
    "ClassFull",
    "ClosedError",
    "DataError",
    "DurationError",
    "ExportError",
    "FailedChildren",
    "JobError",
    "JobMissing",
    "LockLost",
    "LockMismatch",
    "NotInClass",
    "NotRedis",
    "OptionError",
    "PendingChildren",
    "QlabError",
    "QueueError",
    "QueueMissing",
    "RecordingError",
    "RecordingInvalid",
    "RecordingTooLong",
    "RecordingTruncated",
    "RecordingVersion",
    "ServerError",
    "ServerStartError",
    "ServerTooOld",
    "ServerUnreachable",
    "TlsError",
    "UsageError",
    "WrongMoment",
    "WrongState",
]


class QlabError(Exception):
    """Anything qlab raises on purpose."""


class UsageError(QlabError, ValueError):
    """The call itself is wrong: a bad argument."""


class DurationError(UsageError):
    """A duration that is not a duration, such as ``"2 apples"``, a negative wait or NaN."""


class OptionError(UsageError):
    """An option BullMQ does not have, or a value it cannot take."""


class DataError(UsageError):
    """Job data that JSON cannot carry: NaN, a cycle, an unknown type, or too large."""


class ServerError(QlabError):
    """Something about the Redis or Valkey server."""


class ServerStartError(ServerError):
    """The embedded server did not start in time."""


class ServerUnreachable(ServerError):
    """No server answers at that address."""


class AccessDenied(ServerError):
    """The password is wrong, or an ACL forbids the command."""


class ServerTooOld(ServerError):
    """The server lacks a command that is needed."""


class NotRedis(ServerError):
    """Something answers at that address, but it does not speak Redis's protocol."""


class TlsError(ServerError):
    """The TLS handshake failed."""


class QueueError(QlabError):
    """Something about one queue."""


class QueueMissing(QueueError):
    """There is no such queue on this server."""


class JobError(QlabError):
    """BullMQ refused to move a job."""


class JobMissing(JobError):
    """There is no such job (BullMQ's ``JobNotExist``, -1)."""


class LockLost(JobError):
    """The worker's lock on the job has expired, or was released (BullMQ's ``JobLockNotExist``, -2)."""


class WrongState(JobError):
    """The job is in another state, e.g. completed already (BullMQ's ``JobNotInState``, -3)."""


class PendingChildren(JobError):
    """The job's children have not finished (BullMQ's ``JobPendingDependencies``, -4)."""


class LockMismatch(JobError):
    """Another worker holds the job's lock (BullMQ's ``JobLockMismatch``, -6)."""


class FailedChildren(JobError):
    """Some of the job's children failed (BullMQ's ``JobHasFailedChildren``, -9)."""


class ClassError(QlabError):
    """Something about a class that votes."""


class NotInClass(ClassError):
    """Somebody who has not joined the class: the code is wrong, or nobody gave out that cookie."""


class ClassFull(ClassError):
    """No seat is left in the class."""


class WrongMoment(ClassError):
    """A second vote, a vote that comes too late, or a teacher's move before there is a question."""


class ClosedError(QlabError):
    """The lab or observer has been closed; open a new one."""


class RecordingError(QlabError):
    """A saved recording cannot be read."""


class RecordingTruncated(RecordingError):
    """The file ends before the recording does."""


class RecordingTooLong(RecordingError):
    """The file holds more than is taken into memory at once."""


class RecordingVersion(RecordingError):
    """The file was made by another version of the format."""


class RecordingInvalid(RecordingError):
    """The file is not a recording, or a damaged one."""


class ExportError(QlabError):
    """A figure, page or file could not be written."""
