"""Snapshots, diffs and changes as text and as HTML. Long values are cut, and it is said how much was cut."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING

from qlab.protocol.containers import noun_of
from qlab.protocol.keys import DEFAULT_PREFIX, Key
from qlab.snapshot.changes import Born, Change, Gone, ZsetChanged
from qlab.snapshot.details import Detail, Reading, change_lines, elements
from qlab.snapshot.tables import printable
from qlab.snapshot.values import KeyState
from qlab.text import html
from qlab.text.columns import WIDTH
from qlab.text.decoded import when
from qlab.text.durations import format_at, format_elapsed
from qlab.text.escape import shorten, terminal

if TYPE_CHECKING:
    import pandas as pd

    from qlab.snapshot.diff import Diff
    from qlab.snapshot.model import Snapshot, Unread

__all__ = [
    "KEY_COLUMNS",
    "SHOWN",
    "WIDTH",
    "change_text",
    "diff_frame",
    "diff_html",
    "diff_lines",
    "diff_table",
    "diff_text",
    "fit_columns",
    "key_row",
    "key_text",
    "snapshot_html",
    "snapshot_text",
]

SHOWN = 20
"""At most this many elements of one key, and this many keys of one role in a queue, are shown; the rest are counted."""
RAW = 56
"""A raw value is cut to this many characters where its meaning stands beside it."""
RAW_HTML = 200
OPEN = 3
"""A value of more lines than this opens with a click."""

KEY_COLUMNS = ("key", "role", "holds", "value")
FRAME_COLUMNS = ("key", "queue", "role", "job", "change", "where", "before", "after")
_SIGNS = {
    "added": "+ ",
    "removed": "− ",
    "changed": "~ ",
    "size": "~ size ",
    "ttl": "~ TTL ",
    "encoding": "~ encoding ",
    "trimmed": "− ",
}


def fit_columns(text: str, width: int = WIDTH) -> str:
    """Return one printable line of at most ``width`` terminal columns; wide characters count as the two they take."""
    from rich.cells import cell_len

    kept = width
    line = shorten(text, kept)
    while (over := cell_len(line) - width) > 0 and kept > 0:
        kept -= (over + 1) // 2
        line = shorten(text, kept)
    return line


def snapshot_text(snapshot: Snapshot) -> str:
    """Return a snapshot as plain text: for each queue its counts, then each key with its role, value and meaning."""
    lines = [f"Snapshot {_moment(snapshot)}, prefix {terminal(snapshot.prefix)}: {_keys(len(snapshot.state))}"]
    for queue, rows in _by_queue(snapshot).items():
        lines += ["", _queue_title(snapshot, queue)]
        shown, rest = _cut_keys(rows)
        lines += chain.from_iterable(key_text(snapshot, key, state) for key, state in shown)
        lines += [rest] if rest else []
    lines += ["", unread] if (unread := unread_text(snapshot)) else []
    return "\n".join(map(fit_columns, lines))


def unread_text(snapshot: Snapshot) -> str:
    """Return what a page did not read and why, in a line; "" where it read all it shows."""
    large = _unread("Not read, as too large for one page", [each for each in snapshot.unread if not each.late])
    late = _unread("Not read, as the page's time was spent", [each for each in snapshot.unread if each.late])
    return " ".join(filter(None, (large, late)))


def _unread(why: str, left: Sequence[Unread]) -> str:
    named = [f"{each.key} {each.field}".rstrip() + f" ({each.amount:,})" for each in left[:3]]
    more = f" and {len(left) - 3:,} more" if len(left) > 3 else ""
    return terminal(f"{why}: {', '.join(named)}{more}.") if named else ""


def _moment(snapshot: Snapshot) -> str:
    return f"at {format_elapsed(snapshot.at - snapshot.start)} ({format_at(snapshot.at)})"


def _keys(count: int) -> str:
    return f"{count:,} {'key' if count == 1 else 'keys'}"


def _by_queue(snapshot: Snapshot) -> dict[str, list[tuple[Key, KeyState]]]:
    found: dict[str, list[tuple[Key, KeyState]]] = {}
    for key, state in snapshot.named():
        found.setdefault(key.queue, []).append((key, state))
    return {queue: found[queue] for queue in sorted(found, key=lambda name: (not name, name))}


def _queue_title(snapshot: Snapshot, queue: str) -> str:
    if not queue:
        return "keys of no queue"
    counts = ", ".join(f"{count:,} {state}" for state, count in snapshot.counts_of(queue).items() if count)
    return f"{terminal(queue)}: {counts or 'no jobs'}"


def _cut_keys(rows: list[tuple[Key, KeyState]]) -> tuple[list[tuple[Key, KeyState]], str]:
    """Return the keys to show, and what to say of the others."""
    seen: Counter[str] = Counter()
    shown = []
    for key, state in rows:
        seen[key.role] += 1
        if seen[key.role] <= SHOWN:
            shown.append((key, state))
    more = [f"{count - SHOWN:,} {role}" for role, count in seen.items() if count > SHOWN]
    return shown, f"… and {_keys(len(rows) - len(shown)).replace(' ', ' more ')}: {', '.join(more)}" if more else ""


def key_text(snapshot: Snapshot, key: Key, state: KeyState) -> Iterator[str]:
    """Yield a key's lines of text, not yet cut to width: its name, role and facts, then its value and meaning."""
    yield f"  {terminal(state.name)}  ({', '.join([str(key.role), *_facts(snapshot, state)])})"
    shown, more = _value_lines(state, Reading(key, snapshot.at))
    yield from (f"    {_line_text(line, _label(state.type))}" for line in shown)
    if more:
        yield f"    {more}"


