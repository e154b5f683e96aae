"""Ballot: one question put to a class: its votes, once or twice, and how far it is."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum

from qlab.classroom.tally import LETTERS, Tally
from qlab.errors import UsageError, WrongMoment
from qlab.teach.questions import Question

__all__ = ["Ballot", "Phase"]

ROUNDS = 2
"""A question is put twice at most: before the discussion and after it."""


class Phase(StrEnum):
    """How far a question is."""

    WAITING = "waiting"
    VOTING = "voting"
    DISCUSSION = "discussion"
    BARS = "bars"
    TRUTH = "truth"


class Ballot:
    """One question put to a class.

    Args:
        number: Its number in the session, from 1; a vote names it, so that a late one does not count for the next.
        question: The question.

    Attributes:
        phase: How far it is.
        rounds: For each round, the option each voter chose, by the voter's cookie.

    Raises:
        UsageError: If it has fewer than two different options, or more than there are letters for.
    """

    def __init__(self, number: int, question: Question) -> None:
        count = len(set(question.options))
        if not 2 <= count <= len(LETTERS):
            raise UsageError(f"A class votes on 2 to {len(LETTERS)} options; this question has {count}.")
        self.number, self.question = number, question
        self.phase = Phase.VOTING
        self.rounds: list[dict[str, int]] = [{}]

    @property
    def voted(self) -> int:
        """How many have voted in the current round."""
        return len(self.rounds[-1])

    def has_vote_of(self, voter: str) -> bool:
        """Return whether somebody has voted, in any round."""
        return any(voter in each for each in self.rounds)

    def choices_of(self, voter: str) -> list[int | None]:
        """Return what somebody chose, in each round."""
        return [each.get(voter) for each in self.rounds]

    def vote(self, voter: str, number: int, round: int, option: int) -> None:
        """Take a vote.

        Args:
            voter: The voter's cookie.
            number: The question it is for.
            round: The round it is for, from 1.
            option: The option's place, from 0.

        Raises:
            WrongMoment: If it is for another question or round, nobody votes now, or it is a second vote.
            UsageError: If there is no such option.
        """
        if self.phase != Phase.VOTING or (number, round) != (self.number, len(self.rounds)):
            raise WrongMoment("This vote came too late: the question is closed.")
        if not 0 <= option < len(self.question.options):
            raise UsageError(f"There is no such option; choose one of {LETTERS[: len(self.question.options)]}.")
        if voter in self.rounds[-1]:
            raise WrongMoment("You have voted already; your first answer counts.")
        self.rounds[-1][voter] = option

    def close(self, phase: Phase) -> None:
        """End the voting: for the discussion, for the bars, or for the truth. What was told stays told.

        Raises:
            WrongMoment: If the truth is out, and it is not the truth that is asked for.
        """
        if self.phase == Phase.TRUTH and phase != Phase.TRUTH:
            raise WrongMoment("The answer has been shown; ask another question.")
        self.phase = phase

    def again(self) -> None:
        """Open the second round.

        Raises:
            WrongMoment: If there was one already, or the first is still open, or the answer has been shown.
        """
        if self.phase == Phase.VOTING:
            raise WrongMoment("The class is still voting; close the vote first.")
        if self.phase == Phase.TRUTH or len(self.rounds) == ROUNDS:
            raise WrongMoment("This question has had its second vote, or its answer was shown; ask another.")
        self.rounds.append({})
        self.phase = Phase.VOTING

    def settle(self, answer: str) -> None:
        """Say what the right answer is."""
        self.question = self.question._replace(answer=answer)

    def tally(self) -> Tally:
        """Return how the class voted; the truth is in it only once it is told."""
        options = self.question.options
        votes = [Counter(options[option] for option in each.values()) for each in self.rounds]
        return Tally(self.question, votes, told=self.phase == Phase.TRUTH)
