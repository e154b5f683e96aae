"""QueueState: the state of one queue while events are played, and which keys an event changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from qlab.protocol.events import Event
from qlab.protocol.keys import (
    FINISHED_ROLES,
    JOB_SUFFIXES,
    STATE_OF_ROLE,
    Role,
    job_key,
    key_below,
    parse_key,
    queue_key,
)
from qlab.protocol.queue_settings import PAUSED_FIELD
from qlab.protocol.scores import DELAYED_STEP, PRIORITY_STEP, due_ms
from qlab.protocol.states import JobState, ready_state
from qlab.record.step import Step
from qlab.record.transition import Transition, in_full, transitions_between
from qlab.snapshot.changes import Change, ListChanged, ScoreChange, Splice, ZsetChanged
from qlab.snapshot.diff import Diff
from qlab.snapshot.edits import position, score
from qlab.snapshot.model import Snapshot, reading_order
from qlab.snapshot.values import Entries, Entry, KeyState, Value, ZMember, zset
from qlab.text.decoded import to_number

__all__ = ["PlayedStep", "QueueState", "places"]


@dataclass(frozen=True, eq=False, repr=False)
class PlayedStep(Step):
    """A step played from an event, which brings along what it changed.

    Attributes:
        changes: What changed.
        moved: The job's move, or None where it is to be found by comparing.
    """

    changes: tuple[Change, ...] = ()
    moved: tuple[Transition, ...] | None = None

    @cached_property
    def diff(self) -> Diff:
        """What changed."""
        return Diff(self.before, self.after, self.changes)

    @cached_property
    def transitions(self) -> tuple[Transition, ...]:
        """The jobs that changed state, and how."""
        moved = transitions_between(self.before, self.after, self.diff) if self.moved is None else self.moved
        return in_full(self, moved)


def places(snapshot: Snapshot, queue: str) -> dict[str, Role]:
    """Return where each job of a queue is: the first container, in getState's order, that holds its id."""
    found: dict[str, Role] = {}
    for role in STATE_OF_ROLE:
        for id in snapshot.ids(queue, role):
            found.setdefault(id, role)
    return found


def _fits(held: KeyState | None, role: Role) -> bool:
    """Return whether a key can be what BullMQ keeps in a role. One of another type is somebody else's under BullMQ's
    name.
    """
    return held is None or held.type == role.redis_type


