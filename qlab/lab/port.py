"""The seam to PyPI's bullmq: every reach into it that is not its public API.

BullMQ documents ``Queue``, ``Job``, ``Worker`` and ``FlowProducer``. qlab needs a little more: a clock of its own,
scripts that the port packages but does not call, the ids that ``addBulk`` forgets. All of it stands here;
:mod:`qlab.lab.reaches` lists what must exist for it in the installed release.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib import import_module
from importlib.resources import files
from types import ModuleType
from typing import Any
from uuid import UUID, uuid4

import bullmq
import bullmq.flow_producer
import msgpack  # type: ignore[import-untyped]
from bullmq.redis_connection import loadScript

__all__ = [
    "TIMED",
    "add_jobs",
    "at_time",
    "check_stalled",
    "close_connections",
    "connect_worker",
    "drop_jobs",
    "extend_lock",
    "fail",
    "in_time",
    "limited",
    "move_some",
    "remove",
    "run_script",
    "script_names",
    "script_text",
    "sha1",
    "tell_name",
    "time_for_all",
    "watch_schedulers",
]

# -- the clock and the ids of flows ------------------------------------------------------------------------------------

_now: ContextVar[Callable[[], float] | None] = ContextVar("qlab_now", default=None)
_new_id: ContextVar[Callable[[], UUID] | None] = ContextVar("qlab_new_id", default=None)
_for_all: list[tuple[Callable[[], float] | None, Callable[[], UUID] | None]] = [(None, None)]
"""The clock and the source of ids where no lab's call runs; the last one counts."""
TIMED = ("job", "scripts", "worker", "job_scheduler", "lock_manager")
"""The modules of bullmq that read the clock."""


class _Time(ModuleType):
    """The ``time`` module, but for ``time()``, which is that of the lab whose call is running."""

    def time(self) -> float:
        now = _now.get() or _for_all[-1][0]
        return time.time() if now is None else now()

    def __getattr__(self, name: str) -> Any:
        return getattr(time, name)


def _uuid4() -> UUID:
    """Return a random UUID, or the next of the lab whose call is running: a flow's job ids come from here."""
    new_id = _new_id.get() or _for_all[-1][1]
    return uuid4() if new_id is None else new_id()


def _patch() -> None:
    for name in TIMED:
        import_module(f"bullmq.{name}").time = _Time("time")  # type: ignore[attr-defined]
    bullmq.flow_producer.uuid4 = _uuid4


_patch()


def in_time(now: Callable[[], float] | None, new_id: Callable[[], UUID] | None) -> None:
    """Set the clock and the source of flow ids for BullMQ calls in the current context.

    Args:
        now: The time BullMQ sees, s since the epoch; None: the real one.
        new_id: Where the ids of a flow's jobs come from; None: they are random.
    """
    _now.set(now)  # a task has a context of its own: nothing to reset
    _new_id.set(new_id)


@contextmanager
def at_time(now: Callable[[], float], new_id: Callable[[], UUID]) -> Iterator[None]:
    """Do the same for a block of code that steps BullMQ's coroutines itself; restore everything afterwards."""
    before, ids = _now.set(now), _new_id.set(new_id)
    try:
        yield
    finally:
        _now.reset(before)
        _new_id.reset(ids)


@contextmanager
def time_for_all(now: Callable[[], float] | None, new_id: Callable[[], UUID] | None) -> Iterator[None]:
    """Do the same for every BullMQ call of this process that is not a lab's own, in whichever context or thread."""
    _for_all.append((now, new_id))
    try:
        yield
    finally:
        _for_all.remove((now, new_id))


# -- scripts that the port packages ------------------------------------------------------------------------------------


@cache
def script_names() -> Mapping[str, str]:
    """Return BullMQ's script names by the SHA-1 of their text, from the Lua files of the installed package."""
    folder = files("bullmq").joinpath("commands")
    scripts = [file for file in folder.iterdir() if file.name.endswith(".lua")]
    return {sha1(file.read_bytes()): file.name.rpartition("-")[0] for file in scripts}


def script_text(name: str) -> str | None:
    """Return the Lua of a BullMQ script, by a name such as ``addStandardJob``; None where there is no such script."""
    folder = files("bullmq").joinpath("commands")
    found = (file for file in folder.iterdir() if file.name.rpartition("-")[0] == name)
    return next((file.read_text(encoding="utf-8") for file in found), None)


def sha1(text: bytes) -> str:
    """Return the SHA-1 of a script's text, by which the server knows it."""
    return hashlib.sha1(text, usedforsecurity=False).hexdigest()


