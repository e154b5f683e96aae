"""A recording that may leave the company: contents replaced by their shape, the recording otherwise the same.

Commands keep their names and keys and lose their arguments. A title or sentence that quotes what is hidden gives way to
a plain one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from qlab.protocol.contents import of_fact
from qlab.protocol.jobs.taken_by import begins
from qlab.record.recording import Recording
from qlab.record.step import Call, Command, Step, Trace
from qlab.record.takers import TAKERS, takers
from qlab.snapshot import redact as redacting
from qlab.snapshot.model import Snapshot
from qlab.snapshot.redact import Redact

__all__ = ["REDACTED", "noted", "redacted"]

REDACTED = " Job data and return values are replaced by their shape."
"""What the note of a redacted recording says, watched or saved."""


def redacted(recording: Recording, redact: Redact) -> Recording:
    """Return the recording with job data, return values, progress and logs replaced; with ``"all"``, errors too.

    Raises:
        OptionError: If ``redact`` is none of False, True and ``"all"``.
    """
    if not redacting.check(redact):
        return recording
    first = redacting.snapshot(recording.first, redact)
    hidden = Recording(first, recording.clock, recording.server, noted(recording.note))
    for step in recording:
        hidden.steps.append(_step(step, hidden.last, redact))
    return hidden


def noted(note: str) -> str:
    """Return a recording's note, with the remark that it is redacted."""
    return note if REDACTED.strip() in note else f"{note}{REDACTED}".strip()


def _step(step: Step, before: Snapshot, redact: Redact) -> Step:
    state = before.state
    for change in step.diff:
        held = step.after.state.get(change.key)
        hidden = None if held is None else redacting.state(held, before.prefix, redact)
        state = state.delete(change.key) if hidden is None else state.set(change.key, hidden)
    after = Snapshot(step.after.at, before.start, before.prefix, state, step.after.sampled)
    commands = tuple(Command(each.name, (), each.keys) for each in step.commands)
    trace = Trace(step.script, commands)
    quotes = step.operation.hides(redacting.hidden(redact))
    title = _plainly(step.call) if quotes else step.title
    return Step(
        step.index, title, replace(step.call, facts=_facts(step, redact)), before, after,
        None if step.returned is None else redacting.shape(step.returned),
        frozenset(change.key for change in step.diff), _telling(f"{title}." if quotes else step.sentence),
        lambda: trace,
    )  # fmt: skip


def _plainly(call: Call) -> str:
    job = f" job {call.job}" if call.job is not None else ""
    return f"{call.operation.title}{job}"


def _facts(step: Step, redact: Redact) -> dict[str, Any]:
    hidden, facts = redacting.hidden(redact), step.call.facts
    shown = {name: redacting.shape(fact) if of_fact(name) in hidden else fact for name, fact in facts.items()}
    # The commands lose their arguments, which tell who took a job.
    told = takers(step) if "worker" not in facts and any(begins(each.name, each.args) for each in step.commands) else []
    return {**shown, TAKERS: told} if told else shown


def _telling(text: str) -> Callable[[Step], str]:
    return lambda _step: text
