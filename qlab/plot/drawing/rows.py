"""Rows of a table, chosen by a text that may hold anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["of_queue"]


def of_queue(frame: pd.DataFrame, queue: str | None) -> pd.DataFrame:
    """Keep the rows of one queue.

    Row by row: where pyarrow is installed, pandas compares by it, and pyarrow takes no text that is not UTF-8.

    Args:
        frame: A table with a column ``queue``.
        queue: The queue's name; None: all rows stay.

    Returns:
        The rows, in their order.
    """
    return frame if queue is None else frame[[name == queue for name in frame["queue"]]]
