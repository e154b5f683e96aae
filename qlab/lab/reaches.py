"""Reaches: what must exist in the installed bullmq for :mod:`qlab.lab.port`, and is not its public API.

After an update, ``broken()`` names what no longer does.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from importlib import import_module
from importlib.resources import files
from typing import NamedTuple

from qlab.lab.port import TIMED

__all__ = ["PACKAGED", "REACHES", "Reach", "broken"]


class Reach(NamedTuple):
    """Something in bullmq that qlab relies on and that its documentation does not promise.

    Attributes:
        path: Where it is: ``module:Class.attribute``, or ``commands/file.lua``.
        why: What qlab does with it.
    """

    path: str
    why: str

    def exists(self) -> bool:
        """Return whether the installed release has it."""
        if self.path.endswith(".lua"):
            return files("bullmq").joinpath(self.path).is_file()
        module, _colon, names = self.path.partition(":")
        try:
            reduce(getattr, names.split("."), import_module(module))
        except (ImportError, AttributeError):
            return False
        return True


PACKAGED = (
    "addLog-2.lua", "changeDelay-4.lua", "extendLocks-1.lua", "moveJobFromActiveToWait-9.lua", "releaseLock-1.lua",
    "removeChildDependency-1.lua", "removeDeduplicationKey-1.lua", "removeOrphanedJobs-1.lua",
    "removeUnprocessedChildren-2.lua",
)  # fmt: skip
"""The scripts that qlab runs itself, by their files, whose names count their keys."""


def _reaches() -> Iterator[Reach]:
    yield from (Reach(f"bullmq.{name}:time", "the virtual clock stands in for it") for name in TIMED)
    yield Reach("bullmq.flow_producer:uuid4", "the ids of a flow's jobs come from the lab")
    yield Reach("bullmq.redis_connection:loadScript", "runs packaged scripts that the port does not call")
    yield Reach("bullmq.scripts:Scripts.finishedErrors", "turns a script's error code into BullMQ's own error")
    yield from (Reach(f"commands/{file}", "packaged, and run with npm's arguments") for file in PACKAGED)
    for method in ("addJobs", "extendLock", "remove", "moveStalledJobsToWait", "updateJobSchedulerNextMillis", "close"):
        yield Reach(f"bullmq.backends:RedisBackend.{method}", "the port's public methods leave its result out")
    for method in ("retryJobs", "promoteJobs"):
        yield Reach(f"bullmq.backends:RedisBackend.{method}", "the port's public methods know no bound")
    for method in ("moveToActive", "getNextJob", "waitForJob", "getBlockTimeout", "close", "run"):
        yield Reach(f"bullmq.worker:Worker.{method}", "run/real/prompt_worker overrides or calls it")
    yield Reach("bullmq.worker:Worker.cancelProcessing", "ends the jobs of a worker that is forced while it closes")
    yield Reach("bullmq.lock_manager:LockManager.cancel_all_jobs", "likewise")
    yield Reach("bullmq.worker:Worker._ensure_client_names", "connects a worker before it runs")
    yield Reach("bullmq.redis_connection:RedisConnection.__init__", "lab/server_io/lending gives it the lab's client")
    yield Reach("bullmq.queue_events:QueueEvents.run", "lab/server_io/lending has it wait")


REACHES: tuple[Reach, ...] = tuple(_reaches())
"""All that must exist. What only an instance has (``Worker.limitUntil``) is proved by the workers' tests."""


def broken() -> list[Reach]:
    """Return the reaches that the installed release no longer has; empty where all is well."""
    return [each for each in REACHES if not each.exists()]
