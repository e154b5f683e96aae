"""Finding jobs by what stands in them, page by page, the latest of each state first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from qlab.errors import UsageError
from qlab.observe.connection import Connection, Script, text_of
from qlab.protocol.keys import STATE_OF_ROLE, STATE_ROLES, Role, job_key, queue_base, queue_key
from qlab.protocol.states import JobState
from qlab.text import html
from qlab.text.decoded import quoted
from qlab.text.durations import format_at
from qlab.text.encoded import in_bytes
from qlab.text.folded import letters_of
from qlab.text.words import plural

__all__ = ["Found", "Match", "Progress", "find"]

PAGE = 100
"""This many jobs the server looks through in one call, one or two milliseconds. Those that may hold the text are read
in one go: some 100 kB for jobs of a kilobyte."""
BYTES = 1_000_000
"""A call ends after a job with which it has looked through this many bytes, one or two milliseconds of the server."""
LONG = 100_000
"""Fields from this many bytes on the server does not look through in its call."""
MOST = 1_000
LONGEST = 1_000_000
"""Fields longer than this many bytes are not read, and counted as skipped."""
FIELDS = ("name", "data", "failedReason", "returnvalue")
"""Where a text is looked for, beside the job's id."""
Progress = Callable[[int, int], None]
_SCRIPT = Script.load("looking/find.lua")
_BY_TURN = (Role.PRIORITIZED, Role.DELAYED)


@dataclass(frozen=True)
class Match:
    """A job in which the text stands.

    Attributes:
        id: Its id.
        state: Its state.
        name: Its name.
        field: Where the text stands: ``id``, ``name``, ``data``, ``failedReason`` or ``returnvalue``.
        excerpt: The text with what stands around it.
        timestamp: When it was added, ms since the epoch; None where its hash does not say.
    """

    id: str
    state: JobState
    name: str
    field: str
    excerpt: str
    timestamp: int | None


@dataclass(frozen=True, repr=False)
class Found:
    """What a search found.

    Attributes:
        text: What was looked for.
        matches: The jobs by state: prioritized and delayed ones in the order of their turn, others the latest first.
        looked_at: How many jobs were looked at.
        whole: Whether these are all there are: False where the limit ended the search.
        skipped: How many fields were too long to be read.
    """

    text: str
    matches: tuple[Match, ...]
    looked_at: int
    whole: bool
    skipped: int = 0

    def __len__(self) -> int:
        return len(self.matches)

    def __iter__(self) -> Iterator[Match]:
        return iter(self.matches)

    def to_json(self) -> dict[str, Any]:
        """Return the same as JSON values."""
        rows = [{**vars(match), "state": str(match.state)} for match in self.matches]
        return {"text": self.text, "looked_at": self.looked_at, "whole": self.whole, "skipped": self.skipped,
                "matches": rows}  # fmt: skip

    @property
    def extent(self) -> str:
        """What was looked at, in words: ``12 jobs looked at; 1 field of more than 1,000,000 bytes was not read``."""
        unread = f"of more than {LONGEST:,} bytes"
        skipped = f"; {plural(self.skipped, 'field')} {unread} {'was' if self.skipped == 1 else 'were'} not read"
        return f"{plural(self.looked_at, 'job')} looked at{skipped if self.skipped else ''}"

    def __repr__(self) -> str:
        return f"Found({plural(len(self), 'job')}; {self.extent}{'' if self.whole else '; there may be more'})"

    def _repr_html_(self) -> str:
        rows = [
            (match.id, str(match.state), match.name, match.field, html.code(match.excerpt),
             "" if match.timestamp is None else format_at(match.timestamp))
            for match in self.matches
        ]  # fmt: skip
        return html.card("Found", repr(self), html.table(("job", "state", "name", "in", "text", "added"), rows))


