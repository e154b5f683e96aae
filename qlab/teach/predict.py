"""Predict: say what you expect and why before you look, then hold it against the keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from qlab.errors import UsageError
from qlab.teach.registry import explanations
from qlab.teach.results import compared, remember
from qlab.text import html
from qlab.text.card import lines
from qlab.text.escape import shorten, terminal

__all__ = ["Comparison", "Prediction", "marked_right", "plain", "predict"]

LONGEST = 300
RIGHT, WRONG = "✓", "✗"
HOW = "Choose one, say why, then run the next cells."


def predict(
    question: str,
    *options: object,
    about: str = "",
    answer: Any = None,
    why: Mapping[str, str] | None = None,
) -> Prediction:
    """Ask for a prediction and the reason for it. Nothing waits for the answer: "Run all" continues without it.

    Args:
        question: What to predict.
        options: What might happen, two or more.
        about: The id of the objective it serves, such as ``05-b``; the lesson then has a sentence for each option.
        answer: The outcome, or a function that finds it, for :meth:`Prediction.reveal`.
        why: For options, a sentence about the belief behind each.

    Returns:
        The prediction: a form in Jupyter, text elsewhere. Answer it there, or with ``.answer(option, because=…)``.

    Raises:
        UsageError: If there are fewer than two options, or two are the same.
    """
    names = tuple(plain(option) for option in options)
    if len(names) < 2 or len(set(names)) < len(names):
        raise UsageError("A prediction needs two or more options, all different; name them after the question.")
    return remember(Prediction(plain(question), names, {**explanations(about), **(why or {})}, answer, about))


class Prediction:
    """A question asked before its answer is shown.

    Attributes:
        question: The question.
        options: What might happen.
        choice: The option chosen so far, or None.
        because: The reason given, maybe empty.
        about: The id of the objective it serves; empty where it is not one of the course's.
        why: For options, the sentence behind each.
    """

    def __init__(
        self, question: str, options: tuple[str, ...], why: Mapping[str, str], truth: Any, about: str = ""
    ) -> None:
        self.question, self.options = question, options
        self.choice: str | None = None
        self.because = ""
        self.about, self.why, self._truth = about, why, truth

    def answer(self, option: object, because: str = "") -> Prediction:
        """Choose an option; the form in Jupyter does the same.

        Args:
            option: One of the options.
            because: Your reason, in a few words.

        Returns:
            The prediction.

        Raises:
            UsageError: If it is not among the options.
        """
        chosen = plain(option)
        if chosen not in self.options:
            raise UsageError(
                f"{shorten(repr(chosen), 40)} is not among the options; choose: {', '.join(self.options)}."
            )
        self.choice, self.because = chosen, plain(because)
        return self

    def compare(self, actual: object, why: Mapping[str, str] | None = None, *, witness: str = "keys") -> Comparison:
        """Compare the prediction with what actually happened.

        Args:
            actual: What the keys say: an option, or a job's state (its name or its container's may be the option).
            why: Further sentences about options.
            witness: What says so, in the plural: ``times`` if it was measured, not read.

        Returns:
            The comparison.
        """
        truth = self._option(actual)
        compared(self, truth)
        return Comparison(self, truth, {**self.why, **(why or {})}, witness)

    def reveal(self, source: Any = None) -> Comparison:
        """Compare with the answer given to :func:`predict`.

        Args:
            source: Where to find that answer, such as a lab, if it is a function.
        """
        truth: Any = self._truth
        return self.compare(truth(source) if isinstance(truth, Callable) else truth)  # type: ignore[arg-type]

    @property
    def known(self) -> str | None:
        """The answer given to :func:`predict`; None where there was none, or only a function that finds it."""
        return None if self._truth is None or callable(self._truth) else plain(self._truth)

    def _option(self, actual: object) -> str:
        container = getattr(actual, "container", None)
        named = plain(actual)
        return container if isinstance(container, str) and named not in self.options else named

    def text(self) -> str:
        """Return the question and its options as plain text."""
        marks = (f"  ({'x' if option == self.choice else ' '}) {option}" for option in self.options)
        return "\n".join([*lines(self.question), *marks, HOW])

    __repr__ = text

    def _repr_html_(self) -> str:
        marks = (
            html.element("li", "◉ " if option == self.choice else "○ ", html.marked(option)) for option in self.options
        )
        bare = html.Html(f'<ul style="list-style:none;padding-left:.5em;margin:.3em 0">{html.join(*marks)}</ul>')
        return html.card(html.marked(f"Predict: {self.question}"), "", bare, html.element("p", html.quiet(HOW)))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:  # noqa: ARG002
        """In a live notebook the form; what is stored, printed or shown elsewhere is the text and the HTML."""
        from qlab.teach.form import view

        return view(self)


class Comparison:
    """A prediction next to what actually happened.

    Attributes:
        prediction: The prediction.
        actual: What actually happened.
    """

    def __init__(self, prediction: Prediction, actual: str, why: Mapping[str, str], witness: str) -> None:
        self.prediction, self.actual = prediction, actual
        self._why, self._witness = why, witness

    @property
    def right(self) -> bool | None:
        """Whether the choice was right; None where there was none."""
        choice = self.prediction.choice
        return None if choice is None else choice == self.actual

    def verdict(self) -> str:
        """Return what you said, and what the keys (or whoever knows) say."""
        choice, because = self.prediction.choice, self.prediction.because
        if choice is None:
            return f"You made no prediction. The {self._witness} say: {self.actual}."
        said = f"You said: {choice}" + (f", because {because.rstrip('.')}." if because else ".")
        return f"{said} The {self._witness} {'agree' if self.right else 'say'}: {self.actual}."

    def _rows(self) -> list[tuple[str, str, str]]:
        options = [*self.prediction.options, *({self.actual} - set(self.prediction.options))]
        return [(RIGHT if option == self.actual else WRONG, option, self._why.get(option, "")) for option in options]

    def text(self) -> str:
        """Return the comparison as plain text."""
        rows = (lines(f"{mark} {option}" + (f": {why}" if why else ""), "    ") for mark, option, why in self._rows())
        return "\n".join([*lines(self.verdict()), *(line for row in rows for line in row)])

    __repr__ = text

    def _repr_html_(self) -> str:
        rows = [(_mark(mark), _emphasised(mark, option), html.marked(why)) for mark, option, why in self._rows()]
        table = html.table(("", "option", "what is behind it"), rows)
        return html.card(
            html.marked(self.prediction.question), "", html.element("p", html.marked(self.verdict())), table
        )


def marked_right(text: str, options: Sequence[str]) -> str | None:
    """Return the option that the text of a comparison marks as right; None where it marks none of these.

    Args:
        text: What :meth:`Comparison.text` gave.
        options: The prediction's options.
    """
    right = [line.removeprefix(f"{RIGHT} ") for line in text.splitlines() if line.startswith(f"{RIGHT} ")]
    found = [option for option in options for line in right if line == option or line.startswith(f"{option}: ")]
    return max(found, key=len, default=None)


def _mark(mark: str) -> html.Html:
    return html.element("span", mark, css="q-plus" if mark == RIGHT else "q-minus")


def _emphasised(mark: str, option: str) -> html.Html:
    return html.element("strong", html.marked(option)) if mark == RIGHT else html.marked(option)


def plain(value: object) -> str:
    """Return a question, option or reason as text that is safe to print, and not too long."""
    return shorten(terminal(value), LONGEST)
