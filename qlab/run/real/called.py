"""Called: a processor as BullMQ's own Worker calls it, in its event loop or in a thread."""

from __future__ import annotations

import asyncio
import inspect
import sys
from collections.abc import Callable
from typing import Any

import bullmq

from qlab.run.working.calling import arguments_of

__all__ = ["call", "follow", "in_kernel"]

Processor = Callable[..., Any]


def follow(job: bullmq.Job, tell: Callable[[Any], None]) -> None:
    """Tell of each progress a job reports from here on, once it is stored."""
    report = job.updateProgress

    async def reported(progress: Any) -> None:
        await report(progress)
        tell(progress)

    job.updateProgress = reported


def in_kernel() -> bool:
    """Return whether this is a notebook's kernel."""
    ipykernel = sys.modules.get("ipykernel.kernelbase")  # whoever is in a kernel has it
    return ipykernel is not None and bool(ipykernel.Kernel.initialized())


async def call(processor: Processor, job: bullmq.Job, token: str = "", *signal: bullmq.AbortSignal) -> Any:
    """Return what a processor returns for a job; a plain one runs in a thread, so that the lock's renewal goes on."""
    given = (job, token, *signal)[: arguments_of(processor)]
    if inspect.iscoroutinefunction(processor):
        return await processor(*given)
    made = await asyncio.to_thread(processor, *given)
    return await made if inspect.isawaitable(made) else made
