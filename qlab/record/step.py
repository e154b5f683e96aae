"""Step: one atomic script, with the state before it and after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from qlab.doors import door
from qlab.protocol.keys import Role, parse_key
from qlab.protocol.operations import Operation
from qlab.record.transition import Transition, in_full, put_off, transitions_between
from qlab.snapshot.diff import Diff
from qlab.snapshot.model import Snapshot

if TYPE_CHECKING:
    from qlab.record.recording import Recording

__all__ = ["NO_TRACE", "Between", "Call", "Command", "Step", "Trace"]


class Command(NamedTuple):
    """A command Redis ran inside a script.

    Attributes:
        name: Its name, such as ``ZADD``.
        args: Its arguments, as text.
        keys: Those of its arguments that are keys.
    """

    name: str
    args: tuple[str, ...]
    keys: tuple[str, ...]

    def roles(self, prefix: str) -> tuple[Role, ...]:
        """Return the roles of its keys under BullMQ's ``prefix``, in order."""
        return tuple(parse_key(key, prefix).role for key in self.keys)

    def text(self) -> str:
        """Return the command on one line, as it would be typed."""
        return " ".join((self.name, *(arg if arg and " " not in arg else f'"{arg}"' for arg in self.args)))


@dataclass(frozen=True, init=False)
class Call:
    """What was asked for: an operation, on what, and the facts a sentence needs beside the two snapshots.

    Attributes:
        operation: What is done, such as ``operations.FAIL``.
        queue: The queue's name, or None for the clock and for code by hand.
        job: The job's id, where the operation is about one job.
        facts: What else was given or found: worker, duration_ms, backoff, error, …; JSON values only.
    """

    operation: Operation
    queue: str | None = None
    job: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __init__(
        self,
        operation: Operation,
        queue: str | None = None,
        job: str | None = None,
        facts: Mapping[str, Any] | None = None,
    ) -> None:
        # As the generated one does, in a fifth of the time: that asks `object.__setattr__` for each attribute.
        own = self.__dict__
        own["operation"] = operation
        own["queue"] = queue
        own["job"] = job
        own["facts"] = {} if facts is None else facts


class Between(NamedTuple):
    """A command of a script, and the state that it leaves for the next one.

    Attributes:
        command: The command.
        state: The state after it. But for the last one's nobody ever sees it: a script runs without interruption.
    """

    command: Command
    state: Snapshot


class Trace(NamedTuple):
    """What ran on the server during a step: the script's name and the commands inside it."""

    script: str | None
    commands: tuple[Command, ...]


NO_TRACE = Trace(None, ())


@dataclass(frozen=True, eq=False, repr=False, init=False)
class Step:
    """One operation on the queues: what it was, what changed, and why.

    Attributes:
        index: Its number in the recording, from 1.
        title: A short name, such as ``email: fail job 1``.
        call: What was asked for.
        before: The state before it.
        after: The state after it.
        returned: What it gave back, as JSON values.
        changed: The names of the keys that may differ, where that is known.
        tell: Says in a sentence what happened; a loaded step brings its sentence along.
        traced: Gives the trace; taken apart when first asked for.
    """

    index: int
    title: str
    call: Call
    before: Snapshot
    after: Snapshot
    returned: Any
    changed: frozenset[str] | None
    tell: Callable[[Step], str]
    traced: Callable[[], Trace]

    def __init__(  # noqa: PLR0913, PLR0917  the attributes
        self,
        index: int,
        title: str,
        call: Call,
        before: Snapshot,
        after: Snapshot,
        returned: Any,
        changed: frozenset[str] | None,
        tell: Callable[[Step], str],
        traced: Callable[[], Trace],
    ) -> None:
        own = self.__dict__  # see `Call`
        own["index"] = index
        own["title"] = title
        own["call"] = call
        own["before"] = before
        own["after"] = after
        own["returned"] = returned
        own["changed"] = changed
        own["tell"] = tell
        own["traced"] = traced

    @property
    def at(self) -> int:
        """When it happened, ms since the epoch."""
        return self.after.at

    @property
    def elapsed_ms(self) -> int:
        """When it happened, ms since the recording began."""
        return self.after.at - self.after.start

    @property
    def operation(self) -> Operation:
        """What was done, such as ``operations.FAIL``."""
        return self.call.operation

    @property
    def queue(self) -> str | None:
        """The queue it was about."""
        return self.call.queue

    @property
    def job(self) -> str | None:
        """The id of the job it was about."""
        return self.call.job

    @cached_property
    def diff(self) -> Diff:
        """What changed."""
        return Diff.between(self.before, self.after, self.changed)

    @cached_property
    def sentence(self) -> str:
        """What happened and why, in one plain sentence."""
        return self.tell(self)

    @cached_property
    def transitions(self) -> tuple[Transition, ...]:
        """The jobs that changed state, and how."""
        return in_full(self, transitions_between(self.before, self.after, self.diff))

    @property
    def moves(self) -> tuple[Transition, ...]:
        """The transitions, and from `delayed` to `delayed` the jobs that are due at another moment now."""
        return (*self.transitions, *put_off(self))

    @cached_property
    def _trace(self) -> Trace:
        return self.traced()

    @property
    def script(self) -> str | None:
        """The BullMQ script that ran, such as ``moveToActive``; None where none did or it was not traced."""
        return self._trace.script

    @property
    def commands(self) -> tuple[Command, ...]:
        """The commands Redis ran, in order; empty where tracing is off."""
        return self._trace.commands

    def code(self, language: str = "typescript") -> str:
        """Return BullMQ's own call for this step; see :func:`qlab.code.code.code`.

        Args:
            language: ``python``, ``typescript`` or ``nestjs``.
        """
        written: str = door("Step.code")(self, language)
        return written

    def between(self) -> tuple[Between, ...]:
        """Replay the commands that Redis ran on a second embedded server, and return the state after each.

        No client ever sees these states, because a script runs without interruption. But there is no rollback: a script
        that fails halfway leaves the one it has reached.

        Returns:
            A :class:`Between` for each command; the last one's state is the one after the step. Empty if no command
            ran, as when time passes.

        Raises:
            UsageError: If the step has no trace, is redacted, or has commands of your own that end in other keys.
            ServerStartError: If the second server does not start.
        """
        played: tuple[Between, ...] = door("Step.between")(self)
        return played

    def slow_motion(self) -> Recording:
        """Return the same as :meth:`between`, as a recording for ``qlab.Player``, with a step for each command.

        Raises:
            UsageError: As for :meth:`between`.
            ServerStartError: If the second server does not start.
        """
        slowed: Recording = door("Step.slow_motion")(self)
        return slowed

    def text(self) -> str:
        """Return the step as plain text, at most 100 columns wide."""
        from qlab.record.show import step_text

        return step_text(self)

    def __repr__(self) -> str:
        from qlab.record.show import step_line

        return step_line(self)

    def _repr_html_(self) -> str:
        from qlab.record.show import step_html

        return step_html(self)
