"""Check: exercises that say what is so and what to try; a wrong answer is not an error. Hints come one at a time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from inspect import signature
from itertools import islice
from types import MappingProxyType
from typing import Any

from qlab.errors import QlabError, UsageError
from qlab.teach.registry import Exercise, exercise_named, hints_for
from qlab.teach.remarks import Remark, not_yet
from qlab.teach.students.solved import note_solved
from qlab.text import html
from qlab.text.card import lines
from qlab.text.escape import repr_of, shorten, terminal
from qlab.text.words import listed

__all__ = ["Hint", "check", "hint"]


def check(id: str, *answers: Any) -> Result:
    """Check an exercise: say what holds, and what to try next. A wrong answer raises nothing.

    Args:
        id: The exercise's id, such as ``05-b``.
        answers: What the exercise names: the lab, an answer of yours, a function you wrote.

    Returns:
        The findings.

    Raises:
        UsageError: If there is no such exercise.
    """
    checks = exercise_named(id)
    unusable = _missing(id, checks, answers)
    if unusable is None:
        answers = _kept(checks, answers)
        unusable = _other_kind(checks, answers)
    result = Result(id, (unusable,) if unusable else _judged(checks, answers))
    if result.passed:
        note_solved(id)
    return result


def _missing(id: str, checks: Exercise, answers: tuple[Any, ...]) -> Remark | None:
    """Say what to pass, where that is not what was passed."""
    wanted = ["answer" if name == "given" else name for name in signature(checks).parameters]
    if len(answers) == len(wanted):
        return None
    call = f'qlab.check("{id}", {", ".join(wanted)})'
    return not_yet(f"This exercise needs {listed(wanted)}, and {_counted(len(answers))} given.", f"{call}.")


def _counted(number: int) -> str:
    return f"{number} were" if number > 1 else "one was" if number else "nothing was"


def _is_lab(answer: object) -> bool:
    from qlab.lab.lab import Lab

    return isinstance(answer, Lab)


def _is_several(answer: object) -> bool:
    return isinstance(answer, Iterable) and not isinstance(answer, str | Mapping)


_KINDS: Mapping[str, tuple[Callable[[object], bool], str, str]] = MappingProxyType({
    "Lab": (_is_lab, "a lab", "the lab that the cell makes, such as lab or mine."),
    "Mapping": (lambda answer: isinstance(answer, Mapping), "a dict", "a dict, as the cell had it: {…: …}."),
    "Callable": (callable, "a function", "the function itself: its name, without parentheses."),
    "Collection": (_is_several, "a list or a set", "several values in brackets: […], {…} or (…)."),
})  # fmt: skip
"""By what an exercise's function says it takes: whether an answer is such, what that is called, and what to try."""


def _other_kind(checks: Exercise, answers: tuple[Any, ...]) -> Remark | None:
    """Say that an answer is of another kind than the exercise takes; None where each is right, or may be anything."""
    for wanted, answer in zip(signature(checks).parameters.values(), answers, strict=True):
        kind = _KINDS.get(str(wanted.annotation).partition("[")[0])
        if kind and not kind[0](answer):
            return not_yet(f"{repr_of(answer)} is not {kind[1]}.", kind[2])
    return None


MOST = 1_000
"""This many values of a generator are looked at: it may never end."""


