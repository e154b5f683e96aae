"""Observed: the step of a ``with lab.observe(…)`` block, which is there when the block has ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qlab.errors import UsageError
from qlab.protocol import operations
from qlab.record.step import Call, Step, Trace
from qlab.record.takers import TAKERS, takers
from qlab.sentences.sentence import sentence

__all__ = ["Observed", "together"]


class Observed:
    """Stands for a step until it exists, and then behaves as that step.

    Attributes:
        step: The step, or None while the block runs.
    """

    step: Step | None = None

    def __getattr__(self, name: str) -> Any:
        if self.step is None:
            raise UsageError(
                f"The observed step has no {name} yet: it exists when the with block has ended; ask after it."
            )
        return getattr(self.step, name)

    def __repr__(self) -> str:
        return repr(self.step) if self.step else "Observed(the block still runs)"

    def _repr_html_(self) -> str | None:
        return self.step._repr_html_() if self.step else None


def together(steps: Sequence[Step], title: str) -> Step | None:
    """Return steps that follow each other as one, from the first one's beginning to the last one's end.

    Args:
        steps: The steps; one alone is itself.
        title: The title of the one.

    Returns:
        The step; None where there is none.
    """
    if len(steps) <= 1:
        return next(iter(steps), None)

    def traced() -> Trace:
        scripts = dict.fromkeys(step.script for step in steps if step.script)
        return Trace(" + ".join(scripts) or None, tuple(command for step in steps for command in step.commands))

    first, last = steps[0], steps[-1]
    told = [each for step in steps for each in takers(step)]
    call = Call(operations.OBSERVE, facts={TAKERS: told} if told else {})
    return Step(last.index, title, call, first.before, last.after, None, None, sentence, traced)
