"""LabRuns: the two doors from a lab to whole workers, in virtual time and in real time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, Literal, cast

from bullmq import Worker

from qlab.doors import door
from qlab.errors import UsageError
from qlab.lab.caller import Caller
from qlab.lab.clock import Time
from qlab.lab.lifetimes import Lifetimes
from qlab.lab.server_io.lending import lend
from qlab.lab.server_io.session import Session
from qlab.text.durations import Duration

if TYPE_CHECKING:
    from qlab.lab.handles.queue import Queue
    from qlab.lab.lab import Lab
    from qlab.run.real.live import LiveWorker
    from qlab.run.result import Run
    from qlab.run.station import Processors

__all__ = ["LabRuns"]


class LabRuns(Caller):
    """What a lab hands to the floor above it; both are described where they live, in :mod:`qlab.run`."""

    _queues: dict[str, Queue]
    _session: Session
    workers_lent: Sequence[Worker] = ()
    """The bullmq Workers that an application started while the lab was lent to it."""
    drained_with: Processors | None = None
    """The processors that ``drain`` was given last."""

    @property
    def queues(self) -> list[Queue]:
        """The queues made so far, in order."""
        return list(self._queues.values())

    def run(  # noqa: PLR0913  all but the first have a name and a default
        self,
        processors: Processors,
        workers: int | dict[str, int] = 1,
        until: Duration | None = None,
        *,
        concurrency: int | dict[str, int] = 1,
        arrivals: Any = (),
        meanwhile: Iterable[tuple[Duration, Callable[[], Any]]] = (),
        detail: Literal["keys", "transitions"] = "keys",
        stalled_interval: Duration = "30s",
        max_stalled: int = 1,
    ) -> Run:
        """Runs processors in virtual time, as discrete events; see :func:`qlab.run.simulate.run`."""
        run: Callable[..., Run] = door("Lab.run")
        return run(
            cast("Lab", self),
            processors,
            workers,
            until,
            concurrency=concurrency,
            arrivals=arrivals,
            meanwhile=meanwhile,
            detail=detail,
            stalled=(stalled_interval, max_stalled),
        )

    def work(
        self, queue: Queue | str, processor: Callable[..., Any], concurrency: int = 1, **options: Any
    ) -> LiveWorker:
        """Starts a real BullMQ Worker, in real time; see :func:`qlab.run.real.live.work`."""
        work: Callable[..., LiveWorker] = door("Lab.work")
        return work(cast("Lab", self), queue, processor, concurrency, **options)

    def drain(self, processors: Processors | None = None, *, most: int = 10_000) -> Run:
        """Runs all that is due, and stops where only time would bring more; see :func:`qlab.run.drain.drain`."""
        drain: Callable[..., Run] = door("Lab.drain")
        return drain(cast("Lab", self), processors, most)

    @contextmanager
    def lent(self) -> Iterator[list[Worker]]:
        """Leads every bullmq connection of this process to the lab; see :mod:`qlab.lab.server_io.lending`.

        Yields:
            The Workers that the application starts meanwhile; ``drain`` works in their stead.
        """
        self._check_open()
        with lend(self._session.tracker, self._recorder.look, *self._context()) as workers:
            self.workers_lent = workers
            try:
                yield workers
            finally:
                self.workers_lent = []

    @contextmanager
    def inside(self) -> Iterator[tuple[Time, Lifetimes, Callable[[], None]]]:
        """Lends a whole run the lab's time and its keys' lifetimes, for it to move both by itself; the trace is off.

        Yields:
            Both, and a function that waits until the server has ended the lifetimes that were to end; call it every few
            hundred scripts, for it also reads what the server tells of changed keys. Where that is more than there were
            at the last look, the server tells no more, and the next look is at everything.

        Raises:
            UsageError: If the clock is real.
        """
        if self._lifetimes is None:
            raise UsageError('This run needs a clock of its own to move; make a lab with clock="virtual".')
        monitor = self._session.monitor
        with monitor.off() if monitor else nullcontext(), self._session.tracker.busy():
            self._lent = True
            try:
                yield self._time, self._lifetimes, self._keep_up
            finally:
                self._lent = False

    def _keep_up(self) -> None:
        tracker = self._session.tracker
        tracker.execute("ECHO", "qlab-run")
        tracker.enough(len(self.recording.last.state))
