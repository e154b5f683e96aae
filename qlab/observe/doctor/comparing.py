"""Two reports compared, the changes as they come, and a report for Prometheus."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from qlab.observe.doctor.finding import Finding, Report, Severity

__all__ = ["Changes", "changes", "compare", "prometheus"]


class Changes(NamedTuple):
    """What differs between two reports.

    Attributes:
        new: Findings that are new.
        changed: Findings that were there, and say something else now.
        gone: Findings that are gone.
    """

    new: tuple[Finding, ...]
    changed: tuple[Finding, ...]
    gone: tuple[Finding, ...]

    def text(self) -> str:
        """Return one line per change; "" where nothing changed."""
        kinds = (("new", self.new), ("changed", self.changed), ("gone", self.gone))
        return "\n".join(f"{kind}: {each.text().splitlines()[0]}" for kind, some in kinds for each in some)


def compare(before: Report, after: Report) -> Changes:
    """Return what is new, changed and gone: a finding is known by its check and its queue."""
    old, new = _known(before), _known(after)
    changed = tuple(each for key, each in new.items() if key in old and each.summary != old[key].summary)
    return Changes(
        tuple(each for key, each in new.items() if key not in old), changed,
        tuple(each for key, each in old.items() if key not in new),
    )  # fmt: skip


def _known(report: Iterable[Finding]) -> dict[tuple[str, str, int], Finding]:
    """Return findings by check and queue, numbered where one check found several things in a queue."""
    seen: Counter[tuple[str, str]] = Counter()
    found = {}
    for each in report:
        found[each.check, each.where, seen[each.check, each.where]] = each
        seen[each.check, each.where] += 1
    return found


def changes(look: Callable[[], Report], wait: Callable[[], bool], before: Report) -> Iterator[tuple[Report, Changes]]:
    """Look again and again, and tell what differs from the look before; nothing where nothing does.

    Args:
        look: Makes a report.
        wait: Waits for the next look; False ends it.
        before: The report that the first look is compared with.
    """
    while wait():
        after = look()
        found = compare(before, after)
        if any(found):
            yield after, found
        before = after


def prometheus(report: Report) -> str:
    """Return the report in Prometheus's format: findings by check, queue and severity, and whether all is healthy."""
    lines = ["# HELP qlab_findings Findings of qlab's doctor.", "# TYPE qlab_findings gauge"]
    counts = Counter((each.check, each.prefix or "", each.queue or "", str(each.severity)) for each in report)
    for (check, prefix, queue, severity), number in sorted(counts.items()):
        labels = f'check="{check}",prefix="{_label(prefix)}",queue="{_label(queue)}",severity="{severity}"'
        lines.append(f"qlab_findings{{{labels}}} {number}")
    lines += ["# HELP qlab_healthy 1 where no finding is an error.", "# TYPE qlab_healthy gauge"]
    return "\n".join([*lines, f"qlab_healthy {int(all(each.severity is not Severity.ERROR for each in report))}", ""])


def _label(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
