"""Tables: an exploration's counts as DataFrames."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qlab.explore.engine.found import Found

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["by_depth", "moves_by_kind", "refused"]


def by_depth(found: Found) -> pd.DataFrame:
    """Return new states by the number of moves that lead to them."""
    import pandas as pd

    return pd.DataFrame(sorted(found.by_depth.items()), columns=["moves", "states"])


def moves_by_kind(found: Found) -> pd.DataFrame:
    """Return how often each operation was tried, and how often it was refused; the most frequent first."""
    import pandas as pd

    refusals: dict[str, int] = {}
    for (operation, _), count in found.refusals.items():
        refusals[operation] = refusals.get(operation, 0) + count
    ordered = sorted(found.kinds.items(), key=lambda item: (-item[1], item[0]))
    rows = [(operation, count, refusals.get(operation, 0)) for operation, count in ordered]
    return pd.DataFrame(rows, columns=["operation", "moves", "refused"])


def refused(found: Found) -> pd.DataFrame:
    """Return which moves were refused, and with which error."""
    import pandas as pd

    rows = sorted((operation, error, count) for (operation, error), count in found.refusals.items())
    return pd.DataFrame(rows, columns=["operation", "error", "moves"])
