"""Examine statements: run them on PyPI's bullmq here and now, and set beside it what npm's releases were seen to do."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from qlab.errors import UsageError
from qlab.teach.claims.claim import ABSENT, Claim, Evidence, Verdict, overall
from qlab.teach.claims.register import CLAIMS
from qlab.teach.course import data_folder
from qlab.text import html
from qlab.text.card import lines
from qlab.text.escape import repr_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["HERE", "RECORDED", "Examination", "examine", "examined", "recorded", "verdicts"]

RECORDED = "claims.json"
"""The file, among the course's data, with what was read of each release of npm's BullMQ. ``tools.claims`` writes it."""
HERE = "PyPI"
"""The column of the bullmq that is installed here."""


@dataclass(frozen=True, eq=False)
class Examination:
    """A statement, and what was read on each release.

    Attributes:
        claim: The statement.
        seen: What was read, by release; PyPI's first.
    """

    claim: Claim
    seen: Mapping[str, Evidence]

    def verdict_on(self, release: str) -> Verdict:
        """Say whether it holds on one release."""
        return self.claim.judge(self.seen[release])

    @property
    def verdict(self) -> Verdict:
        """Whether it holds, fails, or depends on the release."""
        return overall([self.verdict_on(release) for release in self.seen])

    def text(self) -> str:
        """The statement, its source, and the evidence as plain text."""
        rows = (line for row in self._rows() for line in lines(": ".join(row), "    "))
        return "\n".join([*lines(self._title()), *lines(f"“{self.claim.quote}”", "  "), *self._where(), *rows])

    __repr__ = text

    def _title(self) -> str:
        return f"{self.claim.says}: {self.verdict}"

    def _where(self) -> list[str]:
        return [*lines(self.claim.source.title), *lines(self.claim.source.url)]

    def _rows(self) -> list[tuple[str, str]]:
        return [
            ("if it holds", _words(self.claim.expects)),
            *((release, f"{self.verdict_on(release)}: {_words(seen)}") for release, seen in self.seen.items()),
        ]

    def _repr_html_(self) -> str:
        quoted = html.element("p", f"“{self.claim.quote}”")
        where = html.element("p", html.quiet(" ".join(self._where())))
        return html.card(html.marked(self._title()), "", quoted, where, html.table(("", "read"), self._rows()))


def _words(seen: Evidence) -> str:
    if ABSENT in seen:
        return f"it has no {seen[ABSENT]}"
    told = (
        (what.replace("_", " "), json.dumps(seen[what], ensure_ascii=False, sort_keys=True)) for what in sorted(seen)
    )
    return ", ".join(f"{what} {value}" for what, value in told)


@cache
def recorded() -> Mapping[str, Mapping[str, Evidence]]:
    """Return what was read of npm's releases, by release and by the statement's name.

    Raises:
        UsageError: If the file is not here.
    """
    path = data_folder() / RECORDED
    try:
        read: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{RECORDED} is missing here; reinstall qlab.") from error
    return read


def examine(claims: Iterable[Claim]) -> list[Examination]:
    """Run statements on PyPI's bullmq, each in a lab of its own, beside what is recorded of npm's."""
    return [_examined(each) for each in claims]


def examined(name: str) -> Examination:
    """Examine one statement.

    Raises:
        UsageError: If there is no such statement.
    """
    if name not in CLAIMS:
        raise UsageError(f"There is no claim {repr_of(name)}; list(CLAIMS) has their names.")
    return _examined(CLAIMS[name])


def _examined(claim: Claim) -> Examination:
    others = {release: seen[claim.slug] for release, seen in recorded().items()}
    return Examination(claim, {HERE: claim.run(), **others})


def verdicts(examinations: Iterable[Examination]) -> pd.DataFrame:
    """Tell the verdicts in a table.

    Returns:
        A row a statement, by its short text (`claim`). Columns: one a release, PyPI's first; verdict, over all.
    """
    import pandas as pd

    rows = [
        {"claim": each.claim.says}
        | {release: str(each.verdict_on(release)) for release in each.seen}
        | {"verdict": str(each.verdict)}
        for each in examinations
    ]
    return pd.DataFrame(rows).set_index("claim")
