"""A still: one step of a recording as text and as plain HTML, for where no script runs (GitHub, nbviewer, a PDF)."""

from __future__ import annotations

from collections.abc import Iterator

from qlab.protocol.containers import ALWAYS_DRAWN, TYPES
from qlab.protocol.decode import decode
from qlab.protocol.keys import STATE_OF_ROLE, STATE_ROLES, Key, Role
from qlab.record.recording import Recording
from qlab.record.show import step_text
from qlab.snapshot.model import Snapshot
from qlab.snapshot.show import fit_columns
from qlab.text import html
from qlab.text.durations import format_elapsed
from qlab.text.escape import shorten, terminal

__all__ = ["still_html", "still_text"]

JOBS = 12
"""This many jobs of one container are shown; the rest are counted."""


def still_text(recording: Recording, step: int) -> str:
    """Return the step as plain text: what happened, and every container with its jobs.

    Args:
        recording: The recording.
        step: The step's number; 0 is the beginning.
    """
    shown = recording.steps[step - 1] if step else None
    title = step_text(shown) if shown else "The beginning, before the first step"
    snapshot = snapshot_at(recording, step)
    rows = [f"  {terminal(queue)}:{role}: {_jobs_text(snapshot, queue, role)}" for queue, role in _boxes(snapshot)]
    return "\n".join(
        [fit_columns(f"Player, step {step} of {len(recording)}"), title, "Containers", *map(fit_columns, rows)]
    )


def still_html(recording: Recording, step: int) -> str:
    """Return the step as HTML without script: the sentence, and a picture of the containers."""
    shown = recording.steps[step - 1] if step else None
    snapshot = snapshot_at(recording, step)
    rows = [
        (queue, html.badge(STATE_OF_ROLE[role], role), TYPES[role.redis_type], _jobs_html(snapshot, queue, role))
        for queue, role in _boxes(snapshot)
    ]
    sentence = html.element(
        "p", html.marked(terminal(shown.sentence) if shown else "The beginning, before the first step.")
    )
    script = html.join("script ", html.tag(shown.script)) if shown and shown.script else ""
    picture = html.table(("queue", "container", "type", "jobs, in its own order"), rows)
    remark = html.quiet("A still picture: run the cell to step through the recording.")
    subtitle = f"Step {step} of {len(recording)}, {format_elapsed(snapshot.at - snapshot.start)}"
    return html.card(shown.title if shown else "Player", subtitle, sentence, script, picture, remark)


def snapshot_at(recording: Recording, step: int) -> Snapshot:
    """Return the state after a step; the first state for 0."""
    return recording.steps[step - 1].after if step else recording.first


def _boxes(snapshot: Snapshot) -> Iterator[tuple[str, Role]]:
    for queue in snapshot.queues:
        shown = (role for role in STATE_ROLES if role in ALWAYS_DRAWN or snapshot.container(queue, role))
        yield from ((queue, role) for role in shown)


def _jobs(snapshot: Snapshot, queue: str, role: Role) -> tuple[list[str], str]:
    ids = snapshot.ids(queue, role)
    hidden = len(ids) - JOBS
    return [_job(snapshot, queue, role, id) for id in ids[:JOBS]], f"… and {hidden:,} more" if hidden > 0 else ""


def _job(snapshot: Snapshot, queue: str, role: Role, id: str) -> str:
    view = snapshot.job(id, queue)
    name = f" {shorten(terminal(view.name), 24)}" if view and view.name else ""
    return f"{shorten(terminal(id), 24)}{name}{_due(snapshot, queue, role, id)}"


def _due(snapshot: Snapshot, queue: str, role: Role, id: str) -> str:
    held = snapshot.container(queue, role)
    if role is not Role.DELAYED or held is None:
        return ""
    decoded = decode(Key(held.name, snapshot.prefix, queue, role), id, dict(held.members)[id], snapshot.at)
    return f" ({decoded.meaning.rpartition(' → ')[2]})" if decoded else ""


def _jobs_text(snapshot: Snapshot, queue: str, role: Role) -> str:
    jobs, more = _jobs(snapshot, queue, role)
    return " | ".join([*jobs, *([more] if more else [])]) or "empty"


def _jobs_html(snapshot: Snapshot, queue: str, role: Role) -> html.Html:
    jobs, more = _jobs(snapshot, queue, role)
    tokens = [html.join(html.badge(STATE_OF_ROLE[role], job), " ") for job in jobs]
    return html.join(*tokens, html.quiet(more)) if tokens else html.quiet("empty")
