"""One thread for all requests, as Node has it: handlers that wait let others in, handlers that compute do not."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor

__all__ = ["at_once"]


def at_once(work: Callable[[], object], clients: int = 50) -> int:
    """Let clients ask a server that has one thread, all at once.

    Args:
        work: What the server does for each of them: it returns something to wait for, or when it has computed.
        clients: How many ask.

    Returns:
        The most requests that were begun and not answered at one moment.
    """
    with ThreadPoolExecutor(1) as thread:  # a notebook's own thread runs an event loop already
        return thread.submit(asyncio.run, _most(work, clients)).result()


async def _most(work: Callable[[], object], clients: int) -> int:
    begun = most = 0

    async def asked() -> None:
        nonlocal begun, most
        begun += 1
        most = max(most, begun)
        doing = work()
        if isinstance(doing, Awaitable):
            await doing
        begun -= 1

    await asyncio.gather(*(asked() for _ in range(clients)))
    return most
