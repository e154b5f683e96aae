"""Layout: which job is where, worked out once for equal keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qlab.explore.stage.keyspace import Held, Keyspace
from qlab.protocol.keys import FINISHED_ROLES, STATE_OF_ROLE, Role

__all__ = ["Layout", "layout"]


class Layout:
    """The jobs and containers of some keys.

    Attributes:
        jobs: The jobs' hashes: ``{(queue, id): fields}``.
        places: The containers that hold each id: ``{(queue, id): [role, …]}``.
        queues: The queues' own keys: ``{queue: {role: key}}``; several keys of a role (deduplication ids, schedulers)
            are not among them.
        keys: All keys.
        prefix: BullMQ's key prefix.
    """

    def __init__(self, keys: Keyspace) -> None:
        self.keys = keys
        self.prefix = next((held.key.prefix for held in keys.held.values() if held.key.queue), "")
        self.jobs: dict[tuple[str, str], Mapping[str, str]] = {}
        self.places: dict[tuple[str, str], list[Role]] = {}
        self.queues: dict[str, dict[Role, Held]] = {}
        for held in keys.held.values():
            key = held.key
            if key.role is Role.JOB and key.job is not None and held.type == "hash":
                self.jobs[key.queue, key.job] = held.value
            elif key.queue and key.job is None and key.detail is None:
                self.queues.setdefault(key.queue, {})[key.role] = held
        for queue in self.queues:
            for role in STATE_OF_ROLE:
                for id in self.ids(queue, role):
                    self.places.setdefault((queue, id), []).append(role)

    def ids(self, queue: str, role: Role) -> tuple[str, ...]:
        """Return the ids in a queue's container, in its order."""
        held = self.queues.get(queue, {}).get(role)
        if held is None or held.type not in {"list", "set", "zset"}:  # made by hand
            return ()
        return tuple(member for member, _ in held.value) if held.type == "zset" else held.value

    def meta(self, queue: str) -> Mapping[str, str]:
        """Return a queue's settings."""
        held = self.queues.get(queue, {}).get(Role.META)
        return held.value if held is not None and held.type == "hash" else {}

    def setting(self, queue: str, field: str) -> int | None:
        """Return a queue's setting that is a number; None where it is not set, or set by hand to anything else."""
        text = self.meta(queue).get(field, "")
        return int(text) if text.isdecimal() else None

    def place(self, queue: str, id: str) -> Role | None:
        """Return the container that holds a job; None where none does."""
        found = self.places.get((queue, id))
        return found[0] if found else None

    def finished(self, queue: str, id: str) -> bool:
        """Whether a job is completed or failed."""
        return self.place(queue, id) in FINISHED_ROLES

    def value(self, name: str) -> Any:
        """Return what a key holds; None where there is no such key."""
        held = self.keys.held.get(name)
        return None if held is None else held.value


def layout(keys: Keyspace) -> Layout:
    """Return the layout of some keys."""
    found = keys.notes.get(Layout)
    if found is None:
        found = keys.notes[Layout] = Layout(keys)
    assert isinstance(found, Layout)  # noqa: S101
    return found
