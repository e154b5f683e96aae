"""Tally: how a class voted on a question, once or twice, and the misconception behind each wrong answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from qlab.teach.misconceptions import Misconception
from qlab.teach.questions import Question
from qlab.text import html
from qlab.text.card import lines
from qlab.text.words import plural

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

if TYPE_CHECKING:
    pass

__all__ = ["LETTERS", "ROUNDS", "Bar", "Tally"]

ROUNDS = ("first", "second")
LETTERS = "ABCDEFGH"
WIDTH = 24
"""How many characters a whole bar is wide in text."""


class Bar(NamedTuple):
    """One option of a question, and how many chose it.

    Attributes:
        letter: Its letter.
        option: The option.
        counts: How many chose it, in each round.
        right: Whether it is the right one; None where that is not told yet.
        why: What is behind it; empty where that is not told yet.
        misconception: The misconception behind it, if one is known and may be told.
    """

    letter: str
    option: str
    counts: tuple[int, ...]
    right: bool | None
    why: str
    misconception: Misconception | None


class Tally:
    """How a class voted on a question.

    Attributes:
        question: The question.
        votes: For each round, how many chose each option.
        told: Whether the truth is told: which option is right, and what is behind each.
    """

    def __init__(self, question: Question, votes: Sequence[Mapping[str, int]], *, told: bool = False) -> None:
        self.question, self.told = question, told
        self.votes = tuple(Counter(dict(each)) for each in votes)

    @property
    def bars(self) -> tuple[Bar, ...]:
        """The options in their order."""
        return tuple(self._bar(letter, option) for letter, option in zip(LETTERS, self.question.options, strict=False))

    def _bar(self, letter: str, option: str) -> Bar:
        counts = tuple(each[option] for each in self.votes)
        if not self.told:
            return Bar(letter, option, counts, None, "", None)
        right = None if self.question.answer is None else option == self.question.answer
        why = self.question.why.get(option, "")
        return Bar(letter, option, counts, right, why, self.question.misconception(option))

    def total(self, round: int) -> int:
        """Return how many voted in a round, counted from 0."""
        return sum(self.votes[round].values())

    def share(self, bar: Bar, round: int) -> float:
        """Return the share of a round's votes that an option has.

        Args:
            bar: The option.
            round: The round, counted from 0.

        Returns:
            A share from 0 to 1; 0 if nobody voted.
        """
        return bar.counts[round] / self.total(round) if self.total(round) else 0.0

    def summary(self) -> str:
        """Return how many voted and, once the truth is told, how many were right."""
        voted = ", then ".join(plural(self.total(at), "vote") for at in range(len(self.votes))) or "no votes"
        answer = self.question.answer
        if not self.told or answer is None:
            return f"{voted}."
        right = ", then ".join(str(each[answer]) for each in self.votes)
        return f"{voted}; right: {right}. The answer: {answer}."

    def text(self) -> str:
        """Return the tally as plain text."""
        title = f"{self.question.id}  {self.question.text}" if self.question.id else self.question.text
        rows = [line for bar in self.bars for line in self._lines(bar)]
        return "\n".join([*lines(title), *lines(self.summary()), *rows])

    __repr__ = text

    def _lines(self, bar: Bar) -> list[str]:
        mark = {True: "✓", False: "✗", None: " "}[bar.right]
        shown = lines(f"{mark} {bar.letter}  {bar.option}", "     ")
        for at, count in enumerate(bar.counts):
            name = f"{ROUNDS[at]:<6} " if len(bar.counts) > 1 else ""
            drawn = "█" * round(WIDTH * self.share(bar, at))
            shown.append(f"     {name}{drawn:<{WIDTH}} {count:>4} {self.share(bar, at):>4.0%}")
        return shown + (lines(f"     {_behind(bar)}", "     ") if _behind(bar) else [])

    def to_frame(self) -> pd.DataFrame:
        """Return the tally as a table: ``option``, a column of votes for each round, ``right``, ``misconception``,
        ``why``.
        """
        import pandas as pd

        named = [f"{ROUNDS[at]}_votes" if len(self.votes) > 1 else "votes" for at in range(len(self.votes))]
        rows = [
            (each.option, *each.counts, each.right, "" if each.misconception is None else each.misconception.claim,
             each.why)
            for each in self.bars
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=["option", *named, "right", "misconception", "why"])

    def to_json(self) -> dict[str, Any]:
        """Return the tally as JSON values."""
        return {
            "id": self.question.id,
            "question": self.question.text,
            "answer": self.question.answer if self.told else None,
            "options": [
                {
                    "option": each.option,
                    "votes": list(each.counts),
                    "right": each.right,
                    "misconception": None if each.misconception is None else each.misconception.number,
                    "claim": None if each.misconception is None else each.misconception.claim,
                    "why": each.why,
                }
                for each in self.bars
            ],
        }

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the bars, both rounds side by side.

        Args:
            ax: Axes to draw on; None: a new figure.
        """
        from qlab.classroom.tally_figure import draw

        return draw(self, ax)

    def _repr_html_(self) -> str:
        cells = [
            (_marked(bar), *(self._drawn(bar, at) for at in range(len(bar.counts))),
             *([html.marked(_behind(bar))] if self.told else []))
            for bar in self.bars
        ]  # fmt: skip
        named = [f"{name} vote" for name in ROUNDS[: len(self.votes)]] if len(self.votes) > 1 else ["votes"]
        head = ("option", *named[: len(self.votes)], *(["what is behind it"] if self.told else []))
        return html.card(html.marked(self.question.text), html.marked(self.summary()), html.table(head, cells))

    def _drawn(self, bar: Bar, at: int) -> html.Html:
        wide, count = round(100 * self.share(bar, at)), bar.counts[at]
        part = f'<div style="width:{wide}%;height:100%;background:#0072b2"></div>'
        drawn = f'<div style="width:9em;height:1em">{part}</div>'
        return html.join(html.Html(drawn), f"{count} ({wide} %)")


def _marked(bar: Bar) -> html.Html:
    mark = {True: "✓ ", False: "✗ ", None: ""}[bar.right]
    name = html.join(mark, f"{bar.letter}  ", html.marked(bar.option))
    return html.element("strong", name) if bar.right else name


def _behind(bar: Bar) -> str:
    """Return what is behind an option: the misconception by its name, and the sentence about it."""
    named = f"Misconception “{bar.misconception.claim}”: " if bar.misconception else ""
    return named + bar.why
