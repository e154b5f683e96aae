"""Class session: a class, in memory only: its seats, the open question, and what each side may see of it."""

from __future__ import annotations

import hmac
import secrets
import threading
from collections import deque
from typing import Any

from qlab.classroom.ballot import Ballot, Phase
from qlab.classroom.bell import Bell
from qlab.classroom.seats import SEATS, Seat, Seats
from qlab.classroom.tally import Tally
from qlab.errors import WrongMoment
from qlab.teach.questions import Question

__all__ = ["MOVES", "Session"]

KEPT = 200
"""This many questions of a session are kept: the last."""
MOVES = ("bars", "discuss", "again", "reveal", "clear")
"""What a teacher can do with the question that is open."""


class Session:
    """A class that votes. Its methods may be called from any thread.

    Args:
        seats: How many may join.

    Attributes:
        token: What has to be known to lead the class.
        listeners: How many pages listen now, the teacher's among them.
        students: Rings when something is new for them.
        teachers: Rings when something is new for them, each vote included.
        closed: Whether the class has ended.
    """

    def __init__(self, seats: int = SEATS) -> None:
        self.token = secrets.token_urlsafe(32)
        self.listeners, self.closed = 0, False
        self.students, self.teachers = Bell(), Bell()
        self._seats = Seats(seats)
        self._ballot: Ballot | None = None
        self._done: deque[Tally] = deque(maxlen=KEPT)
        self._number, self._lock = 0, threading.RLock()

    @property
    def code(self) -> str:
        """What has to be known to join."""
        return self._seats.code

    def leads(self, token: str) -> bool:
        """Return whether this is the teacher's token; how long the answer takes says nothing about it."""
        return hmac.compare_digest(token.encode("utf-8", "replace"), self.token.encode())

    # -- students --------------------------------------------------------------------------------------------------

    def join(self, code: str, cookie: str = "") -> str:
        """Take a seat; see :meth:`Seats.join`."""
        with self._lock:
            ballot = self._ballot
            made = self._seats.join(code, cookie, lambda each: ballot is not None and ballot.has_vote_of(each))
        self.teachers.ring()
        return made

    def seat(self, cookie: str) -> Seat:
        """Return the seat that a cookie is for.

        Raises:
            NotInClass: If nobody gave out that cookie.
        """
        with self._lock:
            return self._seats.of(cookie)

    def has(self, cookie: str) -> bool:
        """Return whether a cookie is for a seat."""
        with self._lock:
            return cookie in self._seats

    def vote(self, cookie: str, number: int, round: int, option: int) -> None:
        """Take a vote; see :meth:`Ballot.vote`.

        Raises:
            NotInClass: If nobody gave out that cookie.
            WrongMoment: If there is no question, or as the ballot says.
            UsageError: If there is no such option.
        """
        with self._lock:
            self._seats.of(cookie)
            self._open().vote(cookie, number, round, option)
        self.teachers.ring()

    def for_student(self, cookie: str) -> dict[str, Any]:
        """Return what a student may see: of the answer nothing before it is told, and of the others' votes nothing at
        all.

        Raises:
            NotInClass: If nobody gave out that cookie.
        """
        with self._lock:
            self._seats.of(cookie)
            ballot = self._ballot
            if ballot is None:
                return {"phase": Phase.WAITING}
            return {**_asked(ballot), "choices": ballot.choices_of(cookie), **_truth(ballot)}

    # -- the teacher -----------------------------------------------------------------------------------------------

    def for_teacher(self) -> dict[str, Any]:
        """Return what the wall shows: the bars once the vote is closed for them, the answer once it is told."""
        with self._lock:
            ballot = self._ballot
            shown: dict[str, Any] = {"phase": Phase.WAITING, "joined": len(self._seats)}
            if ballot is not None:
                shown |= {**_asked(ballot), "id": ballot.question.id, "voted": ballot.voted, **_truth(ballot)}
            if ballot is not None and ballot.phase in (Phase.BARS, Phase.TRUTH):
                bars = ballot.tally().bars
                shown |= {"votes": [[bar.counts[at] for bar in bars] for at in range(len(ballot.rounds))]}
            return shown

    def ask(self, question: Question) -> None:
        """Put a question to the class; the one before it is closed.

        Raises:
            UsageError: If a class cannot vote on it.
        """
        with self._lock:
            ballot = Ballot(self._number + 1, question)
            self._put_away()
            self._number, self._ballot = ballot.number, ballot
        self._ring()

    def move(self, what: str, answer: str | None = None) -> None:
        """Make one of :data:`MOVES`.

        Args:
            what: The move.
            answer: For ``reveal``: the right answer, where the question does not bring it.

        Raises:
            WrongMoment: If this is not the moment for it.
        """
        with self._lock:
            ballot = self._open()
            if what == "reveal":
                self._reveal(ballot, answer)
            elif what == "again":
                ballot.again()
            elif what == "clear":
                self._put_away()
            else:
                ballot.close({"bars": Phase.BARS, "discuss": Phase.DISCUSSION}[what])
        self._ring()

    def _reveal(self, ballot: Ballot, answer: str | None) -> None:
        if answer is not None:
            ballot.settle(answer)
        if ballot.question.answer is None:
            raise WrongMoment("The answer to this question is not known here; reveal it with the answer.")
        ballot.close(Phase.TRUTH)

    def tally(self) -> Tally:
        """Return how the class has voted on the question that is open.

        Raises:
            WrongMoment: If there is none.
        """
        with self._lock:
            return self._open().tally()

    def tallies(self) -> list[Tally]:
        """Return how the class has voted on all questions so far, at most the last 200, in their order."""
        with self._lock:
            return [*self._done, *([self._ballot.tally()] if self._ballot is not None else [])]

    def close(self) -> None:
        """End the class, and close all streams."""
        self.closed = True
        self._ring()

    def _open(self) -> Ballot:
        if self._ballot is None:
            raise WrongMoment("No question is open; ask one first.")
        return self._ballot

    def _put_away(self) -> None:
        if self._ballot is not None:
            self._done.append(self._ballot.tally())
        self._ballot = None

    def _ring(self) -> None:
        self.students.ring()
        self.teachers.ring()


def _asked(ballot: Ballot) -> dict[str, Any]:
    return {
        "phase": ballot.phase,
        "number": ballot.number,
        "round": len(ballot.rounds),
        "question": ballot.question.text,
        "options": list(ballot.question.options),
    }


def _truth(ballot: Ballot) -> dict[str, Any]:
    """Return the answer and what is behind each option; nothing before it is told."""
    if ballot.phase != Phase.TRUTH:
        return {}
    bars = ballot.tally().bars
    claims = [None if bar.misconception is None else bar.misconception.claim for bar in bars]
    return {"answer": ballot.question.answer, "why": [bar.why for bar in bars], "claims": claims}
