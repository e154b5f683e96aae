"""What a child's final failure does to its parent: the child's own option says it.

Source: moveChildFromDependenciesIfNeeded in moveToFinished-14.lua of bullmq 3.4.4 (PyPI), which asks in the order of
``FAILURE_RULES``; ``optsDecodeMap`` for the short names under which ``parent`` in the child's hash holds the options.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

__all__ = [
    "CONTINUE_PARENT",
    "FAILURE_RULES",
    "FAIL_PARENT",
    "IGNORE_DEPENDENCY",
    "REMOVE_DEPENDENCY",
    "FailureRule",
    "failure_rule",
]


class FailureRule(NamedTuple):
    """What a failed child does to its parent.

    Attributes:
        short: The option's name in Redis.
        option: Its name in BullMQ's API.
        effect: What it does, as a sentence.
    """

    short: str
    option: str
    effect: str


FAIL_PARENT = FailureRule(
    "fpof", "failParentOnFailure", "The parent fails too: `defa` tells the next worker that takes it to fail it."
)
CONTINUE_PARENT = FailureRule(
    "cpof", "continueParentOnFailure", "The parent goes on at once, whatever other children it waits for."
)
IGNORE_DEPENDENCY = FailureRule(
    "idof", "ignoreDependencyOnFailure", "The parent goes on without the child, and finds its error in `failed`."
)
REMOVE_DEPENDENCY = FailureRule("rdof", "removeDependencyOnFailure", "The parent goes on without the child.")
FAILURE_RULES = (FAIL_PARENT, CONTINUE_PARENT, IGNORE_DEPENDENCY, REMOVE_DEPENDENCY)
"""In the order in which the script asks. Without any, the failed child stays one that the parent waits for."""


def failure_rule(parent: object) -> FailureRule | None:
    """Return the rule that a child has, from ``parent`` in its hash, decoded from JSON; None: it has none."""
    if not isinstance(parent, Mapping):
        return None
    return next((rule for rule in FAILURE_RULES if parent.get(rule.short)), None)