async def run_script(queue: bullmq.Queue, file: str, id: str, keys: list[str], args: list[Any], state: str = "") -> Any:
    """Run a script that the port packages and has no method for.

    Args:
        queue: The queue whose connection it uses.
        file: Its file in ``bullmq/commands``; it must be among :data:`PACKAGED`.
        id: The job it is about, for BullMQ's error.
        keys: Its keys.
        args: Its arguments.
        state: The state that the job should be in, for BullMQ's error.

    Returns:
        What the script returned.

    Raises:
        TypeError: BullMQ's own refusal, for a negative number.
    """
    scripts: Any = queue.scripts
    result = await scripts.redisClient.register_script(loadScript(file))(keys=keys, args=args)
    if isinstance(result, int) and result < 0:
        command = file.partition("-")[0]
        raise scripts.finishedErrors({"code": result, "jobId": id, "command": command, "state": state})
    return result


# -- what the public methods leave out ---------------------------------------------------------------------------------


async def add_jobs(queue: bullmq.Queue, jobs: list[bullmq.Job]) -> None:
    """Add jobs in one transaction, and give each the id that the server chose: ``Queue.addBulk`` forgets those."""
    for job, id in zip(jobs, await queue.backend.addJobs(jobs), strict=True):
        job.id = id


async def extend_lock(owner: bullmq.Queue | bullmq.Job, id: str, token: str, duration_ms: int) -> bool:
    """Renew a job's lock (`extendLock`).

    Args:
        owner: The job, or its queue.
        id: The job's id.
        token: The token that should hold the lock.
        duration_ms: How long from now, ms.

    Returns:
        False where the token no longer holds it.
    """
    return bool(await owner.backend.extendLock(id, token, duration_ms))


async def fail(job: bullmq.Job, error: BaseException, token: str, *, traced: bool) -> Any:
    """End an attempt with an error (``Job.moveToFailed``). BullMQ asks the interpreter which is being handled.

    Args:
        job: The job.
        error: The error.
        token: The token that holds the job's lock.
        traced: Whether file names and line numbers of this machine may stand in the stack trace that BullMQ stores
            (``traceback.format_exc()``). Where they do not, a recording is the same everywhere.
    """
    try:
        raise error  # noqa: TRY301  so that it is being handled
    except BaseException as raised:  # noqa: BLE001  a processor may raise anything
        if not traced:
            raised.__traceback__ = None
        return await job.moveToFailed(raised, token)


async def remove(job: bullmq.Job, *, children: bool = True) -> int:
    """Remove a job (`removeJob`).

    Returns:
        1 where it was removed, 0 where it is locked, −8 where it belongs to a scheduler. ``Job.remove`` takes the last
        for a success.
    """
    return int(await job.backend.remove(job.id, children))


async def move_some(queue: bullmq.Queue, state: str, count: int) -> None:
    """Put at most ``count`` failed, completed or delayed jobs in line (`moveJobsToWait`); ``retryJobs`` takes all."""
    backend, now_ms = queue.backend, round(time.time() * 1_000)
    await (backend.promoteJobs(count) if state == "delayed" else backend.retryJobs(state, count, now_ms))


async def check_stalled(worker: bullmq.Worker, max_stalled: int, interval_ms: int) -> list[str]:
    """Run the stalled check of a worker (`moveStalledJobsToWait`) and return the ids of the stalled jobs."""
    found = await worker.backend.moveStalledJobsToWait(max_stalled, interval_ms)
    return [str(id) for id in found or []]


def limited(worker: bullmq.Worker) -> bool:
    """Return whether the worker's last `moveToActive` was refused by the rate limit."""
    return bool(worker.limitUntil > 0)


def watch_schedulers(worker: bullmq.Worker, tell: Callable[[str | None], None]) -> None:
    """Have a worker say the id of each job that it makes a scheduler add, which it does by itself."""
    update = worker.backend.updateJobSchedulerNextMillis

    async def telling(*arguments: Any) -> Any:
        id = await update(*arguments)
        tell(id)
        return id

    worker.backend.updateJobSchedulerNextMillis = telling


def tell_name(worker: bullmq.Worker) -> None:
    """Have a worker write its name into the jobs it takes (field `pb`), as npm's does: PyPI's packs no ``name``."""
    commands: Any = worker.backend.scripts.commands
    take = commands["moveToActive"]

    async def named(keys: list[str], args: list[Any]) -> Any:
        options = {**msgpack.unpackb(args[2]), "name": worker.opts["name"]}
        return await take(keys=keys, args=[*args[:2], msgpack.packb(options, use_bin_type=True)])

    commands["moveToActive"] = named


async def connect_worker(worker: bullmq.Worker) -> None:
    """Open both connections before ``run()``, lest ``close()`` cut one short; unversioned, waits are whole seconds."""
    await worker.backend.blocking_connection.getRedisVersion()
    await worker._ensure_client_names()


def drop_jobs(worker: bullmq.Worker) -> None:
    """Have a worker that is closing drop its jobs, as its own ``close(force=True)`` would have from the start."""
    worker.forceClosing = True
    worker.lockManager.cancel_all_jobs("worker force-closed")
    worker.cancelProcessing()


async def close_connections(worker: bullmq.Worker) -> None:
    """Close a worker's connections again: a look for a job that was under way may have reopened them."""
    await worker.backend.close(force=True)
