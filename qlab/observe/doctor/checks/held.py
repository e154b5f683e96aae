"""What holds a queue's jobs back though nothing is broken: a pause, a concurrency of 0, a rate limit.

Somebody may have meant it, so a pause and a limit are no errors; but who looks for jobs that wait is told.
"""

from __future__ import annotations

from qlab.observe.doctor.check import check
from qlab.observe.doctor.fault import DOCS, Findings, counted
from qlab.observe.doctor.finding import Finding, Severity
from qlab.observe.doctor.survey import Survey
from qlab.observe.evidence import Evidence, entry, field, length, ttl, whole
from qlab.observe.explaining.limits import is_by_hand, is_used_up, limit_told
from qlab.observe.latest import latest_event
from qlab.observe.layout import Layout
from qlab.observe.page import read_page
from qlab.protocol.keys import READY_ROLES, Role
from qlab.protocol.queue_settings import PAUSED_FIELD, started_in_window
from qlab.protocol.versions import PAUSED_IN_WAIT, RATE_LIMIT_KEY_REMOVAL
from qlab.snapshot.values import Entry
from qlab.text.decoded import when
from qlab.text.entry_ids import entry_ms

__all__ = ["concurrency_zero", "limiter_without_ttl", "paused", "rate_limited"]

LATELY_MS = 3_600_000
"""Where no event dates the pause, jobs that were added within this time count as added to a paused queue."""
LONG_MS = 60_000
"""From here on it is told that a rate limit holds jobs back: a shorter one is over before somebody has looked."""
WAITS_MS = 5_000
"""So old the next job must be: an idle worker takes it before."""
_PILES_UP = "Work piles up."
_READY = (*READY_ROLES, Role.PAUSED)


@check("paused-and-growing", "paused")
def paused(survey: Survey) -> Findings:
    """A paused queue goes on taking jobs. Bull keeps no events, so of its queues nobody knows since when they are."""
    ready = _ready(survey)
    if not survey.paused or not (ready or survey.late):
        return
    event = latest_event(survey.page, survey.queue, "paused")
    growing = None if survey.layout is Layout.BULL else _added_since(survey, event)
    only = f", with {PAUSED_IN_WAIT.or_newer} only" if survey.paused_twice else ""
    if growing is not None:
        yield Finding(
            "paused-and-growing", Severity.WARNING, survey.queue,
            f"The queue is paused, and {counted(ready, 'job waits', 'jobs wait')}, the latest added {_after(event)}.",
            _PILES_UP + (_hands(survey) or " When the queue is resumed, it all starts at once."),
            f"Resume the queue (queue.resume(){only}), or stop adding to it.",
            f"{DOCS}/guide/workers/pausing-queues", (survey.setting(PAUSED_FIELD), growing, *_line(survey)),
        )  # fmt: skip
    else:
        dated = () if event is None else (entry(survey.key(Role.EVENTS), event),)
        yield Finding(
            "paused", Severity.INFO, survey.queue, f"The queue is paused: {_waits(survey)}.",
            f"No worker takes a job before the queue is resumed{_since(survey, event)}.{_hands(survey)}",
            f"If nobody wants it paused, resume it (queue.resume(){only}).",
            f"{DOCS}/guide/workers/pausing-queues", (survey.setting(PAUSED_FIELD), *_line(survey), *dated),
        )  # fmt: skip


def _ready(survey: Survey) -> int:
    """Return how many jobs are ready; what only wakes workers is none."""
    marks = sum(len(survey.page.marks(survey.queue, role)) for role in (Role.WAIT, Role.PAUSED))
    return sum(survey.size(role) for role in _READY) - marks


def _waits(survey: Survey) -> str:
    """Return what waits: ``3 jobs wait, and 1 delayed job is overdue``."""
    ready, late = _ready(survey), survey.late
    parts = [counted(ready, "job waits", "jobs wait")] if ready else []
    if late is not None:
        parts.append(counted(late.number, "delayed job is overdue", "delayed jobs are overdue"))
    return ", and ".join(parts)


def _line(survey: Survey) -> tuple[Evidence, ...]:
    held = [(role, survey.page.container(survey.queue, role)) for role in _READY]
    late = () if survey.late is None else (survey.late.evidence,)
    return (*(length(survey.key(role), each) for role, each in held if each is not None), *late)


def _hands(survey: Survey) -> str:
    return " No worker is connected either: resuming alone starts nothing." if survey.workers.none else ""


def _after(event: Entry | None) -> str:
    return "in the last hour; when it was paused, no event says" if event is None else "after the pause"


def _since(survey: Survey, event: Entry | None) -> str:
    return "" if event is None else f"; it was paused {when(entry_ms(event.id), survey.page.at, future='')}"


