"""Predict: say what you expect and why before you look, then hold it against the keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from qlab.errors import UsageError
from qlab.teach.card import lines
from qlab.teach.lessons.registry import explanations
from qlab.text import html
from qlab.text.escape import shorten, terminal

__all__ = ["Prediction", "predict"]

LONGEST = 300
HOW = "Choose one, say why, then run the next cells."


def predict(
    question: str,
    *options: object,
    about: str = "",
    answer: Any = None,
    why: Mapping[str, str] | None = None,
) -> Prediction:
    """Asks for a prediction and its reason. Nothing waits for it: "Run all" goes on, chosen or not.

    Args:
        question: What to predict.
        options: What might happen, two or more.
        about: The id of the objective it serves, such as ``05-b``; the lesson then brings a sentence for each option.
        answer: What turned out, or a function that finds it, for :meth:`Prediction.reveal`.
        why: For options, a sentence about the belief behind each.

    Returns:
        The prediction: a form in Jupyter, text elsewhere. Answer it there, or with ``.answer(option, because=…)``.

    Raises:
        UsageError: If there are fewer than two options, or two are the same.
    """
    names = tuple(_plain(option) for option in options)
    if len(names) < 2 or len(set(names)) < len(names):
        raise UsageError("A prediction needs two or more options, all different; name them after the question.")
    return Prediction(_plain(question), names, {**explanations(about), **(why or {})}, answer)


class Prediction:
    """A question asked before its answer is shown.

    Attributes:
        question: The question.
        options: What might happen.
        choice: The option chosen so far, or None.
        because: The reason given, maybe empty.
    """

    def __init__(self, question: str, options: tuple[str, ...], why: Mapping[str, str], truth: Any) -> None:
        self.question, self.options = question, options
        self.choice: str | None = None
        self.because = ""
        self._why, self._truth = why, truth

    def answer(self, option: object, because: str = "") -> Prediction:
        """Chooses an option; the form in Jupyter does the same.

        Args:
            option: One of the options.
            because: Your reason, in a few words.

        Raises:
            UsageError: If it is not among the options.
        """
        chosen = _plain(option)
        if chosen not in self.options:
            raise UsageError(
                f"{shorten(repr(chosen), 40)} is not among the options; choose: {', '.join(self.options)}."
            )
        self.choice, self.because = chosen, _plain(because)
        return self

    def compare(self, actual: object, why: Mapping[str, str] | None = None, *, witness: str = "keys") -> Comparison:
        """Holds the prediction against what really is.

        Args:
            actual: What the keys say: an option, or a job's state (its name or its container's may be the option).
            why: Further sentences about options.
            witness: Who says so, in the plural: ``times`` where it was measured, not read.
        """
        return Comparison(self, self._option(actual), {**self._why, **(why or {})}, witness)

    def reveal(self, source: Any = None) -> Comparison:
        """Compares with the answer given to :func:`predict`.

        Args:
            source: What that answer is found in, such as a lab, where it is a function.
        """
        truth: Any = self._truth
        return self.compare(truth(source) if isinstance(truth, Callable) else truth)  # type: ignore[arg-type]

    def _option(self, actual: object) -> str:
        container = getattr(actual, "container", None)
        named = _plain(actual)
        return container if isinstance(container, str) and named not in self.options else named

    def text(self) -> str:
        """The question and its options as plain text."""
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
    """A prediction beside what really is.

    Attributes:
        prediction: The prediction.
        actual: What really is.
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
        """What you said, and what the keys (or whoever knows) say."""
        choice, because = self.prediction.choice, self.prediction.because
        if choice is None:
            return f"You made no prediction. The {self._witness} say: {self.actual}."
        said = f"You said: {choice}" + (f", because {because.rstrip('.')}." if because else ".")
        return f"{said} The {self._witness} {'agree' if self.right else 'say'}: {self.actual}."

    def _rows(self) -> list[tuple[str, str, str]]:
        options = [*self.prediction.options, *({self.actual} - set(self.prediction.options))]
        return [("✓" if option == self.actual else "✗", option, self._why.get(option, "")) for option in options]

    def text(self) -> str:
        """The comparison as plain text."""
        rows = (lines(f"{mark} {option}" + (f": {why}" if why else ""), "    ") for mark, option, why in self._rows())
        return "\n".join([*lines(self.verdict()), *(line for row in rows for line in row)])

    __repr__ = text

    def _repr_html_(self) -> str:
        rows = [(_mark(mark), _emphasised(mark, option), html.marked(why)) for mark, option, why in self._rows()]
        table = html.table(("", "option", "what is behind it"), rows)
        return html.card(
            html.marked(self.prediction.question), "", html.element("p", html.marked(self.verdict())), table
        )


def _mark(mark: str) -> html.Html:
    return html.element("span", mark, css="q-plus" if mark == "✓" else "q-minus")


def _emphasised(mark: str, option: str) -> html.Html:
    return html.element("strong", html.marked(option)) if mark == "✓" else html.marked(option)


def _plain(value: object) -> str:
    return shorten(terminal(value), LONGEST)
