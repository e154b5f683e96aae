"""The operations: what can be done to a queue, each once.

An operation is a value. It says which BullMQ scripts it runs, which events tell of it, what its sentence may quote, and
whether it ends an attempt; every other room compares values and asks for their attributes, never for a name.
Sources: the methods of PyPI's bullmq 3.4.4 (``queue.py``, ``job.py``, ``worker.py``, ``scripts.py``) and the Lua
scripts that it packages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from qlab.protocol.contents import Contents
from qlab.protocol.jobs.retention import REMOVE_ON
from qlab.protocol.states import JobState

__all__ = [
    "ADD",
    "ADD_BULK",
    "ADVANCE",
    "ASK",
    "BY_EVENT",
    "CANCEL_JOB",
    "CHANGE_DELAY",
    "CHANGE_PRIORITY",
    "CHECK_STALLED",
    "CLEAN",
    "CLEAR_LOGS",
    "CLOSE_WORKER",
    "COMPLETE",
    "CONCURRENCY",
    "CRASH_WORKER",
    "DISCARD_CHILDREN",
    "DRAIN",
    "DUE",
    "EMIT",
    "EXTEND_LOCK",
    "EXTEND_LOCKS",
    "FAIL",
    "FLOW",
    "GAP",
    "LIMIT",
    "LIMIT_NOW",
    "LOG",
    "MOVE_TO_DELAYED",
    "MOVE_TO_WAIT",
    "MOVE_TO_WAITING_CHILDREN",
    "OBLITERATE",
    "OBSERVE",
    "OPERATIONS",
    "OUTSIDE",
    "PAUSE",
    "PAUSE_WORKER",
    "PROGRESS",
    "PROMOTE",
    "PROMOTE_ALL",
    "RELEASE",
    "RELEASE_LOCK",
    "REMOVE",
    "REMOVE_CHILD_DEPENDENCY",
    "REMOVE_DEDUPLICATION_KEY",
    "REMOVE_ORPHANS",
    "REMOVE_RATE_LIMIT",
    "RESUME",
    "RESUME_WORKER",
    "RETRY",
    "RETRY_ALL",
    "RUN",
    "RUN_WORKER",
    "SCHEDULE",
    "SNAPSHOT",
    "TAKE",
    "TRIM_EVENTS",
    "UNSCHEDULE",
    "UPDATE_DATA",
    "WAIT_FOR_JOB",
    "Doer",
    "Operation",
    "adding_script",
    "operation",
]


class Doer(StrEnum):
    """Who makes the changes of an operation."""

    BULLMQ = "BullMQ"
    """One of BullMQ's scripts, or its plain commands."""
    DEATH = "a process that dies"
    """A worker that is killed: what it had stays as it is."""
    CLOCK = "the clock"
    """Time that passes: TTLs end, jobs fall due."""
    HAND = "somebody's own commands"
    """Code inside ``lab.observe``: any command at all."""
    OUTSIDE = "somebody else"
    """Another client of the server: any command, or a BullMQ script seen half done."""
    NOBODY = "nobody"
    """A look at the queue changes nothing."""


ANYTHING = frozenset({Contents.DATA, Contents.ERRORS})
_ERRORS = frozenset({Contents.ERRORS})
_NOTHING: frozenset[Contents] = frozenset()


@dataclass(frozen=True, slots=True)
class Operation:
    """Something that can be done to a queue.

    Attributes:
        name: The name of qlab's method, as recordings store it.
        verb: What it does, as a verb whose object follows it: ``renew the lock of`` a job.
        scripts: The BullMQ scripts that it may run, the usual one first; none where it sends plain commands.
        events: The events of the stream that tell of it.
        quotes: What its title and its sentence may quote. Unless it says less, anything.
        ends: The outcome of the attempt that it ends, ``completed`` or ``failed``; None where it ends none.
        keeps: The job option that says how many finished jobs it leaves: ``removeOnComplete`` or ``removeOnFail``.
        doer: Who makes its changes.
    """

    name: str
    verb: str
    scripts: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    quotes: frozenset[Contents] = ANYTHING
    ends: str | None = None
    keeps: str | None = None
    doer: Doer = Doer.BULLMQ

    @property
    def title(self) -> str:
        """Its name in words, such as ``extend lock``."""
        return self.name.replace("_", " ")

    def hides(self, hidden: Iterable[Contents]) -> bool:
        """Return whether its title and sentence might quote contents that are hidden."""
        return not self.quotes.isdisjoint(hidden)

    def __repr__(self) -> str:
        return f"Operation({self.name})"

    def __hash__(self) -> int:  # each step is looked up by its operation, several times
        return hash(self.name)


