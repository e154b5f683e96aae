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
from qlab.protocol.backoff import from_option
from qlab.protocol.events import EVENTS, Ends, Event, Judged, judge
from qlab.protocol.keys import job_key
from qlab.protocol.states import JobState
from qlab.record.recording import Recording
from qlab.record.step import NO_TRACE, Call, Step
from qlab.record.transition import Transition
from qlab.replay.queue_state import PlayedStep, QueueState, places
from qlab.replay.traces import error_of
from qlab.sentences.sentence import sentence
from qlab.snapshot.model import Snapshot
from qlab.snapshot.values import Entry
from qlab.text.decoded import quoted, to_json, to_number
from qlab.text.durations import in_calendar
from qlab.text.entry_ids import entry_ms

__all__ = ["Fields", "Replay", "empty"]

Fields = Mapping[str, str]
Hashes = Mapping[str, Fields | None]
"""Jobs' hashes by id, as read shortly after the events; None: it was gone by then."""

LATE_MS = 100
"""So much later than its script's time an event may be stamped."""


_PROGRESS = EVENTS["progress"]


class Replay:
    """Plays events of one queue.

    Args:
        first: What was known of the queue at the beginning.
        queue: Its name.
    """

    def __init__(self, first: Snapshot, queue: str) -> None:
        self.last, self.queue, self.steps = first, queue, 0
        self._places = places(first, queue)

    def knows(self, id: str) -> bool:
        """Whether a job's hash was read, and not only what events say of the job."""
        held = self.last.state.get(job_key(self.last.prefix, self.queue, id))
        return held is not None and "opts" in held.fields

    def batch(
        self, entries: Sequence[Entry], hashes: Hashes, later: Mapping[tuple[str, str], int] | None = None
    ) -> Iterator[Step]:
        """A step for each event, in order.

        Args:
            entries: Events that follow those played so far.
            hashes: The hashes of the jobs they are about, read after the last of them.
            later: For hashes that were read later still, how many attempts began (``id, "active"``) and ended
                (``id, "end"``) between these events and the reading.
        """
        judged = self._judge([dict(each.fields) for each in entries])
        ahead = _ahead(judged)
        ahead.update(later or {})
        for each, meaning in zip(entries, judged, strict=True):
            yield self._play(each, meaning, hashes, ahead)

    def _judge(self, entries: Sequence[Fields]) -> list[Judged]:
        """What each event means, from where its job has been led by those before."""
        keys, places, judged = self._keys(), dict[str, JobState | None](), list[Judged]()
        for fields, following in zip_longest(entries, entries[1:]):
            id = fields.get("jobId", "")
            was = places[id] if id in places else keys.place(id)
            judged.append(judge(fields, was, following))
            places[id] = judged[-1].state
        return judged

    def page(self, page: Snapshot) -> Step:
        """A step that corrects the state by a page that was really read; its ``returned`` holds the exact counts."""
        keys = self._keys()
        keys.correct(page)
        counts = page.counts_of(self.queue)
        shown = ", ".join(f"{number:,} {state}" for state, number in counts.items() if number) or "no jobs"
        call = Call(operations.SNAPSHOT, self.queue, None, {"counts": counts})
        tell = _saying(f"A look at the queue: {shown}.")
        return self._step(f"{self.queue}: snapshot", call, keys, page.at, counts, tell)

    def _keys(self) -> QueueState:
        return QueueState(self.last, self.queue, self._places)

    def remark(self, text: str, at: int) -> Step:
        """A step that changes nothing and says something, such as that events are missing."""
        call = Call(operations.GAP, self.queue)
        return self._step(f"{self.queue}: gap", call, self._keys(), at, None, _saying(text))

    def _play(self, each: Entry, judged: Judged, hashes: Hashes, ahead: Counter[tuple[str, str]]) -> Step:
        fields, id, at = dict(each.fields), judged.job, _moment(each)
        keys = self._keys()
        keys.append(each)
        was, made, error, due = keys.place(id or ""), 0, None, keys.due(id or "")
        if id is None:
            keys.setting(judged.event)
        else:
            read = _counted(hashes.get(id))
            if keys.hash(id) is None:
                ahead_of_it = (ahead[id, "active"], ahead[id, "end"])
                seen = _rewound(read, judged.event, *ahead_of_it) if read else {"timestamp": f"{at}"}
                keys.know(id, {"name": fields.get("name", ""), **seen})
            made = _int((keys.hash(id) or {}).get("atm"))
            error = _apply(keys, judged, id, fields, at, read, known=id in hashes)
            ahead[id, "active"] -= judged.event.state is JobState.ACTIVE
            ahead[id, "end"] -= judged.ends
        done = judged.operation
        if done == operations.PROMOTE and due is not None and due <= at:
            done = operations.DUE  # nobody's doing: its time had come
        call = Call(done, self.queue, id, _facts(judged, fields, keys, error))
        returned = to_json(fields["returnvalue"]) if "returnvalue" in fields else None
        title = f"{self.queue}: {judged.event.name}" + (f" {id}" if id is not None else "")
        moves = () if id is None else _moves(self.queue, id, was, keys, made)
        return self._step(title, call, keys, at, returned, _telling(judged), moves)

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
    """When an event happened, ms since 1970, by its id. A hand may give an id that is at no moment of the calendar."""
    return in_calendar(entry_ms(event.id))


