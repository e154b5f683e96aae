"""Recording: what happened to a queue, step by step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from immutables import Map

from qlab.doors import door
from qlab.files import path_of
from qlab.record import tables
from qlab.record.step import Step
from qlab.record.takers import held
from qlab.snapshot.model import Snapshot
from qlab.text.words import plural

if TYPE_CHECKING:
    import pandas as pd

    from qlab.record.script import Script
    from qlab.record.transition import Transition
    from qlab.snapshot.redact import Redact
    from qlab.snapshot.values import Entry

    Hashes = Mapping[str, Mapping[str, str] | None]

__all__ = ["Recording"]


@dataclass(eq=False, repr=False)
class Recording(Sequence[Step]):
    """Steps in order, from a known beginning. A lab's recording grows with each of the lab's steps.

    Attributes:
        first: The state before the first step.
        clock: ``virtual`` if time stood still between the steps, ``real`` if it passed.
        server: What the steps ran on, such as ``valkey 9.1.0``.
        note: What a reader should know, such as why there is no trace; may be empty.
        steps: The steps.
        listeners: Each is called with every step appended from now on: this is how a widget follows a lab.
    """

    first: Snapshot
    clock: str = "virtual"
    server: str = ""
    note: str = ""
    steps: list[Step] = field(default_factory=list)
    listeners: list[Callable[[Step], None]] = field(default_factory=list)

    @classmethod
    def begin(cls, prefix: str, start: int, *, clock: str = "virtual", server: str = "", note: str = "") -> Recording:
        """Return a recording without any keys, at ``start`` (ms since the epoch); see :class:`Recording`."""
        return cls(Snapshot(start, start, prefix, Map()), clock, server, note)

    def append(self, step: Step) -> None:
        """Add a step, and tell the listeners."""
        self.steps.append(step)
        for listener in tuple(self.listeners):
            listener(step)

    @property
    def prefix(self) -> str:
        """BullMQ's key prefix."""
        return self.first.prefix

    @property
    def start(self) -> int:
        """When the recording began, ms since the epoch."""
        return self.first.start

    @property
    def last(self) -> Snapshot:
        """The state after the last step."""
        return self.steps[-1].after if self.steps else self.first

    @overload
    def __getitem__(self, index: int) -> Step: ...
    @overload
    def __getitem__(self, index: slice) -> list[Step]: ...
    def __getitem__(self, index: int | slice) -> Step | list[Step]:
        return self.steps[index]

    def __len__(self) -> int:
        return len(self.steps)

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps)

    def all_moves(self) -> Iterable[Transition]:
        """Return every job's moves, in order; from `delayed` to `delayed` is a job now due at another time."""
        return held(self.first, (move for step in self for move in step.moves))

    def transitions(self) -> pd.DataFrame:
        """Return the jobs' moves, one row each: step, at (UTC), queue, job, source, target, attempt, script, worker.

        ``source`` is missing for a job just added, or first seen by a look at a watched queue; ``target`` is missing
        for one removed. ``attempt`` counts attempts as BullMQ does (field `atm`): the one that begins or ends with this
        move, otherwise those made so far. ``worker`` is the worker that took the job or ended the attempt, or ran the
        stalled check that did; missing if not known.
        """
        return tables.transitions_frame(self)

    def attempts(self) -> pd.DataFrame:
        """Return the attempts, one row each: queue, job, attempt, scheduled, started, ended (UTC), outcome, error,
        delay_ms, worker.

        ``scheduled`` is when the attempt was supposed to begin: when the job was added, or when its delay or backoff
        ended, which may be early, because of a promotion. It is missing if a watched job was first seen as it was
        taken, and its hash does not say. ``delay_ms`` is the delay it was given. ``outcome`` is ``completed``,
        ``failed``, ``retried``, ``stalled``, ``removed``, ``active`` if the attempt has not ended, or the state that
        the processor put its job into (``delayed``, ``waiting``, ``waiting-children``), which uses up no attempt.
        ``worker`` is the worker that made it; missing if not known.
        """
        return tables.attempts_frame(self)

    def chapters(self) -> pd.DataFrame:
        """Return the steps worth jumping to, one row each: step, at (UTC), chapter (``first retry``, …), queue, job."""
        return tables.chapters_frame(self)

    def refused(self) -> pd.DataFrame:
        """Return jobs that were requested but not added, or that made room for another, one row each.

        Columns: step, at (UTC), queue, deduplication (the id; missing if the job's own id was taken), mode (``simple``,
        ``throttle``, ``debounce``, ``replace``, ``keepLastIfActive``), outcome (``refused``, ``kept`` until the holder
        has finished, or ``replaced``), holder (the job that holds the id), name and data of the job that was not added.
        In a watched recording, mode, name and data are missing: no event tells them.
        """
        from qlab.record.refused_jobs import refused_frame

        return refused_frame(self)

    def counts(self) -> pd.DataFrame:
        """Return the jobs in each state, one row per step and queue: step, at (UTC), queue, then the states."""
        return tables.counts_frame(self)

    def commands(self) -> pd.DataFrame:
        """Return the commands Redis ran, one row each: step, script, command, args, keys, roles."""
        return tables.commands_frame(self)

    @classmethod
    def from_events(
        cls,
        entries: Sequence[Entry],
        queue: str,
        *,
        prefix: str = "bull",
        hashes: Hashes | None = None,
    ) -> Recording:
        """Make a recording from a queue's events, one step each. Needs no server.

        Args:
            entries: The entries of its event stream, oldest first.
            queue: The queue's name.
            prefix: BullMQ's key prefix.
            hashes: The jobs' hashes by id, as read after the last event; they say what no event does, such as an error.

        Returns:
            The recording.
        """
        played: Callable[..., Recording] = door("Recording.from_events")
        return played(entries, queue, prefix, hashes or {})

    def save(self, path: str | Path, *, redact: Redact = False) -> Path:
        """Write the recording as JSON Lines (its schema: ``data/recording.schema.json``).

        Args:
            path: The file.
            redact: Replace job data, return values, progress and logs by their shape; ``"all"`` also replaces errors.

        Returns:
            The path written.

        Raises:
            ExportError: If the file cannot be written.
            UsageError: If that is not a path.
            OptionError: If ``redact`` is not False, True or ``"all"``.
        """
        from qlab.record.format.jsonl import save
        from qlab.record.redacted import redacted

        return save(redacted(self, redact), path_of(path))

    @classmethod
    def load(cls, path: str | Path, *, partial: bool = False) -> Recording:
        """Load a saved recording. Needs no server.

        Args:
            path: The file.
            partial: If the file is truncated, or too long to load at once, load its beginning.

        Returns:
            The recording.

        Raises:
            RecordingTruncated: If the file is truncated.
            RecordingTooLong: If it holds more than is loaded into memory at once.
            RecordingVersion: If another version of the format made it.
            RecordingInvalid: If it is not a recording, or a damaged one.
        """
        from qlab.record.format.loading import load

        return load(path_of(path), partial=partial)

    def to_html(
        self, path: str | Path, *, beside: Recording | None = None, names: Sequence[str] = (), lua: bool = False
    ) -> Path:
        """Write one self-contained interactive page that needs no network.

        Args:
            path: The file.
            beside: Another recording, to show next to this one on one clock that starts with each.
            names: What to call the two; by default, their queues.
            lua: Let the page's Code tab also show the Lua of BullMQ's scripts; this adds up to 100 KB.

        Returns:
            The path written.

        Raises:
            ExportError: If the file cannot be written.
            UsageError: If that is not a recording, or there are not as many names as recordings.
        """
        save_html: Callable[..., Path] = door("Recording.to_html")
        return save_html(self, path_of(path, "welcome.html"), beside, names or None, lua=lua)

    def to_mermaid(self, kind: str = "states") -> str:
        """Return the recording as a Mermaid diagram, which GitHub and many editors render.

        Args:
            kind: ``"states"``: how often each move was made; ``"sequence"``: who asked which queue for what, step by
                step; ``"flow"``: the jobs, each below its parent.

        Raises:
            OptionError: If there is no such kind.
        """
        written: str = door("Recording.to_mermaid")(self, kind)
        return written

    def to_otlp(self, path: str | Path | None = None) -> dict[str, Any]:
        """Convert the recording to OpenTelemetry traces (OTLP's JSON): one span per attempt, linked to its job's.

        Args:
            path: The file to write; None: none.

        Returns:
            The traces, as an ``ExportTraceServiceRequest``.

        Raises:
            ExportError: If the file cannot be written.
        """
        traces: dict[str, Any] = door("Recording.to_otlp")(
            self, None if path is None else path_of(path, "welcome.json")
        )
        return traces

    def to_frames(self) -> dict[str, pd.DataFrame]:
        """Return all tables by name: steps, transitions, attempts, counts, commands; jobs and keys as at the end."""
        frames: dict[str, pd.DataFrame] = door("Recording.to_frames")(self)
        return frames

    def to_parquet(self, folder: str | Path) -> list[Path]:
        """Write the tables of :meth:`to_frames` as Parquet files, with pyarrow (``pip install 'qlab[parquet]'``).

        Args:
            folder: Where to write; it is created. Lists and mixed values become JSON text.

        Returns:
            The files.

        Raises:
            UsageError: If pyarrow is not installed.
            ExportError: If a file cannot be written.
        """
        written: list[Path] = door("Recording.to_parquet")(self, path_of(folder, "tables"))
        return written

    def to_gif(self, path: str | Path, first: int = 1, last: int | None = None, *, seconds: float = 1.5) -> Path:
        """Write some steps as an animation: the state machine after each step, and its sentence.

        Args:
            path: The file.
            first: The number of the first step.
            last: The number of the last step; None: the recording's last.
            seconds: How long each step is shown, s.

        Returns:
            The path written.

        Raises:
            UsageError: If those are not steps of the recording in order, or more than 120.
            ExportError: If the file cannot be written.
        """
        written: Path = door("Recording.to_gif")(self, path_of(path, "welcome.gif"), first, last, seconds)
        return written

    def to_typescript(self, path: str | Path | None = None) -> Script:
        """Write the recording as a script that does the same with npm's BullMQ and leaves the same keys.

        It is both TypeScript and JavaScript: Node 22.18 or newer runs it as ``story.ts``, older versions as
        ``story.mjs``. It sets ``Date.now``, needs an empty prefix, and deletes nothing.

        Args:
            path: The file to write; None: none.

        Returns:
            The script. Its ``unsaid`` lists the steps that are not BullMQ calls, such as what another client did; the
            script has a comment in their place.

        Raises:
            ExportError: If the file cannot be written.
        """
        script: Script = door("Recording.to_typescript")(self, None if path is None else path_of(path, "welcome.ts"))
        return script

    def text(self, width: int = 100) -> str:
        """Return the steps' sentences as plain text, at most this many columns wide."""
        from qlab.record.show import recording_text

        return recording_text(self, width)

    def __repr__(self) -> str:
        return f"Recording({plural(len(self.steps), 'step')}, +{(self.last.at - self.start) / 1000:.3f} s)"

    def _repr_html_(self) -> str:
        from qlab.record.show import recording_html

        return recording_html(self)