_ADD = ("addStandardJob", "addDelayedJob", "addPrioritizedJob", "addParentJob")

# -- adding ------------------------------------------------------------------------------------------------------------
ADD = Operation("add", "add", _ADD, ("added", "duplicated", "deduplicated", "debounced"), _NOTHING)
ADD_BULK = Operation("add_bulk", "add", _ADD, quotes=_ERRORS)
FLOW = Operation("flow", "add", ("addParentJob", *_ADD[:3]), quotes=_ERRORS)
SCHEDULE = Operation("schedule", "schedule", ("addJobScheduler",), quotes=_ERRORS)
UNSCHEDULE = Operation("unschedule", "unschedule", ("removeJobScheduler",), quotes=_ERRORS)

# -- what a worker does ------------------------------------------------------------------------------------------------
TAKE = Operation("take", "take", ("moveToActive", "updateJobScheduler"), ("active",), _ERRORS)
WAIT_FOR_JOB = Operation("wait_for_job", "wait for", quotes=_ERRORS)
"""An idle worker blocks on the marker (BZPOPMIN), which takes it away."""
COMPLETE = Operation(
    "complete",
    "complete",
    ("moveToFinished",),
    ("completed",),
    _NOTHING,
    ends="completed",
    keeps=REMOVE_ON[JobState.COMPLETED],
)
FAIL = Operation(
    "fail", "fail", ("moveToFinished", "moveToDelayed", "retryJob"), ("failed", "retries-exhausted"), _ERRORS,
    ends="failed", keeps=REMOVE_ON[JobState.FAILED],
)  # fmt: skip
PROGRESS = Operation("progress", "report progress of", ("updateProgress",), ("progress",))
LOG = Operation("log", "add to the log of", ("addLog",))
UPDATE_DATA = Operation("update_data", "change the data of", ("updateData",))
EXTEND_LOCK = Operation("extend_lock", "renew the lock of", ("extendLock",), quotes=_ERRORS)
MOVE_TO_DELAYED = Operation("move_to_delayed", "delay", ("moveToDelayed",), quotes=_ERRORS)
MOVE_TO_WAITING_CHILDREN = Operation(
    "move_to_waiting_children", "park", ("moveToWaitingChildren",), ("waiting-children",), _ERRORS
)
MOVE_TO_WAIT = Operation("move_to_wait", "requeue", ("moveJobFromActiveToWait",), quotes=_ERRORS)
RELEASE_LOCK = Operation("release_lock", "release the lock of", ("releaseLock",), quotes=_NOTHING)
EXTEND_LOCKS = Operation("extend_locks", "renew the locks of", ("extendLocks",), quotes=_NOTHING)
CHECK_STALLED = Operation("check_stalled", "check", ("moveStalledJobsToWait",), ("stalled",), _ERRORS)

# -- a worker's own life, of which Redis hears nothing ----------------------------------------------------------------
RUN_WORKER = Operation("run_worker", "start", quotes=_NOTHING)
PAUSE_WORKER = Operation("pause_worker", "pause", quotes=_NOTHING)
RESUME_WORKER = Operation("resume_worker", "resume", quotes=_NOTHING)
CLOSE_WORKER = Operation("close_worker", "close", quotes=_NOTHING)
CRASH_WORKER = Operation("crash_worker", "kill", quotes=_NOTHING, doer=Doer.DEATH)
CANCEL_JOB = Operation("cancel_job", "cancel")

