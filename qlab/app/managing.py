"""Managing: what can be done to queues and jobs, one at a time or many, and what of it was not done."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import bullmq
from redis.exceptions import ResponseError

from qlab.app import stored_job
from qlab.app.queues import QueueName
from qlab.app.stored_job import StoredJob
from qlab.errors import JobError, JobMissing, WrongState
from qlab.lab import port
from qlab.protocol.states import FINISHED
from qlab.text.escape import shorten

__all__ = ["ACTIONS", "AT_ONCE", "LOGS", "SELECTED", "Action", "Cleaned", "Finished", "Left", "Managing", "Outcome"]

LOGS = 50
"""This many of a job's log rows are read."""
AT_ONCE = 1_000
"""This many jobs are cleaned, retried or promoted by one request at most."""
SELECTED = 100
"""This many jobs can be chosen for one request: each is moved by itself."""
SELECTED_S = 3.0
"""How long the moves of one request may take, s; what there was no time for stays, and is named."""
COPIED = ("attempts", "backoff", "lifo", "priority", "removeOnComplete", "removeOnFail", "stackTraceLimit")
"""The options that a copy of a job has, too."""
Finished = Literal["completed", "failed"]
Cleaned = Literal["completed", "failed", "delayed"]
Action = Literal["retry", "promote", "remove"]
ACTIONS: tuple[Action, ...] = ("retry", "promote", "remove")


class Left(NamedTuple):
    """A job for which nothing was done.

    Attributes:
        id: Its id.
        why: Why not, in a sentence.
    """

    id: str
    why: str


class Outcome(NamedTuple):
    """What a request for several jobs came to.

    Attributes:
        done: For how many it was done.
        left: Those for which it was not.
    """

    done: int
    left: Sequence[Left]