def _kept(checks: Exercise, answers: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the answers with a list in place of a generator where several values are wanted: it yields only once."""
    wanted = (str(each.annotation).partition("[")[0] for each in signature(checks).parameters.values())
    return tuple(
        list(islice(answer, MOST)) if kind == "Collection" and isinstance(answer, Iterator) else answer
        for kind, answer in zip(wanted, answers, strict=True)
    )


def _judged(checks: Exercise, answers: tuple[Any, ...]) -> tuple[Remark, ...]:
    """Return the findings; of a right number in quotation marks, that it is one."""
    found = tuple(_findings(checks, answers))
    if all(each.fine for each in found):
        return found
    texts: list[str] = []
    plain = tuple(_unquoted(answer, texts) for answer in answers)
    if texts and all(each.fine for each in _findings(checks, plain)):
        return (not_yet(f"{repr_of(texts[0], 20)} is a text.", f"{texts[0].strip()}, without quotation marks."),)
    return found


def _unquoted(answer: Any, texts: list[str]) -> Any:
    """Return an answer with its whole numbers out of their quotation marks, and note which they were."""
    if isinstance(answer, str):
        if not _DIGITS.fullmatch(answer):
            return answer
        texts.append(answer)
        return int(answer)
    if type(answer) is dict:
        return {key: _unquoted(value, texts) for key, value in answer.items()}
    if type(answer) in (list, tuple):
        return type(answer)(_unquoted(each, texts) for each in answer)
    return answer


_DIGITS = re.compile(r"\s*[0-9]{1,20}\s*")


def _findings(checks: Exercise, answers: tuple[Any, ...]) -> Iterator[Remark]:
    """Yield the findings up to the first that is not fine: one thing to try at a time."""
    try:
        for finding in checks(*answers):
            yield finding
            if not finding.fine:
                return
    except QlabError as error:  # says what was wrong, and what to do
        yield not_yet(str(error), "")
    except Exception as error:  # noqa: BLE001  an answer may be anything at all, a function that raises included
        said = f"Checking this answer ended in {type(error).__name__}: {error}".rstrip(".") + "."
        yield not_yet(said, "an answer of the kind that the exercise asks for.")


class Result:
    """What a check found.

    Attributes:
        id: The exercise.
        findings: What was looked at, in order; at most the last is not fine.
    """

    def __init__(self, id: str, findings: tuple[Remark, ...]) -> None:
        self.id, self.findings = id, findings

    @property
    def passed(self) -> bool:
        """Whether everything is as the exercise wants it."""
        return all(finding.fine for finding in self.findings)

    def _title(self) -> str:
        return f"Exercise {self.id}: {'solved' if self.passed else 'not yet'}"

    def text(self) -> str:
        """Return the findings as plain text, at most 100 columns wide."""
        rows = (lines(f"{_mark(each)} {_said(each)}", "  ") for each in self.findings)
        return "\n".join([self._title(), *(line for row in rows for line in row)])

    __repr__ = text

    def _repr_html_(self) -> str:
        css = {True: "q-plus", False: "q-minus"}
        rows = (
            html.element("p", html.element("span", _mark(each), css=css[each.fine]), " ", html.marked(_said(each)))
            for each in self.findings
        )
        return html.card(self._title(), "", *rows, *self._offer())

    def _offer(self) -> Iterator[html.Html]:
        if not self.passed and hints_for(self.id):
            yield html.element("p", html.quiet(f'Stuck? qlab.hint("{self.id}") gives hints, one at a time.'))


_given: Counter[str] = Counter()
"""How many hints to each exercise this session has shown."""


def hint(id: str) -> Hint:
    """Give the next hint to an exercise: the first says where to look, the last nearly everything.

    Args:
        id: The exercise's id, such as ``05-b``. Run it again for the next hint; after the last it stays there.

    Returns:
        The hint, which Jupyter shows.

    Raises:
        UsageError: If there is no such exercise, or there are no hints to it.
    """
    ladder = hints_for(id)
    if not ladder:
        raise UsageError(f"There are no hints for exercise {shorten(repr(id), 20)}; qlab.check says what to try.")
    _given[id] = min(_given[id] + 1, len(ladder))
    return Hint(id, _given[id], len(ladder), ladder[_given[id] - 1])


class Hint:
    """A hint to an exercise.

    Attributes:
        id: The exercise.
        number, of: Which hint of how many it is, from 1.
        said: The hint.
    """

    def __init__(self, id: str, number: int, of: int, said: str) -> None:
        self.id, self.number, self.of, self.said = id, number, of, said

    def _title(self) -> str:
        return f"Exercise {self.id}: hint {self.number} of {self.of}"

    def text(self) -> str:
        """Return the hint as plain text, at most 100 columns wide."""
        return "\n".join([self._title(), *lines(shorten(terminal(self.said), 600))])

    __repr__ = text

    def _repr_html_(self) -> str:
        return html.card(self._title(), "", html.element("p", html.marked(shorten(terminal(self.said), 600))))


def _mark(finding: Remark) -> str:
    return "✓" if finding.fine else "→"


def _said(finding: Remark) -> str:
    return shorten(terminal(f"{finding.said} Try: {finding.hint}" if finding.hint else finding.said), 600)
