"""Queue: a handle on one of a lab's queues, an operation a method."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING, Any

import bullmq

from qlab import backoff as backoffs
from qlab.backoff import Backoff
from qlab.durations import Duration, format_ms, parse_duration
from qlab.errors import JobMissing, OptionError, UsageError
from qlab.escape import shorten
from qlab.keys import Role
from qlab.lab.job import Job
from qlab.lab.options import checked_json, job_options
from qlab.lab.scripts import change_delay
from qlab.record.step import Operation
from qlab.snapshot.model import Snapshot

if TYPE_CHECKING:
    from qlab.lab.lab import Lab

CLEANABLE = ("completed", "failed", "delayed", "prioritized", "wait", "active")


class Queue:
    """A queue of a lab. Make one with :meth:`qlab.Lab.queue`.

    Attributes:
        lab: The lab it belongs to.
        name: Its name.
        lock_ms: How long a worker owns a job it took, ms.
        defaults: The options every job gets unless it says otherwise, as BullMQ takes them.
    """

    def __init__(self, lab: Lab, name: str, lock_ms: int, options: Mapping[str, Any]) -> None:
        self.lab, self.name, self.lock_ms = lab, name, lock_ms
        self._strategies: dict[str, Backoff] = {}
        self._workers: dict[str, bullmq.Worker] = {}
        self._taken = count(1)
        self.defaults = self.options(**options)

    # -- adding --------------------------------------------------------------------------------------------------------

    def add(self, name: str, data: Any = None, **options: Any) -> Job:
        """Adds a job: `addStandardJob`, `addDelayedJob` or `addPrioritizedJob`, as its options say.

        Args:
            name: The job's name, by which processors tell kinds of jobs apart.
            data: What the processor needs; JSON must be able to carry it.
            options: By BullMQ's names: delay, priority (1 goes first), lifo, jobId, attempts, backoff, removeOnComplete,
                removeOnFail, deduplication, parent (a job, or its id and queue key), keepLogs, stackTraceLimit, ….

        Returns:
            The job. Where an id or a deduplication id is taken already, BullMQ adds none and this is the one that holds it.

        Raises:
            OptionError: If BullMQ has no such option, or it cannot take that value.
            DataError: If JSON cannot carry the data, or it is too large.
            JobMissing: If there is no such parent.
        """
        _check_name(name)
        checked_json(data, "data")
        wanted = {**self.defaults, **self.options(**options)}
        operation = Operation("add", self.name)

        def describe(job: bullmq.Job, after: Snapshot) -> tuple[Operation, Any]:
            facts = {"deduplication": wanted["deduplication"]["id"]} if "deduplication" in wanted else {}
            return Operation("add", self.name, str(job.id), facts), str(job.id)

        add = self.lab.do(
            operation, f"{self.name}: add {shorten(name, 40)}", lambda: self._queue.add(name, data, wanted), describe
        )
        return Job(self, add)

    def add_bulk(self, jobs: Iterable[tuple[Any, ...]]) -> list[Job]:
        """Adds many jobs in one transaction: BullMQ's ``addBulk``.

        Args:
            jobs: ``(name, data)`` or ``(name, data, options)`` each.

        Returns:
            The jobs, in order.

        Raises:
            As for ``add``; then none is added.
        """
        bulk = [self._bulk(*job) for job in jobs]
        operation = Operation("add_bulk", self.name, facts={"jobs": len(bulk)})

        def describe(added: list[bullmq.Job], after: Snapshot) -> tuple[Operation, Any]:
            return operation, [str(job.id) for job in added]

        added = self.lab.do(operation, f"{self.name}: add {len(bulk)} jobs", lambda: self._add_bulk(bulk), describe)
        return [Job(self, job) for job in added]

    def _bulk(self, name: str, data: Any = None, options: Mapping[str, Any] | None = None) -> dict[str, Any]:
        _check_name(name)
        return {
            "name": name,
            "data": checked_json(data, "data"),
            "opts": {**self.defaults, **self.options(**(options or {}))},
        }

    async def _add_bulk(self, bulk: list[dict[str, Any]]) -> list[bullmq.Job]:
        jobs = [
            bullmq.Job(self._queue, job["name"], job["data"], job["opts"], job["opts"].get("jobId")) for job in bulk
        ]
        # Queue.addBulk forgets the ids that the server gave (its jobs keep id None); the backend returns them.
        for job, id in zip(jobs, await self._queue.backend.addJobs(jobs), strict=True):
            job.id = id
        return jobs

    # -- working -------------------------------------------------------------------------------------------------------

    def take(self, worker: str = "worker-1") -> Job | None:
        """Takes the next job for a worker, with a token and a lock: `moveToActive`, which first promotes what is due.

        Args:
            worker: The worker's name; it stands in the lock's token.

        Returns:
            The job, now active; None where none is ready, the queue is paused, or a limit is reached.
        """
        token = f"{worker}:{next(self._taken)}"
        self.lab.expect_ttl(self.lock_ms)

        def describe(job: bullmq.Job | None, after: Snapshot) -> tuple[Operation, Any]:
            facts = {"worker": worker, "limited": self._worker(worker).limitUntil > 0}
            id = str(job.id) if job else None
            return Operation("take", self.name, id, facts), id

        title = f"{self.name}: {shorten(worker, 24)} takes a job"
        job = self.lab.do(
            Operation("take", self.name, facts={"worker": worker}),
            title,
            lambda: self._worker(worker).moveToActive(token),
            describe,
        )
        return Job(self, job, worker) if job else None

    def check_stalled(self, max_stalled: int = 1, interval: Duration = "30s") -> list[str]:
        """Looks for jobs that lost their worker: `moveStalledJobsToWait`. A job is stalled that was active without a lock
        at two checks running.

        Args:
            max_stalled: How often a job may stall before it is to fail.
            interval: How long no other check runs.

        Returns:
            The ids of the stalled jobs.
        """
        ms = parse_duration(interval)
        self.lab.expect_ttl(ms)
        throttled = self.lab.recording.last.container(self.name, Role.STALLED_CHECK) is not None
        operation = Operation("check_stalled", self.name, facts={"throttled": throttled})
        backend = self._worker("worker-1").backend
        found = self.lab.do(
            operation, f"{self.name}: check for stalled jobs", lambda: backend.moveStalledJobsToWait(max_stalled, ms)
        )
        return [str(id) for id in found or []]

    # -- managing ------------------------------------------------------------------------------------------------------

    def pause(self) -> None:
        """Stops all workers from taking jobs of this queue: `pause`."""
        self._manage("pause", self._queue.pause)

    def resume(self) -> None:
        """Lets workers take jobs again: `pause`, the other way round."""
        self._manage("resume", self._queue.resume)

    def drain(self, *, delayed: bool = False) -> None:
        """Removes the jobs that wait, and with ``delayed`` those in `delayed` too: `drain`."""
        self._manage("drain", lambda: self._queue.drain(delayed))

    def clean(self, state: str = "completed", *, grace: Duration = 0, limit: int = 0) -> list[str]:
        """Removes old jobs in one state: `cleanJobsInSet`.

        Args:
            state: ``completed``, ``failed``, ``delayed``, ``prioritized``, ``wait`` or ``active``.
            grace: How long ago a job must have got there to be removed.
            limit: The most to remove; 0: all.

        Returns:
            The removed jobs' ids.
        """
        if state not in CLEANABLE:
            raise OptionError(
                f"Jobs in {shorten(repr(state), 30)} cannot be cleaned; choose one of {', '.join(CLEANABLE)}."
            )
        ms = parse_duration(grace)
        return [str(id) for id in self._manage("clean", lambda: self._queue.clean(ms, limit, state)) or []]

    def obliterate(self, *, force: bool = False) -> None:
        """Removes the queue and all it holds: `pause`, then `obliterate`.

        Raises:
            QueueError: If jobs are active and ``force`` is not given.
        """
        self._manage("obliterate", lambda: self._queue.obliterate(force))

    def retry_all(self, state: str = "failed", *, count: int = 1000) -> None:
        """Moves the failed (or completed) jobs back to where workers take from: `moveJobsToWait`, ``count`` a time."""
        options = {"state": state, "count": count, "timestamp": self.lab.clock.now_ms}
        self._manage("retry_all", lambda: self._queue.retryJobs(options))

    def promote_all(self, *, count: int = 1000) -> None:
        """Moves all delayed jobs to where workers take from, due or not: `moveJobsToWait`, ``count`` a time."""
        self._manage("promote_all", lambda: self._queue.promoteJobs({"count": count}))

    def limit(self, max_jobs: int | None = None, duration: Duration = "1s") -> None:
        """Lets all workers together start at most so many jobs in each window (fields `max` and `duration` of `meta`);
        without a number, lifts the limit.
        """
        ms = parse_duration(duration)
        self.lab.expect_ttl(ms)
        if max_jobs is None:
            self._manage("limit", self._queue.removeGlobalRateLimit)
        else:
            self._manage("limit", lambda: self._queue.setGlobalRateLimit(max_jobs, ms))

    def concurrency(self, jobs: int | None = None) -> None:
        """Lets at most so many jobs be active at once, over all workers (field `concurrency` of `meta`); without a number,
        lifts the limit.
        """
        if jobs is None:
            self._manage("concurrency", self._queue.removeGlobalConcurrency)
        else:
            self._manage("concurrency", lambda: self._queue.setGlobalConcurrency(jobs))

    # -- scheduling ----------------------------------------------------------------------------------------------------

    def schedule(
        self,
        scheduler: str,
        name: str | None = None,
        data: Any = None,
        *,
        every: Duration | None = None,
        cron: str | None = None,
        tz: str | None = None,
        limit: int | None = None,
        **options: Any,
    ) -> Job | None:
        """Makes or changes a job scheduler: `addJobScheduler`. Its next job stands ready, delayed; taking it makes the next.

        Args:
            scheduler: The scheduler's id; a second call with it replaces the first.
            name: The name of its jobs; None: the scheduler's id.
            data: The data of its jobs.
            every: The time between two jobs. Or:
            cron: A cron expression of five fields, or six with the seconds first.
            tz: The time zone that ``cron`` is meant in, such as ``Europe/Berlin``; None: UTC.
            limit: How many jobs to make in all.
            options: Options of its jobs.

        Returns:
            The next job, or None where none is to come.

        Raises:
            OptionError: If not exactly one of ``every`` and ``cron`` is given, or one makes no sense.
        """
        if (every is None) == (cron is None):
            raise OptionError('A scheduler needs either every="10m" or cron="0 9 * * *".')
        checked_json(data, "data")
        ms = None if every is None else parse_duration(every)
        repeat = {
            name: value
            for name, value in (("every", ms), ("pattern", cron), ("tz", tz), ("limit", limit))
            if value is not None
        }
        rule = f"every {format_ms(ms)}" if ms else f"cron {shorten(cron, 40)}"
        wanted = {**self.defaults, **self.options(**options)}
        operation = Operation("schedule", self.name, facts={"scheduler": scheduler, "rule": rule})

        async def upsert() -> bullmq.Job | None:
            try:
                return await self._queue.upsertJobScheduler(scheduler, repeat, name or scheduler, data, wanted)
            except (ValueError, KeyError) as error:  # croniter's and zoneinfo's complaints
                raise OptionError(f"This schedule ({rule}) makes no sense: {error}; correct it.") from error

        def describe(job: bullmq.Job | None, after: Snapshot) -> tuple[Operation, Any]:
            return operation, str(job.id) if job else None

        job = self.lab.do(operation, f"{self.name}: schedule {shorten(scheduler, 40)}", upsert, describe)
        return Job(self, job) if job else None

    def unschedule(self, scheduler: str) -> bool:
        """Removes a job scheduler and the job it has waiting: `removeJobScheduler`.

        Returns:
            False if there was none.
        """
        facts = {"scheduler": scheduler}
        return not self._manage("unschedule", lambda: self._queue.removeJobScheduler(scheduler), facts)

    # -- asking --------------------------------------------------------------------------------------------------------

    def job(self, id: str | int) -> Job:
        """A handle on a job that exists.

        Raises:
            JobMissing: If there is no such job.
        """
        found = self.lab.ask(self._queue.getJob(str(id)))
        if found is None:
            raise JobMissing(
                f"Queue {self.name} has no job {shorten(str(id), 40)}; lab.snapshot().jobs() lists those there are."
            )
        return Job(self, found)

    def counts(self) -> dict[str, int]:
        """How many jobs are in each state."""
        return self.lab.snapshot().counts_of(self.name)

    # -- ---------------------------------------------------------------------------------------------------------------

    def options(self, **given: Any) -> dict[str, Any]:
        """Job options as BullMQ takes them; backoffs that BullMQ does not know are kept for this queue's workers."""
        backoff = given.get("backoff")
        if isinstance(backoff, Backoff):
            option = backoff.to_option()
            if option["type"] not in backoffs.BUILT_IN:
                self._strategies[option["type"]] = backoff
        if isinstance(parent := given.get("parent"), Job):
            given = {**given, "parent": {"id": parent.id, "queue": f"{self.lab.prefix}:{parent.queue.name}"}}
        options = job_options(given)
        if "deduplication" in options and "ttl" in options["deduplication"]:
            self.lab.expect_ttl(options["deduplication"]["ttl"])
        return options

    def _strategy(self, attempts_made: int, type: str, error: BaseException, job: bullmq.Job) -> int:
        """BullMQ's ``settings.backoffStrategy``: finds the backoff of that name, or makes it from the job's own option."""
        backoff = self._strategies.get(type) or backoffs.from_option(job.opts.get("backoff"))
        if backoff is None:
            raise OptionError(
                f"This queue has no backoff named {shorten(repr(type), 40)}; give the queue or the job the backoff itself: "
                "backoff=custom(function, name)."
            )
        if isinstance(backoff, backoffs.Jittered):
            return backoff.delay_ms(attempts_made, self.lab.random.random)
        return backoff(attempts_made, type, error, job)

    @cached_property
    def _queue(self) -> bullmq.Queue:
        return bullmq.Queue(self.name, {"connection": self.lab.connection, "prefix": self.lab.prefix})

    def _worker(self, name: str) -> bullmq.Worker:
        if name not in self._workers:
            self._workers[name] = self.lab.ask(self._make_worker(name))
        return self._workers[name]

    async def _make_worker(self, name: str) -> bullmq.Worker:
        # Made on the bridge: a Worker makes asyncio objects, which belong to the loop that runs it.
        options = {
            "lockDuration": self.lock_ms,
            "settings": {"backoffStrategy": self._strategy},
            "name": name,
            "autorun": False,
        }
        return bullmq.Worker(self.name, None, {**options, "connection": self.lab.connection, "prefix": self.lab.prefix})

    async def change_delay(self, id: str, delay_ms: int) -> None:
        """BullMQ's `changeDelay`, which its Python port packages but does not call."""
        await change_delay(self._queue, id, delay_ms, self.lab.clock.now_ms)

    def _manage(self, name: str, run: Any, facts: Mapping[str, Any] | None = None) -> Any:
        return self.lab.do(Operation(name, self.name, facts=facts or {}), f"{self.name}: {name.replace('_', ' ')}", run)

    def text(self) -> str:
        """The queue's state as plain text, at most 100 columns wide."""
        from qlab.lab.show import queue_text

        return queue_text(self)

    def __repr__(self) -> str:
        counts = self.lab.recording.last.counts_of(self.name)
        held = ", ".join(f"{count} {state}" for state, count in counts.items() if count)
        return f"Queue({self.name!r}: {held or 'empty'})"

    def _repr_html_(self) -> str:
        from qlab.lab.show import queue_html

        return queue_html(self)


def _check_name(name: object) -> None:
    if not isinstance(name, str) or not name:
        raise UsageError(
            f"A job needs a name that is a text, and {shorten(repr(name), 40)} is none; write queue.add('welcome', data)."
        )