class QueueState:
    """One queue's keys, which an event changes.

    What an event does to a list or sorted set is noted as it is done: to find it by comparing would take the longer,
    the longer the container is, and again for each event.

    Args:
        before: The state before the event.
        queue: The queue.
        places: Where each job is, kept from event to event.
    """

    def __init__(self, before: Snapshot, queue: str, places: dict[str, Role]) -> None:
        self.before, self.prefix, self.queue, self.state = before, before.prefix, queue, before.state
        self.changed: set[str] = set()
        self._places, self._noted, self._vague = places, dict[str, Change](), set[str]()

    def changes(self, after: Snapshot) -> tuple[Change, ...]:
        """Return what the event changed, in reading order."""
        noted = [change for name, change in self._noted.items() if name not in self._vague]
        rest = self.changed - {change.key for change in noted}
        found = [*noted, *Diff.between(self.before, after, rest)]
        return tuple(sorted(found, key=lambda change: reading_order(parse_key(change.key, self.prefix))))

    def hash(self, id: str) -> Mapping[str, str] | None:
        """Return a job's hash, as far as it is known."""
        held = self.state.get(self._job(id))
        return held.fields if held is not None and _fits(held, Role.JOB) else None

    def place(self, id: str) -> JobState | None:
        """Return the state of a job, as far as it is known."""
        role = self._role(id)
        return STATE_OF_ROLE[role] if role else None

    def due(self, id: str) -> int | None:
        """Return when a delayed job is due, ms since the epoch; None in any other state."""
        held = self._holder(Role.DELAYED)
        found = score(held, id) if held is not None else None
        return due_ms(found) if found is not None else None

    def know(self, id: str, fields: Mapping[str, str]) -> None:
        """Take over a job's hash, unless what lies there is somebody else's."""
        held = self.state.get(self._job(id))
        if _fits(held, Role.JOB):
            self._set(self._job(id), "hash", MappingProxyType(dict(sorted(fields.items()))))

    def write(self, id: str, fields: Mapping[str, str]) -> None:
        """Set fields of a job's hash."""
        self.know(id, {**(self.hash(id) or {}), **fields})

    def append(self, entry: Entry) -> None:
        """Add an event to the stream."""
        name = self._own(Role.EVENTS)
        held = self.state.get(name)
        known = held.entries if held is not None else Entries([])
        entries = known if isinstance(known, Entries) else Entries(list(known))
        self._set(name, "stream", entries.then([entry], 0))

    def setting(self, event: Event) -> None:
        """Change the queue's settings as an event about the whole queue says."""
        if event.paused is None:
            return
        name = self._own(Role.META)
        held = self.state.get(name)
        if not _fits(held, Role.META):
            return
        fields = {field: text for field, text in (held.fields if held else {}).items() if field != PAUSED_FIELD}
        paused = {PAUSED_FIELD: "1"} if event.paused else {}
        self._set(name, "hash", MappingProxyType(dict(sorted({**fields, **paused}.items()))))

    def move(self, id: str, target: JobState, at: int, due: int) -> None:
        """Move a job into a state: at the head of a list, by its score in a sorted set."""
        priority = int(to_number((self.hash(id) or {}).get("priority")) or 0)
        if target is JobState.WAITING:
            target = ready_state(priority)
        self._leave(id)
        if target is not JobState.ACTIVE:
            self._drop(key_below(self._job(id), Role.LOCK))
        role = next(role for role, state in STATE_OF_ROLE.items() if state is target and role is not Role.PAUSED)
        name = self._own(role)
        held = self.state.get(name)
        if not _fits(held, role):
            return
        self._places[id] = role
        ranks = {JobState.DELAYED: due * DELAYED_STEP, JobState.PRIORITIZED: priority * PRIORITY_STEP}
        ranked = float(ranks.get(target, at))
        if held is None:
            self._set(name, role.redis_type, (id,) if role.redis_type == "list" else (ZMember(id, ranked),))
        elif held.type == "list":
            self._edit(ListChanged(name, "", None, (Splice(0, (), (id,)),)))
        else:
            self._edit(ZsetChanged(name, "", None, {id: ScoreChange(None, ranked)}))

    def remove(self, id: str) -> None:
        """Remove a job with all its keys."""
        self._leave(id)
        for role in (Role.JOB, *JOB_SUFFIXES):
            self._drop(key_below(self._job(id), role))

    def leave_parent(self, parent: str, id: str) -> None:
        """Let the parent no longer wait for a child, if the parent is in this queue and both are known.

        Of children that a page showed only in part, nobody knows how many are left.
        """
        name, child = key_below(parent, Role.DEPENDENCIES), self._job(id)
        held = self.state.get(name)
        if held is None or not _fits(held, Role.DEPENDENCIES) or parse_key(parent, self.prefix).queue != self.queue:
            return
        left = tuple(each for each in held.items if each != child)
        if not left or held.size != len(held.items):
            self._drop(name)
        elif len(left) < len(held.items):
            self._set(name, "set", left)

    def correct(self, page: Snapshot) -> None:
        """Bring the state in line with a page that was read: its jobs, its settings, and what is no longer there."""
        for role in STATE_OF_ROLE:
            self._correct_container(page, role)
        for (queue, id), state in page.places.items():
            if queue == self.queue and self.place(id) is not state:
                self._leave(id)
                self._join(id, page)
        for name, held in page.state.items():
            key = parse_key(name, self.prefix)
            if key.role not in STATE_OF_ROLE and key.role is not Role.EVENTS and self.state.get(name) != held:
                self._set(name, held.type, held.value, held)
        for role in (Role.MARKER, Role.LIMITER, Role.META, Role.STALLED, Role.STALLED_CHECK):
            if self._own(role) not in page.state:
                self._drop(self._own(role))

    def _correct_container(self, page: Snapshot, role: Role) -> None:
        """Remove what a page would show and does not: it was removed as it finished, or by hand."""
        self._correct_type(page, role)
        held, mine = page.holder(self.queue, role), self._holder(role)
        shown = set(page.ids(self.queue, role))
        ids = [member.member for member in mine.members] or list(mine.items) if mine is not None else []
        if held is None or held.size <= len(shown):
            for id in ids:
                if id not in shown and (self.queue, id) not in page.places:
                    self.remove(id)
        self._shorten(role, held.size if held is not None else 0)

    def _correct_type(self, page: Snapshot, role: Role) -> None:
        """Take over somebody else's key under BullMQ's name as it is: it holds no jobs, or did until now."""
        name = self._own(role)
        theirs, mine = page.container(self.queue, role), self.state.get(name)
        if not _fits(theirs, role):
            for id in [id for id, where in self._places.items() if where is role]:
                del self._places[id]
            if theirs is not None and theirs != mine:
                self._set(name, theirs.type, theirs.value, theirs)
                self._vague.add(name)
        elif not _fits(mine, role):
            self._drop(name)

    def _shorten(self, role: Role, size: int) -> None:
        """Remove the oldest finished jobs first: no more can be left than there are in all."""
        mine = self._holder(role)
        if role in FINISHED_ROLES and mine is not None:
            for member, _score in mine.members[: max(mine.size - size, 0)]:
                self.remove(member)

    def _join(self, id: str, page: Snapshot) -> None:
        role = next(role for role in STATE_OF_ROLE if id in page.ids(self.queue, role))
        name, held = self._own(role), page.holder(self.queue, role)
        if held is None:
            return
        self._places[id] = role
        mine = self.state.get(name)
        self._vague.add(name)
        if held.type == "list":
            self._set(name, "list", (*(mine.items if mine else ()), id))
        else:
            ranked = next(ranked for member, ranked in held.members if member == id)
            self._set(name, "zset", zset({**dict(mine.members if mine else ()), id: ranked}))

    def _holder(self, role: Role) -> KeyState | None:
        """Return the key of a role that holds jobs; None also where somebody else's lies in its place."""
        held = self.state.get(self._own(role))
        return held if _fits(held, role) else None

    def _role(self, id: str) -> Role | None:
        return self._places.get(id)

    def _leave(self, id: str) -> None:
        role = self._places.pop(id, None)
        if role is None:
            return
        name = self._own(role)
        held = self.state[name]
        if held.size == 1:
            self._drop(name)
        elif held.type == "zset":
            self._edit(ZsetChanged(name, "", None, {id: ScoreChange(score(held, id), None)}))
        else:
            self._edit(ListChanged(name, "", None, (Splice(position(held, id), (id,), ()),)))

    def _edit(self, change: Change) -> None:
        """Change a key, and note how, unless one event changes it twice."""
        if change.key in self.changed:
            self._vague.add(change.key)
        self._noted[change.key] = change
        self.changed.add(change.key)
        if (after := change.apply(self.state[change.key])) is not None:
            self.state = self.state.set(change.key, after)

    def _job(self, id: str) -> str:
        return job_key(self.prefix, self.queue, id)

    def _own(self, role: Role) -> str:
        return queue_key(self.prefix, self.queue, role)

    def _set(self, name: str, kind: str, value: Value, held: KeyState | None = None) -> None:
        # How Redis encodes the key, and when it expires, no event tells: the encoding stays that of the last look.
        was = self.state.get(name)
        known = was.encoding if was is not None and was.type == kind else ""
        encoding, expires_at = (held.encoding, held.expires_at) if held else (known, None)
        size = len(value) if not isinstance(value, str) else len(value.encode("utf-8", "surrogateescape"))
        size = size or (held.size if held else 0)  # of what redaction hid whole, the size alone is known
        self.state = self.state.set(name, KeyState(name, kind, encoding, expires_at, size, value=value))
        self.changed.add(name)

    def _drop(self, name: str) -> None:
        if name in self.state:
            self.state = self.state.delete(name)
            self.changed.add(name)
            self._vague.add(name)