def _facts(snapshot: Snapshot, state: KeyState) -> Iterator[str]:
    yield f"{terminal(state.type)} of {state.size:,} {noun_of(state.type, state.size)}"
    yield terminal(state.encoding)
    if state.expires_at is not None:
        yield when(state.expires_at, snapshot.at, future="expires")


def _value_lines(state: KeyState, reading: Reading) -> tuple[list[Detail], str]:
    """Return the lines of a value to show, and what to say of the others. Of a stream the latest are shown."""
    if state.type == "stream":
        lines = [reading.entry("", entry) for entry in state.entries[-SHOWN:]]
    else:
        lines = list(islice(elements(state, reading), SHOWN))
    return lines, _more(state.size - SHOWN) if state.type != "string" else ""


def _more(count: int) -> str:
    return f"… and {count:,} more" if count > 0 else ""


def _label(kind: str) -> str:
    return "score " if kind == "zset" else ""


def _line_text(line: Detail, label: str = "") -> str:
    if line.change in ("born", "gone"):
        return f"{line.change}: {terminal(line.raw)}  ({line.meaning})"
    raw = _values_text(line, label if line.change in ("", "added", "removed", "changed") else "")
    where = f"{shorten(terminal(line.where), RAW)}  " if line.where else ""
    meaning = line.meaning and (f" = {line.meaning}" if label and line.change != "ttl" else f"  ({line.meaning})")
    return f"{_SIGNS.get(line.change, '')}{where}{raw}{meaning}"


