"""A recording that may leave the company: contents replaced by their shape, the film otherwise the same.

Commands keep their names and keys and lose their arguments. A title or sentence that quotes what is hidden gives way to
a plain one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from qlab.record.recording import Recording
from qlab.record.step import Command, Operation, Step, Trace
from qlab.snapshot import redact as redacting
from qlab.snapshot.model import Snapshot
from qlab.snapshot.redact import Redact

QUOTING = frozenset({"progress", "log", "update_data"})
"""The operations whose sentences quote data; those of attempts quote errors."""
SILENT = frozenset(
    {"add", "advance", "pause", "resume", "remove", "promote", "due", "snapshot", "drain", "clean", "gap", "complete"}
)
"""The operations whose titles and sentences quote no errors."""
PLAIN_FACTS = frozenset({"worker", "event", "counts", "lock", "backoff"})
"""Facts of an operation that hold no contents, whatever their type; numbers never do."""


def redacted(recording: Recording, redact: Redact) -> Recording:
    """The recording with job data, return values, progress and logs replaced; with ``"all"``, errors too.

    Raises:
        OptionError: If ``redact`` is none of False, True and ``"all"``.
    """
    if not redacting.check(redact):
        return recording
    first = redacting.snapshot(recording.first, redact)
    hidden = Recording(first, recording.clock, recording.server, recording.note)
    for step in recording:
        hidden.steps.append(_step(step, hidden.last, redact))
    return hidden


def _step(step: Step, before: Snapshot, redact: Redact) -> Step:
    state = before.state
    for change in step.diff:
        held = step.after.state.get(change.key)
        hidden = None if held is None else redacting.state(held, before.prefix, redact)
        state = state.delete(change.key) if hidden is None else state.set(change.key, hidden)
    after = Snapshot(step.after.at, before.start, before.prefix, state, step.after.sampled)
    commands = tuple(Command(each.name, (), each.keys) for each in step.commands)
    trace = Trace(step.script, commands)
    operation = step.operation
    quotes = operation.name in QUOTING or (redact == "all" and operation.name not in SILENT)
    title = _plainly(operation) if quotes else step.title
    return Step(
        step.index, title, replace(operation, facts=_facts(operation, redact)), before, after,
        None if step.returned is None else redacting.shape(step.returned),
        frozenset(change.key for change in step.diff), _telling(f"{title}." if quotes else step.sentence),
        lambda: trace,
    )  # fmt: skip


def _plainly(operation: Operation) -> str:
    job = f" job {operation.job}" if operation.job is not None else ""
    return f"{operation.name.replace('_', ' ')}{job}"


def _facts(operation: Operation, redact: Redact) -> dict[str, Any]:
    kept = PLAIN_FACTS if redact == "all" else PLAIN_FACTS | {"error"}
    return {
        name: fact if name in kept or isinstance(fact, bool | int | float | None) else redacting.shape(fact)
        for name, fact in operation.facts.items()
    }


def _telling(told: str) -> Callable[[Step], str]:
    return lambda _step: told
