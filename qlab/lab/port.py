"""BullMQ scripts that its Python package carries but does not call."""

from __future__ import annotations

from typing import Any

import bullmq
from bullmq.redis_connection import loadScript

from qlab.protocol.keys import Role, key_below


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
    keys = [queue.toKey(name) for name in ("delayed", "meta", "marker", "events")]
    await _run(queue, "changeDelay-4.lua", id, keys, [delay_ms, now, id, queue.toKey(id)], state="delayed")


async def add_log(queue: bullmq.Queue, id: str, row: str, keep: int) -> None:
    """Runs `addLog-2.lua` as npm's ``Job.log`` does. PyPI's sends bare commands, and logs for jobs that do not exist.

    Args:
        queue: The job's queue.
        id: The job's id.
        row: The text.
        keep: How many rows to keep, the latest; 0: all.

    Raises:
        TypeError: BullMQ's own refusal, as for its other scripts.
    """
    await _run(
        queue, "addLog-2.lua", id, [queue.toKey(id), key_below(queue.toKey(id), Role.LOGS)], [id, row, keep or ""]
    )


async def _run(queue: bullmq.Queue, file: str, id: str, keys: list[str], args: list[Any], state: str = "") -> None:
    scripts: Any = queue.scripts
    result = await scripts.redisClient.register_script(loadScript(file))(keys=keys, args=args)
    if isinstance(result, int) and result < 0:
        command = file.partition("-")[0]
        raise scripts.finishedErrors({"code": result, "jobId": id, "command": command, "state": state})
