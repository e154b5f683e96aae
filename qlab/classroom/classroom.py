"""Classroom: a class from Python: it serves the phones' page and the wall, asks, and shows bars, then the truth."""

from __future__ import annotations

import contextlib
from importlib.util import find_spec
from types import ModuleType
from typing import Self

from qlab.classroom.class_session import Session
from qlab.classroom.qr import QrCode
from qlab.classroom.step_question import question_of
from qlab.classroom.tally import Tally
from qlab.errors import ClosedError, UsageError
from qlab.record.step import Step
from qlab.teach.predict import Comparison, Prediction, plain
from qlab.teach.questions import Question, course_questions
from qlab.text import html
from qlab.text.escape import repr_of

__all__ = ["Classroom"]

NEEDED = ("segno", "starlette", "uvicorn")


class Classroom:
    """A class that answers together: students choose on their phones, before the answer is shown.

    Nobody enters a name: a student is a cookie, with one vote per round. Everything is kept in memory, and gone
    when the class is closed. It serves HTTP without encryption: others on the local network can read along.

    Args:
        lan: Also serve on the local network, so that phones can join; otherwise only this machine can.
        host: This machine's address there, if ``lan=True`` finds the wrong one.
        port: The port; 0: any free one.

    Attributes:
        address: What students open.
        code: What they type there.

    Raises:
        UsageError: If the machine is on no network, the port is taken, or the extra `app` is not installed.
    """

    def __init__(self, *, lan: bool = False, host: str = "", port: int = 0) -> None:
        self._session = Session()
        self._stack = contextlib.ExitStack()
        serving = _serving().serve(self._session, lan=lan, host=host, port=port)
        self.address, self._here = self._stack.enter_context(serving)

    @property
    def code(self) -> str:
        """What students type to join."""
        return self._session.code

    @property
    def link(self) -> str:
        """The address that joins at once: what the QR code holds."""
        return f"{self.address}/join/{self.code}"

    @property
    def wall(self) -> str:
        """The projector's address. It contains the teacher's token: open it, and show it to nobody."""
        return f"{self._here}/teacher#token={self._session.token}"

    def ask(self, question: str | Prediction | Question | Step, *options: object, answer: object = None) -> Classroom:
        """Put a question to the class and close the one before it.

        Args:
            question: A prediction of the notebook, the id of one of the course's such as ``05-a``, a text, or a step of
                a recording: where will its job go?
            options: With a text: what might happen.
            answer: With a text: the right option.

        Returns:
            The class itself.

        Raises:
            UsageError: If the course has no such question, no job moves in the step, or a class cannot vote on it.
        """
        self._check_open()
        self._session.ask(_question(question, options, answer))
        return self

    def discuss(self) -> Classroom:
        """Close the vote for a discussion; the bars stay hidden."""
        return self._move("discuss")

    def again(self) -> Classroom:
        """Open the second vote."""
        return self._move("again")

    def bars(self) -> Tally:
        """Close the vote and show the bars, here and on the projector, but not yet which option is right."""
        self._move("bars")
        return self.tally

    def reveal(self, actual: object = None) -> Tally:
        """Show the right answer, here, on the projector and on the phones, with the misconception behind each wrong
        one.

        Args:
            actual: The right option, or what a prediction's ``compare`` gave; None: what the question brought.

        Raises:
            WrongMoment: If there is no question, or its answer is not known.
        """
        told = actual.actual if isinstance(actual, Comparison) else None if actual is None else plain(actual)
        self._check_open()
        self._session.move("reveal", told)
        return self.tally

    @property
    def tally(self) -> Tally:
        """How the class has voted on the question that is open, up to now."""
        self._check_open()
        return self._session.tally()

    @property
    def tallies(self) -> list[Tally]:
        """How it has voted on all questions so far."""
        return self._session.tallies()

    def close(self) -> None:
        """End the class and free its port. Calling it again does nothing."""
        self._stack.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _move(self, what: str) -> Classroom:
        self._check_open()
        self._session.move(what)
        return self

    def _check_open(self) -> None:
        if self._session.closed:
            raise ClosedError("This class has ended; open a new one with qlab.Classroom().")

    def text(self) -> str:
        """Return how to join, as plain text."""
        return f"Join the class at {self.address} with the code {self.code}."

    __repr__ = text

    def _repr_html_(self) -> str:
        code = QrCode(self.link)
        drawn = html.Html(
            f'<svg viewBox="0 0 {code.size} {code.size}" width="200" role="img" aria-label="QR code of the address">'
            f'<rect width="100%" height="100%" fill="#fff"/><path d="{code.path()}"/></svg>'
        )
        return html.card(html.join(self.address, " with the code ", html.code(self.code)), "", drawn)


def _serving() -> ModuleType:
    """Return the module that serves; its libraries come with an extra.

    Raises:
        UsageError: If they are not installed.
    """
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise UsageError(f"Serving a class needs {missing[0]}, which is not installed; run: pip install 'qlab[app]'.")
    from qlab.classroom.over_http import serving

    return serving


def _question(question: str | Prediction | Question | Step, options: tuple[object, ...], answer: object) -> Question:
    if isinstance(question, Question):
        return question
    if isinstance(question, Step):
        return question_of(question)
    if isinstance(question, str) and not options:
        if question not in course_questions():
            raise UsageError(
                f"The course has no question {repr_of(question)}; take its id from a notebook, such as 05-b."
            )
        return course_questions()[question]
    if isinstance(question, str):
        names = tuple(plain(each) for each in options)
        return Question("", plain(question), names, None if answer is None else plain(answer), {})
    known = course_questions().get(question.about)
    truth = question.known or (known.answer if known else None)
    return Question(question.about, question.question, question.options, truth, question.why)
