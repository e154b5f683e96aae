"""Replay: a queue's event stream, played back into steps.

An event says that a job moved, and little else. Together with the jobs' hashes it is enough to follow who was where and
when: the state is carried along from event to event, as the scripts that sent the events would have changed it, and
corrected by each page that was really read: what no event tells, such as a lock, comes with those.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from immutables import Map

from qlab.protocol import operations
from qlab.protocol.events import EVENTS, Ignored, Judged, ignored, judge
from qlab.protocol.jobs.taken_by import runs_begun, taking
from qlab.protocol.keys import job_key
from qlab.protocol.states import JobState
from qlab.record.recording import Recording
from qlab.record.step import NO_TRACE, Call, Step
from qlab.record.transition import Transition
from qlab.replay.applying import apply
from qlab.replay.event_facts import facts_of
from qlab.replay.queue_state import PlayedStep, QueueState, places
from qlab.replay.rewinding import Fields, counted, rewound, whole
from qlab.sentences.sentence import sentence
from qlab.snapshot.model import Snapshot
from qlab.snapshot.values import Entry
from qlab.text.decoded import quoted, to_json
from qlab.text.durations import in_calendar
from qlab.text.entry_ids import entry_ms
from qlab.text.words import plural

__all__ = ["Fields", "Replay", "empty"]

Hashes = Mapping[str, Fields | None]
"""Jobs' hashes by id, as read shortly after the events; None: it was gone by then."""

_PROGRESS = EVENTS["progress"]
_ADDING = (operations.ADD, operations.MOVE_TO_WAITING_CHILDREN)
_ADDED = (JobState.WAITING, JobState.DELAYED, JobState.WAITING_CHILDREN)
"""Where an add may leave its job; `waiting` stands for `prioritized`, too."""


