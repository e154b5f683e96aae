"""Lesson 10, *How many at once?*: what is behind its predictions' options, and its exercises' checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from qlab.lab.lab import Lab
from qlab.run.theory import mean_wait_ms
from qlab.teach.misconceptions import truth
from qlab.teach.remarks import Remark, fine, not_yet
from qlab.text.escape import repr_of

if TYPE_CHECKING:
    from qlab.run.active_job import ActiveJob
    from qlab.run.result import Run

__all__ = ["WHY", "enough", "longest", "polite"]

WHY: Mapping[str, Mapping[str, str]] = {
    "10-a": {
        "about twice as long": "The work takes nearly twice as long, but the wait grows far more than that.",
        "about four times as long": "It is more: the spare time to catch up has shrunk to a fifth.",
        "more than six times as long": "What counts is the spare time, in which a line shrinks: 10 % instead of 50 %.",
    },
    "10-b": {
        "half as long": "Each worker gets half of the mails, and is now free more than half of the time.",
        "a quarter as long": "It is less: fewer mails wait, and each waits for a shorter time.",
        "a tenth as long or less": (
            "A mail waits only if both are busy when it arrives, and not for long: two clear a line fast."
        ),
    },
    "10-c": {
        "1": truth(22),
        "10": "One starts every second, and each runs for ten.",
        "20": "Without the limiter, yes. With it, the first ends when the eleventh may start.",
    },
    "10-c2": {
        "2": "That is the number of workers; each has three slots.",
        "3": "That is what the queue's own concurrency does. A worker's option applies to that worker alone.",
        "6": "Two workers × three slots: the option applies to each worker.",
    },
}

EVERY_S = 10
MOST_WAIT_S = 10.0
REPORT_EVERY_S, REPORT_TAKES_S = 6, 20
AT_ONCE, A_MINUTE = 2, 6
JOBS, WORKERS, PLACES = 20, 4, 5
MINUTE_MS = 60_000


def longest(seconds: Any) -> Iterator[Remark]:
    """10-a: the longest mean work with which a mail every ten seconds waits ten seconds or less."""
    if isinstance(seconds, bool) or seconds not in range(1, EVERY_S):
        yield not_yet(f"{repr_of(seconds, 30)} is not a whole number of seconds below 10.", "a number such as 3.")
    wait, more = (mean_wait_ms(1 / EVERY_S, work * 1000, 1) / 1000 for work in (seconds, seconds + 1))
    if wait > MOST_WAIT_S:
        yield not_yet(f"With {seconds} s of work a mail waits {wait:.1f} s on average.", "a smaller number.")
    yield fine(f"With {seconds} s of work a mail waits {wait:.1f} s on average.")
    if more <= MOST_WAIT_S:
        yield not_yet(f"With {seconds + 1} s it waits {more:.1f} s: still not more than ten.", "a larger number.")
    yield fine(f"With {seconds + 1} s it would wait {more:.1f} s.")


def enough(workers: Any) -> Iterator[Remark]:
    """10-b: the fewest workers with which a report waits less than ten seconds."""
    if isinstance(workers, bool | float) or workers not in range(1, 21):
        yield not_yet(f"{repr_of(workers, 30)} is not a number of workers.", "a whole number from 1 to 20.")
    wait, fewer = (_report_waits_s(count) for count in (workers, workers - 1))
    if wait == float("inf"):
        yield not_yet(f"With {workers}, reports are requested faster than they are done.", "more workers.")
    if wait >= MOST_WAIT_S:
        yield not_yet(f"With {workers} a report waits {wait:.1f} s on average.", "one more worker.")
    yield fine(f"With {workers} a report waits {wait:.1f} s on average.")
    if fewer < MOST_WAIT_S:
        yield not_yet(f"With {workers - 1} it waits {fewer:.1f} s: that is short enough too.", "fewer workers.")
    yield fine(f"With {workers - 1} it would wait {fewer:.1f} s.")


def _report_waits_s(workers: int) -> float:
    return mean_wait_ms(1 / REPORT_EVERY_S, REPORT_TAKES_S * 1000, workers) / 1000 if workers else float("inf")


def polite(lab: Lab) -> Iterator[Remark]:
    """10-c: four workers with five slots each never have more than two jobs of `partner`, nor start seven a minute."""
    queue = lab.queue("partner")
    queue.add_bulk([("request",)] * JOBS)
    run = lab.run({"partner": _request}, WORKERS, "30m", concurrency=PLACES)
    started = len(run.service())
    if started < JOBS:
        yield not_yet(f"{started} of {JOBS} jobs started in half an hour.", "six per minute, and no pause.")
    most = int(run.queue_length()["active"].max())
    if most > AT_ONCE:
        yield not_yet(f"{most} requests ran at once.", "partner.concurrency(…), which applies to all workers.")
    yield fine(f"At most {most} ran at once.")
    busiest = max(_starts_in_a_minute(run))
    if busiest > A_MINUTE:
        yield not_yet(f"{busiest} requests started within a minute.", "partner.limit(jobs, duration).")
    yield fine(f"At most {busiest} started within a minute.")


def _request(_job: ActiveJob) -> Iterator[str]:
    yield "8s"


def _starts_in_a_minute(run: Run) -> Iterator[int]:
    """How many attempts began in the minute from each attempt's beginning on."""
    starts = [move.at for move in run.moves if move.target == "active"]
    for first in starts:
        yield sum(first <= at < first + MINUTE_MS for at in starts)


HINTS: Mapping[str, tuple[str, ...]] = {
    "10-a": (
        "How busy is the worker if sending takes s seconds and a mail comes every ten?",
        "busy = s / 10, and the wait is s × busy / (1 − busy).",
        "Try s = 5, 6 and 7: at which does the wait pass ten seconds?",
    ),
    "10-b": (
        "Each report takes 20 s, and one is requested every 6 s: three workers are too few.",
        '`RandomLoad("6s", "20s").theory_ms(n) / 1000` is the wait with n workers, in seconds.',
        "Try n = 4, 5 and 6, and use the first below ten.",
    ),
    "10-c": (
        "Two limits, and each is a call on the queue, not an option of a worker.",
        "`concurrency` limits how many run at once, `limit` how many start.",
        '`partner.concurrency(2)`, and `partner.limit(…)` with six starts and `"1m"`.',
    ),
}

EXERCISES: Mapping[str, Callable[..., Iterator[Remark]]] = {"10-a": longest, "10-b": enough, "10-c": polite}
