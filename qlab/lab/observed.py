"""Observed: the step of a ``with lab.observe(…)`` block, which is there when the block has ended."""

from __future__ import annotations

from typing import Any

from qlab.errors import UsageError
from qlab.record.step import Step


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
