"""Replay: a queue's event stream, played back into steps.

An event says that a job moved, and little else. Together with the jobs' hashes it is enough to follow who was where and
when: the state is carried along from event to event, as the scripts that sent the events would have changed it, and
corrected by each page that was really read: what no event tells, such as a lock, comes with those.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from immutables import Map

from qlab.protocol import operations
from qlab.protocol.backoff import from_option
from qlab.protocol.events import EVENTS
from qlab.protocol.keys import job_key
from qlab.protocol.operations import BY_EVENT, Operation, operation
from qlab.protocol.states import FINISHED, JobState
from qlab.record.recording import Recording
from qlab.record.step import NO_TRACE, Call, Step
from qlab.record.transition import Transition
from qlab.replay.queue_state import Board, PlayedStep, places
from qlab.replay.traces import error_of
from qlab.sentences.sentence import sentence
from qlab.snapshot.model import Snapshot
from qlab.snapshot.values import Entry
from qlab.text.decoded import quoted, to_json, to_number

Fields = Mapping[str, str]
Hashes = Mapping[str, Fields | None]
"""Jobs' hashes by id, as read shortly after the events; None: it was gone by then."""

LATE_MS = 100
"""So much later than its script's time an event may be stamped."""
_BY_PREVIOUS: Mapping[str, Operation] = MappingProxyType(
    {"completed": operations.RETRY, "failed": operations.RETRY, "delayed": operations.PROMOTE}
)
"""What brought a job back into line, by the state that its event says it came from."""
TARGETS: Mapping[str, JobState] = MappingProxyType({
    "waiting": JobState.WAITING, "delayed": JobState.DELAYED, "active": JobState.ACTIVE,
    "completed": JobState.COMPLETED, "failed": JobState.FAILED, "waiting-children": JobState.WAITING_CHILDREN,
})  # fmt: skip


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
        ahead = _ahead(entries, self._board())
        ahead.update(later or {})
        for at, each in enumerate(entries):
            yield self._play(each, entries[at + 1] if at + 1 < len(entries) else None, hashes, ahead)

    def page(self, page: Snapshot) -> Step:
        """A step that corrects the state by a page that was really read; its ``returned`` holds the exact counts."""
        board = self._board()
        board.correct(page)
        counts = page.counts_of(self.queue)
        shown = ", ".join(f"{number:,} {state}" for state, number in counts.items() if number) or "no jobs"
        call = Call(operations.SNAPSHOT, self.queue, None, {"counts": counts})
        return self._step(f"{self.queue}: snapshot", call, board, page.at, counts, f"A look at the queue: {shown}.")

    def _board(self) -> Board:
        return Board(self.last, self.queue, self._places)

    def remark(self, text: str, at: int) -> Step:
        """A step that changes nothing and says something, such as that events are missing."""
        return self._step(f"{self.queue}: gap", Call(operations.GAP, self.queue), self._board(), at, None, text)

    def _play(self, each: Entry, after: Entry | None, hashes: Hashes, ahead: Counter[tuple[str, str]]) -> Step:
        fields = dict(each.fields)
        event, id, at = fields.get("event", ""), fields.get("jobId"), int(each.id.split("-")[0])
        board = self._board()
        board.append(each)
        was, made, ended, error, due = board.place(id or ""), 0, False, None, board.due(id or "")
        if id is None:
            board.setting(event)
        else:
            read = _counted(hashes.get(id))
            if board.hash(id) is None:
                seen = _rewound(read, event, ahead[id, "active"], ahead[id, "end"]) if read else {"timestamp": f"{at}"}
                board.know(id, {"name": fields.get("name", ""), **seen})
            made = _int((board.hash(id) or {}).get("atm"))
            ended = _ends(event, fields, was)
            error = _apply(board, event, id, fields, at, read, known=id in hashes)
            ahead[id, "active"] -= event == "active"
            ahead[id, "end"] -= ended
        facts = _facts(event, fields, board, id, error)
        done = _operation(event, fields, after, ended=ended)
        if done == operations.PROMOTE and due is not None and due <= at:
            done = operations.DUE  # nobody's doing: its time had come
        call = Call(done, self.queue, id, facts)
        returned = to_json(fields["returnvalue"]) if "returnvalue" in fields else None
        title = f"{self.queue}: {event}" + (f" {id}" if id is not None else "")
        moves = () if id is None else _moves(self.queue, id, was, board, made)
        return self._step(title, call, board, at, returned, None, moves)

    def _step(
        self, title: str, call: Call, board: Board, at: int, returned: Any, told: str | None,
        moves: tuple[Transition, ...] | None = None,
    ) -> Step:  # fmt: skip
        self.steps += 1
        after = Snapshot(max(at, self.last.at), self.last.start, self.last.prefix, board.state)
        step = PlayedStep(
            self.steps, title, call, self.last, after, returned, frozenset(board.changed),
            _telling(told), lambda: NO_TRACE, board.changes(after), moves,
        )  # fmt: skip
        self.last = after
        return step


def _moves(queue: str, id: str, was: JobState | None, board: Board, made: int) -> tuple[Transition, ...] | None:
    """The move an event made, with the attempt that it begins or ends; None where it passed through another state."""
    now = board.place(id)
    if was is now:
        return ()
    if (was, now) == (JobState.DELAYED, JobState.ACTIVE):  # the event between the two is missing
        return None
    begins_or_ends = now is JobState.ACTIVE or was is JobState.ACTIVE
    return (Transition(queue, id, was, now, made + 1 if begins_or_ends else made),)


