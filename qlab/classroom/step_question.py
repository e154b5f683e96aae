"""Step question: where a step's job will go, as the player asks it, for a class to vote on."""

from __future__ import annotations

from qlab.errors import UsageError
from qlab.protocol.containers import ALWAYS_DRAWN, GRID
from qlab.protocol.keys import STATE_OF_ROLE, Role
from qlab.record.step import Step
from qlab.record.transition import Transition
from qlab.teach.predict import plain
from qlab.teach.questions import Question

__all__ = ["question_of"]

NOWHERE = "removed"
"""The answer that the job will be in no container any more."""


def question_of(step: Step) -> Question:
    """Return where the job goes that a step moves; behind each option is what that container is for.

    Args:
        step: The step. Its title is in the question, its sentence is not: it tells the answer.

    Raises:
        UsageError: If no job moves in it.
    """
    move = _mover(step)
    roles = [*ALWAYS_DRAWN, *(role for role in GRID if role not in (*ALWAYS_DRAWN, Role.PAUSED))]
    why = {STATE_OF_ROLE[role].container: STATE_OF_ROLE[role].sentence for role in roles}
    answer = NOWHERE if move.target is None else move.target.container
    text = f"Next: {step.title}. Where does job {move.job} go?"
    return Question("", plain(text), (*why, NOWHERE), answer, why)


def _mover(step: Step) -> Transition:
    """Return the move of the job that the step is about, else the first one."""
    moves = step.transitions
    if not moves:
        raise UsageError("No job moves in this step; ask about one in which a job does.")
    return next((each for each in moves if each.job == step.job), moves[0])
