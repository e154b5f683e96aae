"""What a check says last: the one thing to try, or the praise."""

from __future__ import annotations

from typing import Any

import qlab


def last(id: str, *answers: Any) -> str:
    """The last finding of a check, in one line."""
    return qlab.check(id, *answers).text().replace("\n  ", " ").splitlines()[-1]
