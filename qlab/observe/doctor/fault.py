"""Fault: a kind of thing that can be wrong with a queue, and what there is to say of it wherever it is found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qlab.observe.doctor.finding import Finding, Severity
from qlab.observe.evidence import Evidence

__all__ = ["DOCS", "Fault", "Findings", "counted"]

DOCS = "https://docs.bullmq.io"
Findings = Iterator[Finding]


@dataclass(frozen=True)
class Fault:
    """A kind of fault, of which a queue can have many cases.

    Attributes:
        check: The name of the check.
        severity: How bad it is.
        one: What was found where there is one case, behind the number ``1``.
        many: The same where there are more.
        meaning: What it means for the jobs.
        advice: What to do.
        page: The page of BullMQ's documentation it rests on.
    """

    check: str
    severity: Severity
    one: str
    many: str
    meaning: str
    advice: str
    page: str

    def found(
        self,
        queue: str,
        cases: Sequence[Evidence | tuple[Evidence, ...]],
        suspected: int = 0,
        advice: str = "",
        meaning: str = "",
    ) -> Findings:
        """Return the finding, where there is a case of it.

        Args:
            queue: The queue.
            cases: The evidence, one or several pieces a case.
            suspected: How many cases were suspected, where not all of them were checked a second time.
            advice: What to do, where that depends on the release at work; "" for the fault's own advice.
            meaning: What it means, where that depends on who works; "" for the fault's own meaning.
        """
        if cases:
            summary = counted(len(cases), self.one, self.many)
            if suspected > len(cases):
                summary = f"At least {summary.removesuffix('.')} ({suspected:,} are suspected)."
            link = f"{DOCS}/{self.page}"
            yield Finding(
                self.check,
                self.severity,
                queue,
                summary,
                meaning or self.meaning,
                advice or self.advice,
                link,
                _flat(cases),
            )


def _flat(cases: Sequence[Evidence | tuple[Evidence, ...]]) -> tuple[Evidence, ...]:
    some = ((each,) if isinstance(each, Evidence) else each for each in cases)
    return tuple(evidence for each in some for evidence in each)


def counted(number: int, one: str, many: str) -> str:
    """Return ``1 job is`` or ``3 jobs are``."""
    return f"{number:,} {one if number == 1 else many}"