# -- what an operator does to one job ----------------------------------------------------------------------------------
RETRY = Operation("retry", "retry", ("reprocessJob",), quotes=_ERRORS)
PROMOTE = Operation("promote", "promote", ("promote",), quotes=_NOTHING)
REMOVE = Operation("remove", "remove", ("removeJob",), ("removed",), _NOTHING)
CHANGE_PRIORITY = Operation("change_priority", "change the priority of", ("changePriority",), quotes=_ERRORS)
CHANGE_DELAY = Operation("change_delay", "change the delay of", ("changeDelay",), quotes=_ERRORS)
DISCARD_CHILDREN = Operation(
    "discard_children", "remove the children of", ("removeUnprocessedChildren",), quotes=_ERRORS
)
REMOVE_CHILD_DEPENDENCY = Operation(
    "remove_child_dependency", "part from its parent", ("removeChildDependency",), quotes=_ERRORS
)
REMOVE_DEDUPLICATION_KEY = Operation(
    "remove_deduplication_key", "free the deduplication id of", ("removeDeduplicationKey",), quotes=_ERRORS
)
CLEAR_LOGS = Operation("clear_logs", "clear the log of")

# -- what an operator does to a queue ----------------------------------------------------------------------------------
PAUSE = Operation("pause", "pause", ("pause",), ("paused",), _NOTHING)
RESUME = Operation("resume", "resume", ("pause",), ("resumed",), _NOTHING)
LIMIT = Operation("limit", "limit", quotes=_ERRORS)
LIMIT_NOW = Operation("limit_now", "limit", quotes=_ERRORS)
REMOVE_RATE_LIMIT = Operation("remove_rate_limit", "stop limiting", quotes=_ERRORS)
TRIM_EVENTS = Operation("trim_events", "trim the events of", quotes=_ERRORS)
EMIT = Operation("emit", "tell the listeners of")
REMOVE_ORPHANS = Operation("remove_orphans", "remove the orphans of", ("removeOrphanedJobs",), quotes=_ERRORS)
CONCURRENCY = Operation("concurrency", "limit", quotes=_ERRORS)
DRAIN = Operation("drain", "drain", ("drain",), quotes=_NOTHING)
CLEAN = Operation("clean", "clean", ("cleanJobsInSet",), ("cleaned",), _NOTHING)
OBLITERATE = Operation("obliterate", "obliterate", ("obliterate", "pause"), quotes=_ERRORS)
RETRY_ALL = Operation("retry_all", "retry", ("moveJobsToWait",), quotes=_ERRORS)
PROMOTE_ALL = Operation("promote_all", "promote", ("moveJobsToWait",), quotes=_ERRORS)

# -- what is nobody's call ---------------------------------------------------------------------------------------------
RUN = Operation("run", "run", quotes=_ERRORS)
ASK = Operation("ask", "ask", quotes=_ERRORS, doer=Doer.NOBODY)
ADVANCE = Operation("advance", "advance", quotes=_NOTHING, doer=Doer.CLOCK)
DUE = Operation("due", "promote", ("moveToActive",), quotes=_NOTHING)
"""A delayed job was promoted because its time had come, by whatever script looked (``promoteDelayedJobs``)."""
RELEASE = Operation("release", "release", ("moveToFinished",), quotes=_NOTHING)
"""A parent no longer waits for children (``moveParentToWait``): the last ended, was removed, or failed by its rule."""
SNAPSHOT = Operation("snapshot", "look at", quotes=_NOTHING, doer=Doer.NOBODY)
GAP = Operation("gap", "miss", quotes=_NOTHING, doer=Doer.NOBODY)
"""Events are missing here."""
OBSERVE = Operation("observe", "change", quotes=_ERRORS, doer=Doer.HAND)
OUTSIDE = Operation("outside", "change", quotes=_ERRORS, doer=Doer.OUTSIDE)

OPERATIONS: Mapping[str, Operation] = MappingProxyType(
    {each.name: each for each in tuple(globals().values()) if isinstance(each, Operation)}
)
"""Every operation by its name."""

BY_EVENT: Mapping[str, Operation] = MappingProxyType(
    {event: each for each in OPERATIONS.values() for event in each.events}
)
"""The operation that an event of the stream tells of."""


def operation(name: str) -> Operation:
    """Return the operation of that name.

    A name that is none of these comes from an event of the application's own, or from a recording that a newer qlab
    made. It may quote anything, so redaction hides its title and sentence.
    """
    known = OPERATIONS.get(name)
    return known if known is not None else Operation(name, name.replace("_", " "))


def adding_script(options: Mapping[str, Any]) -> str:
    """Return the script that adds one job with these options (``Scripts.addJob``); a flow's parent takes another."""
    if options.get("delay"):
        return "addDelayedJob"
    return "addPrioritizedJob" if options.get("priority") else "addStandardJob"
