"""Observed: the step of a ``with lab.observe(…)`` block, which is there when the block has ended."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from qlab.errors import UsageError
from qlab.protocol import operations
from qlab.record.step import Call, Step, Trace
from qlab.text.words import plural

if TYPE_CHECKING:
    from qlab.record.transition import Transition

__all__ = ["Observed", "together"]

SHOWN = 8
"""This many steps of a block are told; the rest are counted."""


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


class _Together(Step):
    """Steps that follow each other, as one: each move and its reason is that of the step that made it."""

    steps: tuple[Step, ...]

    def __init__(self, steps: Sequence[Step], title: str) -> None:
        first, last, call = steps[0], steps[-1], Call(operations.OBSERVE)
        super().__init__(last.index, title, call, first.before, last.after, None, None, self._in_turn, self._traced)
        self.__dict__["steps"] = tuple(steps)  # a step is frozen

    @cached_property
    def transitions(self) -> tuple[Transition, ...]:
        """The jobs that changed state, in the order in which they did."""
        return tuple(move for step in self.steps for move in step.transitions)

    def code(self, language: str = "typescript") -> str:
        """Return BullMQ's own call for each of the steps, numbered as in the sentence.

        Args:
            language: ``python``, ``typescript`` or ``nestjs``.
        """
        sign = "#" if str(language) == "python" else "//"
        written = (step.code(language) for step in self.steps)
        return "\n\n".join(f"{sign} ({number})\n{code}" for number, code in enumerate(written, start=1))

    def _in_turn(self, _step: Step) -> str:
        """Return what the steps say, one after the other, in one sentence."""
        told = [f"({number}) {each.sentence.rstrip('.')}" for number, each in enumerate(self.steps[:SHOWN], start=1)]
        rest = len(self.steps) - SHOWN
        more = [f"and {plural(rest, 'further step')}"] if rest > 0 else []
        return f"{plural(len(self.steps), 'step')}: {'; '.join([*told, *more])}."

    def _traced(self) -> Trace:
        scripts = dict.fromkeys(step.script for step in self.steps if step.script)
        return Trace(" + ".join(scripts) or None, tuple(command for step in self.steps for command in step.commands))


def together(steps: Sequence[Step], title: str) -> Step | None:
    """Return steps that follow each other as one, from the first one's beginning to the last one's end.

    Args:
        steps: The steps; one alone is itself.
        title: The title of the one.

    Returns:
        The step; None where there is none.
    """
    return _Together(steps, title) if len(steps) > 1 else next(iter(steps), None)
