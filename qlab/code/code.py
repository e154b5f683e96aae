"""A step as code: the call of BullMQ's that makes it, as somebody would type it.

The lines of :func:`code` make what the call is made on, then make the call. What the surroundings give is a variable:
``connection``, and for what a processor does ``job`` and ``token``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from typing import Any, NamedTuple

from qlab.code import literals
from qlab.code.asked import Unsaid, arguments
from qlab.code.dialects import DIALECTS, Dialect, Place
from qlab.code.expressions import Expression, Named
from qlab.errors import OptionError
from qlab.protocol import operations
from qlab.protocol.api.methods import LIFTING, METHODS, SEVERAL, Method, Owner
from qlab.protocol.api.worker_options import DRAIN_DELAY_S
from qlab.protocol.keys import Role, queue_key
from qlab.protocol.operations import Doer
from qlab.record.step import Step
from qlab.text.durations import format_ms
from qlab.text.escape import repr_of, shorten

__all__ = ["ANY_JOB", "Written", "code", "in_each_language", "lines", "no_call"]

_THROWN = {
    operations.MOVE_TO_DELAYED: "DelayedError",
    operations.MOVE_TO_WAIT: "WaitingError",
    operations.MOVE_TO_WAITING_CHILDREN: "WaitingChildrenError",
}
"""What a processor throws once it has moved its job itself (qlab.run.signals)."""
_BY_ITSELF = {
    operations.TAKE: "BullMQ's worker takes the job and calls process().",
    operations.CHECK_STALLED: "BullMQ's worker looks for stalled jobs by itself, every stalledInterval.",
}


LONG = 1_000
"""What was asked for with more characters is not remembered: there are hardly twice the same."""
REMEMBERED = 1_024
"""This many calls are kept as they are written."""
_KNOWN: dict[tuple[Any, ...], tuple[str, ...]] = {}
_LITERALS = tuple(dialect.literal for dialect in DIALECTS.values())
ANY_JOB = "\0job\0"
"""Stands for a job's id. No text that is written can hold it: the literals show what hides."""


class Written(NamedTuple):
    """A step's call in Python, TypeScript and NestJS.

    Attributes:
        texts: The call in each language, with :data:`ANY_JOB` where the job's id stands: many steps have the same.
        ids: The job's id as each language writes it; empty where the texts stand for themselves.
    """

    texts: tuple[str, ...]
    ids: tuple[str, ...] = ()


def code(step: Step, language: str = "typescript") -> str:
    """Return the BullMQ call that makes a step.

    Args:
        step: The step.
        language: ``python`` (PyPI's bullmq), ``typescript`` (npm's) or ``nestjs`` (npm's, with ``@nestjs/bullmq``).

    Returns:
        Lines of code. If BullMQ has no such call, or the recording does not hold what was asked for, a comment says so.

    Raises:
        OptionError: If there is no such language.
    """
    if str(language) not in DIALECTS:
        raise OptionError(f"A step has no code in {repr_of(language, 30)}; choose one of {', '.join(DIALECTS)}.")
    return _written(step, language, _asked(step))


def in_each_language(step: Step, most: int) -> Written:
    """Return a step as :func:`code` in Python, TypeScript and NestJS.

    Calls that differ in nothing but the job's id are written once: the jobs of a queue are mostly asked for alike.

    Args:
        step: The step.
        most: This many elements of a list are written, such as of the jobs of a bulk.
    """
    with literals.at_most(most):
        asked = _asked(step)
        likeness = _likeness(step, asked)
        if likeness is None:
            return Written(tuple(_written(step, language, asked) for language in DIALECTS))
        if (known := _KNOWN.get((most, likeness))) is None:
            if len(_KNOWN) >= REMEMBERED:
                _KNOWN.clear()
            known = tuple(_written(step, language, asked, Named(ANY_JOB)) for language in DIALECTS)
            _KNOWN[most, likeness] = known
    return Written(known) if step.job is None else Written(known, _ids(step.job))


@lru_cache(maxsize=REMEMBERED)
def _ids(job: str) -> tuple[str, ...]:
    ids = {write: write(job) for write in set(_LITERALS)}
    return tuple(ids[write] for write in _LITERALS)


def _likeness(step: Step, asked: list[Expression] | None) -> tuple[Any, ...] | None:
    """Return what the code of a step's call depends on, but its job's id; None if there is no call, or a long one."""
    method, facts = METHODS.get(step.operation), step.call.facts
    if method is None or len(spelled := repr(asked)) > LONG:
        return None
    place = (step.queue, step.after.prefix, step.job is None, facts.get("worker"))
    options = repr(facts.get("options")) if method.owner is Owner.WORKER else ""
    return (step.operation.name, spelled, place, options, bool(facts.get("refused")))


def _written(step: Step, language: str, asked: list[Expression] | None, job: Named | None = None) -> str:
    return "\n".join(_lines(step, DIALECTS[language], asked, nest=language == "nestjs", job=job))


