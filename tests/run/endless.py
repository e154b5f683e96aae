"""What holds of every processor that would never end: it is told of, and the lab goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from qlab import Lab
from qlab.errors import UsageError


async def _next(_job: Any) -> None:
    await asyncio.sleep(0.001)


def is_told(lab: Lab, processor: Callable[..., Any], told: str, detail: Any) -> None:
    """A run with the processor ends in that sentence, its job stays where it was, and the lab can run others."""
    email = lab.queue("email")
    email.add("welcome")
    with pytest.raises(UsageError, match=told):
        lab.run(processor, detail=detail)
    assert email.counts()["active"] == 1
    lab.queue("other").add("next")
    assert lab.run({"other": _next}, detail=detail).attempts()["outcome"].tolist() == ["completed"]
