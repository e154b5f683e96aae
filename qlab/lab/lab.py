"""Lab: a playground for real BullMQ jobs, where every operation is a step and time stands still between them."""

from __future__ import annotations

import os
import random
import secrets
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, Self

from redis import Redis
from redis.asyncio import Redis as AsyncRedis

from qlab.errors import QueueMissing, UsageError
from qlab.lab.clock import Clock, RealTime, Time
from qlab.lab.failures import refusals
from qlab.lab.flows import LabFlows
from qlab.lab.handles.names import check_prefix, check_queue_name, check_title
from qlab.lab.handles.options import checked_number
from qlab.lab.handles.queue import Queue
from qlab.lab.lifetimes import Lifetimes
from qlab.lab.observed import Observed, together
from qlab.lab.recorder import Recorder
from qlab.lab.restoring import missing, moment_of, restore_into, tokens
from qlab.lab.runs import LabRuns
from qlab.lab.server_io.key_looks import Looks
from qlab.lab.server_io.server import Url
from qlab.lab.server_io.session import Session, end_forgotten
from qlab.protocol import operations
from qlab.protocol.keys import Role
from qlab.record.recording import Recording
from qlab.record.step import Call, Step
from qlab.snapshot.model import Snapshot
from qlab.text.durations import Duration, parse_at, parse_duration
from qlab.text.encoded import is_encodable
from qlab.text.escape import mask_url, repr_of, shorten
from qlab.text.nearest import nearest

__all__ = ["Lab"]