def lines(step: Step, dialect: Dialect, *, nest: bool = False) -> Iterator[str]:
    """Yield a step's lines of code in a dialect.

    Args:
        step: The step.
        dialect: How calls are written.
        nest: Inside a processor's class of NestJS, which returns and throws.
    """
    return _lines(step, dialect, _asked(step), nest=nest)


def _asked(step: Step) -> list[Expression] | None:
    """Return the arguments of a step's call; None where the recording does not hold them."""
    try:
        return arguments(step)
    except Unsaid:
        return None


def _lines(
    step: Step, dialect: Dialect, asked: list[Expression] | None, *, nest: bool, job: Named | None = None
) -> Iterator[str]:
    """Yield a step's lines; ``job``: what stands for its job's id."""
    method = METHODS.get(step.operation)
    if method is None:
        yield from _nobodys(step, dialect)
        return
    if step.call.facts.get("refused"):
        yield f"{dialect.comment} BullMQ refuses this call."
    if asked is None:
        yield f"{dialect.comment} This recording does not hold what was asked for."
        return
    place = partial(_place, step, job)
    yield from _nest(step, dialect, place, asked) if nest else _call(step, dialect, place, method, asked)


At = Callable[[Owner], Place]
"""Where a step's call is made, by whose method it is."""


def _call(step: Step, dialect: Dialect, place: At, method: Method, given: list[Expression]) -> Iterator[str]:
    method = _variant(step, method, given)
    name = dialect.name_of(method)
    if name is None:
        yield f"{dialect.comment} {_without(method, step)}"
        return
    yield from dialect.makes(method.owner, place(method.owner))
    result = "" if step.operation != operations.TAKE else dialect.declares("job")
    yield dialect.call(method, name, dialect.adapt(name, given), result)


def _variant(step: Step, method: Method, given: Sequence[Expression]) -> Method:
    if step.operation in LIFTING and not given:
        return LIFTING[step.operation]
    if step.operation in SEVERAL and step.job is None:
        return SEVERAL[step.operation]
    return method


def _without(method: Method, step: Step) -> str:
    if method.npm is None:
        return f"BullMQ has no public method for this; its script is {step.operation.scripts[0]}."
    return f"PyPI's bullmq has no method for this; npm's is {method.owner.type}.{method.npm}."


def _place(step: Step, job: Named | None, owner: Owner) -> Place:
    facts = step.call.facts
    options = facts.get("options", {}) if owner is Owner.WORKER else {}
    stands = step.job if step.job is None else job or step.job
    return Place(step.queue or "", step.after.prefix, stands, facts.get("worker"), options)


# -- NestJS: a processor is called, and answers by returning or throwing -----------------------------------------------


def _nest(step: Step, dialect: Dialect, place: At, given: list[Expression]) -> Iterator[str]:
    done, method = step.operation, METHODS[step.operation]
    if done in _BY_ITSELF:
        yield f"{dialect.comment} {_BY_ITSELF[done]}"
        return
    if done.ends is None:
        thrown = _THROWN.get(done)
        for line in _call(step, dialect, place, method, given):
            asks = thrown and done == operations.MOVE_TO_WAITING_CHILDREN and line.startswith("await ")
            yield f"if ({line.removesuffix(';')}) throw new {thrown}();" if asks else line
        if thrown and done != operations.MOVE_TO_WAITING_CHILDREN:
            yield f"throw new {thrown}();"
        return
    yield from dialect.makes(method.owner, place(method.owner))
    word = "return" if done == operations.COMPLETE else "throw"
    yield f"{word} {dialect.literal(given[0], 0)};"


# -- what is not a call of BullMQ's ------------------------------------------------------------------------------------


def no_call(step: Step) -> str:
    """Return that a program or a module leaves a step out: nothing of BullMQ's does the same."""
    return f"Step {step.index} ({literals.typescript(step.title)[1:-1]}) is not a call of BullMQ's."


def _nobodys(step: Step, dialect: Dialect) -> Iterator[str]:
    mark = dialect.comment
    if step.operation == operations.WAIT_FOR_JOB:
        marker = queue_key(step.after.prefix, step.queue or "", Role.MARKER)
        yield f"{mark} BullMQ's worker does this by itself while it is idle."
        yield dialect.command(("BZPOPMIN", marker, DRAIN_DELAY_S))
    elif step.operation.doer is Doer.CLOCK:
        yield f"{mark} No call: {format_ms(step.at - step.before.at)} pass."
    elif step.operation == operations.OBSERVE and step.script is None and step.commands:
        yield f"{mark} No call of BullMQ's: commands by hand."
        yield from (dialect.command((each.name, *each.args)) for each in step.commands)
    else:
        yield f"{mark} No call of BullMQ's: {shorten(step.operation.doer.value, 40)}."
