"""Calls on a job beside the usual ones: what its processor may signal, and what belongs to its flow."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import bullmq

from qlab.errors import JobError, JobMissing, UsageError
from qlab.lab import scripts
from qlab.lab.handles.options import checked_number, checked_seconds
from qlab.protocol import operations
from qlab.protocol.events import Ends, judge
from qlab.protocol.keys import Role, queue_key
from qlab.protocol.operations import Operation
from qlab.protocol.states import FINISHED, JobState
from qlab.snapshot.job_view import JobView
from qlab.snapshot.model import Snapshot
from qlab.text.decoded import to_json
from qlab.text.durations import Duration, parse_duration
from qlab.text.escape import shorten, terminal

if TYPE_CHECKING:
    from qlab.lab.handles.queue import Queue

__all__ = ["Family", "Outcome", "Signals"]


class _Handle:
    """What these calls need of a job."""

    queue: Queue
    id: str
    _job: bullmq.Job

    if TYPE_CHECKING:

        @property
        def view(self) -> JobView | None: ...

        @property
        def _token(self) -> str: ...

        def _do(
            self, operation: Operation, run: Any, facts: Mapping[str, Any] | None = None, title: str | None = None
        ) -> Any: ...


class Signals(_Handle):
    """What a processor does with its own job."""

    def move_to_waiting_children(self) -> bool:
        """Make an active parent wait for its children: `moveToWaitingChildren`.

        Returns:
            True if it now waits; False if no child is unfinished, and it should go on.
        """
        wait = self._do(operations.MOVE_TO_WAITING_CHILDREN, lambda: self._job.moveToWaitingChildren(self._token, {}))
        return bool(wait)

    def move_to_delayed(self, duration: Duration) -> None:
        """Put an active job back for a while without using up an attempt: `moveToDelayed`, as ``DelayedError`` does."""
        ms = parse_duration(duration)
        now = self.queue.lab.clock.now_ms
        facts = {"moved_by_hand": True}
        self._do(operations.MOVE_TO_DELAYED, lambda: self._job.moveToDelayed(now + ms, self._token), facts)

    def move_to_wait(self) -> int:
        """Put an active job back as the next to be taken, without using up an attempt: `moveJobFromActiveToWait`, as
        ``WaitingError`` and a worker's rate limit do.

        Returns:
            How long a rate limit has left, ms; 0 if there is none.

        Raises:
            LockLost, LockMismatch: If this handle does not hold the job's lock.
        """
        run = self.queue.run_script(scripts.move_to_wait, self.id, self._token)
        self._do(operations.MOVE_TO_WAIT, run)
        # The script's own answer is by the server's clock, which in virtual time is held still.
        lab = self.queue.lab
        return lab.recording.last.ttl_ms(queue_key(lab.prefix, self.queue.name, Role.LIMITER)) or 0

    def release_lock(self) -> bool:
        """Give up the lock but leave the job `active`: `releaseLock`.

        Returns:
            False if this handle did not hold it.
        """
        run = self.queue.run_script(scripts.release_lock, self.id, self._token)
        return bool(self._do(operations.RELEASE_LOCK, run))

    def clear_logs(self, keep: int = 0) -> None:
        """Delete the job's log.

        Args:
            keep: How many of the last rows to keep.
        """
        rows = checked_number(keep, "keep", least=0)
        run = self.queue.run_script(scripts.clear_logs, self.id, rows)
        self._do(operations.CLEAR_LOGS, run, {"kept": rows})

    def remove_deduplication_key(self) -> bool:
        """Free the deduplication id that this job holds: `removeDeduplicationKey`.

        Returns:
            False if it holds none.
        """
        id = self.view.fields.get("deid") if self.view else None
        if id is None:
            return False
        run = self.queue.run_script(scripts.remove_deduplication_key, id, self.id)
        return bool(self._do(operations.REMOVE_DEDUPLICATION_KEY, run, {"deduplication": id}))


class Outcome(_Handle):
    """How a job ends, for code that waits for it."""

    def wait_until_finished(self, timeout_s: float = 30.0) -> Any:
        """Wait until the job has completed or failed: npm's ``Job.waitUntilFinished``.

        Args:
            timeout_s: The longest wait, s. In virtual time nothing can happen during the wait: pass 0.

        Returns:
            What the processor returned.

        Raises:
            JobError: If the job failed, or has not finished in time.
            JobMissing: If the job was removed, and no event tells how it ended.
            UsageError: If time is virtual and the job has not finished.
            OptionError: If that is not a number of seconds.
        """
        lab, ends = self.queue.lab, time.monotonic() + checked_seconds(timeout_s, "timeout_s")
        stream = queue_key(lab.prefix, self.queue.name, Role.EVENTS)
        newest: Any = lab.redis.xrevrange(stream, count=1)
        last = newest[0][0] if newest and lab.present().job(self.id, self.queue.name) else "0-0"  # gone: ended already
        while not (done := self._finished(state := lab.present())):
            gone, left = state.job(self.id, self.queue.name) is None, ends - time.monotonic()
            at_once = gone or lab.virtual or left <= 0
            heard: Any = lab.redis.xread({stream: last}, block=None if at_once else max(int(min(left, 1) * 1000), 1))
            for _stream, entries in heard:
                last = entries[-1][0]
                if found := self._told(entries):
                    return _value(self.id, *found)
            self._check_wait(timeout_s, gone=gone, over=left <= 0)
        return _value(self.id, *done)

    def _check_wait(self, timeout_s: float, *, gone: bool, over: bool) -> None:
        """Raise where it makes no sense to wait any longer."""
        job = shorten(terminal(self.id), 40)
        if gone:
            raise JobMissing(f"Job {job} is gone, and no event says how it ended; wait before it is removed.")
        if self.queue.lab.virtual:
            raise UsageError("In virtual time no worker runs while you wait; run the job with lab.run first.")
        if over:
            raise JobError(f"Job {job} has not finished within {timeout_s:g} s; check that a worker is running.")

    def _finished(self, state: Snapshot) -> tuple[str | None, str | None] | None:
        """(return value, error) of a job that has finished; None: it has not, or is gone."""
        view = state.job(self.id, self.queue.name)
        if view is None or view.state not in FINISHED:
            return None
        failed = view.state is JobState.FAILED
        return (None, view.failed_reason or "") if failed else (view.fields.get("returnvalue"), None)

    def _told(self, entries: list[Any]) -> tuple[str | None, str | None] | None:
        """Return the same from events: with removeOnComplete nothing else is left of a job."""
        for _id, fields in entries:
            judged = judge({_text(name): _text(value) for name, value in fields.items()}, None)
            if judged.job == self.id and judged.event.ends is Ends.ALWAYS:
                text = {_text(name): _text(value) for name, value in fields.items()}
                return text.get("returnvalue"), text.get("failedReason")
        return None


def _text(raw: Any) -> str:
    return raw.decode("utf-8", "surrogateescape") if isinstance(raw, bytes) else str(raw)


def _value(id: str, returned: str | None, error: str | None) -> Any:
    if error is not None:
        raise JobError(f"Job {id} failed: {error}")
    return None if returned is None else to_json(returned)


class Family(_Handle):
    """A job's parent and children."""

    def discard_children(self) -> None:
        """Remove the children that have not finished: `removeUnprocessedChildren`."""
        self._do(operations.DISCARD_CHILDREN, self.queue.run_script(scripts.discard_children, self.id))

    def remove_child_dependency(self) -> bool:
        """Detach a child from its parent, which no longer waits for it: `removeChildDependency`.

        Returns:
            False if the parent did not wait for it.

        Raises:
            UsageError: If the job has no parent.
        """
        parent = self.view.parent_key if self.view else None
        if parent is None:
            raise UsageError(f"Job {self.id} has no parent; call this on a child in a flow.")
        run = self.queue.run_script(scripts.remove_child_dependency, self.id, parent)
        return bool(self._do(operations.REMOVE_CHILD_DEPENDENCY, run))

    def children_values(self) -> dict[str, Any]:
        """Return what the completed children returned, by their keys."""
        return {key: to_json(text) for key, text in self._held(Role.PROCESSED).items()}

    def failed_children(self) -> dict[str, str]:
        """Return why children failed that the parent continues without, by their keys."""
        return dict(self._held(Role.CHILD_FAILURES))

    def dependencies(self) -> dict[str, list[str]]:
        """Return the children's keys: ``unprocessed``, ``processed``, ``ignored`` and ``failed``, as npm has them."""
        unprocessed = self._state(Role.DEPENDENCIES)
        failed = self._state(Role.UNSUCCESSFUL)
        return {
            "unprocessed": sorted(unprocessed.items) if unprocessed else [],
            "processed": list(self._held(Role.PROCESSED)),
            "ignored": list(self._held(Role.CHILD_FAILURES)),
            "failed": [member.member for member in failed.members] if failed else [],
        }

    def _held(self, role: Role) -> Mapping[str, str]:
        held = self._state(role)
        return held.fields if held else {}

    def _state(self, role: Role) -> Any:
        return self.queue.lab.present().key(self.queue.job_key(self.id, role))