class Replay:
    """Plays events of one queue.

    Args:
        first: What was known of the queue at the beginning.
        queue: Its name.
    """

    def __init__(self, first: Snapshot, queue: str) -> None:
        self.last, self.queue, self.steps = first, queue, 0
        self._places, self._looked = places(first, queue), first.at
        self._read = dict(_hashes_of(first, queue))

    def knows(self, id: str) -> bool:
        """Return whether a job's hash was read, and not only what events say of the job."""
        held = self.last.state.get(job_key(self.last.prefix, self.queue, id))
        return held is not None and "opts" in held.fields

    def batch(
        self, entries: Sequence[Entry], hashes: Hashes, later: Mapping[tuple[str, str], int] | None = None
    ) -> Iterator[Step]:
        """Yield a step for each event, in order; the two events of an add are one.

        Args:
            entries: Events that follow those played so far.
            hashes: The hashes of the jobs they are about, read after the last of them.
            later: For hashes that were read later still, how many attempts began (``id, "active"``) and ended
                (``id, "end"``) between these events and the reading.
        """
        text = [dict(each.fields) for each in entries]
        judged = self._judge(text)
        ahead = _ahead(judged)
        ahead.update(later or {})
        added: Entry | None = None
        for at, (each, meaning) in enumerate(zip(entries, judged, strict=True)):
            if added is None and self._is_first_half(judged[at : at + 2]):
                added = each
                continue
            told = ignored(text[at], text[at + 1] if at + 1 < len(text) else None)
            yield self._play(each, meaning, hashes, ahead, added, told)
            added = None

    def _is_first_half(self, judged: Sequence[Judged]) -> bool:
        """Return whether an event and the one after it are one add: BullMQ's scripts emit `added`, then where the job
        is.
        """
        if len(judged) < 2 or judged[0].event != EVENTS["added"] or judged[1].operation not in _ADDING:
            return False
        (_first, id, *_), second = judged
        return id is not None and second.job == id and second.event.state in _ADDED and self._is_new(id)

    def _is_new(self, id: str) -> bool:
        return id not in self._places and job_key(self.last.prefix, self.queue, id) not in self.last.state

    def _judge(self, entries: Sequence[Fields]) -> list[Judged]:
        """Return what each event means, from where its job has been led by those before."""
        keys, places, judged = self._keys(), dict[str, JobState | None](), list[Judged]()
        for fields, following in zip_longest(entries, entries[1:]):
            id = fields.get("jobId", "")
            was = places[id] if id in places else keys.place(id)
            judged.append(judge(fields, was, following))
            places[id] = judged[-1].state
        return judged

    def page(self, page: Snapshot) -> Step:
        """Return a step that corrects the state by a page that was really read; its ``returned`` holds the exact
        counts.
        """
        keys = self._keys()
        met = [id for queue, id in page.places if queue == self.queue and id not in self._places]
        keys.correct(page)
        self._read.update(_hashes_of(page, self.queue))
        counts = page.counts_of(self.queue)
        shown = ", ".join(f"{number:,} {state}" for state, number in counts.items() if number) or "no jobs"
        call = Call(operations.SNAPSHOT, self.queue, None, {"counts": counts})
        tell = _saying(f"A look at the queue: {shown}{self._first_seen(page, met)}.")
        self._looked = page.at
        return self._step(f"{self.queue}: snapshot", call, keys, page.at, counts, tell)

    def _first_seen(self, page: Snapshot, ids: Sequence[str]) -> str:
        """Return the jobs of a look that nobody had seen: those older than the look before it were there already."""
        views = [page.job(id, self.queue) for id in ids]
        there = sum(view is not None and 0 < view.timestamp <= self._looked for view in views)
        since = sum(view is not None and view.timestamp > self._looked for view in views)
        parts = [f"{plural(there, 'job')} that had not been seen {'was' if there == 1 else 'were'} there already"] * (
            there > 0
        )
        parts += [f"{plural(since, 'job')} {'was' if since == 1 else 'were'} added since the last look"] * (since > 0)
        return "".join(f"; {part}" for part in parts)

    def _keys(self) -> QueueState:
        return QueueState(self.last, self.queue, self._places)

    def remark(self, text: str, at: int) -> Step:
        """Return a step that changes nothing and says something, such as that events are missing."""
        call = Call(operations.GAP, self.queue)
        return self._step(f"{self.queue}: gap", call, self._keys(), at, None, _saying(text))

    def _play(
        self, each: Entry, judged: Judged, hashes: Hashes, ahead: Counter[tuple[str, str]], added: Entry | None,
        told: Ignored | None,
    ) -> Step:  # fmt: skip
        both = [added, each] if added is not None else [each]
        fields = {name: text for entry in both for name, text in entry.fields}
        id, at, first = judged.job, _moment(each), EVENTS["added"] if added is not None else judged.event
        keys, read = self._keys(), counted(hashes.get(id or ""))
        for entry in both:
            keys.append(entry)
        was, made, error, due = keys.place(id or ""), 0, None, keys.due(id or "")
        if id is None:
            keys.setting(judged.event)
        elif told is None:
            if judged.event == EVENTS["added"] and was is not None:
                keys.remove(id)  # the one that had this id: it was removed, and no event told of it
            if keys.hash(id) is None:
                seen = rewound(read, first, ahead[id, "active"], ahead[id, "end"]) if read else {"timestamp": f"{at}"}
                keys.know(id, {"name": fields.get("name", ""), **seen})
            made = whole((keys.hash(id) or {}).get("atm"))
            error = apply(keys, judged, id, fields, at, read, known=id in hashes, before=self._read.get(id))
            self._note(id, keys, read)
            ahead[id, "active"] -= judged.event.state is JobState.ACTIVE
            ahead[id, "end"] -= judged.ends
        done = judged.operation if added is None else operations.ADD
        if done == operations.PROMOTE and due is not None and due <= at:
            done = operations.DUE  # nobody's doing: its time had come
        facts = facts_of(judged, first, fields, keys, error, read, met=was is None, told=told)
        call = Call(done, self.queue, id, facts)
        returned = to_json(fields["returnvalue"]) if "returnvalue" in fields else None
        title = f"{self.queue}: {first.name}" + (f" {id}" if id is not None else "")
        moves = () if id is None else _moves(self.queue, id, was, keys, made)
        return self._step(title, call, keys, at, returned, _telling(judged, told), moves)

    def _note(self, id: str, keys: QueueState, read: Fields | None) -> None:
        """Keep what a hash that was read says of who took the job, for the run after: what is played may say less."""
        if id not in self._places:
            self._read.pop(id, None)
        elif read is not None and runs_begun(read) == runs_begun(keys.hash(id)):  # else it was read in a later run
            self._read[id] = taking(read)

    def _step(
        self, title: str, call: Call, keys: QueueState, at: int, returned: Any, tell: Callable[[Step], str],
        moves: tuple[Transition, ...] | None = None,
    ) -> Step:  # fmt: skip
        self.steps += 1
        after = Snapshot(max(at, self.last.at), self.last.start, self.last.prefix, keys.state)
        step = PlayedStep(
            self.steps, title, call, self.last, after, returned, frozenset(keys.changed),
            tell, lambda: NO_TRACE, keys.changes(after), moves,
        )  # fmt: skip
        self.last = after
        return step


