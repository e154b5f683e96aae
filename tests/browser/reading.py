"""What a page draws and knows, put so that it can be compared with a recording's snapshots."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qlab import Snapshot
from qlab.protocol.keys import STATE_ROLES

# Every container as it is drawn, ghosts of removed jobs left out, and every key as the script knows it.
DRAWN = """() => Object.fromEntries([...document.querySelectorAll(".q-box")].map(box => [box.dataset.key,
  [...box.querySelectorAll(".q-token[data-job]")].map(token => [token.dataset.job, token.dataset.score ?? null])]))"""
KNOWN = """index => [...qlabPlayer.data.state(index).values()].map(held => [
  held.name, held.type, held.encoding, held.expires, held.type === "hash" ? [...held.value] : held.value])"""


def containers(snapshot: Snapshot, queues: tuple[str, ...]) -> dict[str, list[str]]:
    """The job ids of every container that holds some."""
    names = {f"{snapshot.prefix}:{queue}:{role}": snapshot.ids(queue, role) for queue in queues for role in STATE_ROLES}
    return {name: list(ids) for name, ids in names.items() if ids}


def drawn(found: Mapping[str, list[list[str]]]) -> dict[str, list[str]]:
    """The same, as the page draws it."""
    return {name: [job for job, _score in tokens] for name, tokens in found.items() if tokens}


def keys(snapshot: Snapshot) -> dict[str, tuple[Any, ...]]:
    """Every key's state."""
    return {name: (held.type, held.encoding, held.expires_at, _value(held)) for name, held in snapshot.state.items()}


def _value(held: Any) -> Any:
    match held.type:
        case "hash":
            return [list(pair) for pair in held.fields.items()]
        case "zset":
            return [[member, score] for member, score in held.members]
        case "stream":
            return [[entry.id, [list(pair) for pair in entry.fields]] for entry in held.entries]
        case "string":
            return held.text
    return list(held.items)


def known(found: list[list[Any]]) -> dict[str, tuple[Any, ...]]:
    """The same, as the page's script has it."""
    return {name: tuple(rest) for name, *rest in found}
