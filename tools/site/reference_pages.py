"""The pages of keys and events: from `qlab/protocol/`, with what the gallery's stories show of each."""

from __future__ import annotations

from collections.abc import Iterator

from docutils import nodes

from qlab.protocol.contents import HASH_FIELDS, PLAIN_ROLES, Contents, of_event_field
from qlab.protocol.events import EVENTS, Ends, Event, decode_event_field
from qlab.protocol.keys import Role, parse_key
from qlab.protocol.operations import OPERATIONS, Doer, Operation
from qlab.snapshot.show import key_text
from tools.site.described import Described, Row
from tools.site.evidence import events_seen, keys_seen, writers

__all__ = ["Events", "Keys"]

NO_KEY = {Role.UNKNOWN}
ENDS = {Ends.NEVER: "no", Ends.IF_ACTIVE: "yes, where the job was active", Ends.ALWAYS: "yes"}


class Keys(Described):
    """``{keys}``: every key that BullMQ has, by its role."""

    def run(self) -> list[nodes.Node]:
        """Make the sections."""
        return [self._of(role) for role in Role if role not in NO_KEY]

    def _of(self, role: Role) -> nodes.section:
        return self.section(f"key-{role}", str(role), role.sentence, _key_rows(role), _example(role))


def _key_rows(role: Role) -> Iterator[Row]:
    yield "Type", role.redis_type or "no type of its own"
    seen = keys_seen().get(role)
    if seen:
        yield "Named", f"`{seen.name}` in the example"
    yield "Holds", _contents(role)
    yield "Changed by", "; ".join(_changers(role)) or "no script that the stories ran"
    if any(each.operation.doer is Doer.CLOCK for each in writers().get(role, [])):
        yield "Ends", "by itself, when its time to live is over"


def _contents(role: Role) -> str:
    if role in PLAIN_ROLES:
        return "names, ids, scores, times and counts only: shown even when redacted"
    fields = HASH_FIELDS.get(role)
    if fields is None:
        return "somebody's data: hidden by `redact=True`"
    parts = (
        f"{kind}: " + ", ".join(f"`{name}`" for name, held in fields.items() if held is kind)
        for kind in Contents
        if kind in fields.values()
    )
    return "; ".join(parts)


def _changers(role: Role) -> Iterator[str]:
    """Yield the operations of BullMQ that changed such a key, each once, with the scripts that did it."""
    scripts: dict[Operation, list[str]] = {}
    for each in writers().get(role, []):
        if each.operation.doer is Doer.BULLMQ:
            scripts.setdefault(each.operation, []).append(each.script)
    for operation, ran in scripts.items():
        named = ", ".join(f"`{script}`" for script in ran if script)
        yield f"{_call(operation)} ({named})" if named else _call(operation)


def _call(operation: Operation) -> str:
    return f"`{operation.name}`"


def _example(role: Role) -> str:
    seen = keys_seen().get(role)
    if seen is None:
        return ""
    state = seen.step.after.key(seen.name)
    assert state is not None  # a sighting is of a key that the step left
    return "\n".join(line.removeprefix("  ") for line in key_text(seen.step.after, parse_key(seen.name), state))


class Events(Described):
    """``{events}``: every event of BullMQ's stream."""

    def run(self) -> list[nodes.Node]:
        """Make the sections."""
        return [self._of(event) for event in EVENTS.values()]

    def _of(self, event: Event) -> nodes.section:
        return self.section(f"event-{event.name}", event.name, event.sentence, _event_rows(event), _entry(event.name))


def _event_rows(event: Event) -> Iterator[Row]:
    if event.state is not None:
        yield "The job is then", f"`{event.state}`"
    yield "Ends an attempt", ENDS[event.ends]
    if event.paused is not None:
        yield "The queue is then", "paused" if event.paused else "not paused"
    telling = [each for each in OPERATIONS.values() if event.name in each.events]
    if telling:
        yield "Tells of", ", ".join(map(_call, telling))


def _entry(event: str) -> str:
    seen = events_seen().get(event)
    if seen is None:
        return ""
    width = max(len(name) for name, _raw in seen.fields)
    return "\n".join([seen.id, *(f"  {name:{width}}  {raw}{_meaning(name, raw)}" for name, raw in seen.fields)])


def _meaning(name: str, raw: str) -> str:
    decoded = decode_event_field(name, raw)
    hidden = "" if of_event_field(name) is Contents.PLAIN else "; hidden when redacted"
    return f"  ({decoded.meaning}{hidden})" if decoded and name != "event" else ""
