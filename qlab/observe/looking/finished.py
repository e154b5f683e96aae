"""The finished jobs that are still kept: how long they waited and ran, and why they failed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from qlab.observe.connection import Connection
from qlab.protocol.fields import ATTEMPTS_FIELDS
from qlab.protocol.keys import FINISHED_ROLES, Role, job_key, queue_key
from qlab.text.decoded import quoted, to_json
from qlab.text.templates import template

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Failure", "Latency", "failures", "latency"]

PAGE = 250
MOST = 10_000
"""This many of the latest finished jobs are read."""
QUANTILES = (0.5, 0.9, 0.95, 0.99, 1.0)
_MOMENTS = ("timestamp", "processedOn", "finishedOn")
_ALSO = ("opts", "ats", *ATTEMPTS_FIELDS, "returnvalue")


@dataclass(frozen=True, repr=False)
class Latency:
    """How long jobs waited and ran: of those that finished and are still kept, the latest 10,000 of each state.

    Attributes:
        queue: The queue.
        waiting_ms: How long each that was taken once waited, ms: from when it was added, or due by its option `delay`,
            to the start of its attempt. Of one that was taken again the hash does not say since when it was ready.
        running_ms: How long its last attempt took, ms.
        kept: How many finished jobs are kept; those measured may be fewer.
    """

    queue: str
    waiting_ms: tuple[int, ...]
    running_ms: tuple[int, ...]
    kept: int

    def quantiles(self) -> pd.DataFrame:
        """Return quantiles of both times, ms: a row for the median, 90, 95, 99 % and the longest."""
        import pandas as pd

        rows = {"waiting_ms": self.waiting_ms, "running_ms": self.running_ms}
        table = {name: pd.Series(values, dtype="float64").quantile(list(QUANTILES)) for name, values in rows.items()}
        return pd.DataFrame(table).rename_axis("quantile").reset_index()

    def to_json(self) -> dict[str, Any]:
        """Return the quantiles as JSON values, ms; None where no job was measured."""
        rows = self.quantiles().astype(object).where(lambda table: table.notna(), None).to_dict("records")
        return {"queue": self.queue, "measured": len(self.running_ms), "kept": self.kept, "quantiles": rows}

    def __repr__(self) -> str:
        return f"Latency({quoted(self.queue, 40)}, {len(self.running_ms):,} of {self.kept:,} finished jobs)"

    def _repr_html_(self) -> str:
        from qlab.text import html

        rows = [tuple(f"{value:g}" for value in row) for row in self.quantiles().itertuples(index=False)]
        return html.card("Latency", repr(self), html.table(("quantile", "waiting (ms)", "running (ms)"), rows))


def latency(connection: Connection, place: tuple[str, str]) -> Latency:
    """Measure a queue; see :meth:`qlab.Observer.latency`."""
    waiting: list[int] = []
    running: list[int] = []
    for _id, row in _rows(connection, place, FINISHED_ROLES, (*_MOMENTS, *_ALSO)):
        added, started, ended = (int(raw) if raw and raw.isdecimal() else None for raw in row[: len(_MOMENTS)])
        also = dict(zip(_ALSO, row[len(_MOMENTS) :], strict=True))
        told = to_json(also["opts"] or "{}")
        opts = told if isinstance(told, dict) else {}
        if added is not None and started is not None and _taken_once(also, opts):
            waiting.append(max(started - added - _delay(opts), 0))
        if started is not None and ended is not None:
            running.append(max(ended - started, 0))
    kept = sum(int(connection.allowed("ZCARD", queue_key(*place, role)) or 0) for role in FINISHED_ROLES)
    return Latency(place[1], tuple(waiting), tuple(running), kept)


def _taken_once(fields: Mapping[str, str | None], opts: Mapping[str, Any]) -> bool:
    """Return whether a worker took the job once. Bull counts only failures: one that then succeeded was taken twice."""
    counts = [int(raw) for name in ("ats", *ATTEMPTS_FIELDS) if (raw := fields[name]) and raw.isdecimal()]
    succeeded = "timestamp" in opts and fields["ats"] is None and fields["returnvalue"] is not None
    return max(counts, default=0) + succeeded <= 1


def _delay(opts: Mapping[str, Any]) -> int:
    """Return the delay that a job was added with, ms. Its field `delay` is 0 once it was promoted."""
    delay = opts.get("delay")
    return int(delay) if isinstance(delay, int | float) and 0 <= delay < float("inf") else 0


class Failure(NamedTuple):
    """Failures of one reason, across queues.

    Attributes:
        reason: What the errors' texts have in common, such as ``Timeout after <number> ms``; no words of theirs differ.
        jobs: How many of the jobs read failed so.
        queues: How many of them in each queue, by its name.
        queue: The queue of the latest of them.
        latest: The id of the latest.
        at: When that failed, ms since the epoch; None where its hash does not say.
        text: The error's text of the latest, as it stands there.
        texts: How many different texts there are.
    """

    reason: str
    jobs: int
    queues: Mapping[str, int]
    queue: str
    latest: str
    at: int | None
    text: str
    texts: int = 1


def failures(connection: Connection, places: Iterable[tuple[str, str]]) -> tuple[Failure, ...]:
    """Return the failed jobs of some queues by reason, the most frequent first; see :meth:`qlab.Observer.failures`."""
    by_text: dict[str, Failure] = {}
    for place in places:
        for id, (text, ended) in _rows(connection, place, (Role.FAILED,), ("failedReason", "finishedOn")):
            at = int(ended) if ended and ended.isdecimal() else None
            one = Failure("", 1, {place[1]: 1}, place[1], id, at, text or "(no reason written)")
            _add(by_text, one.text, one)
    found: dict[str, Failure] = {}
    for each in by_text.values():  # a text is looked through once, however many jobs have it
        reason = template(each.text)
        _add(found, reason, each._replace(reason=reason))
    return tuple(sorted(found.values(), key=lambda each: (-each.jobs, each.reason)))


def _add(found: dict[str, Failure], name: str, more: Failure) -> None:
    """Put failures with those of the same name: the latest is that of the later ones."""
    known = found.get(name)
    if known is None:
        found[name] = more
        return
    queues = {each: known.queues.get(each, 0) + more.queues.get(each, 0) for each in {**known.queues, **more.queues}}
    later = more if (more.at or 0) > (known.at or 0) else known
    texts = known.texts if known.text == more.text else known.texts + more.texts
    found[name] = later._replace(jobs=known.jobs + more.jobs, queues=queues, texts=texts)


def _rows(
    connection: Connection, place: tuple[str, str], roles: Iterable[Role], fields: tuple[str, ...]
) -> Iterator[tuple[str, tuple[str | None, ...]]]:
    """Yield fields of the latest jobs in sorted sets, the latest first, page by page."""
    for role in roles:
        for first in range(0, MOST, PAGE):
            ids = connection.allowed("ZREVRANGE", queue_key(*place, role), first, first + PAGE - 1) or []
            replies = connection.each(("HMGET", job_key(*place, id), *fields) for id in ids)
            for id, reply in zip(ids, replies, strict=True):
                if reply is not None:
                    yield id, tuple(raw if raw is None else raw.decode("utf-8", "replace") for raw in reply)
            if len(ids) < PAGE:
                break