def _added_since(survey: Survey, event: Entry | None) -> Evidence | None:
    """Return the moment of a job that was added after the pause; None where none was found."""
    since = survey.page.at - LATELY_MS if event is None else entry_ms(event.id)
    newest = _newest(survey)
    if newest is None or newest[1] <= since:
        return None
    return field(survey.job(newest[0]), "timestamp", f"{newest[1]}")


def _newest(survey: Survey) -> tuple[str, int] | None:
    """Return the job added last among those that wait: at the head of its list, where a page of one is read for it."""
    for role in (Role.WAIT, Role.PAUSED):
        held = survey.page.container(survey.queue, role)
        if held is not None and held.type == "list":
            ids = survey.connection.execute("LRANGE", survey.key(role), 0, 0)
            found = (
                [read_page(survey.connection, survey.prefix, survey.queue, limit=1, states=(), ids=ids)] if ids else []
            )
            view = found[0].job(ids[0], survey.queue) if found else None
            if view is not None:
                return view.id, view.timestamp
    return None


@check("concurrency-zero")
def concurrency_zero(survey: Survey) -> Findings:
    """Where as many jobs are active as the global concurrency says, no job starts: with 0, none ever (isQueueMaxed)."""
    allowed = survey.page.settings(survey.queue).concurrency
    if allowed is None or allowed > 0 or not survey.layout.has_marker or survey.paused:
        return
    if _ready(survey) or survey.late:
        yield Finding(
            "concurrency-zero", Severity.ERROR, survey.queue,
            f"The queue's global concurrency is {allowed}, and {_waits(survey)}.",
            "No job starts, however many workers there are.",
            "Allow at least one (queue.setGlobalConcurrency(n)). To hold the queue on purpose, pause it.",
            f"{DOCS}/guide/queues/global-concurrency", (survey.setting("concurrency"), *_line(survey)),
        )  # fmt: skip


@check("rate-limited")
def rate_limited(survey: Survey) -> Findings:
    """A window of a rate limit that is open for long, with jobs that wait for its end."""
    limiter, left, started, most = _limit(survey)
    if limiter is None or left is None or left < LONG_MS or survey.paused or not _ready(survey):
        return
    if is_by_hand(started) or is_used_up(started, most) or (most is None and _stands_still(survey)):
        release = survey.release.has(RATE_LIMIT_KEY_REMOVAL)
        lift = "." if release is False else ", or lift it: queue.removeRateLimitKey()."
        yield Finding(
            "rate-limited", Severity.INFO, survey.queue,
            f"A rate limit is at work, and {_waits(survey)}.", limit_told(started, most, left),
            f"If the limit is intended, wait until it ends{lift}",
            f"{DOCS}/guide/rate-limiting", (*limiter, survey.setting("max"), *_line(survey)),
        )  # fmt: skip


@check("limiter-without-ttl")
def limiter_without_ttl(survey: Survey) -> Findings:
    """GetRateLimitTTL.lua waits as long as the key's TTL says, so without one it limits nothing."""
    limiter, left, started, most = _limit(survey)
    if limiter is not None and left is None and survey.layout.has_marker:
        release = survey.release.has(RATE_LIMIT_KEY_REMOVAL)
        yield Finding(
            "limiter-without-ttl", Severity.WARNING, survey.queue,
            "The rate limit's key has no TTL.", limit_told(started, most, left),
            "Delete the key `limiter`." if release is False else "Delete the key: queue.removeRateLimitKey().",
            f"{DOCS}/guide/rate-limiting", (*limiter, survey.setting("max")),
        )  # fmt: skip


def _limit(survey: Survey) -> tuple[tuple[Evidence, ...] | None, int | None, int, int | None]:
    """Return the evidence of the key `limiter`, its TTL (ms), what it counts, and the queue's own `max`."""
    held = survey.page.container(survey.queue, Role.LIMITER)
    most = survey.page.settings(survey.queue).most
    if held is None or held.type != "string":
        return None, None, 0, most
    left = survey.page.ttl_ms(held.name)
    return (whole(held.name, held), ttl(held.name, left)), left, started_in_window(held.text), most


def _stands_still(survey: Survey) -> bool:
    """Return whether nothing is active though the next job has waited: a worker's own limit may hold it back."""
    ids = [*survey.page.ids(survey.queue, Role.WAIT)[::-1], *survey.page.ids(survey.queue, Role.PRIORITIZED)]
    view = next((view for id in ids if (view := survey.page.job(id, survey.queue)) is not None), None)
    waits = view is not None and survey.page.at - view.timestamp >= WAITS_MS
    return waits and not survey.size(Role.ACTIVE) and not survey.workers.none
