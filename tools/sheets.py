"""What a teacher prints on A4: a cheat sheet and a handout, made from the protocol's own tables; and the glossary.

python -m tools.sheets    write docs/teaching/cheat-sheet.html, handout.html and glossary.md anew
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from qlab import Diff, Lab, Recording, Snapshot, Step, exponential, fixed, jittered
from qlab.files import write_file
from qlab.protocol.backoff import Backoff
from qlab.protocol.keys import JOB_SUFFIXES, QUEUE_ROLES, Role, detail_key, job_key, queue_key
from qlab.protocol.operations import Operation
from qlab.protocol.states import EDGES, JobState
from qlab.record.attempts import Attempt
from qlab.record.step import Call
from qlab.record.transition import Transition
from qlab.text.durations import format_ms
from qlab.text.html import Html, code, element, join, table
from tools.glossary import COURSE_WORDS

__all__ = ["FOLDER", "pages"]

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "teaching"
STYLE = """\
@page { size: A4; margin: 11mm }
body { font: 9pt/1.3 system-ui, sans-serif; color: #111; background: #fff; max-width: 188mm; margin: 0 auto }
h1 { font-size: 14pt; margin: 0 0 2mm } h2 { font-size: 11pt; margin: 4mm 0 1.5mm }
table { border-collapse: collapse; width: 100% }
th, td { border: .2mm solid #999; padding: .6mm 1.2mm; text-align: left; vertical-align: top }
th { background: #eee } code { font: 8.5pt ui-monospace, monospace; overflow-wrap: break-word }
tr, figure, svg { break-inside: avoid } section + section { break-before: page }
.blank td { height: 7mm; width: 20% } .tall td { height: 22mm } svg { width: 100%; height: auto } p { margin: 1mm 0 }
@media screen { body { padding: 4mm } .scroll { overflow-x: auto } }
"""


class Arrow(NamedTuple):
    """A move of the drawn state machine: from where to where, by which script, and where its name stands (x, y)."""

    source: JobState | None
    target: JobState
    script: str
    line: tuple[int, int, int, int]
    name: tuple[int, int]


PLACES: Mapping[JobState, tuple[int, int]] = MappingProxyType({
    JobState.DELAYED: (190, 40), JobState.WAITING: (190, 140), JobState.PRIORITIZED: (230, 240),
    JobState.WAITING_CHILDREN: (190, 340), JobState.ACTIVE: (460, 140), JobState.COMPLETED: (720, 40),
    JobState.FAILED: (720, 240),
})  # fmt: skip
"""Where each state stands in the drawing."""
ARROWS = (
    Arrow(None, JobState.DELAYED, "addDelayedJob", (20, 60, 190, 60), (20, 54)),
    Arrow(None, JobState.WAITING, "addStandardJob", (20, 160, 190, 160), (20, 154)),
    Arrow(None, JobState.PRIORITIZED, "addPrioritizedJob", (20, 260, 230, 260), (20, 254)),
    Arrow(None, JobState.WAITING_CHILDREN, "addParentJob", (20, 360, 190, 360), (20, 354)),
    Arrow(JobState.DELAYED, JobState.WAITING, "moveToActive", (230, 80, 230, 140), (238, 124)),
    Arrow(JobState.WAITING, JobState.ACTIVE, "moveToActive", (330, 160, 460, 160), (346, 154)),
    Arrow(JobState.PRIORITIZED, JobState.ACTIVE, "moveToActive", (370, 255, 500, 180), (420, 240)),
    Arrow(JobState.ACTIVE, JobState.DELAYED, "moveToDelayed", (500, 140, 330, 60), (420, 84)),
    Arrow(JobState.ACTIVE, JobState.COMPLETED, "moveToFinished", (600, 150, 720, 65), (560, 90)),
    Arrow(JobState.ACTIVE, JobState.FAILED, "moveToFinished", (600, 170, 720, 255), (672, 208)),
    Arrow(JobState.WAITING_CHILDREN, JobState.WAITING, "moveToFinished", (210, 340, 210, 180), (218, 318)),
    Arrow(JobState.FAILED, JobState.WAITING, "reprocessJob", (720, 270, 320, 180), (560, 264)),
)
"""The moves of a usual life. Each is one of ``EDGES``, which has more."""
BACKOFFS: tuple[Backoff, ...] = (fixed("5s"), exponential("2s"), jittered("2s"), exponential("2s", cap="5s"))
WORDS = (Lab, Operation, Call, Step, Snapshot, Diff, Transition, Attempt, Recording)
"""The words of qlab's own that a glossary owes: classes, each of which says what it is."""


def pages() -> dict[str, str]:
    """Return every page by the name of its file."""
    return {"cheat-sheet.html": _cheat_sheet(), "handout.html": _handout(), "glossary.md": _glossary()}


def _cheat_sheet() -> str:
    keys = table(("key", "type", "what it is"), _keys())
    states = table(("state", "what it means", "kept in", "may go on to"), map(_state, JobState))
    return _html(
        "BullMQ's keys and states",
        join(element("h1", "The keys of the queue email"), _scroll(keys)),
        join(
            element("h1", "The states of a job"), _scroll(_machine()), _scroll(states),
            element("h2", "When the next attempt is due"), _scroll(_schedule()),
        ),
    )  # fmt: skip


def _keys() -> Iterable[tuple[Html, str, str]]:
    """Return every kind of key that today's BullMQ makes, in the order of the protocol."""
    named = {role: queue_key("bull", "email", role) for role in QUEUE_ROLES if not role.name.startswith("LEGACY")}
    named[Role.JOB] = job_key("bull", "email", "1")
    named |= {role: named[Role.JOB] + suffix for role, suffix in JOB_SUFFIXES.items()}
    details = {
        Role.SCHEDULER: "nightly", Role.DEDUPLICATION: "ada", Role.DEDUPLICATION_NEXT: "ada",
        Role.METRICS: "completed", Role.METRICS_DATA: "completed",
    }  # fmt: skip
    named |= {role: detail_key("bull", "email", role, detail) for role, detail in details.items()}
    return ((code(key), role.redis_type, role.sentence) for role, key in named.items())


def _state(state: JobState) -> tuple[object, ...]:
    onward = dict.fromkeys(target or "removed" for source, target in EDGES if source is state)
    return code(state.value), state.sentence, code(state.container) if state.container else "", ", ".join(onward)


def _machine() -> Html:
    boxes = [
        f'<rect x="{x}" y="{y}" width="140" height="40" rx="6" fill="#fff" stroke="#111"/>'
        f'<text x="{x + 70}" y="{y + 25}" text-anchor="middle" font-size="15">{state.value}</text>'
        for state, (x, y) in PLACES.items()
    ]
    lines = [
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="#111" marker-end="url(#to)"/>'.format(*arrow.line)
        + f'<text x="{arrow.name[0]}" y="{arrow.name[1]}" font-size="12" fill="#333">{arrow.script}</text>'
        for arrow in ARROWS
    ]
    head = (
        '<defs><marker id="to" markerWidth="9" markerHeight="9" refX="8" refY="4" orient="auto">'
        '<path d="M0 0 L8 4 L0 8 z"/></marker></defs>'
    )
    label = "The usual moves of a job, with the script that makes each; the table below has all."
    return Html(
        f'<svg viewBox="0 0 880 390" role="img" aria-label="{label}" font-family="system-ui, sans-serif">'
        f"{head}{''.join(lines)}{''.join(boxes)}</svg>"
    )


def _schedule() -> Html:
    """Return when attempts 2 to 5 are due after a job that fails at once each time."""
    rows = []
    for backoff in BACKOFFS:
        earliest, latest, dues = 0, 0, []
        for attempt in range(1, 5):
            shortest, longest = backoff.band_ms(attempt)
            earliest, latest = earliest + shortest, latest + longest
            until = f" to +{format_ms(latest)}" if latest > earliest else ""
            dues.append(f"+{format_ms(earliest)}{until}")
        rows.append((str(backoff), *dues))
    return table(("backoff", *(f"attempt {number}" for number in range(2, 6))), rows)


def _handout() -> str:
    trace = _blank(("step", "which script", "from → to", "which keys change"), [""] * 9)
    schedule = _blank(("backoff", *(f"attempt {n}" for n in range(2, 6))), [str(backoff) for backoff in BACKOFFS])
    predictions = _blank(("question", "I say, because", "the keys say", "what I know now"), [""] * 10)
    first = join(
        element("h1", "Inside a BullMQ queue"),
        element("p", "A job is in the state whose key holds its id. Each arrow names the script that makes the move."),
        _machine(),
        element("h2", "When is each attempt due?"),
        element("p", "The job fails at once each time. Count from its first failure."),
        schedule,
        element("h2", "The life of one job"),
        trace,
    )
    second = join(element("h1", "Predict, run, look, explain"), element("div", predictions, css="tall"))
    return _html("Handout: inside a BullMQ queue", first, second)


def _blank(headers: tuple[str, ...], begun: list[str]) -> Html:
    """Return a table to fill in, of which the first column may be filled."""
    return element("div", table(headers, [(each, *[""] * (len(headers) - 1)) for each in begun]), css="blank")


def _html(title: str, *sections: object) -> str:
    body = join(*(element("section", section) for section in sections))
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>'
    whole = f"<head>{head}\n<style>\n{STYLE}</style></head>\n<body>{body}</body>"
    return f'<!doctype html>\n<html lang="en">\n{whole}\n</html>\n'


def _scroll(content: Html) -> Html:
    return element("div", content, css="scroll")


def _glossary() -> str:
    """Return the glossary, as Markdown: what the code says of itself, and the words of the course."""
    terms = dict(COURSE_WORDS)
    terms |= {f"`{state.value}`": state.sentence for state in JobState if state is not JobState.UNKNOWN}
    terms |= {cls.__name__.lower(): _first(cls) for cls in WORDS}
    terms |= {f"`{role.value}` (a key)": role.sentence for role in (Role.MARKER, Role.STALLED, Role.LOCK, Role.META)}
    ordered = sorted(terms.items(), key=lambda term: term[0].strip("`").lower())
    lines = [f"| {term} | {said} |" for term, said in ordered]
    head = "# Glossary\n\nStates, keys, the words of the course and those of qlab (`python -m tools.sheets`).\n"
    return "\n".join([head, "| term | what it means |", "| --- | --- |", *lines, ""])


def _first(cls: type) -> str:
    """Return the first sentence of a class's docstring."""
    return " ".join((inspect.getdoc(cls) or "").split("\n\n")[0].split()).replace("``", "`")


def main() -> None:
    """Write them anew."""
    for name, text in pages().items():
        write_file(FOLDER / name, text)


if __name__ == "__main__":
    main()
