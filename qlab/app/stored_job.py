"""StoredJob: a job as Redis holds it, also after edits by hand; what cannot be read is shown as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bullmq import Job, Queue
from immutables import Map
from redis.exceptions import ResponseError

from qlab.protocol.keys import JOB_SUFFIXES, STATE_ROLES, Role, job_key, queue_key
from qlab.protocol.scores import due_ms
from qlab.protocol.states import JobState
from qlab.snapshot.job_view import JobView
from qlab.snapshot.model import Snapshot
from qlab.text.decoded import to_number

__all__ = ["StoredJob", "names", "printable", "read", "remove_by_hand"]

_OF_A_JOB = (Role.JOB, *JOB_SUFFIXES)
_JSON = ("data", "opts", "progress", "stacktrace", "parent")
_NUMBERS = ("timestamp", "delay", "priority", "ats", "atm", "stc", "processedOn", "finishedOn")
_NO_QUEUE = Snapshot(0, 0, "", Map())
_TEXTS = (*_JSON, "name", "returnvalue", "failedReason")
_SURROGATE = re.compile("[\ud800-\udfff]")
DEEPEST = 50
"""So deeply may JSON be nested here: a Python program that writes it out again has an end to its stack."""


@dataclass(frozen=True)
class StoredJob:
    """A job as Redis holds it.

    Attributes:
        id: Its id.
        fields: Its hash; empty where the key holds no hash.
        logs: Its log rows.
        due: When it is due, ms since the epoch; None where it is in no delay, or in an endless one.
        unreadable: What of it cannot be read: names of fields, ``hash`` and ``logs``.
    """

    id: str
    fields: Mapping[str, str]
    logs: Sequence[str]
    due: int | None
    unreadable: Sequence[str]

    @property
    def view(self) -> JobView:
        """Its fields with their meaning."""
        return JobView(_NO_QUEUE, "", self.id, self.fields)

    @property
    def data(self) -> Any:
        """Its data; the raw text where that is not JSON."""
        return shown(self.view.data)

    def handle(self, queue: Queue) -> Job:
        """Return BullMQ's Job for it, to be moved; its data are not in it, for they may not be readable."""
        return Job(queue, self.view.name, None, {"lifo": bool(self.view.opts.get("lifo"))}, self.id)

    def status(self, queue: str, state: str) -> dict[str, Any]:
        """Return what there is to say of it, as JSON can carry it."""
        job = self.view
        return {
            "queue": queue,
            "id": printable(self.id),
            "name": printable(job.name),
            "state": state,
            "progress": shown(job.progress),
            "attempts": job.attempts,
            "attemptsMade": job.attempts_made,
            "due": self.due,
            "result": shown(job.return_value),
            "error": None if job.failed_reason is None else printable(job.failed_reason),
            "logs": [printable(row) for row in self.logs],
            "unreadable": list(self.unreadable),
        }


async def read(queue: Queue, id: str, rows: int) -> StoredJob:
    """Read a job in one transaction; never fail over what is in it.

    Args:
        queue: Its queue; its client's texts are decoded with ``surrogateescape``.
        id: Its id.
        rows: At most this many of its log rows are read, the first.
    """
    place = queue.prefix, queue.name
    async with queue.client.pipeline(transaction=True) as reading:
        reading.hgetall(job_key(*place, id))
        reading.lrange(job_key(*place, id, Role.LOGS), 0, rows - 1)
        reading.zscore(queue_key(*place, Role.DELAYED), id)
        fields, logs, score = await reading.execute(raise_on_error=False)
    bad = [name for name, reply in (("hash", fields), ("logs", logs)) if isinstance(reply, ResponseError)]
    fields = {} if isinstance(fields, ResponseError) else fields
    logs = [] if isinstance(logs, ResponseError) else logs
    due = due_ms(score) if isinstance(score, float) else None
    return StoredJob(id, fields, logs, due, [*bad, *_unreadable(fields)])


def _unreadable(fields: Mapping[str, str]) -> list[str]:
    bad = [name for name in _JSON if name in fields and not _is_json(fields[name])]
    bad += [name for name in _NUMBERS if name in fields and to_number(fields[name]) is None]
    return sorted({*bad, *(name for name, text in fields.items() if printable(text) != text and name in _TEXTS)})


def _is_json(text: str) -> bool:
    try:
        return _depth(json.loads(text, parse_constant=float.fromhex)) <= DEEPEST
    except (ValueError, RecursionError):
        return False


def _depth(value: Any) -> int:
    """Return how deeply a value is nested, looked at no deeper than one level too many."""
    level, deep = [value], 0
    while level and deep <= DEEPEST:
        inner = [each.values() if isinstance(each, dict) else each for each in level if isinstance(each, dict | list)]
        level, deep = [part for each in inner for part in each], deep + 1
    return deep


def shown(value: Any) -> Any:
    """Return a value as an answer's JSON can carry it: one that is nested too deeply as text."""
    if isinstance(value, str):
        return printable(value)
    return value if _depth(value) <= DEEPEST else "(nested too deeply to be shown)"


def printable(text: str) -> str:
    """Return text that has a UTF-8: of bytes that are none, and of halves of surrogate pairs, the escapes."""
    return _SURROGATE.sub(lambda found: _escape(ord(found[0])), text)


def _escape(code: int) -> str:
    return f"\\x{code - 0xDC00:02x}" if 0xDC80 <= code <= 0xDCFF else f"\\u{code:04x}"


async def names(queue: Queue, role: Role, most: int) -> list[tuple[str, str]]:
    """Return the latest jobs of a state, as id and name; the name is empty where there is none to read."""
    client, key = queue.client, queue_key(queue.prefix, queue.name, role)
    ids = await (client.lrange if role.redis_type == "list" else client.zrevrange)(key, 0, most - 1)
    async with client.pipeline(transaction=False) as reading:
        for id in ids:
            reading.hget(job_key(queue.prefix, queue.name, id), "name")
        found = await reading.execute(raise_on_error=False) if ids else []
    return [
        (printable(id), printable(name) if isinstance(name, str) else "") for id, name in zip(ids, found, strict=True)
    ]


async def remove_by_hand(queue: Queue, id: str) -> None:
    """Remove a job that BullMQ's own script stumbles over: its id wherever it is, and its keys, of any type.

    Its children stay, and its parent goes on waiting for it: what is written of them could not be read.
    """
    place = queue.prefix, queue.name
    async with queue.client.pipeline(transaction=True) as removing:
        for role in STATE_ROLES:
            name = queue_key(*place, role)
            removing.lrem(name, 0, id) if role.redis_type == "list" else removing.zrem(name, id)
        removing.unlink(*(job_key(*place, id, role) for role in _OF_A_JOB))
        removing.xadd(queue_key(*place, Role.EVENTS), {"event": "removed", "jobId": id, "prev": JobState.UNKNOWN.value})
        await removing.execute(raise_on_error=False)  # a key of another type holds no id
