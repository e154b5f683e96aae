"""WorkerSettings: the options of a lab's worker, checked before BullMQ sees them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from qlab.errors import OptionError
from qlab.lab.handles.names import check_worker
from qlab.lab.handles.options import checked_flag, checked_number, job_options
from qlab.protocol.api.worker_options import LOCK_MS, renew_ms
from qlab.protocol.jobs.retention import REMOVE_ON
from qlab.text.durations import parse_duration
from qlab.text.escape import repr_of
from qlab.text.nearest import did_you_mean

__all__ = ["WorkerSettings"]

REMOVED_BY = {"remove_on_" + option.removeprefix("removeOn").lower(): option for option in REMOVE_ON.values()}
"""This lab's name for each of BullMQ's options ``removeOn…``."""


@dataclass(frozen=True)
class WorkerSettings:
    """How a worker works.

    Attributes:
        name: Its name: it stands in its locks' tokens, and in the field `pb` of the jobs that it takes.
        lock_ms: How long it owns a job that it took, ms.
        renew_ms: How often it renews its locks while it works, ms; None: never (``skip_lock_renewal``).
        concurrency: On how many jobs it works at once.
        limiter: ``{"max": jobs, "duration": ms}``: how many jobs may start in each window; None: no limit of its own.
        max_stalled: How often a job may stall before it is to fail; None: as BullMQ has it, or as the run says.
        stalled_ms: How often it looks for stalled jobs, ms; None: as BullMQ has it, or as the run says.
        metrics: How many minutes of finished jobs to count in the keys `metrics:…`; None: none.
        removal: ``removeOnComplete`` and ``removeOnFail`` for jobs that do not say it themselves, by BullMQ's names.
        autorun: Whether it works as soon as there is somebody to call its processor; False: once ``run`` is called.
    """

    name: str
    lock_ms: int = LOCK_MS
    renew_ms: int | None = renew_ms(LOCK_MS)
    concurrency: int = 1
    limiter: Mapping[str, int] | None = None
    max_stalled: int | None = None
    stalled_ms: int | None = None
    metrics: int | None = None
    removal: Mapping[str, Any] | None = None
    autorun: bool = True

    @classmethod
    def usual(cls, name: str, lock_ms: int, concurrency: int = 1) -> WorkerSettings:
        """Return a worker that works as BullMQ's does unless it is told otherwise."""
        return cls(name, lock_ms, renew_ms(lock_ms), concurrency)

    @classmethod
    def checked(cls, name: str, lock_ms: int, given: Mapping[str, Any]) -> WorkerSettings:
        """Return settings from what a user gave.

        Args:
            name: The worker's name.
            lock_ms: The lock duration of its queue, ms, where none is given.
            given: The options by the names that ``Lab.worker`` has for them; None: not given.

        Raises:
            OptionError: If there is no such option, or it cannot take that value.
        """
        check_worker(name)
        options = {option: value for option, value in given.items() if value is not None}
        if unknown := next((option for option in options if option not in _CHECKS), None):
            raise OptionError(f"A worker of a lab has no option {repr_of(unknown)}: {did_you_mean(unknown, _CHECKS)}")
        checked = {option: _CHECKS[option](option, value) for option, value in options.items()}
        lock = checked.get("lock_duration", lock_ms)
        if checked.get("skip_lock_renewal") and "lock_renew_time" in checked:
            raise OptionError(
                "lock_renew_time says when to renew locks, and skip_lock_renewal says not to; leave one out."
            )
        return cls(
            name,
            lock,
            None if checked.get("skip_lock_renewal") else checked.get("lock_renew_time", renew_ms(lock)),
            checked.get("concurrency", 1),
            checked.get("limiter"),
            checked.get("max_stalled"),
            checked.get("stalled_interval"),
            checked.get("metrics"),
            {bullmqs: checked[option] for option, bullmqs in REMOVED_BY.items() if option in checked} or None,
            checked.get("autorun", True),
        )

    def of_bullmq(self) -> dict[str, Any]:
        """Return those that differ from what BullMQ's Worker assumes, by its names; ``concurrency`` only where it is
        not 1.
        """
        return {name: value for name, value, usual in self._named() if value not in (usual, None)}

    def _named(self) -> Iterable[tuple[str, Any, Any]]:
        yield "lockDuration", self.lock_ms, LOCK_MS
        yield "lockRenewTime", self.renew_ms, renew_ms(self.lock_ms)
        yield "skipLockRenewal", self.renew_ms is None, False
        yield "concurrency", self.concurrency, 1
        yield "limiter", self.limiter, None
        yield "maxStalledCount", self.max_stalled, None
        yield "stalledInterval", self.stalled_ms, None
        yield "metrics", self.metrics and {"maxDataPoints": self.metrics}, None
        yield from ((option, value, None) for option, value in (self.removal or {}).items())
        yield "autorun", self.autorun, True

    def lend(self, options: dict[str, Any]) -> Mapping[str, Any]:
        """Give a job that this worker takes its ``removeOn…``, unless it has its own (``Worker.processJob``).

        Args:
            options: The job's options as the worker holds them, which are changed.

        Returns:
            Those that were added, by BullMQ's names.
        """
        added = {name: value for name, value in (self.removal or {}).items() if name not in options}
        options.update(added)
        return added


def _whole(least: int) -> Any:
    return lambda option, value: checked_number(value, option, least=least)


def _duration(option: str, value: Any) -> int:
    return checked_number(parse_duration(value), option, least=1)


def _flag(option: str, value: Any) -> bool:
    return checked_flag(value, option)


def _limiter(option: str, value: Any) -> dict[str, int]:
    pair = (value.get("max"), value.get("duration")) if isinstance(value, Mapping) and len(value) == 2 else value
    if not isinstance(pair, tuple | list) or len(pair) != 2 or None in pair:
        raise OptionError(
            f"{option} cannot be {repr_of(value)}: give a number of jobs and a duration, such as (10, '1s')."
        )
    return {"max": checked_number(pair[0], option, least=1), "duration": _duration(option, pair[1])}


def _removal(option: str, value: Any) -> Any:
    return job_options({REMOVED_BY[option]: value})[REMOVED_BY[option]]


_CHECKS: Mapping[str, Any] = {
    "autorun": _flag,
    "concurrency": _whole(1),
    "limiter": _limiter,
    "lock_duration": _duration,
    "lock_renew_time": _duration,
    "max_stalled": _whole(0),
    "metrics": _whole(1),
    "skip_lock_renewal": _flag,
    "stalled_interval": _duration,
    **dict.fromkeys(REMOVED_BY, _removal),
}
