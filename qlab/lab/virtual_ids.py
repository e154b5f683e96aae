"""VirtualIds: in virtual time an event's id tells the lab's time, not the server's.

The server numbers stream entries by its own clock, which is another in every run. What the lab shows in their place is
``<virtual ms>-<n>``, counted from 0 in each millisecond, as the server would have numbered them.
"""

from __future__ import annotations

from collections.abc import Mapping

from qlab.snapshot.values import Entries, Entry, KeyState

__all__ = ["VirtualIds"]


class VirtualIds:
    """The virtual ids of the entries in the lab's event streams."""

    def __init__(self) -> None:
        self._alias: dict[str, dict[str, str]] = {}
        self._last: dict[str, tuple[int, int]] = {}
        self._raw: dict[str, KeyState] = {}

    @property
    def streams(self) -> Mapping[str, KeyState]:
        """The streams as the server had them when they were last read."""
        return self._raw

    def raw(self, name: str) -> KeyState | None:
        """Return the stream as the server had it when it was last read."""
        return self._raw.get(name)

    def adopt(self, state: KeyState) -> None:
        """Take over a stream that was restored: its entries keep the ids they have."""
        self._raw[state.name] = state
        self._alias[state.name] = {entry.id: entry.id for entry in state.entries}
        if state.entries:
            ms, _, number = state.entries[-1].id.partition("-")
            self._last[state.name] = (int(ms), int(number))

    def show(self, state: KeyState, shown: KeyState | None, now: int) -> KeyState:
        """Return a stream with virtual ids.

        Args:
            state: The stream as the server has it.
            shown: The stream as it was last shown; its entries are kept and shared.
            now: The virtual time, ms since the epoch: that of the entries not yet seen.
        """
        before = self._raw.get(state.name)
        alias = self._alias.setdefault(state.name, {})
        entries: Entries = state.value  # type: ignore[assignment]  # a stream's value is Entries
        later = entries if before is None else entries.since(before.entries)[0]
        fresh = [entry for entry in later if entry.id not in alias]
        appended = []
        for id, entry in zip(self._next(state.name, now, len(fresh)), fresh, strict=True):
            alias[entry.id] = id
            appended.append(Entry(id, entry.fields))
        self._raw[state.name] = state  # only now: after an interrupt, what has no id yet must still be later than it
        return state.replace(value=_joined(state, entries, shown, appended, alias))

    def known(self, state: KeyState) -> KeyState:
        """Return a stream whose entries have all been shown before, with virtual ids; made when first looked at."""
        alias = self._alias.get(state.name, {})

        def entries() -> Entries:
            return Entries([Entry(alias.get(entry.id, entry.id), entry.fields) for entry in state.entries])

        return KeyState(
            state.name, state.type, state.encoding, state.expires_at, state.size, raw=entries, bytes=state.bytes
        )

    def _next(self, name: str, now: int, count: int) -> list[str]:
        """Return the ids of this many further entries."""
        at, number = self._last.get(name, (-1, -1))
        first = number + 1 if at == now else 0
        if count:
            self._last[name] = (now, first + count - 1)
        return [f"{now}-{each}" for each in range(first, first + count)]


def _joined(
    state: KeyState, entries: Entries, shown: KeyState | None, appended: list[Entry], alias: dict[str, str]
) -> Entries:
    known = shown.entries if shown else ()
    trimmed = len(known) + len(appended) - state.size
    if isinstance(known, Entries) and 0 <= trimmed <= len(known):
        joined = known.then(appended, trimmed)
        # After an interrupt entries may have an id and not be among those shown: then the beginning is another.
        if not joined or joined.oldest.id == alias[entries.oldest.id]:
            return joined
    return Entries([Entry(alias[entry.id], entry.fields) for entry in entries])
