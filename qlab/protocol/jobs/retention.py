"""Which finished jobs are kept: what ``removeOnComplete`` and ``removeOnFail`` mean.

Sources: getKeepJobs in ``scripts.py``, and removeJobsByMaxAge and removeJobsByMaxCount in moveToFinished-14.lua, all of
bullmq 3.4.4 (PyPI). The rule is that of the job that finishes now, and it is applied to all of its set, age first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from qlab.protocol.states import JobState
from qlab.text.durations import format_ms

__all__ = ["KEEP_FIELDS", "REMOVED_AT_ONCE", "REMOVE_ON", "Retention"]

REMOVE_ON: Mapping[JobState, str] = MappingProxyType(
    {JobState.COMPLETED: "removeOnComplete", JobState.FAILED: "removeOnFail"}
)
"""The option that says how many jobs in a state are kept."""
KEEP_FIELDS = frozenset({"count", "age", "limit"})
"""What the option may say as a dict: how many jobs, how old they may be (s), and how many to remove at once."""
REMOVED_AT_ONCE = 1000
"""The most that one moveToFinished removes by age, unless the option's ``limit`` says otherwise."""


@dataclass(frozen=True, slots=True)
class Retention:
    """How many finished jobs are kept.

    Attributes:
        count: So many; 0: not even the job itself; None: any number.
        age_ms: None that finished longer ago, ms; None: of any age.
        limit: This many are removed by age at once, the youngest of those too old first.
    """

    count: int | None = None
    age_ms: int | None = None
    limit: int = REMOVED_AT_ONCE

    @classmethod
    def of(cls, option: object) -> Retention:
        """Return the rule that an option stands for, as stored with the job; what it cannot read sets no limit."""
        if isinstance(option, Mapping):
            count, age, limit = (_whole(option.get(field)) for field in ("count", "age", "limit"))
            return cls(count, None if age is None else age * 1000, limit or REMOVED_AT_ONCE)
        if isinstance(option, bool) or option is None:
            return cls(0 if option else None)
        return cls(_whole(option))

    def too_old(self, old: int) -> slice:
        """Of a set in the order of its scores, those that go for their age; ``old`` of them have reached it."""
        return slice(max(old - self.limit, 0), old)

    def too_many(self, size: int) -> slice:
        """Of a set of that size in the order of its scores, those that go because there are too many."""
        return slice(0, max(size - self.count, 0)) if self.count else slice(0)

    @property
    def words(self) -> str:
        """The rule in words: ``the latest 1,000, none older than 1 h``; "" where it sets no limit."""
        if self.count == 0:
            return "none"
        latest = [] if self.count is None else [f"the latest {self.count:,}"]
        return ", ".join(latest + ([] if self.age_ms is None else [f"none older than {format_ms(self.age_ms)}"]))


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
