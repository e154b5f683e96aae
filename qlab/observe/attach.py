"""``qlab.attach``: an observer of anybody's queues, which never writes."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from qlab.connect import shown_url
from qlab.errors import QueueError, UsageError
from qlab.files import path_of
from qlab.observe import discover, inventory, resolve
from qlab.observe.address import Address
from qlab.observe.connection import Connection
from qlab.observe.looking.looks import Looks
from qlab.observe.page import read_page
from qlab.snapshot import redact as redacting
from qlab.text.decoded import quoted
from qlab.text.encoded import in_bytes
from qlab.text.escape import mask_url, repr_of, shorten

__all__ = ["Observer", "attach"]

_URL = re.compile(r"(rediss?|unix|valkeys?)(\+\w+)?://", re.IGNORECASE)
DUMP = "file:"
"""What a URL begins with that names a dump."""

if TYPE_CHECKING:
    from qlab.lab.server_io.server import Server
    from qlab.observe.discover import QueueInfo
    from qlab.observe.doctor.finding import Report
    from qlab.observe.explaining.explanation import Explanation
    from qlab.observe.keyspace_walk import Progress
    from qlab.observe.watching import watch as watching
    from qlab.protocol.states import JobState
    from qlab.record.recording import Recording
    from qlab.record.step import Step
    from qlab.snapshot.model import Snapshot
    from qlab.snapshot.redact import Redact
    from qlab.text.durations import Duration


def attach(
    url: str, prefix: str | None = None, *, ca: str | None = None, cert: str | None = None, key: str | None = None
) -> Observer:
    """Attach to a server to look at its queues. This is read-only, over one connection, one page at a time.

    The smallest user that works::

        ACL SETUSER observer on >password ~* +@read +@connection +@scripting -@write

    With ``+info`` the doctor also checks memory and eviction; with ``+time`` moments are on the server's clock instead
    of yours. In a cluster, listing the queues and the doctor need ``+cluster|slots``. For a user limited to some keys,
    such as ``~bull:*``, name the ``prefix``.

    Args:
        url: ``redis://user:password@host:6379/0``, ``rediss://…`` (TLS), ``unix:///path``, ``redis+cluster://…`` (any
            node; a cluster is also recognised without it), ``redis+sentinel://host:26379,host2:26379/mymaster/0``
            (a user and password are the server's; a Sentinel that wants a login gets the same).
            ``file:dump.rdb`` serves a copy of a Redis dump from an embedded server, which ends with the observer.
        prefix: BullMQ's key prefix; None for every prefix there is.
        ca: With TLS, the authority's certificate file.
        cert: With TLS, your certificate file.
        key: With TLS, your key file.

    Returns:
        The observer. Close it, or use it as a context manager.

    Raises:
        UsageError: If the URL cannot be used.
        ServerUnreachable, AccessDenied, TlsError, NotRedis, ServerTooOld: If the server cannot be used.
    """
    if prefix is not None:
        _check_name(prefix, "a prefix")
    if str(url).startswith(DUMP):
        return _attach_to_dump(url.removeprefix(DUMP), prefix)
    return Observer(Connection(Address.parse(url, ca=ca, cert=cert, key=key)), prefix)


def _attach_to_dump(path: str, prefix: str | None) -> Observer:
    from qlab.lab.server_io import server

    started = server.start(dump=path_of(path, "dump.rdb"))
    try:
        return Observer(Connection(replace(Address.parse(str(started.url)), dump=True)), prefix, started)
    except BaseException:
        started.close()
        raise


def _check_name(text: object, what: str) -> None:
    """Reject anything that is not a name, and never echo a URL: it may hold a password."""
    if not isinstance(text, str):
        raise UsageError(f"{repr_of(text)} is not {what}; give it as text.")
    if _URL.match(text):
        raise UsageError(f"{shown_url(text)} is a server's URL, not {what}; give the URL once, as the first argument.")
    in_bytes(text)


def _names(queues: object) -> list[str]:
    """Return one name, or several; whether each is one is checked where its queue is looked up."""
    return [*queues] if isinstance(queues, Iterable) and not isinstance(queues, str) else [queues]  # type: ignore[list-item]


class Observer(Looks):
    """Look at queues, and never write. Made by :func:`qlab.attach`; also a context manager.

    Args:
        connection: Its connection.
        prefix: The prefix whose queues it sees; None for all.
        server: The embedded server that is its own, or None.

    Attributes:
        progress: Called with the progress of every walk over the keyspace; None for no calls. A walk is needed to list
            the queues, to find one by name alone under a prefix that is not BullMQ's own, and for the doctor.
    """

    def __init__(self, connection: Connection, prefix: str | None = None, server: Server | None = None) -> None:
        self.connection, self.prefix, self._server = connection, prefix, server
        self.progress: Progress | None = None
        self._places: dict[str, tuple[str, str]] = {}  # names that were resolved: a walk is made once for each

    def queues(self, name: str | None = None, *, progress: Progress | None = None) -> list[QueueInfo]:
        """Return the queues on the server, whatever created them, with their counts.

        A queue that so far has only a waiting worker is included if the server shows its connection.

        Args:
            name: Only this queue, at once; otherwise the keyspace is walked, 1,000 keys per call.
            progress: Called with the number of keys looked at and their approximate total; None: ``self.progress`` is
                called.

        Returns:
            The queues, sorted.

        Raises:
            QueueMissing: If the named queue does not exist.
            UsageError: If several prefixes have a queue of that name.
        """
        tell = progress or self.progress
        places = [self.place(name)] if name else [*inventory.find(self.connection, self.prefix, tell)]
        if not name:
            places = discover.with_listened(self.connection, places, self.prefix)
        readable = [each for each in places if self._reads(*each)]
        return discover.describe_all(self.connection, readable, self.prefix)

    def snapshot(
        self,
        queue: str,
        limit: int = 50,
        states: Iterable[JobState | str] | None = None,
        ids: Sequence[str] | None = None,
        *,
        redact: Redact = False,
    ) -> Snapshot:
        """Read a page of a queue in one atomic round trip, whose cost does not grow with the queue.

        Counts are exact. Of each state at most ``limit`` jobs are read, with all their keys: those whose turn is next,
        and of the finished ones the latest. Every job is in exactly the state reported. A page has a budget of bytes
        and one of the server's time: values that are too large are not read, nor is what would take too long, and the
        snapshot's ``unread`` names each with its length, or how many elements were left, and which of the two it was.
        The first 25 jobs of each state are on it however slow the server is.

        Args:
            queue: The queue's name, or ``prefix:name``.
            limit: How many jobs of each state at most, from 1 to 1,000.
            states: The states to read jobs of, such as ``["failed"]``; None for all.
            ids: Further jobs to read, wherever they are; in a list, among the 10,000 ids at each end.
            redact: Replace job data and return values by their shape; ``"all"`` also replaces error texts.

        Returns:
            The page, as a snapshot.

        Raises:
            QueueMissing: If there is no such queue.
            UsageError: If an argument is wrong, or several prefixes have such a queue.
        """
        _check_name(queue, "a queue's name")
        known = [self._places[queue]] if queue in self._places else resolve.likely(queue, self.prefix)
        for prefix, name in known if self.prefix or ":" in queue or queue in self._places else ():
            if self._reads(prefix, name):  # read at once: the page itself says whether there is such a queue
                page = read_page(self.connection, prefix, name, limit=limit, states=states, ids=ids or ())
                if page.state:
                    return redacting.snapshot(page, redacting.check(redact))
        page = read_page(self.connection, *self.place(queue), limit=limit, states=states, ids=ids or ())
        return redacting.snapshot(page, redacting.check(redact))

    def explain(self, queue: str, id: str | int) -> Explanation:
        """Explain why a job is where it is: since when, what happened to it, what has to happen before it moves, and
        when.

        Args:
            queue: Its queue's name, or ``prefix:name``.
            id: Its id, or a job scheduler's name.

        Returns:
            The explanation: statements, each with its evidence.

        Raises:
            QueueMissing: If there is no such queue.
        """
        from qlab.observe.explaining.explain import explain

        _check_name(str(id), "a job's id")
        return explain(self.connection, *self.place(queue), str(id))

    def doctor(self, queue: str | None = None, *, upgrade: str | int | None = None) -> Report:
        """Find what is wrong: findings with evidence, meaning and advice, the worst first. A healthy queue has none.

        Every job is looked at, 250 per call, so that the server is never blocked for long. Anything suspicious is read
        again in one atomic script before it is reported.

        Args:
            queue: The queue's name, or ``prefix:name``; None examines all.
            upgrade: A major version, such as ``"6"``: also report what blocks a move to it, and to production.

        Returns:
            The report.

        Raises:
            QueueMissing: If there is no such queue.
            UsageError: If nothing is known of that version.
        """
        from qlab.observe.doctor.checks.upgrade import wanted
        from qlab.observe.doctor.examine import examine

        to = None if upgrade is None else wanted(upgrade)
        if queue:
            there = inventory.names_of(self.connection, self._resolved(queue), self.progress)
        else:
            there = inventory.inventory(self.connection, self.prefix, self.progress)
        return examine(self.connection, there, to)

    def watch(
        self,
        queue: str | Iterable[str],
        seconds: Duration | None = None,
        *,
        from_start: bool = False,
        path: str | Path | None = None,
        redact: Redact = False,
        stop: threading.Event | None = None,
        progress: watching.Progress | None = None,
        seen: Callable[[Step], None] | None = None,
    ) -> Recording:
        """Watch what happens in one queue or several, over a separate connection for each.

        Args:
            queue: The queue's name, or ``prefix:name``; or several under one prefix: they share one recording, on the
                server's clock, which is written to ``path`` at the end.
            seconds: How long, in seconds, or a duration such as ``"5m"``; None: until ``stop`` is set or Ctrl-C. What
                was read by then is still played; a second Ctrl-C ends that, too.
            from_start: Begin with the oldest event that the stream still holds, not with now.
            path: Write the recording there as it grows, instead of keeping it in memory. While many events arrive at
                once, they are only read, and written when it is calmer, or when half a million wait; only a killed
                process loses what waits.
            redact: Replace job data and return values by their shape; ``"all"`` also replaces error texts.
            stop: Ends the watch when it is set.
            progress: Called now and then with the number of events, the seconds passed, and a remark.
            seen: Called with each step as it happens. Of several queues a step has the number that it has in its own.

        Returns:
            A recording, one step per event. What no event says comes from a page of the queue every five seconds; a gap
            left by trimming the stream, and a server that came back without its data, are separate steps. Bull keeps no
            events: for its queues there are only the pages.

        Raises:
            QueueMissing: If there is no such queue.
            DurationError, OptionError: If an argument is wrong.
            ExportError: If the file cannot be written.
            RecordingTooLong: If the file came to hold more than is loaded into memory at once; it is complete all the
                same.
        """
        from qlab.observe.watching.together import record_each
        from qlab.observe.watching.watch_file import Asked

        places = [self.place(each) for each in _names(queue)]
        into, end = None if path is None else path_of(path), stop or threading.Event()
        return record_each(self.connection.home, places, Asked(seconds, from_start, into, redact, end, progress, seen))

    def place(self, queue: str) -> tuple[str, str]:
        """Return the prefix and name of a queue.

        Raises:
            QueueMissing: If there is no such queue.
            UsageError: If several prefixes have one of that name.
            QueueError: If it is in a cluster without a hash tag, where BullMQ itself cannot use it.
        """
        prefix, name = self._resolved(queue)
        if not self._reads(prefix, name):
            raise QueueError(
                f"{quoted(prefix, 30)}:{quoted(name, 40)} has no hash tag, so its keys lie on several nodes and "
                f"no script can read them together; give it one: prefix {{{quoted(prefix, 30)}}}."
            )
        return prefix, name

    def _resolved(self, queue: str) -> tuple[str, str]:
        _check_name(queue, "a queue's name")
        if queue not in self._places or not resolve.exists(self.connection, *self._places[queue]):
            self._places[queue] = resolve.resolve(self.connection, queue, self.prefix, self.progress)
        return self._places[queue]

    def _reads(self, prefix: str, queue: str) -> bool:
        return not self.connection.cluster or "{" in f"{prefix}:{queue}"

    def close(self) -> None:
        """Close the connection. Calling it again does nothing."""
        self.connection.close()
        if self._server is not None:
            self._server.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        facts = self.connection.facts
        if self._server is not None:
            return f"Observer(a dump, {facts.name} {facts.version})"
        kind = "cluster" if self.connection.cluster else facts.role
        return f"Observer({shorten(mask_url(self.connection.address.name), 60)}, {facts.name} {facts.version}, {kind})"
