"""TransitionContext: a job's move with all there is to know of it, in the words of a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from qlab.protocol.keys import job_key
from qlab.protocol.operations import Doer
from qlab.record.transition import Transition
from qlab.text.durations import format_elapsed
from qlab.text.words import brief, named

if TYPE_CHECKING:
    from qlab.protocol.states import JobState
    from qlab.record.step import Step
    from qlab.snapshot.job_view import JobView

__all__ = ["TransitionContext", "of_queue"]


class TransitionContext(NamedTuple):
    """A move, in the step that made it.

    Attributes:
        step: The step.
        move: The move.
        before: The job before the step; None where it had no hash.
        after: The job after it; None where it has none.
    """

    step: Step
    move: Transition
    before: JobView | None
    after: JobView | None

    @classmethod
    def of(cls, step: Step, move: Transition) -> TransitionContext:
        """Return a move of a step."""
        return cls(step, move, *(each.job(move.job, move.queue) for each in (step.before, step.after)))

    @property
    def view(self) -> JobView | None:
        """The job after the step, or before it where it is gone."""
        return self.after or self.before

    @property
    def known(self) -> bool:
        """Whether BullMQ made the move, as far as can be told: its scripts write to a job's hash whenever they move it.

        A move in ``lab.observe`` is by hand, even where the hand wrote to the hash as well. What comes from outside may
        also be several scripts' work, seen half done: then a job's place and its hash do not agree.
        """
        doer = self.step.operation.doer
        if doer is Doer.OUTSIDE:
            hash = job_key(self.step.after.prefix, self.move.queue, self.move.job)
            agree = (self.move.source is None) == (self.before is None) and (self.move.target is None) == (
                self.after is None
            )
            return agree and self.step.diff.of(hash) is not None
        return self.view is not None and doer is not Doer.HAND

    @property
    def job(self) -> str:
        """The job as it is called in a sentence, with its queue where that is not the operation's own."""
        return f"job {named(self.move.job, self.view.name if self.view else '')}{self.of_queue}"

    @property
    def of_queue(self) -> str:
        """``of queue x``, where that has to be said."""
        return of_queue(self.step, self.move.queue)

    @property
    def source(self) -> str:
        """The container that it left."""
        return container(self.move.source)

    @property
    def target(self) -> str:
        """The container that it is in now."""
        return container(self.move.target)

    @property
    def attempt(self) -> str:
        """Which attempt of how many this is; one more than the options allow, after a retry by hand.

        Of a watched job whose hash nobody could read, how many it may have is not known.
        """
        if not self.has_options:
            return f"attempt {max(self.move.attempt, 1)}"
        number, most = max(self.move.attempt, 1), self.view.attempts if self.view else 1
        return f"attempt {number} of {most}" if number <= most else f"attempt {number} (beyond its {most})"

    @property
    def has_options(self) -> bool:
        """Whether the job's options are known: of a watched job the hash may have been gone before it was read."""
        return self.fact("event") is None or (self.view is not None and "opts" in self.view.fields)

    @property
    def error(self) -> str:
        """The error's text in brackets, or nothing."""
        return f" ({brief(self.move.error)})" if self.move.error else ""

    @property
    def due(self) -> str:
        """When the job is due, since the recording began."""
        at = self.move.due
        return "an unknown moment" if at is None else format_elapsed(at - self.step.after.start)

    def fact(self, name: str) -> Any:
        """One fact of the operation."""
        return self.step.call.facts.get(name)

    def gained(self, field: str) -> bool:
        """Whether the step wrote a field to the job's hash, or changed it."""
        was = self.before.fields.get(field) if self.before else None
        return self.after is not None and self.after.fields.get(field) not in (None, was)


def container(state: JobState | None) -> str:
    """Return the key that a state stands for, as BullMQ names it."""
    return f"`{state.container}`" if state else "no list or set"


def of_queue(step: Step, queue: str) -> str:
    """Return ``of queue x``, where a sentence about a step has to say which queue it means."""
    if step.queue is None:
        several = len({move.queue for move in step.transitions}) > 1 or len(step.after.queues) > 1
        return f" of queue {brief(queue, 40)}" if several else ""
    return f" of queue {brief(queue, 40)}" if queue != step.queue else ""