def _moment(event: Entry) -> int:
    """Return when an event happened, ms since 1970, by its id. A hand may give an id that is at no moment of the
    calendar.
    """
    return in_calendar(entry_ms(event.id))


def _moves(queue: str, id: str, was: JobState | None, keys: QueueState, made: int) -> tuple[Transition, ...] | None:
    """Return the move an event made, with the attempt that it begins or ends; None where it passed through another
    state.
    """
    now = keys.place(id)
    if was is now:
        return ()
    if (was, now) == (JobState.DELAYED, JobState.ACTIVE):  # the event between the two is missing
        return None
    begins_or_ends = now is JobState.ACTIVE or was is JobState.ACTIVE
    return (Transition(queue, id, was, now, made + 1 if begins_or_ends else made),)


def _hashes_of(snapshot: Snapshot, queue: str) -> Iterator[tuple[str, Fields]]:
    """Yield what the jobs' hashes in a snapshot say of who took them."""
    for name, id in snapshot.places:
        view = snapshot.job(id, queue) if name == queue else None
        if view is not None:
            yield id, taking(view.fields)


def _saying(text: str) -> Callable[[Step], str]:
    return lambda _step: text


def _telling(judged: Judged, told: Ignored | None) -> Callable[[Step], str]:
    """Tell of an event: where it moved no job, and of an `added` that stands alone, what it means."""
    about = f"Job {quoted(judged.job, 40)}, " if judged.job is not None else "Event "
    meaning = f"{about}{quoted(judged.event.name, 40)}: {judged.event.sentence}"
    changed = judged.operation == operations.CHANGE_DELAY
    always, never = changed or judged.event == _PROGRESS or told is not None, judged.event == EVENTS["added"]
    return lambda step: sentence(step) if always or (step.transitions and not never) else meaning


def _ahead(judged: Sequence[Judged]) -> Counter[tuple[str, str]]:
    """Return how many attempts of each job begin and end in the batch: so far the hashes read after it are ahead."""
    counted: Counter[tuple[str, str]] = Counter()
    for each in judged:
        if each.job is not None:
            counted[each.job, "active"] += each.event.state is JobState.ACTIVE
            counted[each.job, "end"] += each.ends
    return counted


def empty(prefix: str, at: int) -> Snapshot:
    """Return the beginning of a replay of which nothing else is known."""
    return Snapshot(at, at, prefix, Map(), sampled=True)


def recording_of(entries: Sequence[Entry], queue: str, prefix: str, hashes: Hashes) -> Recording:
    """Play a queue's events back; see :meth:`qlab.Recording.from_events`."""
    first = empty(prefix, _moment(entries[0]) if entries else 0)
    steps = list(Replay(first, queue).batch(entries, hashes))
    return Recording(first, "real", note="Played back from the queue's events.", steps=steps)
