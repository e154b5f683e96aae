"""Follower: follows the jobs of a long run by what BullMQ's scripts were asked and what they answered.

It reads no containers. Only where an answer does not tell (whether a child released its parent, which job was kept back
by deduplication, when the next job of a scheduler is due), it asks about that one job. And where BullMQ does not find a
job that is at work by what is known here, it looks at `active`: somebody has changed keys behind the run's back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import bullmq

from qlab.protocol.jobs.attempts import RETRIED, outcome
from qlab.protocol.keys import Role, parse_key, queue_key
from qlab.protocol.scores import due_ms
from qlab.protocol.states import JobState, ready_state
from qlab.record.transition import Transition
from qlab.run.active_job import Taken
from qlab.run.drivers.job_table import JobTable
from qlab.run.drivers.move_log import MoveLog

if TYPE_CHECKING:
    from qlab.lab.lab import Lab
    from qlab.snapshot.model import Snapshot

__all__ = ["Follower"]

S = JobState


class Follower:
    """The moves of a run.

    Args:
        lab: The lab.
        log: Where they are written down.
        now: The time, ms since the epoch.
        beginning: The state from which on the jobs are followed.
    """

    def __init__(self, lab: Lab, log: MoveLog, now: Callable[[], int], beginning: Snapshot) -> None:
        self._redis, self._prefix, self._log, self._now = lab.connection, lab.prefix, log, now
        self._jobs = JobTable(beginning)

    def knows(self, queue: str, id: str) -> bool:
        """Return whether there is such a job."""
        return self._jobs.find(queue, id) is not None

    def move(
        self,
        queue: str,
        id: str,
        target: JobState | None,
        script: str | None,
        *,
        due: int | None = None,
        outcome: str | None = None,
        error: str | None = None,
        worker: str | None = None,
    ) -> None:
        """Note that a script moved a job; of a job nobody told of, nothing."""
        seen = self._jobs.find(queue, id)
        if seen is None:
            return
        source, attempt = seen.state, seen.made + (S.ACTIVE in (seen.state, target))
        self._jobs.move(queue, id, target, due)
        moment = (self._log.step, self._now())
        self._log.note(Transition(queue, id, source, target, attempt, *moment, due, outcome, error, script, worker))

    # -- added ---------------------------------------------------------------------------------------------------------

    def born(self, queue: str, id: str, options: Mapping[str, Any], script: str) -> None:
        """Note that a job was added with these options."""
        delay, priority = options.get("delay", 0), options.get("priority", 0)
        self._jobs.born(queue, id, priority)
        due = self._now() + delay if delay else None
        self.move(queue, id, S.DELAYED if delay else ready_state(priority), script, due=due)

    def replaced(self, queue: str, id: str | None, script: str) -> None:
        """Note that an added job takes the place of the delayed one before (deduplication option replace)."""
        seen = self._jobs.find(queue, id) if id is not None else None
        if id is not None and seen is not None and seen.state is S.DELAYED:
            self.move(queue, id, None, script)

    async def scheduled(self, queue: str, id: str | None, priority: int, script: str) -> None:
        """Note that a scheduler's next job was added as the one before was taken: `updateJobScheduler`."""
        if id is not None and not self.knows(queue, id):
            self._jobs.born(queue, id, priority)
            due = await self._due(queue, id)
            self.move(queue, id, ready_state(priority) if due is None else S.DELAYED, script, due=due)

    # -- taken and ended -----------------------------------------------------------------------------------------------

    def promoted(self, queue: str, script: str) -> None:
        """Note that a script moved into line what is due."""
        for id in self._jobs.due(queue, self._now()):
            seen = self._jobs.find(queue, id)
            self.move(queue, id, ready_state(seen.priority if seen else 0), script)

    def taken(self, queue: str, job: bullmq.Job, script: str, worker: str) -> None:
        """Note that a worker took a job."""
        if seen := self._jobs.find(queue, str(job.id)):
            seen.parent = job.parentKey
        self.move(queue, str(job.id), S.ACTIVE, script, worker=worker)

    def retried(self, taken: Taken, delay_ms: int, error: str) -> None:
        """Note that an attempt ended with an error and the job will be tried again."""
        queue, id, ended = (
            taken.queue,
            taken.id,
            partial(self.move, outcome=RETRIED, error=error, worker=taken.hand.name),
        )
        seen = self._jobs.find(queue, id)
        if delay_ms:
            ended(queue, id, S.DELAYED, "moveToDelayed", due=self._now() + delay_ms)
        else:
            self.promoted(queue, "retryJob")
            ended(queue, id, ready_state(seen.priority if seen else 0), "retryJob")
        if seen:
            seen.made += 1

    def put_back(self, taken: Taken, target: JobState | None, script: str, due: int | None = None) -> None:
        """Note that a processor put its job back, counting no attempt; without a target, in line by priority."""
        seen = self._jobs.find(taken.queue, taken.id)
        state = target or ready_state(seen.priority if seen else 0)
        worker = taken.hand.name
        self.move(taken.queue, taken.id, state, script, due=due, outcome=str(state), worker=worker)

    async def promotes_all_the_same(self, queue: str) -> bool:
        """Return whether a retry that was refused has moved due jobs into line, as `retryJob` does before it looks."""
        first = self._jobs.first_due(queue, self._now())
        return first is not None and await self._due(queue, first) is None

    async def finished(self, taken: Taken, state: JobState, keep: Any, error: str | None = None) -> None:
        """Note that a job finished: `moveToFinished`. By its option ``keep`` (`removeOn…`), older ones may make way for
        it.
        """
        queue, id, job, script = taken.queue, taken.id, taken.handle, "moveToFinished"
        gone = self._jobs.finish(queue, id, state, self._now(), keep)
        parents = [job.parentKey, *(seen.parent for other in gone if (seen := self._jobs.find(queue, other)))]
        worker = taken.hand.name
        self.move(queue, id, None if id in gone else state, script, outcome=str(state), error=error, worker=worker)
        if seen := self._jobs.find(queue, id):
            seen.made += 1
        for other in gone:
            self.move(queue, other, None, script)
        for parent in dict.fromkeys(filter(None, parents)):
            await self.released(parent, script)

    async def released(self, parent: str, script: str) -> None:
        """Note that a child finished, failed, was removed or was found done: its parent may have moved.

        Args:
            parent: The key of the parent's hash.
            script: What moved it.
        """
        key = parse_key(parent, self._prefix)
        seen = self._jobs.find(key.queue, key.job or "")
        if key.job is not None and seen is not None and seen.state in (S.WAITING_CHILDREN, S.DELAYED):
            state = JobState(await self.queue(key.queue).getJobState(key.job))
            if state is not seen.state:
                due = await self._due(key.queue, key.job) if state is S.DELAYED else None
                self.move(key.queue, key.job, state, script, due=due)

    async def behind(self, queue: str) -> None:
        """Note the jobs that were at work and are no longer in `active`, which no script of the run took them from."""
        active = self._jobs.active(queue)
        held: Any = self._redis.lrange(queue_key(self._prefix, queue, Role.ACTIVE), 0, -1)
        gone = sorted(active.difference(await held))
        if gone:
            self._log.did(scripts=0)
        for id in gone:
            state = JobState(await self.queue(queue).getJobState(id))
            target, due = (None if state is S.UNKNOWN else state), await self._due(queue, id)
            ended = outcome(target, finished=None, stalled=False, counted=False)
            self.move(queue, id, target, None, due=due, outcome=ended)

    # -- asking --------------------------------------------------------------------------------------------------------

    def queue(self, name: str) -> bullmq.Queue:
        """Return BullMQ's own object for a queue."""
        return bullmq.Queue(name, {"connection": self._redis, "prefix": self._prefix})

    async def _due(self, queue: str, id: str) -> int | None:
        """Return when a job of `delayed` is due, ms since the epoch; None where it is not in there."""
        score = await self._redis.zscore(queue_key(self._prefix, queue, Role.DELAYED), id)
        return None if score is None else due_ms(score)