class Managing:
    """Pauses, drains and cleans queues; retries, promotes and removes jobs."""

    _queues: dict[QueueName, bullmq.Queue]

    async def retry(self, queue: QueueName, id: str, *, anew: bool = False) -> None:
        """Run a failed or completed job again.

        Args:
            queue: Its queue.
            id: Its id.
            anew: Forget the attempts it has made, so that it has all of them again; else it has this one run.

        Raises:
            JobMissing: If there is none.
            WrongState: If it is neither.
        """
        job, state = await self._job(queue, id)
        if state not in FINISHED:
            raise WrongState(
                f"Job {shorten(id, 40)} is {state}, and only a failed or completed one can be retried; wait."
            )
        _check_movable(job)
        await self._moved(job.handle(self._queues[queue]).retry(state, _ANEW if anew else {}), id)

    async def promote(self, queue: QueueName, id: str) -> None:
        """Lets a delayed job run now.

        Raises:
            JobMissing, WrongState: As for ``retry``.
        """
        job, state = await self._job(queue, id)
        if state != "delayed":
            raise WrongState(f"Job {shorten(id, 40)} is {state}, and only a delayed one can be promoted.")
        _check_movable(job)
        await self._moved(job.handle(self._queues[queue]).promote(), id)

    async def copy(self, queue: QueueName, id: str) -> str:
        """Add a job with the same name, data and options, but for its delay, id, flow, deduplication and schedule.

        Returns:
            The new job's id.

        Raises:
            JobMissing: If there is none.
            WrongState: If its data or options cannot be read.
        """
        job, _state = await self._job(queue, id)
        broken = [name for name in ("hash", "data", "name", "opts") if name in job.unreadable]
        if broken:
            raise WrongState(f"Job {shorten(id, 40)} has no {broken[0]} that can be read, so it cannot be copied.")
        options = {name: value for name, value in job.view.opts.items() if name in COPIED}
        added = await self._queues[queue].add(job.view.name, job.view.data, options)
        return str(added.id)

    async def remove(self, queue: QueueName, id: str) -> None:
        """Remove a job that no worker has.

        Raises:
            JobMissing, WrongState: As for ``retry``.
        """
        job, state = await self._job(queue, id)
        try:
            removed = await port.remove(job.handle(self._queues[queue]))
        except ResponseError:  # BullMQ's script stumbles over what somebody put there by hand
            removed = 0 if state == "active" else 1
            if removed:
                await stored_job.remove_by_hand(self._queues[queue], id)
        if removed != 1:
            raise WrongState(
                f"A worker has job {shorten(id, 40)}, or a scheduler needs it; let it finish, then remove it."
            )

    async def pause(self, queue: QueueName) -> None:
        """Stop all workers from taking jobs of a queue; those at work go on, and new ones wait."""
        await self._queues[queue].pause()

    async def resume(self, queue: QueueName) -> None:
        """Lets workers take jobs again."""
        await self._queues[queue].resume()

    async def paused(self, queue: QueueName) -> bool:
        """Whether a queue is paused."""
        return bool(await self._queues[queue].isPaused())

    async def drain(self, queue: QueueName, *, delayed: bool = False) -> None:
        """Remove the jobs that wait, and the delayed ones where that is asked; those at work and finished stay."""
        await self._queues[queue].drain(delayed)

    async def clean(self, queue: QueueName, state: Cleaned = "completed", grace_ms: int = 0) -> list[str]:
        """Remove the jobs of a state, at most a thousand.

        Args:
            queue: The queue.
            state: Which of them.
            grace_ms: Those that finished within the last this many ms stay; of the delayed, those last run, else added.

        Returns:
            Their ids.
        """
        return [str(id) for id in await self._queues[queue].clean(grace_ms, AT_ONCE, state)]

    async def retry_all(self, queue: QueueName, state: Finished = "failed") -> int:
        """Run all finished jobs of a state again, at most a thousand.

        Returns:
            How many of that state there are now.
        """
        await port.move_some(self._queues[queue], state, AT_ONCE)
        return await self._number(queue, state)

    async def promote_all(self, queue: QueueName) -> int:
        """Lets all delayed jobs run now, at most a thousand; tells how many delayed ones there are now."""
        await port.move_some(self._queues[queue], "delayed", AT_ONCE)
        return await self._number(queue, "delayed")

    async def _number(self, queue: QueueName, state: str) -> int:
        counts = await self._queues[queue].getJobCounts(state)
        return int(counts[state])

    async def selected(self, queue: QueueName, action: Action, ids: Sequence[str]) -> Outcome:
        """Retries, promotes or removes the jobs that were chosen, one after the other.

        Args:
            queue: Their queue.
            action: What to do.
            ids: Their ids.
        """
        act = {"retry": self.retry, "promote": self.promote, "remove": self.remove}[action]
        loop, wanted, left = asyncio.get_running_loop(), list(dict.fromkeys(ids)), list[Left]()
        until = loop.time() + SELECTED_S
        for id in wanted:
            try:
                if loop.time() > until:
                    raise JobError("There was no time left for it; try again.")  # noqa: TRY301  as its own refusals
                await act(queue, id)
            except JobError as error:
                left.append(Left(id, str(error)))
        return Outcome(len(wanted) - len(left), left)

    async def _job(self, queue: QueueName, id: str) -> tuple[StoredJob, str]:
        held, was, job = self._queues[queue], "", None
        state = await held.getJobState(id)
        # A worker may move the job between the looks: both must be of one moment. And only what is in some state is a
        # job: `wait` and `events` are keys of the queue's own, and no hashes.
        while state not in (was, "unknown"):
            was, job = state, await self._held(queue, id)
            state = await held.getJobState(id)
        if job is None or state == "unknown":
            raise JobMissing(f"Queue {queue} has no job {shorten(repr(id), 60)}; list its jobs at /api/jobs/{queue}.")
        return job, str(state)

    async def _held(self, queue: QueueName, id: str) -> StoredJob:
        return await stored_job.read(self._queues[queue], id, LOGS)

    async def _moved(self, moving: Any, id: str) -> None:
        try:
            await moving
        except TypeError as error:  # it was moved by somebody else between the look and the move
            raise WrongState(
                f"Job {shorten(id, 40)} has just changed its state ({error}); look again first."
            ) from error


_ANEW = {"resetAttemptsMade": True, "resetAttemptsStarted": True}


def _check_movable(job: StoredJob) -> None:
    """Refuses what would stop BullMQ's script half-way, when the job has left its state and is in no other yet."""
    broken = [name for name in ("hash", "priority") if name in job.unreadable]
    if broken:
        raise WrongState(
            f"Job {shorten(job.id, 40)} has no {broken[0]} that can be read, so it cannot be retried; remove it."
        )
