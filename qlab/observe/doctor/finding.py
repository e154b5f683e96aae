"""Finding and Report: what the doctor says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, overload

from qlab.errors import UsageError
from qlab.observe.evidence import Evidence
from qlab.protocol.keys import DEFAULT_PREFIX
from qlab.text import html
from qlab.text.columns import wrapped
from qlab.text.decoded import quoted
from qlab.text.escape import terminal

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Finding", "Report", "Severity"]

EVIDENCE_SHOWN = 5
_PLAIN = ("check", "prefix", "queue", "summary", "meaning", "advice", "link")


class Severity(StrEnum):
    """How bad it is."""

    ERROR = "error"
    """Jobs are stuck or lost, or will be."""
    WARNING = "warning"
    """It works today, and will stop working one day."""
    INFO = "info"
    """Worth knowing."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong.

    Attributes:
        check: The name of the check, such as ``active-without-lock``.
        severity: How bad it is.
        queue: The queue, or None where it is about the server.
        summary: What was found, in a sentence.
        meaning: What it means for the jobs.
        advice: What to do.
        link: The page of BullMQ's documentation it rests on.
        evidence: Keys and values that show it; the first few of them.
        prefix: The queue's prefix, or None where it is about the server.
    """

    check: str
    severity: Severity
    queue: str | None
    summary: str
    meaning: str
    advice: str
    link: str
    evidence: tuple[Evidence, ...] = ()
    prefix: str | None = None

    @property
    def where(self) -> str:
        """The queue, under a prefix that is not BullMQ's own with that: ``shop:mails``; "" for the server."""
        own = self.prefix in {None, DEFAULT_PREFIX}
        return (self.queue or "") if own or not self.queue else f"{self.prefix}:{self.queue}"

    def text(self, width: int = 100) -> str:
        """Return the finding as plain text; only words of raw values may be wider than this many columns."""
        where = f"{quoted(self.where, 40)}: " if self.where else ""
        shown = [line for each in self.evidence[:EVIDENCE_SHOWN] for line in each.lines(width)]
        width -= 2
        lines = wrapped(f"{self.severity.upper()}  {where}{self.summary} [{self.check}]", width, "", "    ")
        lines += shown
        if len(self.evidence) > EVIDENCE_SHOWN:
            lines.append(f"      … and {len(self.evidence) - EVIDENCE_SHOWN:,} more")
        lines += wrapped(f"Meaning: {self.meaning}", width, "    ", "      ") + wrapped(
            f"Do: {self.advice}", width, "    ", "      "
        )
        return "\n".join([*lines, f"    See: {self.link}"])

    def to_json(self) -> dict[str, Any]:
        """Return the finding as JSON values."""
        plain = {name: getattr(self, name) for name in _PLAIN}
        return {**plain, "severity": str(self.severity), "evidence": [list(each) for each in self.evidence]}

    def __repr__(self) -> str:
        return f"Finding({self.severity}, {self.check}, {quoted(self.where or 'the server', 40)})"


@dataclass(frozen=True, repr=False)
class Report(Sequence[Finding]):
    """All findings, the worst first.

    Attributes:
        findings: The findings; a healthy queue has none.
        unchecked: What could not be checked, and why.
    """

    findings: tuple[Finding, ...]
    unchecked: tuple[str, ...] = ()

    @overload
    def __getitem__(self, index: int) -> Finding: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Finding, ...]: ...
    def __getitem__(self, index: int | slice) -> Finding | tuple[Finding, ...]:
        return self.findings[index]

    def __len__(self) -> int:
        return len(self.findings)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    @property
    def healthy(self) -> bool:
        """Whether nothing is of severity error."""
        return all(finding.severity is not Severity.ERROR for finding in self.findings)

    def at_least(self, severity: Severity | str) -> Report:
        """Return the findings that are as bad as this, or worse.

        Raises:
            UsageError: If there is no such severity.
        """
        known = [str(each) for each in Severity]
        if str(severity) not in known:
            raise UsageError(f"There is no severity {quoted(severity, 20)!r}; there are {', '.join(known)}.")
        wanted = known[: known.index(str(severity)) + 1]
        return Report(tuple(each for each in self if str(each.severity) in wanted), self.unchecked)

    def to_frame(self) -> pd.DataFrame:
        """Return one row per finding: severity, check, prefix, queue, summary, meaning, advice, link, evidence."""
        import pandas as pd

        columns = ["severity", *_PLAIN, "evidence"]
        rows = [{**each.to_json(), "evidence": "; ".join(one.text() for one in each.evidence)} for each in self]
        return pd.DataFrame(rows, columns=columns)

    def to_json(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        return {"findings": [finding.to_json() for finding in self], "unchecked": list(self.unchecked)}

    @classmethod
    def from_json(cls, value: Any) -> Report:
        """Return the report in what ``to_json`` gave, to compare it with a later one.

        Raises:
            UsageError: If it is not a report.
        """
        try:
            findings = tuple(
                Finding(each["check"], Severity(each["severity"]), each["queue"], each["summary"], each["meaning"],
                        each["advice"], each["link"], tuple(Evidence(*one) for one in each["evidence"]),
                        each.get("prefix"))
                for each in value["findings"]
            )  # fmt: skip
            return cls(findings, tuple(value["unchecked"]))
        except (KeyError, TypeError, ValueError):
            raise UsageError("That is not a report; give what `qlab doctor --format json` printed.") from None

    def text(self) -> str:
        """Return the report as plain text."""
        blocks = [finding.text() for finding in self] or ["Nothing is wrong."]
        return "\n\n".join([*blocks, *(f"Not checked: {terminal(each)}" for each in self.unchecked)])

    def __repr__(self) -> str:
        errors = sum(finding.severity is Severity.ERROR for finding in self)
        return f"Report({len(self)} findings, {errors} errors)"

    def _repr_html_(self) -> str:
        rows = [
            (
                str(each.severity), each.where or "the server", terminal(each.summary),
                html.join(*(html.element("div", html.code(one.text())) for one in each.evidence[:EVIDENCE_SHOWN])),
                terminal(each.meaning), terminal(each.advice), each.link,
            )
            for each in self
        ]  # fmt: skip
        table = html.table(("severity", "queue", "finding", "evidence", "meaning", "what to do", "see"), rows)
        notes = [html.element("p", html.quiet(f"Not checked: {terminal(each)}")) for each in self.unchecked]
        return html.card("Doctor", f"{len(self)} findings" if len(self) else "Nothing is wrong.", table, *notes)
