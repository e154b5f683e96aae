"""Explanation: where a job is, since when, what happened to it, and what must happen for it to move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from qlab.observe.evidence import Evidence
from qlab.protocol.states import JobState
from qlab.text import html
from qlab.text.columns import wrapped
from qlab.text.decoded import quoted
from qlab.text.escape import terminal

__all__ = ["TOPICS", "Explanation", "Statement"]

TOPICS = {"where": "Where it is", "history": "What happened", "next": "What must happen", "note": "Worth knowing"}


class Statement(NamedTuple):
    """One thing there is to say about a job.

    Attributes:
        topic: ``where``, ``history``, ``next`` or ``note``.
        text: A sentence.
        evidence: The raw values it rests on.
    """

    topic: str
    text: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """Why a job is where it is.

    Attributes:
        queue: Its queue.
        id: Its id.
        state: Its state.
        at: When it was looked at, ms since the epoch.
        statements: What there is to say, by topic, in this order: where, history, next, note.
        kind: ``job`` or ``scheduler``.
        became: What became of a job that is in no state: ``completed, then removed``; "" where nothing tells.
    """

    queue: str
    id: str
    state: JobState
    at: int
    statements: tuple[Statement, ...]
    kind: str = "job"
    became: str = ""

    def of(self, topic: str) -> tuple[Statement, ...]:
        """Return the statements on one topic."""
        return tuple(statement for statement in self.statements if statement.topic == topic)

    def text(self, width: int = 100) -> str:
        """Return the explanation as plain text, raw values below each sentence; only their words may be
        wider.
        """
        lines = wrapped(self._title(), width)
        for topic, title in TOPICS.items():
            found = self.of(topic)
            lines += [f"\n{title}:"] if found else []
            for statement in found:
                lines += wrapped(statement.text, width - 2, "  - ", "    ")
                lines += [line for evidence in statement.evidence for line in evidence.lines(width)]
        return "\n".join(lines)

    def to_json(self) -> dict[str, Any]:
        """Return the explanation as JSON values."""
        statements = [
            {"topic": each.topic, "text": each.text, "evidence": [list(one) for one in each.evidence]}
            for each in self.statements
        ]
        return {
            "kind": self.kind,
            "queue": self.queue,
            "id": self.id,
            "state": str(self.state),
            "became": self.became,
            "at": self.at,
            "statements": statements,
        }

    def _title(self) -> str:
        if self.kind == "scheduler":
            return f"Job scheduler {quoted(self.id, 200)} of {quoted(self.queue, 40)}"
        return f"Job {quoted(self.id, 200)} of {quoted(self.queue, 40)}: {self.became or self.state}"

    def __repr__(self) -> str:
        return f"Explanation({quoted(self.queue, 40)}/{quoted(self.id, 40)}, {self.became or self.state})"

    def _repr_html_(self) -> str:
        sections = [_section(title, self.of(topic)) for topic, title in TOPICS.items() if self.of(topic)]
        return html.card(self._title(), "", html.badge(self.state), *sections)


def _section(title: str, statements: Sequence[Statement]) -> html.Html:
    rows = [
        (terminal(each.text), html.join(*(html.element("div", html.code(one.text())) for one in each.evidence)))
        for each in statements
    ]
    return html.join(html.element("h5", title), html.table(("statement", "raw"), rows))