def _values_text(line: Detail, label: str) -> str:
    if line.change in ("changed", "size", "ttl", "encoding"):
        before, after = (shorten(terminal(text or "none"), RAW // 2) for text in (line.before, line.after))
        return f"{label}{before} → {after}"
    return label + (shorten(terminal(line.raw), RAW) or '""')


def change_text(change: Change, prefix: str = DEFAULT_PREFIX, now: int | None = None) -> str:
    """Return a change as plain text, a line for each atomic change, each with the key: ``bull:email:delayed  + 1  score
    …``.

    Args:
        change: What happened to the key.
        prefix: BullMQ's key prefix.
        now: The time after the change, ms since the epoch, so that moments are told relative to it.
    """
    lines = list(change_lines(change, Reading.of(change.key, prefix, now)))
    name = shorten(terminal(change.key), RAW)
    shown = [f"{name}  {_line_text(line, _change_label(change))}" for line in lines[:SHOWN]]
    more = _more(len(lines) - SHOWN)
    return "\n".join(map(fit_columns, [*shown, f"{name}  {more}"] if more else shown))


def _change_label(change: Change) -> str:
    if isinstance(change, Born | Gone):
        return _label(change.state.type)
    return _label("zset") if isinstance(change, ZsetChanged) else ""


def diff_text(diff: Diff) -> str:
    """Return a diff as plain text: each key that changed, then its atomic changes."""
    return "\n".join([fit_columns(_diff_title(diff)), *diff_lines(diff)])


def diff_lines(diff: Diff) -> list[str]:
    """Return a diff's lines of text without its title, to be put into a longer text."""
    return [fit_columns(line) for change in diff for line in _change_block(diff, change)]


def _change_block(diff: Diff, change: Change) -> Iterator[str]:
    reading, found = _changed(diff, change)
    how = f": {found.pop(0).change}" if isinstance(change, Born | Gone) else ""
    yield f"  {terminal(change.key)}  ({reading.key.role}){how}"
    yield from (f"    {_line_text(line, _change_label(change))}" for line in found[:SHOWN])
    if more := _more(len(found) - SHOWN):
        yield f"    {more}"


def _diff_title(diff: Diff) -> str:
    before, after = (format_elapsed(each.at - each.start) for each in (diff.before, diff.after))
    changed = f"{_keys(len(diff))} changed" if len(diff) else "nothing changed"
    return f"Diff {before} → {after}: {changed}" if before != after else f"Diff at {after}: {changed}"


def _changed(diff: Diff, change: Change) -> tuple[Reading, list[Detail]]:
    reading = Reading.of(change.key, diff.after.prefix, diff.after.at)
    return reading, list(change_lines(change, reading, diff.before.key(change.key)))


def diff_frame(diff: Diff) -> pd.DataFrame:
    """Return a row for each atomic change; see :meth:`qlab.snapshot.diff.Diff.to_frame`."""
    import pandas as pd

    return pd.DataFrame(list(_frame_rows(diff)), columns=list(FRAME_COLUMNS))


def _frame_rows(diff: Diff) -> Iterator[tuple[str | None, ...]]:
    for change in diff:
        reading, found = _changed(diff, change)
        key = reading.key
        for line in found:
            row = (change.key, key.queue, str(key.role), key.job, line.change, line.where, line.before, line.after)
            yield tuple(map(printable, row))


def snapshot_html(snapshot: Snapshot) -> str:
    """Return a snapshot as HTML: for each queue its counts, then a table of its keys."""
    sections = [_queue_html(snapshot, queue, rows) for queue, rows in _by_queue(snapshot).items()]
    subtitle = f"{_moment(snapshot)}, prefix {snapshot.prefix}: {_keys(len(snapshot.state))}"
    return html.card("Snapshot", subtitle, *sections, html.quiet(unread_text(snapshot)))


def _queue_html(snapshot: Snapshot, queue: str, rows: list[tuple[Key, KeyState]]) -> html.Html:
    counts = snapshot.counts_of(queue) if queue else {}
    badges = [html.join(" ", html.badge(state, f"{count:,} {state}")) for state, count in counts.items() if count]
    shown, rest = _cut_keys(rows)
    body = html.table(KEY_COLUMNS, (key_row(snapshot, key, state) for key, state in shown))
    return html.join(html.element("h5", queue or "keys of no queue", *badges), body, html.quiet(rest))


def key_row(snapshot: Snapshot, key: Key, state: KeyState) -> tuple[html.Html | str, ...]:
    """Return a key's cells in a table with the columns :data:`KEY_COLUMNS`."""
    shown, more = _value_lines(state, Reading(key, snapshot.at))
    value = html.join(*map(_line_html, shown), html.quiet(more))
    if len(shown) > OPEN:
        value = html.details(html.join(*map(_glimpse, shown[:OPEN]), html.quiet("…")), value)
    return html.code(_cut(state.name)), str(key.role), ", ".join(_facts(snapshot, state)), value


def _cut(text: str) -> str:
    return shorten(terminal(text, lines=True), RAW_HTML)


def _glimpse(line: Detail) -> html.Html:
    where = html.join(html.quiet(shorten(terminal(line.where), 24)), " ") if line.where else ""
    return html.join(where, html.code(shorten(terminal(line.raw), 24)), " · ")


def _line_html(line: Detail) -> html.Html:
    where = html.join(html.quiet(_cut(line.where)), " ") if line.where else ""
    return html.element("div", where, html.code(_cut(line.raw)), " ", html.quiet(html.marked(line.meaning)))


def diff_html(diff: Diff) -> str:
    """Return a diff as HTML: a table of its atomic changes."""
    return html.card(_diff_title(diff), "", diff_table(diff) if len(diff) else "")


def diff_table(diff: Diff) -> html.Html:
    """Return the atomic changes as a table alone, to be put into a larger card."""
    rows = chain.from_iterable(_change_rows(diff, change) for change in diff)
    return html.table(("key", "change", "where", "before", "after", "meaning"), rows)


def _change_rows(diff: Diff, change: Change) -> Iterable[tuple[object, ...]]:
    _reading, found = _changed(diff, change)
    name = html.code(_cut(change.key))
    for at, line in enumerate(found[:SHOWN]):
        sides = ("" if text is None else html.code(_cut(text)) for text in (line.before, line.after))
        css = {"added": "q-plus", "born": "q-plus", "removed": "q-minus", "gone": "q-minus"}.get(line.change, "")
        kind = html.element("span", line.change, css=css)
        where = html.code(_cut(line.where)) if line.where else ""
        yield ("" if at else name, kind, where, *sides, html.quiet(html.marked(line.meaning)))
    if more := _more(len(found) - SHOWN):
        yield ("", html.quiet(more), "", "", "", "")
