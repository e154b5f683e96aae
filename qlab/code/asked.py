"""What a step asked for, in BullMQ's words: the arguments of its call.

They are read from where they stand: the facts of the call, the job's hash, the queue's settings. A recording that holds
them nowhere is one of an older qlab, or of a queue that was only watched; then :class:`Unsaid` is raised.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any, TypeVar

from qlab.code import literals
from qlab.code.expressions import Expression, Later, Named, Raised, Waits
from qlab.protocol import operations
from qlab.protocol.api.queue_options import DEFAULT_JOB_OPTIONS
from qlab.protocol.fields import expand_options
from qlab.protocol.operations import Operation
from qlab.protocol.queue_settings import QueueSettings
from qlab.record.step import Step
from qlab.snapshot.job_view import JobView

__all__ = ["Unsaid", "arguments", "beyond", "default_job_options", "in_full"]

Job = TypeVar("Job")
TOKEN = Named("token")
_DEFAULTS: Mapping[str, Any] = MappingProxyType({"attempts": (0, 1), "delay": (0,), "priority": (0,)})
"""Options that say no more than BullMQ assumes: left out, as somebody would leave them out."""

_IN_FULL: ContextVar[bool] = ContextVar("qlab_options_in_full", default=False)
_GIVEN: ContextVar[Mapping[str, Expression]] = ContextVar("qlab_options_given", default=MappingProxyType({}))


@contextmanager
def in_full() -> Iterator[None]:
    """Within the block, write out job options that say nothing, too: Redis holds them, so a replay has to."""
    before = _IN_FULL.set(True)
    try:
        yield
    finally:
        _IN_FULL.reset(before)


@contextmanager
def beyond(given: Mapping[str, Expression]) -> Iterator[None]:
    """Within the block, add jobs to a queue with these default job options: leave out what they say already."""
    token = _GIVEN.set(given)
    try:
        yield
    finally:
        _GIVEN.reset(token)


class Unsaid(Exception):  # noqa: N818  it is an answer, not a fault
    """The recording does not hold what was asked for."""


def arguments(step: Step) -> list[Expression]:
    """Return the arguments of a step's call, as npm's method takes them.

    Raises:
        Unsaid: If the recording does not hold them.
    """
    found = _ARGUMENTS.get(step.operation)
    return found(step) if found else []


def fact(step: Step, name: str) -> Any:
    """Return a fact of a step's call.

    Raises:
        Unsaid: If the recording does not hold it.
    """
    if name not in step.call.facts:
        raise Unsaid(name)
    return step.call.facts[name]


def view(step: Step) -> JobView:
    """Return the job of a step, as it is after it, or else before.

    Raises:
        Unsaid: If the recording does not hold it.
    """
    found = step.job and (step.after.job(step.job, step.queue) or step.before.job(step.job, step.queue))
    if not found:
        raise Unsaid("job")
    return found


def plain(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return job options without those that say nothing, sorted: servers differ in the order they keep."""
    silent = {} if _IN_FULL.get() else _DEFAULTS
    return {
        name: _option_value(name, value)
        for name, value in sorted(expand_options(options).items())
        if value not in silent.get(name, ()) and value is not None
    }


def default_job_options(options: Mapping[str, Any]) -> dict[str, Expression]:
    """Return what a queue's ``defaultJobOptions`` can say of the options that each of its jobs gets."""
    return {name: value for name, value in plain(options).items() if name in DEFAULT_JOB_OPTIONS}


def _own(options: Mapping[str, Any]) -> dict[str, Expression]:
    """Return what a job says itself: all that its queue's defaults do not say, or say otherwise."""
    said, given = plain(options), _GIVEN.get()
    if not given:
        return said
    with in_full():
        whole = plain(options)
    both = {name: whole.get(name, Named("undefined")) for name in sorted({*said, *given})}
    return {name: value for name, value in both.items() if name not in given or value != given[name]}


def _option_value(name: str, value: Any) -> Expression:
    ordered = dict(sorted(value.items())) if isinstance(value, dict) else value
    return Waits(ordered) if name == "backoff" else ordered


def _job(name: str, data: Any, options: Mapping[str, Any]) -> list[Expression]:
    rest = _own(options)
    return [name, data, rest] if rest else [name, data]


def _added(held: JobView) -> list[Expression]:
    return _job(held.name, held.data, held.opts)


def _add(step: Step) -> list[Expression]:
    facts = step.call.facts
    if "options" in facts:  # no job was made of it: BullMQ refused it, or gave another's id
        return _job(fact(step, "name"), fact(step, "data"), _as_kept(facts["options"]))
    return _added(view(step))