def _moves(queue: str, id: str, was: JobState | None, keys: QueueState, made: int) -> tuple[Transition, ...] | None:
    """The move an event made, with the attempt that it begins or ends; None where it passed through another state."""
    now = keys.place(id)
    if was is now:
        return ()
    if (was, now) == (JobState.DELAYED, JobState.ACTIVE):  # the event between the two is missing
        return None
    begins_or_ends = now is JobState.ACTIVE or was is JobState.ACTIVE
    return (Transition(queue, id, was, now, made + 1 if begins_or_ends else made),)


def _saying(text: str) -> Callable[[Step], str]:
    return lambda _step: text


def _telling(judged: Judged) -> Callable[[Step], str]:
    """Tells of an event: where it moved no job, what it means."""
    about = f"Job {quoted(judged.job, 40)}, " if judged.job is not None else "Event "
    meaning = f"{about}{quoted(judged.event.name, 40)}: {judged.event.sentence}"
    always = judged.event == _PROGRESS
    return lambda step: sentence(step) if always or step.transitions else meaning


def _ahead(judged: Sequence[Judged]) -> Counter[tuple[str, str]]:
    """How many attempts of each job begin and end in the batch: so far the hashes read after it are ahead."""
    counted: Counter[tuple[str, str]] = Counter()
    for each in judged:
        if each.job is not None:
            counted[each.job, "active"] += each.event.state is JobState.ACTIVE
            counted[each.job, "end"] += each.ends
    return counted


_DYNAMIC = ("processedOn", "finishedOn", "failedReason", "stacktrace", "returnvalue", "progress", "pb")


def _rewound(read: Fields, event: Event, started: int, ended: int) -> dict[str, str]:
    """A hash as it was before an event and the attempts ahead of it, of which the batch itself holds these.

    A job just added has made no attempt. The hash may have been read after the last event that is known of: one that
    has finished meanwhile has an attempt more to end.
    """
    kept = {name: text for name, text in read.items() if name not in _DYNAMIC}
    if event == EVENTS["added"]:
        return {name: text for name, text in kept.items() if name not in ("ats", "atm")}
    if "finishedOn" in read and event.ends is not Ends.ALWAYS:
        ended = max(ended, 1)
    for name, back in (("ats", started), ("atm", ended)):
        if name in read:
            kept[name] = str(max(_int(read[name]) - back, 0))
    return kept


def _int(text: str | None) -> int:
    if text and text.lstrip("-").isdecimal():
        return int(text)
    return int(to_number(text) or 0)  # up to BullMQ 5.0 a retry is due at 1795566492052.001


def _counted(read: Fields | None) -> Fields | None:
    """A hash with its attempts under today's name; BullMQ 4 and older counted them in ``attemptsMade``."""
    if read is None or "atm" in read or "attemptsMade" not in read:
        return read
    return {"atm" if name == "attemptsMade" else name: text for name, text in read.items()}