def _telling(told: str | None) -> Any:
    def tell(step: Step) -> str:
        if told is not None:
            return told
        event = step.title.removeprefix(f"{step.queue}: ").split(" ")[0]
        if step.transitions or event not in EVENTS or event == "progress":
            return sentence(step)
        about = f"Job {quoted(step.job, 40)}, " if step.job is not None else "Event "
        return f"{about}{event}: {EVENTS[event]}"

    return tell


def _ends(event: str, fields: Fields, was: JobState | None) -> bool:
    """Whether an attempt ended with the event. A retry with a backoff says only ``delayed``, not where from."""
    active = was is JobState.ACTIVE or fields.get("prev") == "active"
    return event in FINISHED or (event in ("delayed", "waiting") and active)


def _ahead(entries: Sequence[Entry], board: Board) -> Counter[tuple[str, str]]:
    """How many attempts of each job begin and end in the batch: so far the hashes read after it are ahead."""
    counted: Counter[tuple[str, str]] = Counter()
    places: dict[str, JobState | None] = {}
    for each in entries:
        fields = dict(each.fields)
        id, event = fields.get("jobId"), fields.get("event", "")
        if id is None:
            continue
        if id not in places:
            places[id] = board.place(id)
        counted[id, "active"] += event == "active"
        counted[id, "end"] += _ends(event, fields, places[id])
        places[id] = TARGETS.get(event, places[id])
    return counted


_DYNAMIC = ("processedOn", "finishedOn", "failedReason", "stacktrace", "returnvalue", "progress", "pb")


def _rewound(read: Fields, event: str, started: int, ended: int) -> dict[str, str]:
    """A hash as it was before an event and the attempts ahead of it, of which the batch itself holds these.

    A job just added has made no attempt. The hash may have been read after the last event that is known of: one that
    has finished meanwhile has an attempt more to end.
    """
    kept = {name: text for name, text in read.items() if name not in _DYNAMIC}
    if event == "added":
        return {name: text for name, text in kept.items() if name not in ("ats", "atm")}
    if "finishedOn" in read and event not in FINISHED:
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
    board: Board, event: str, id: str, fields: Fields, at: int, read: Fields | None, *, known: bool
) -> str | None:
    """Changes the board as the event's script changed the queue; returns the error of an attempt that ended in it."""
    was = board.place(id)
    if event == "removed":
        board.remove(id)
        return None
    if event == "progress" and "data" in fields:
        board.write(id, {"progress": fields["data"]})
    target = TARGETS.get(event)
    if target is None:
        return None
    error = _attempt(board, event, id, fields, at, read, was)
    gone = known and read is None and event in FINISHED
    if gone:  # removeOnComplete, removeOnFail: no event tells of it
        board.remove(id)
    else:
        board.move(id, target, at, _int(fields.get("delay")))
    return error


def _attempt(
    board: Board, event: str, id: str, fields: Fields, at: int, read: Fields | None, was: JobState | None
) -> str | None:
    """Writes into the hash what the beginning or end of an attempt writes."""
    held = board.hash(id) or {}
    if event == "active":
        worker = {"pb": read["pb"]} if read and "pb" in read else {}
        board.write(id, {"ats": str(_int(held.get("ats")) + 1), "processedOn": str(at), **worker})
        return None
    if was is not JobState.ACTIVE:
        return None
    made = _int(held.get("atm")) + 1
    if event == "completed":
        board.write(id, {"atm": str(made), "finishedOn": str(at), "returnvalue": fields.get("returnvalue", "null")})
        return None
    if event == "waiting-children":
        return None
    error = fields.get("failedReason") or error_of(read, made)
    due = _int(fields.get("delay"))
    finished = {"finishedOn": str(at)} if event == "failed" else {"delay": str(_wait_ms(held, made, max(due - at, 0)))}
    board.write(id, {"atm": str(made), **finished, **({"failedReason": error} if error else {})})
    return error


def _wait_ms(held: Fields, made: int, seen: int) -> int:
    """The wait that was planned, where it is what was seen: an event is stamped a moment after its script's time."""
    opts = to_json(held.get("opts", "{}"))
    backoff = from_option(opts.get("backoff")) if isinstance(opts, dict) else None
    planned = backoff.delay_ms(made) if backoff is not None and made > 0 else seen
    return planned if 0 <= planned - seen <= LATE_MS else seen


def _operation(event: str, fields: Fields, after: Entry | None, *, ended: bool) -> Operation:
    following = dict(after.fields) if after is not None else {}
    stalled = following.get("event") == "stalled" and following.get("jobId") == fields.get("jobId")
    if event == "waiting" and stalled:
        return operations.CHECK_STALLED
    if ended:
        return BY_EVENT.get(event, operations.FAIL)
    if event in ("waiting", "delayed"):
        return _BY_PREVIOUS.get(fields.get("prev", ""), operations.ADD)
    return BY_EVENT.get(event) or operation(event)


def _facts(event: str, fields: Fields, board: Board, id: str | None, error: str | None) -> dict[str, Any]:
    facts: dict[str, Any] = {"event": event}
    if error:
        facts["error"] = error
    if event == "progress" and "data" in fields:
        facts["progress"] = to_json(fields["data"])
    worker = (board.hash(id) or {}).get("pb") if id is not None else None
    if event == "active" and worker:
        facts["worker"] = worker
    return facts


def empty(prefix: str, at: int) -> Snapshot:
    """The beginning of a replay of which nothing else is known."""
    return Snapshot(at, at, prefix, Map(), sampled=True)


def recording_of(entries: Sequence[Entry], queue: str, prefix: str, hashes: Hashes) -> Recording:
    """Play a queue's events back; see :meth:`qlab.Recording.from_events`."""
    first = empty(prefix, int(entries[0].id.split("-")[0]) if entries else 0)
    steps = list(Replay(first, queue).batch(entries, hashes))
    return Recording(first, "real", note="Played back from the queue's events.", steps=steps)