class Lab(LabFlows, LabRuns):
    """A playground for real BullMQ jobs on a real server.

    Args:
        url: Your own server: ``redis://``, ``rediss://`` or ``unix://``. The lab keeps to its own prefix there and
            removes only that. None: the variable ``QLAB_REDIS_URL``, otherwise an embedded Valkey on a private socket.
        clock: ``virtual``: time stands still until ``lab.clock`` moves it; ``real``: time passes.
        start: When virtual time begins, as ISO text or ms since the epoch.
        prefix: BullMQ's key prefix. None: ``bull`` on the embedded server, a random one on yours.
        trace: Whether steps show the commands Redis ran (using MONITOR).
        seed: The seed of everything random: jitter, and the ids of flows.
        tcp: Make the embedded server listen on a loopback port with a random password, for clients in other languages.

    Raises:
        ServerStartError: If the embedded server does not start.
        ServerUnreachable, AccessDenied, NotRedis, ServerTooOld, TlsError: If yours cannot be used.
        UsageError: If an argument makes no sense, or keys already exist under the prefix.
    """

    _queue_class: type[Queue] = Queue
    missing: tuple[str, ...] = ()
    """What a recording could not tell from which the lab was made."""
    tokens: Mapping[tuple[str, str], str] = MappingProxyType({})
    """Who holds the jobs that were active in that recording: the lock's token, by queue and id."""

    def __init__(
        self,
        url: str | None = None,
        *,
        clock: Literal["virtual", "real"] = "virtual",
        start: str | float = "2026-01-01T00:00:00Z",
        prefix: str | None = None,
        trace: bool = True,
        seed: int = 0,
        tcp: bool = False,
    ) -> None:
        if clock not in ("virtual", "real"):
            raise UsageError(f'A clock is "virtual" or "real", not {repr_of(clock, 30)}; choose one of them.')
        url = url or os.environ.get("QLAB_REDIS_URL") or None
        if url and tcp:
            raise UsageError("tcp=True is for the embedded server, and a URL was given; leave one of them out.")
        check_prefix(prefix)
        given: object = seed
        if not isinstance(given, int | float | str | bytes | None) or not is_encodable(str(given)):
            raise UsageError(f"{repr_of(seed)} cannot be a seed; give a whole number.")
        self.virtual = clock == "virtual"
        self._time = Time(parse_at(start)) if self.virtual else RealTime()
        self.prefix = prefix or (f"qlab-{secrets.token_hex(4)}" if url else "bull")
        self.random = random.Random(seed)  # noqa: S311  for jitter and ids that a seed must repeat, not for secrets
        self._queues: dict[str, Queue] = {}
        end_forgotten()
        self._session = Session.open(url, self.prefix, tcp=tcp, trace=trace, virtual=self.virtual)
        self._lifetimes = Lifetimes(self._session.tracker.post, self.prefix) if self.virtual else None
        self._recorder = self._make_recorder(clock)
        self.clock = Clock(self._time, self._recorder, self._lifetimes, self._session.check)
        self._closer = weakref.finalize(self, Session.close, self._session)

    def _make_recorder(self, clock: str) -> Recorder:
        session = self._session
        recording = Recording.begin(
            self.prefix, self._time.start, clock=clock, server=session.server_name, note=session.note
        )
        looks = Looks(
            session.reader, session.tracker, session.monitor, self._lifetimes, self.prefix, self._time.milliseconds
        )
        return Recorder(looks, session.tracker, recording)

    @classmethod
    def from_recording(
        cls,
        recording: Recording | str | Path,
        until: Step | int | None = None,
        *,
        trace: bool = True,
        seed: int = 0,
        tcp: bool = False,
    ) -> Self:
        """Open a lab that begins with the keys of a recording, to continue from there; they are written to its own
        server.

        Time is virtual and starts at that step's moment. The queues are there under their names, without defaults. An
        active job keeps its lock: ``lab.queue_named("email").job("1").complete()``. To explore what may follow:
        ``explore(world, begin=lab)``.

        Args:
            recording: The recording, or its file: a lab's, or one that was watched or captured.
            until: The step after which to begin, or its number; 0: the beginning; None: the end.
            trace: As for a new lab, like the next two.
            seed: The seed of everything random.
            tcp: Make the embedded server listen on a loopback port.

        Returns:
            The lab. Its ``missing`` lists what a watched or redacted recording cannot tell, one sentence each.

        Raises:
            UsageError: If the recording has no such step.
            RecordingError: If the file cannot be read.
        """
        held = recording if isinstance(recording, Recording) else Recording.load(recording)
        wanted = moment_of(held, until)
        lab = cls(prefix=held.prefix, start=wanted.start, trace=trace, seed=seed, tcp=tcp)
        try:
            restored = restore_into(lab, held, wanted)
            lab.missing, lab.tokens = missing(held, wanted, restored), tokens(restored)
            for name in filter(is_encodable, restored.queues):  # BullMQ's client cannot name the others
                lab.queue(name)
        except BaseException:
            lab.close()
            raise
        return lab

    # -- queues --------------------------------------------------------------------------------------------------------

    def queue(
        self,
        name: str,
        *,
        attempts: int = 1,
        backoff: Any = None,
        lock_duration: Duration = "30s",
        **job_options: Any,
    ) -> Queue:
        """Create a queue in this lab. Nothing is written before its first job.

        Args:
            name: The queue's name, without a colon.
            attempts: How often each job may run, including the first time.
            backoff: The wait after a failed attempt: :func:`qlab.exponential`, :func:`qlab.fixed`,
                :func:`qlab.jittered`, :func:`qlab.custom`, a duration, or BullMQ's own option.
            lock_duration: How long a worker owns a job it took, unless it renews the lock.
            job_options: Further default options for every job.

        Returns:
            The queue.

        Raises:
            OptionError: If an option makes no sense.
            UsageError: If the name makes none.
        """
        check_queue_name(name)
        self._check_open()
        lock_ms = checked_number(parse_duration(lock_duration), "lock_duration", least=1)
        self.expect_ttl(Role.LOCK, lock_ms)
        options = {"attempts": attempts, "backoff": backoff, **job_options}
        self._queues[name] = self._queue_class(self, name, lock_ms, options)
        return self._queues[name]

    def has_queue(self, name: str) -> bool:
        """Return whether a queue of that name already exists in this lab."""
        return name in self._queues

    def queue_named(self, name: str) -> Queue:
        """Return an existing queue of this lab.

        Raises:
            QueueMissing: If this lab has no queue of that name.
            UsageError: If that is no name.
        """
        given: object = name
        if not isinstance(given, str):
            raise UsageError(f"{repr_of(given, 40)} is not the name of a queue; give text, such as 'email'.")
        if name not in self._queues:
            near = nearest(name, self._queues)
            instead = f"did you mean {repr_of(near)}?" if near else f"make it first: lab.queue({repr_of(name)})."
            raise QueueMissing(f"This lab has no queue {repr_of(name)}; {instead}")
        return self._queues[name]

    # -- what happened -------------------------------------------------------------------------------------------------

    @property
    def steps(self) -> list[Step]:
        """The steps so far."""
        return self.recording.steps

    @property
    def last(self) -> Step:
        """The last step.

        Raises:
            UsageError: If there is none yet.
        """
        if not self.steps:
            raise UsageError(
                "Nothing has happened in this lab yet; add a job first: lab.queue('email').add('welcome')."
            )
        return self.steps[-1]

    def snapshot(self) -> Snapshot:
        """Return every key under the lab's prefix, read in one atomic script."""
        self._check_looks()
        with refusals(operations.SNAPSHOT, None, lambda: None):
            return self._recorder.whole()

    @contextmanager
    def observe(self, title: str = "by hand", note: str = "") -> Iterator[Observed]:
        """Record what the code in the ``with`` block does to the lab's keys, raw Redis included, as one step.

        The lab's own operations in the block remain separate steps in the recording.

        Args:
            title: The step's title.
            note: What the step's sentence says if nothing changed.

        Yields:
            The step, filled in when the block ends or raises.

        Raises:
            DataError: If a recording's file could not hold the title.
        """
        check_title(title)
        self._check_looks()
        observed, title, first = Observed(), shorten(title, 80), len(self.steps)
        facts = {"note": note} if note else {}
        if not self._session.server:
            facts["within"] = self.prefix  # of other keys there nobody has told
        try:
            with self._recorder.by_hand(Call(operations.OBSERVE, facts=facts), title):
                first = len(self.steps)
                yield observed
        finally:
            observed.step = together(self.steps[first:], title)

    # -- the server ----------------------------------------------------------------------------------------------------

    @property
    def url(self) -> Url:
        """Where the server is. Its ``repr`` hides the password; as text it is whole, for other programs to use."""
        return self._session.url

    @property
    def redis(self) -> Redis:
        """A plain client on the server, for commands by hand."""
        self._check_open()
        return self._session.client

    @property
    def connection(self) -> AsyncRedis:
        """The client that BullMQ's own objects use: an asyncio client whose calls block until their reply is there."""
        self._check_open()
        return self._session.connection

    def close(self) -> None:
        """Close the lab: end the embedded server, or remove the lab's prefix from yours. The recording stays."""
        self._closer()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        from qlab.lab.handles.show import lab_line

        where = "closed" if self.closed else self._session.server_name
        if not self.closed and self._session.server is None:
            where = f"{where} at {mask_url(str(self.url))}"
        return lab_line(where, self.prefix, len(self._queues), len(self.steps))
