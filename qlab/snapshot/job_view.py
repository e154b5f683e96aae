"""JobView: one job, read from its hash, its place, its lock and its logs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from qlab.protocol.fields import ATTEMPTS_FIELDS, STALLS_FIELDS, named_field
from qlab.protocol.jobs.taken_by import WORKER_FIELD, taken_by
from qlab.protocol.keys import Role, job_key, key_below
from qlab.protocol.states import JobState
from qlab.snapshot.delayed import due_at
from qlab.text.decoded import to_json

if TYPE_CHECKING:
    from qlab.snapshot.model import Snapshot
    from qlab.snapshot.values import KeyState

__all__ = ["JobView"]


@dataclass(frozen=True, eq=False)
class JobView:
    """A job at one moment.

    Attributes:
        snapshot: Where it was seen.
        queue: Its queue.
        id: Its id.
        fields: Its hash, raw.
    """

    snapshot: Snapshot
    queue: str
    id: str
    fields: Mapping[str, str]

    @classmethod
    def of(cls, snapshot: Snapshot, queue: str, id: str, hash: KeyState) -> JobView:
        """Return a view of the job with the given hash.

        Args:
            snapshot: Where it was seen.
            queue: Its queue.
            id: Its id.
            hash: Its hash.

        Returns:
            The view.
        """
        return cls(snapshot, queue, id, hash.fields)

    @cached_property
    def state(self) -> JobState:
        """The container that holds the job's id."""
        return self.snapshot.state_of(self.id, self.queue)

    def _int(self, field: str) -> int:
        try:
            return int(float(self.fields.get(field, "0") or 0))
        except (ValueError, OverflowError):
            return 0

    def _json(self, field: str, default: Any) -> Any:
        return to_json(self.fields[field]) if field in self.fields else default

    @property
    def name(self) -> str:
        """The job's name."""
        return self.fields.get("name", "")

    @cached_property
    def data(self) -> Any:
        """The job's data, decoded from JSON."""
        return self._json("data", None)

    @cached_property
    def opts(self) -> Mapping[str, Any]:
        """The job's options as stored, decoded from JSON."""
        opts = self._json("opts", {})
        return opts if isinstance(opts, dict) else {}

    @property
    def timestamp(self) -> int:
        """When the job was added, ms since the epoch."""
        return self._int("timestamp")

    @property
    def attempts(self) -> int:
        """How many times the job may run, at least 1 (option `attempts`, which counts the first run)."""
        attempts = self.opts.get("attempts", 0)
        return max(attempts, 1) if isinstance(attempts, int) else 1

    @property
    def attempts_started(self) -> int:
        """How often a worker took the job (field `ats`)."""
        return self._int("ats")

    @property
    def attempts_made(self) -> int:
        """How many attempts have ended (field `atm`; before BullMQ 5 `attemptsMade`, which npm's Job still reads)."""
        return self._int(named_field(self.fields, ATTEMPTS_FIELDS))

    @property
    def stalled_count(self) -> int:
        """How often the job was found stalled (field `stc`; in older versions `stalledCounter`)."""
        return self._int(named_field(self.fields, STALLS_FIELDS))

    @property
    def priority(self) -> int:
        """The job's priority; 0 is none, 1 runs before 2."""
        return self._int("priority")

    @property
    def delay_ms(self) -> int:
        """The delay the job is under, ms (field `delay`; a backoff writes it too)."""
        return self._int("delay")

    @property
    def processed_on(self) -> int | None:
        """When the last attempt began, ms since the epoch."""
        return self._int("processedOn") or None

    @property
    def finished_on(self) -> int | None:
        """When the job completed or failed for good, ms since the epoch."""
        return self._int("finishedOn") or None

    @property
    def failed_reason(self) -> str | None:
        """The last error's text. It stays after a later attempt succeeds."""
        return self.fields.get("failedReason")

    @cached_property
    def stacktrace(self) -> tuple[str, ...]:
        """The errors of the attempts that failed, oldest first."""
        traces = self._json("stacktrace", [])
        return tuple(str(trace) for trace in traces) if isinstance(traces, list) else ()

    @cached_property
    def return_value(self) -> Any:
        """What the processor returned, decoded from JSON."""
        return self._json("returnvalue", None)

    @cached_property
    def progress(self) -> Any:
        """The progress the processor reported, decoded from JSON."""
        return self._json("progress", 0)

    @property
    def parent_key(self) -> str | None:
        """The parent's hash key, in a flow."""
        return self.fields.get("parentKey") or None

    @cached_property
    def due(self) -> int | None:
        """When a delayed job is due, ms since the epoch; None in any other state."""
        return due_at(self.snapshot, self.queue, self.id)

    @property
    def worker(self) -> str | None:
        """The last worker with a name that took the job (field `pb`); None: none has.

        A worker without a name that takes it after that leaves the name as it is: see `taker`.
        """
        return self.fields.get(WORKER_FIELD)

    @property
    def taker(self) -> str | None:
        """The worker that took the job last; None where the hash alone does not say it: it has no name, or the job ran
        before, and the name may be from then.
        """
        return taken_by(self.fields, self.attempts_started)

    @property
    def lock(self) -> str | None:
        """The token of the worker that holds the job's lock; None without a lock."""
        held = self._own(Role.LOCK)
        return held.text if held else None

    @property
    def lock_ms(self) -> int | None:
        """How long the lock has left, ms."""
        return self.snapshot.ttl_ms(key_below(self._key, Role.LOCK))

    @property
    def logs(self) -> tuple[str, ...]:
        """The job's log rows, oldest first."""
        held = self._own(Role.LOGS)
        return held.items if held else ()

    @property
    def _key(self) -> str:
        return job_key(self.snapshot.prefix, self.queue, self.id)

    def _own(self, role: Role) -> KeyState | None:
        return self.snapshot.key(key_below(self._key, role))

    def __repr__(self) -> str:
        return f"JobView({self.queue}/{self.id} {self.name!r}, {self.state})"
