"""BullMQ scripts that its Python package carries but does not call."""

from __future__ import annotations

from typing import Any

import bullmq
from bullmq.redis_connection import loadScript


async def change_delay(queue: bullmq.Queue, id: str, delay_ms: int, now: int) -> None:
    """Runs `changeDelay-4.lua` as npm's ``Job.changeDelay`` does (``Scripts.changeDelay``).

    Args:
        queue: The job's queue.
        id: The job's id.
        delay_ms: The new delay from now, ms.
        now: The time, ms since the epoch.

    Raises:
        TypeError: BullMQ's own refusal, as for its other scripts.
    """
    scripts: Any = queue.scripts
    keys = [scripts.toKey(name) for name in ("delayed", "meta", "marker", "events")]
    script = scripts.redisClient.register_script(loadScript("changeDelay-4.lua"))
    result = await script(keys=keys, args=[delay_ms, now, id, scripts.toKey(id)])
    if isinstance(result, int) and result < 0:
        raise scripts.finishedErrors({"code": result, "jobId": id, "command": "changeDelay", "state": "delayed"})
