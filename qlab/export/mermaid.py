"""Mermaid: a recording as a diagram in text, which GitHub, GitLab, Jupyter and many editors draw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from qlab.errors import OptionError
from qlab.export.jobs import Seen, jobs_of
from qlab.protocol import operations
from qlab.protocol.operations import Doer
from qlab.record.recording import Recording
from qlab.record.step import Step
from qlab.record.transition import Transition
from qlab.text.durations import format_elapsed
from qlab.text.escape import repr_of, shorten, terminal

__all__ = ["KINDS", "to_mermaid"]

MOST = 200
"""This many steps or jobs are drawn at most; a diagram says how many more there are."""
LARGEST = 50_000
"""This many characters, as JavaScript counts them, Mermaid draws (``maxTextSize``); what is longer it refuses."""
MOVES = 5
"""This many moves of a step are noted."""
PLAIN = " .,_()/+-*=!?'→"
"""Beside letters and digits, all that stands in a diagram as it is; the rest is written as Mermaid's ``#code;``."""
ADDS = (operations.ADD, operations.ADD_BULK, operations.FLOW)


def to_mermaid(recording: Recording, kind: str) -> str:
    """Write a recording as a Mermaid diagram; see :meth:`qlab.Recording.to_mermaid`."""
    if str(kind) not in KINDS:
        raise OptionError(f"{repr_of(kind)} is not a kind of diagram; choose one of {', '.join(KINDS)}.")
    shown = MOST
    while _size(text := "\n".join(KINDS[kind](recording, shown)) + "\n") > LARGEST and shown > 1:
        shown = max(1, shown * LARGEST * 9 // (_size(text) * 10))
    return text


def _size(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _text(text: object, width: int = 60) -> str:
    plain = shorten(terminal(text), width) or " "
    return "".join(c if (c.isalnum() or c in PLAIN) else f"#{ord(c)};" for c in plain)


def _states(recording: Recording, _shown: int) -> Iterator[str]:
    counted = Counter((move.source, move.target) for move in recording.all_moves() if move.source is not move.target)
    yield "stateDiagram-v2"
    for (source, target), times in counted.items():
        yield f"    {_state(source)} --> {_state(target)} : {times}"
    if not counted:
        yield "    [*] --> [*]"


def _state(state: object) -> str:
    return "[*]" if state is None else str(state).replace("-", "_")


# -- who asked whom ----------------------------------------------------------------------------------------------------


def _sequence(recording: Recording, shown: int) -> Iterator[str]:
    steps = [step for step in recording if step.operation is not operations.SNAPSHOT]
    actors = dict.fromkeys(name for step in steps[:shown] for name in _names(step) if name)
    ids = {name: f"p{number}" for number, name in enumerate(actors)}
    yield "sequenceDiagram"
    yield from (f"    participant {id} as {_text(name, 30)}" for name, id in ids.items())
    if not ids:
        yield "    participant p0 as queue"
    over = ",".join(dict.fromkeys((next(iter(ids.values()), "p0"), list(ids.values())[-1] if ids else "p0")))
    for step in steps[:shown]:
        yield from _message(step, ids, over)
    if len(steps) > shown:
        yield f"    Note over {over}: and {len(steps) - shown} more steps"


def _message(step: Step, ids: dict[str, str], over: str) -> Iterator[str]:
    if step.operation.doer is Doer.CLOCK:
        yield f"    Note over {over}: {_text(f'{step.title}, now {format_elapsed(step.elapsed_ms)}')}"
    elif step.queue is None:
        yield f"    Note over {over}: {_text(step.title)}"
    else:
        asking, asked = ids[_actor(step)], ids[step.queue]
        yield f"    {asking}->>{asked}: {_text(step.title)}"
        yield from (f"    Note right of {ids[move.queue]}: {_text(_moved(move))}" for move in step.transitions[:MOVES])


def _names(step: Step) -> Iterator[str]:
    yield from (_actor(step), step.queue or "")
    yield from (move.queue for move in step.transitions[:MOVES])


def _moved(move: Transition) -> str:
    return f"job {move.job} {move.source or 'new'} → {move.target or 'removed'}"


def _actor(step: Step) -> str:
    if step.queue is None:
        return ""
    worker = step.call.facts.get("worker")
    return str(worker) if worker else "producer" if step.operation in ADDS else "operator"


# -- parents and children ----------------------------------------------------------------------------------------------


def _flow(recording: Recording, most: int) -> Iterator[str]:
    seen = jobs_of(recording)
    shown = list(seen.values())[:most]
    ids = {(job.queue, job.id): f"j{number}" for number, job in enumerate(shown)}
    yield "flowchart TD"
    yield from (f'    {ids[job.queue, job.id]}["{_label(job)}"]' for job in shown)
    for job in shown:
        if job.parent in ids:
            yield f"    {ids[job.parent]} --> {ids[job.queue, job.id]}"
    if len(seen) > most:
        yield f'    more["and {len(seen) - most} more jobs"]'
    if not seen:
        yield '    none["no job"]'


def _label(job: Seen) -> str:
    return f"{_text(job.name, 40)}<br/>{_text(f'{job.queue} {job.id}', 40)}<br/>{_text(job.state)}"


KINDS = {"states": _states, "sequence": _sequence, "flow": _flow}
"""The kinds of diagram, and what writes each."""