def _as_kept(options: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return options with the delay that PyPI's package stores with every job (``Job.__init__`` of 3.4.4)."""
    return {"delay": 0, **options} if _IN_FULL.get() else options


def _add_bulk(step: Step) -> list[Expression]:
    if "bulk" in step.call.facts:
        asked = [(name, data, _as_kept(options)) for name, data, options in step.call.facts["bulk"]]
        return [_entries(asked, lambda each: _job(*each))]
    views = [step.after.job(str(id), step.queue) for id in step.returned or ()]
    if not views or None in views:
        raise Unsaid("jobs")
    return [_entries([each for each in views if each], _added)]


def _entries(jobs: Sequence[Job], written: Callable[[Job], list[Expression]]) -> list[Expression]:
    """Return a list of jobs; those that would only be counted, and not written, are left empty."""
    read = literals.written_of(len(jobs))
    return [*(_entry(written(each)) for each in jobs[:read]), *[None] * (len(jobs) - read)]


def _entry(job: list[Expression]) -> dict[str, Expression]:
    return dict(zip(("name", "data", "opts"), job, strict=False))


def _flow(step: Step) -> list[Expression]:
    trees = [_node(tree) for tree in fact(step, "flow")]
    return [trees] if step.call.job is None else trees


def _node(tree: Mapping[str, Any]) -> dict[str, Expression]:
    told = ("name", "queueName", "data")
    node = {name: tree[name] for name in told if tree.get(name) is not None or (_IN_FULL.get() and name in tree)}
    if options := plain(_as_kept(tree.get("opts", {}))):
        node["opts"] = options
    if tree.get("children"):
        node["children"] = [_node(child) for child in tree["children"]]
    return node


def _schedule(step: Step) -> list[Expression]:
    job = _job(fact(step, "name"), fact(step, "data"), fact(step, "options"))
    return [fact(step, "scheduler"), fact(step, "repeat"), _entry(job)]


def _complete(step: Step) -> list[Expression]:
    if "value" in step.call.facts:
        return [step.call.facts["value"], TOKEN, False]
    held = step.after.job(step.job or "", step.queue)
    if held is None:
        raise Unsaid("value")
    return [held.return_value, TOKEN, False]


def _fail(step: Step) -> list[Expression]:
    final = step.call.facts.get("unrecoverable")
    return [Raised(fact(step, "error"), "UnrecoverableError" if final else None), TOKEN, False]


def _put_off(step: Step) -> list[Expression]:
    return [Later((view(step).due or step.at) - step.at), TOKEN]


def _change_priority(step: Step) -> list[Expression]:
    lifo = {"lifo": True} if step.call.facts.get("lifo") else {}
    return [{"priority": fact(step, "priority"), **lifo}]


def _retry(step: Step) -> list[Expression]:
    before = step.before.job(step.job or "", step.queue)
    state = str(before.state) if before else "failed"
    reset = step.call.facts.get("reset_attempts")
    return [state, {"resetAttemptsMade": True, "resetAttemptsStarted": True}] if reset else [state]


def _limit(step: Step) -> list[Expression]:
    settings = _settings(step)
    return [] if settings.most is None else [settings.most, settings.window_ms]


def _concurrency(step: Step) -> list[Expression]:
    settings = _settings(step)
    return [] if settings.concurrency is None else [settings.concurrency]


def _settings(step: Step) -> QueueSettings:
    return step.after.settings(step.queue or "")


def _emit(step: Step) -> list[Expression]:
    return [{"eventName": fact(step, "text"), **fact(step, "fields")}, fact(step, "length")]


def _facts(*names: str) -> Callable[[Step], list[Expression]]:
    return lambda step: [fact(step, name) for name in names]


def _option(name: str, unless: Any) -> Callable[[Step], list[Expression]]:
    """Return an argument that is an object with one option, left out where it says what BullMQ assumes."""

    def given(step: Step) -> list[Expression]:
        value = fact(step, "options")[name]
        return [] if value == unless else [{name: value}]

    return given


_ARGUMENTS: Mapping[Operation, Callable[[Step], list[Expression]]] = MappingProxyType({
    operations.ADD: _add,
    operations.ADD_BULK: _add_bulk,
    operations.FLOW: _flow,
    operations.SCHEDULE: _schedule,
    operations.UNSCHEDULE: _facts("scheduler"),
    operations.TAKE: lambda _step: [TOKEN, {"block": False}],
    operations.PAUSE_WORKER: lambda _step: [True],
    operations.CLOSE_WORKER: lambda step: [True] if step.call.facts.get("force") else [],
    operations.CANCEL_JOB: lambda step: [step.job, *([reason] if (reason := step.call.facts.get("reason")) else [])],
    operations.COMPLETE: _complete,
    operations.FAIL: _fail,
    operations.PROGRESS: _facts("progress"),
    operations.LOG: _facts("text"),
    operations.UPDATE_DATA: lambda step: [view(step).data],
    operations.EXTEND_LOCK: lambda step: [TOKEN, fact(step, "duration_ms")],
    operations.EXTEND_LOCKS: lambda step: [fact(step, "ids"), Named("tokens"), fact(step, "duration_ms")],
    operations.MOVE_TO_DELAYED: _put_off,
    operations.MOVE_TO_WAITING_CHILDREN: lambda _step: [TOKEN],
    operations.MOVE_TO_WAIT: lambda _step: [TOKEN],
    operations.RETRY: _retry,
    operations.REMOVE: _option("removeChildren", True),
    operations.CHANGE_PRIORITY: _change_priority,
    operations.CHANGE_DELAY: _facts("delay_ms"),
    operations.CLEAR_LOGS: lambda step: [fact(step, "kept")] if fact(step, "kept") else [],
    operations.LIMIT: _limit,
    operations.LIMIT_NOW: _facts("duration_ms"),
    operations.TRIM_EVENTS: _facts("length"),
    operations.EMIT: _emit,
    operations.CONCURRENCY: _concurrency,
    operations.DRAIN: lambda step: [True] if fact(step, "options")["delayed"] else [],
    operations.CLEAN: lambda step: list(fact(step, "options").values()),
    operations.OBLITERATE: _option("force", False),
    operations.RETRY_ALL: lambda step: [fact(step, "options")],
    operations.PROMOTE_ALL: lambda step: [fact(step, "options")],
})  # fmt: skip
"""What each operation's call is given; an operation that is not here takes nothing."""