def find(
    connection: Connection, place: tuple[str, str], text: str, states: Iterable[JobState | str] | None, limit: int,
    progress: Progress | None,
) -> Found:  # fmt: skip
    """Look through a queue's jobs; see :meth:`qlab.Observer.find`."""
    roles = _roles(states)
    given: object = text
    if not isinstance(given, str) or not given:
        raise UsageError('Give a text to look for, such as find("email", "ada@example.com").')
    in_bytes(text)
    number: object = limit
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= MOST:
        raise UsageError(f"limit is {quoted(limit, 20)}; give a whole number from 1 to {MOST:,}.")
    search = _Search(connection, place, text, limit)
    sizes = {role: search.size(role) for role in roles}
    for role in roles:
        for _page in search.pages(role, sizes[role]):
            if progress:
                progress(search.looked_at, sum(sizes.values()))
            if len(search.matches) >= limit:
                return Found(text, tuple(search.matches), search.looked_at, whole=False, skipped=search.skipped)
    return Found(text, tuple(search.matches), search.looked_at, whole=True, skipped=search.skipped)


def _roles(states: Iterable[JobState | str] | None) -> list[Role]:
    if states is None:
        return list(STATE_ROLES)
    wanted = {str(state) for state in ([states] if isinstance(states, str) else states)}
    known = {str(state) for state in STATE_OF_ROLE.values()}
    if unknown := sorted(wanted - known):
        raise UsageError(f"BullMQ has no state {quoted(unknown[0], 40)!r}; it has {', '.join(sorted(known))}.")
    return [role for role in STATE_ROLES if str(STATE_OF_ROLE[role]) in wanted]


class _Search:
    def __init__(self, connection: Connection, place: tuple[str, str], text: str, limit: int) -> None:
        self.connection, self.place, self.text, self.limit = connection, place, text.casefold(), limit
        self.letters = letters_of(self.text)
        self.matches: list[Match] = []
        self.looked_at = self.skipped = 0

    def size(self, role: Role) -> int:
        """Return how many jobs a list or set holds."""
        command = "LLEN" if role.redis_type == "list" else "ZCARD"
        return int(self.connection.allowed(command, queue_key(*self.place, role)) or 0)

    def pages(self, role: Role, size: int) -> Iterator[None]:
        """Look through the jobs page by page: those that wait by turn, others latest first (a list's head is)."""
        command = "LRANGE" if role.redis_type == "list" else "ZRANGE" if role in _BY_TURN else "ZREVRANGE"
        first = 0
        while first < size:
            passed, ids = self._candidates(role, command, first, min(PAGE, size - first))
            if passed < 1:
                return
            if ids:
                self._look(ids, STATE_OF_ROLE[role])
            first += passed
            self.looked_at += passed
            yield

    def _candidates(self, role: Role, command: str, first: int, count: int) -> tuple[int, list[str]]:
        """Return how many jobs the server looked through, and those of them that may hold the text."""
        plain = self.text if self.text.isascii() else ""
        asked = (queue_base(*self.place), role.value, command, first, count, plain, LONG, BYTES)
        arguments = (*asked, len(FIELDS), *FIELDS, *self.letters)
        passed, ids = self.connection.run(_SCRIPT, [queue_key(*self.place, Role.META)], arguments)
        return passed, ids

    def _look(self, ids: list[str], state: JobState) -> None:
        """Look into jobs that may hold the text."""
        keys = [job_key(*self.place, id) for id in ids]
        lengths = self.connection.each(("HSTRLEN", key, field) for key in keys for field in FIELDS)
        rows = iter(lengths)
        wanted = [[field for field in FIELDS if self._fits(next(rows))] for _key in keys]
        commands = [("HMGET", key, "timestamp", "name", *some) for key, some in zip(keys, wanted, strict=True)]
        for id, some, reply in zip(ids, wanted, self.connection.each(commands), strict=True):
            if reply is not None and len(self.matches) < self.limit:
                self._match(id, state, ["timestamp", "name", *some], reply)

    def _fits(self, length: object) -> bool:
        fits = isinstance(length, int) and length <= LONGEST
        self.skipped += not fits and length is not None
        return fits

    def _match(self, id: str, state: JobState, names: list[str], reply: list[bytes | None]) -> None:
        texts = [b"" if value is None else value for value in reply]
        values = {name: text_of(raw) for name, raw in zip(names, texts, strict=True)}
        for field, raw in (("id", id), *((name, values.get(name, "")) for name in FIELDS)):
            at = raw.casefold().find(self.text)
            if at >= 0:
                added = values["timestamp"]
                excerpt = quoted(raw[max(at - 20, 0) : at + len(self.text) + 40], 100)
                moment = int(added) if added.isdecimal() else None
                self.matches.append(Match(id, state, values["name"], field, excerpt, moment))
                return