def _apply(
    keys: QueueState, judged: Judged, id: str, fields: Fields, at: int, read: Fields | None, *, known: bool
) -> str | None:
    """Changes the board as the event's script changed the queue; returns the error of an attempt that ended in it."""
    event, was = judged.event, keys.place(id)
    if event == EVENTS["removed"]:
        keys.remove(id)
        return None
    if event == _PROGRESS and "data" in fields:
        keys.write(id, {"progress": fields["data"]})
    if event.state is None:
        return None
    error = _attempt(keys, judged, id, fields, at, read, was)
    gone = known and read is None and event.ends is Ends.ALWAYS
    if gone:  # removeOnComplete, removeOnFail: no event tells of it
        keys.remove(id)
    else:
        keys.move(id, event.state, at, _int(fields.get("delay")))
    return error


def _attempt(
    keys: QueueState, judged: Judged, id: str, fields: Fields, at: int, read: Fields | None, was: JobState | None
) -> str | None:
    """Writes into the hash what the beginning or end of an attempt writes."""
    held, target = keys.hash(id) or {}, judged.event.state
    if target is JobState.ACTIVE:
        worker = {"pb": read["pb"]} if read and "pb" in read else {}
        keys.write(id, {"ats": str(_int(held.get("ats")) + 1), "processedOn": str(at), **worker})
    elif judged.stalled:
        keys.write(id, {"stc": str(_int(held.get("stc")) + 1)})
    elif was is JobState.ACTIVE and target is JobState.COMPLETED:
        done = {"finishedOn": str(at), "returnvalue": fields.get("returnvalue", "null")}
        keys.write(id, {"atm": str(_int(held.get("atm")) + 1), **done})
    elif was is JobState.ACTIVE and judged.ends:
        return _failed(keys, judged, id, fields, at, read)
    return None


def _failed(keys: QueueState, judged: Judged, id: str, fields: Fields, at: int, read: Fields | None) -> str | None:
    """An attempt failed. Where nobody knows with which error, the error of the attempt before is not left for it."""
    held = keys.hash(id) or {}
    made, due = _int(held.get("atm")) + 1, _int(fields.get("delay"))
    error = fields.get("failedReason") or error_of(read, made)
    finished = (
        {"finishedOn": str(at)}
        if judged.event.ends is Ends.ALWAYS
        else {"delay": str(_wait_ms(held, made, max(due - at, 0)))}
    )
    kept = {name: text for name, text in held.items() if name != "failedReason"}
    keys.know(id, {**kept, "atm": str(made), **finished, **({"failedReason": error} if error else {})})
    return error


def _wait_ms(held: Fields, made: int, seen: int) -> int:
    """The wait that was planned, where it is what was seen: an event is stamped a moment after its script's time."""
    opts = to_json(held.get("opts", "{}"))
    backoff = from_option(opts.get("backoff")) if isinstance(opts, dict) else None
    planned = backoff.delay_ms(made) if backoff is not None and made > 0 else seen
    return planned if 0 <= planned - seen <= LATE_MS else seen


def _facts(judged: Judged, fields: Fields, keys: QueueState, error: str | None) -> dict[str, Any]:
    facts: dict[str, Any] = {"event": judged.event.name}
    if error:
        facts["error"] = error
    if judged.event == _PROGRESS and "data" in fields:
        facts["progress"] = to_json(fields["data"])
    worker = (keys.hash(judged.job) or {}).get("pb") if judged.job is not None else None
    if judged.event.state is JobState.ACTIVE and worker:
        facts["worker"] = worker
    return facts


def empty(prefix: str, at: int) -> Snapshot:
    """The beginning of a replay of which nothing else is known."""
    return Snapshot(at, at, prefix, Map(), sampled=True)


def recording_of(entries: Sequence[Entry], queue: str, prefix: str, hashes: Hashes) -> Recording:
    """Play a queue's events back; see :meth:`qlab.Recording.from_events`."""
    first = empty(prefix, _moment(entries[0]) if entries else 0)
    steps = list(Replay(first, queue).batch(entries, hashes))
    return Recording(first, "real", note="Played back from the queue's events.", steps=steps)
