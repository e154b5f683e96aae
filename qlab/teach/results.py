"""Results: a reader's own predictions of this session, as a table, and as a file to hand in."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from qlab.files import path_of, write_file
from qlab.text import html
from qlab.text.card import lines
from qlab.text.words import plural

if TYPE_CHECKING:
    import pandas as pd

    from qlab.teach.predict import Prediction

    Made = TypeVar("Made", bound=Prediction)

__all__ = ["FORMAT", "MOST", "NONE_YET", "VERSION", "Answer", "Results", "compared", "remember", "results"]

FORMAT, VERSION = "qlab-results", 1
"""What a file of answers says that it is."""
MOST = 500
"""This many questions of a session are remembered: the last."""
NONE_YET = "This session has asked for no prediction yet; run the notebook's cells, then ask again."


class Answer(NamedTuple):
    """What a reader said to one question.

    Attributes:
        about: The question's id in the course; empty where it has none.
        question: The question.
        options: What might happen.
        choice: What was chosen; None where nothing was.
        because: The reason given, maybe empty.
        actual: What turned out; None where nobody has looked yet.
        late: Whether it was chosen only after the answer had been shown.
    """

    about: str
    question: str
    options: tuple[str, ...]
    choice: str | None
    because: str
    actual: str | None
    late: bool

    @property
    def right(self) -> bool | None:
        """Whether the choice is what turned out; None where one of the two is missing."""
        return None if self.choice is None or self.actual is None else self.choice == self.actual

    @property
    def verdict(self) -> str:
        """How it ended, in a word or two."""
        if self.choice is None:
            return "not predicted"
        if self.right is None:
            return "not compared yet"
        return ("right" if self.right else "wrong") + (", chosen after the answer" if self.late else "")


class _Asked:
    """A question of this session, through all the times its cell was run."""

    def __init__(self, prediction: Prediction) -> None:
        self.prediction = prediction
        self._before: tuple[str | None, str] = None, ""
        self._shown: tuple[str | None, str] | None = None
        self._actual: str | None = None

    def again(self, prediction: Prediction) -> None:
        """Note that the cell was run again: its choice and its reason stay, if they are still among the options."""
        self._before, self.prediction = self._said(), prediction
        choice, because = self._before
        if prediction.choice is None and choice in prediction.options:
            prediction.choice, prediction.because = choice, because

    def show(self, actual: str) -> None:
        """Note that the answer is shown; what was chosen by the first time is what counts."""
        self._actual = actual
        if self._shown is None:
            self._shown = self._said()

    def _said(self) -> tuple[str | None, str]:
        now = self.prediction.choice, self.prediction.because
        return self._before if now[0] is None else now

    def answer(self) -> Answer:
        """Return what was said, so far."""
        late = self._shown is not None and self._shown[0] is None
        choice, because = self._shown if self._shown is not None and not late else self._said()
        asked = self.prediction
        return Answer(
            asked.about, asked.question, asked.options, choice, because, self._actual, late and choice is not None
        )


_session: dict[object, _Asked] = {}


def _key(prediction: Prediction) -> object:
    return prediction.about or (prediction.question, prediction.options)


def remember(prediction: Made) -> Made:
    """Take a prediction into the session's results, and return it."""
    key = _key(prediction)
    if key in _session:
        _session[key].again(prediction)
    else:
        _session[key] = _Asked(prediction)
        while len(_session) > MOST:
            del _session[next(iter(_session))]
    return prediction


def compared(prediction: Prediction, actual: str) -> None:
    """Note what turned out, and what had been chosen by then."""
    asked = _session.get(_key(prediction))
    if asked is not None and asked.prediction is prediction:
        asked.show(actual)


def results() -> Results:
    """Return what you predicted in this session: each question, your choice, your reason, and the outcome.

    The choice that counts is the one you had made when the answer was first shown.
    ``qlab.results().save("answers.json")`` writes the results to a file to hand in, without a name; ``qlab class
    --tally`` counts the files of a class.

    Returns:
        The results; a table in Jupyter.
    """
    return Results(tuple(each.answer() for each in _session.values()))


class Results:
    """A reader's predictions.

    Attributes:
        answers: One for each question, in the order in which they were first asked.
    """

    def __init__(self, answers: Sequence[Answer]) -> None:
        self.answers = tuple(answers)

    def __len__(self) -> int:
        return len(self.answers)

    def save(self, path: str | Path) -> Path:
        """Write the file to hand in; an existing file is replaced once the new one is complete.

        Args:
            path: Where to write, such as ``answers-05.json``.

        Raises:
            ExportError: If it cannot be written.
        """
        answers = [{**each._asdict(), "options": list(each.options)} for each in self.answers]
        whole = {"format": FORMAT, "version": VERSION, "answers": answers}
        return write_file(
            path_of(path, "answers.json"), json.dumps(whole, indent=1, sort_keys=True) + "\n", "file of answers"
        )

    def to_frame(self) -> pd.DataFrame:
        """Return the results as a table: ``about, question, choice, because, actual, verdict``."""
        import pandas as pd

        columns = ["about", "question", "choice", "because", "actual", "verdict"]
        return pd.DataFrame([self._row(each) for each in self.answers], columns=columns)

    def _row(self, answer: Answer) -> tuple[str, ...]:
        return (
            answer.about, answer.question, answer.choice or "", answer.because, answer.actual or "", answer.verdict,
        )  # fmt: skip

    def summary(self) -> str:
        """Return how many of how many predictions were right."""
        if not self.answers:
            return NONE_YET
        right = sum(each.right is True and not each.late for each in self.answers)
        made = sum(each.choice is not None for each in self.answers)
        return f"{plural(len(self), 'question')}, {plural(made, 'prediction')}, {right} of them right beforehand."

    def text(self) -> str:
        """Return the results as plain text."""
        rows = (
            lines(f"{each.about or '–'}  {each.question} {_said(each)} → {each.verdict}", "    ")
            for each in self.answers
        )
        return "\n".join([self.summary(), *(line for row in rows for line in row)])

    __repr__ = text

    def _repr_html_(self) -> str:
        rows = [
            (html.code(each.about or "–"), html.marked(each.question), html.marked(each.choice or "–"), each.because,
             html.marked(each.actual or "–"), each.verdict)
            for each in self.answers
        ]  # fmt: skip
        head = ("", "question", "you said", "because", "what turned out", "")
        return html.card("Your predictions", self.summary(), *([html.table(head, rows)] if rows else []))


def _said(answer: Answer) -> str:
    because = f", because {answer.because.rstrip('.')}" if answer.because else ""
    return f"You said: {answer.choice}{because}." if answer.choice else "You said nothing."
