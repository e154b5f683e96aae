"""How long each plan waits before each retry, and what a recording saw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from qlab.plot._schedules import Plans, Wait, fails_early, named, observed, planned, waits_table
from qlab.plot.drawing.chart import Margins, draw_head, even_ticks, open_chart, room, say_empty, top_margin, unit_for
from qlab.plot.drawing.picture import describe, drawn_from
from qlab.plot.drawing.placing import Places, Rect, apart
from qlab.plot.drawing.style import INK, QUIET, SIZE
from qlab.plot.drawing.text import counted_as, fit_inches, width
from qlab.protocol.backoff import Backoff
from qlab.text.durations import format_ms

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from qlab.record.recording import Recording

WIDTH, HEIGHT = 10.0, 5.4
_NAME_ROOM = 2.3
_LINE = 1.4 * SIZE / 72
_RUNGS = (1, 10, 100, 1_000, 10_000, 60_000, 600_000, 3_600_000, *(10**n * 86_400_000 for n in range(290)))
_SEEN, _RING = "D", 13  # an open mark around the plan's own, which is seen within it
_STEEP = 200  # from this ratio on, the short waits would all lie on the floor of a linear axis


class Pencil(NamedTuple):
    """How a plan is drawn."""

    colour: str
    marker: str
    dash: str


PENCILS = (
    Pencil("#0072b2", "o", "-"), Pencil("#d55e00", "s", "--"), Pencil("#009e73", "^", "-."),
    Pencil("#cc79a7", "D", ":"), Pencil("#56b4e9", "v", "-"), Pencil("#e69f00", "P", "--"),
)  # fmt: skip


@drawn_from(waits_table)
def backoff(
    plans: Plans,
    *,
    attempts: int = 5,
    recording: Recording | None = None,
    queue: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw how long a plan waits before each retry, with jitter as a band, and over it the retries that a recording
    saw.

    Args:
        plans: A backoff, or several by name.
        attempts: How many attempts to plan, including the first.
        recording: A recording whose retries to draw over the plans.
        queue: Only this queue's jobs.
        ax: Axes to draw on; None: a figure of 10 × 5 inches.

    Returns:
        The axes.

    Raises:
        UsageError: If ``plans`` is not a backoff.
        OptionError: If ``attempts`` is not a whole number from 0 to 10,000.
    """
    by_name = named(plans)
    schedules = {name: planned(name, plan, attempts) for name, plan in by_name.items()}
    seen = [] if recording is None else list(observed(recording, queue))
    names = [_name(name, plan, attempts) for name, plan in by_name.items()]
    marks = _marks(names, schedules, seen, recording)
    left, right = 1.2, 0.35 if len(names) == 1 else max(map(width, names)) + 0.6
    chart = open_chart(ax, WIDTH, HEIGHT, Margins(left, right, top_margin(list(marks), WIDTH - left - right), 0.7))
    waits = [*(wait for schedule in schedules.values() for wait in schedule), *seen]
    title = _title(by_name, schedules)
    if not waits:
        say_empty(chart, "With so few attempts there is no retry, and nothing to wait for.")
        draw_head(chart, title, list(marks.values()), list(marks))
        return describe(chart, title, f"{title}: there is nothing to draw.")
    _axes(chart, waits)
    places = Places(Rect(0, 0.02, *(each - 0.02 for each in room(chart))))
    for pencil, schedule in zip(_pencils(len(schedules)), schedules.values(), strict=True):
        _draw_plan(chart, pencil, schedule, places)
    _draw_seen(chart, seen, places)
    _label_points(chart, schedules.values(), places)
    if len(names) > 1:
        _label_plans(chart, names, list(schedules.values()))
    draw_head(chart, title, list(marks.values()), list(marks))
    return describe(chart, title, _alternative(title, schedules, seen))


def _pencils(count: int) -> list[Pencil]:
    return [PENCILS[at % len(PENCILS)] for at in range(count)]


def _name(name: str, plan: Backoff, attempts: int) -> str:
    return fit_inches(name, _NAME_ROOM if name != str(plan) else WIDTH / 2) + (
        ", then fails" if fails_early(plan, attempts) else ""
    )


def _title(plans: Mapping[str, Backoff], schedules: Mapping[str, Sequence[Wait]]) -> str:
    if len(plans) > 1:
        return "How long each plan waits before a retry"
    (schedule,) = schedules.values()
    most, least = sum(wait.wait_ms for wait in schedule), sum(wait.shortest_ms or 0 for wait in schedule)
    total = f"{'up to ' if least < most else ''}{format_ms(round(most))}"
    return f"{counted_as(len(schedule) + 1, 'attempt')}, with {total} of waiting between them"


def _marks(
    names: Sequence[str], schedules: Mapping[str, Sequence[Wait]], seen: Sequence[Wait], recording: Recording | None
) -> dict[str, Artist]:
    """Return what the legend explains: a plan alone (several are labelled where they end), the band, the observed."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    marks: dict[str, Artist] = {}
    if len(names) == 1:
        pencil = PENCILS[0]
        marks[names[0]] = Line2D([], [], color=pencil.colour, marker=pencil.marker, markersize=8, markeredgecolor=INK)
    if any(wait.shortest_ms != wait.longest_ms for schedule in schedules.values() for wait in schedule):
        marks["where jitter may put it"] = Patch(facecolor="#d9dde3", hatch="///", edgecolor=QUIET, linewidth=0.8)
    if seen:
        marks[f"observed ({len(seen):,})"] = Line2D(
            [], [], linestyle="none", marker=_SEEN, markersize=_RING, markerfacecolor="none", markeredgecolor=INK,
            markeredgewidth=1.6,
        )  # fmt: skip
    elif recording is not None:
        marks["no retry observed"] = Line2D([], [], linestyle="none")
    return marks


def _axes(chart: Axes, waits: Sequence[Wait]) -> None:
    last = max(wait.attempt for wait in waits)
    every = -(-(last - 1) // 16)
    chart.set_xlim(1.6, last + 0.4)
    ticks = range(2, last + 1, every)
    chart.set_xticks(list(ticks), labels=[f"{tick:,}" for tick in ticks])
    chart.set_xlabel("before attempt")
    lengths = sorted(float(ms) for wait in waits for ms in (wait.wait_ms, wait.shortest_ms) if ms)
    most = lengths[-1] if lengths else 1.0
    if lengths and most / lengths[0] > _STEEP:
        _steep_ticks(chart, lengths[0], most)
    else:
        _even_ticks(chart, most)
    chart.grid(visible=True, axis="y", linewidth=0.8)


def _even_ticks(chart: Axes, most: float) -> None:
    unit, unit_ms = unit_for(most)
    chart.set_ylim(0, most * 1.15)
    ticks = even_ticks(0, most * 1.15 / unit_ms, 6)
    chart.set_yticks([tick * unit_ms for tick in ticks], labels=[f"{tick:,.6g}" for tick in ticks])
    chart.set_ylabel(f"wait ({unit})")


def _steep_ticks(chart: Axes, least: float, most: float) -> None:
    from matplotlib.ticker import NullLocator

    chart.set_yscale("log")
    chart.set_ylim(least / 2, most * 3)
    ticks = [float(ms) for ms in _RUNGS if least / 2 <= ms <= most * 3]
    chart.set_yticks(ticks[:: -(-len(ticks) // 10) or 1])
    chart.set_yticklabels([_rung(ms) for ms in chart.get_yticks()])
    chart.yaxis.set_minor_locator(NullLocator())
    chart.set_ylabel("wait")


def _rung(ms: float) -> str:
    return format_ms(ms) if ms < 1e12 else f"{ms / 86_400_000:.0e} d"


def _draw_plan(chart: Axes, pencil: Pencil, schedule: Sequence[Wait], places: Places) -> None:
    at = [wait.attempt for wait in schedule]
    low, high = ([float(ms or 0) for ms in each] for each in _band(schedule))
    if low != high:
        chart.fill_between(
            at, low, high, facecolor=pencil.colour, alpha=0.25, hatch="///", edgecolor=pencil.colour, linewidth=0.0
        )
        chart.vlines(at, low, high, color=pencil.colour, linewidth=5, alpha=0.5)
        for ends in zip(at, low, high, strict=True):
            places.draw(*(_inches(chart, ends[0], ms) for ms in ends[1:]))
    chart.plot(
        at, [wait.wait_ms for wait in schedule], color=pencil.colour, linestyle=pencil.dash, marker=pencil.marker,
        markersize=8, markeredgecolor=INK, linewidth=2, zorder=3,
    )  # fmt: skip
    for wait in schedule:
        places.take(_around(chart, wait.attempt, wait.wait_ms, 0.08))
    for one, other in pairwise(_inches(chart, wait.attempt, wait.wait_ms) for wait in schedule):
        places.draw(one, other)


def _band(schedule: Sequence[Wait]) -> tuple[list[float | None], list[float | None]]:
    return [wait.shortest_ms for wait in schedule], [wait.longest_ms for wait in schedule]


def _inches(chart: Axes, x: float, y: float) -> tuple[float, float]:
    """Return where a point of the axes lies, in inches from their lower left corner."""
    across, down = chart.transAxes.inverted().transform(chart.transData.transform((x, y)))
    wide, high = room(chart)
    return float(across) * wide, float(down) * high


def _around(chart: Axes, x: float, y: float, half: float) -> Rect:
    across, down = _inches(chart, x, y)
    return Rect(across - half, down - half, 2 * half, 2 * half)


def _draw_seen(chart: Axes, seen: Sequence[Wait], places: Places) -> None:
    """Draw the observed waits, those before the same attempt side by side."""
    crowd = Counter(wait.attempt for wait in seen)
    drawn: Counter[int] = Counter()
    first, last = chart.get_xlim()
    inch = (last - first) / room(chart)[0]
    for wait in seen:
        step = min(inch * 0.14, 0.5 / crowd[wait.attempt])
        x = wait.attempt + (drawn[wait.attempt] - (crowd[wait.attempt] - 1) / 2) * step
        drawn[wait.attempt] += 1
        chart.plot(
            [x], [wait.wait_ms], marker=_SEEN, markersize=_RING, markerfacecolor="none", markeredgecolor=INK,
            markeredgewidth=1.6, linestyle="none", zorder=4,
        )  # fmt: skip
        places.take(_around(chart, x, wait.wait_ms, 0.13))


def _label_points(chart: Axes, schedules: Iterable[Sequence[Wait]], places: Places) -> None:
    """Write each wait beside its point, once where plans agree, and not again where a plan stays the same."""
    written: set[tuple[int, str]] = set()
    for schedule in schedules:
        before = ""
        for wait in schedule:
            text = format_ms(round(wait.wait_ms))
            if (wait.attempt, text) not in written and (text != before or wait is schedule[-1]):
                _label_point(chart, wait, text, places)
            written.add((wait.attempt, text))
            before = text


def _label_point(chart: Axes, wait: Wait, text: str, places: Places) -> None:
    x, y = _inches(chart, wait.attempt, wait.wait_ms)
    wide, high = width(text, bold=True) + 0.06, 0.2
    above, below, level = y + 0.12, y - 0.34, y - high / 2
    middle, left, right = x - wide / 2, x - wide - 0.12, x + 0.12
    spots = ((middle, above), (left, level), (right, level), (middle, below))
    # A line that rises to the point and on from it leaves room on its upper left and its lower right.
    corners = ((left, y + 0.04), (right, y - high - 0.04), (right, y + 0.04), (left, y - high - 0.04))
    found = places.find(Rect(*spot, wide, high) for spot in (*spots, *corners))
    if found:
        chart.annotate(
            text, (wait.attempt, wait.wait_ms), weight="bold", ha="center", va="center", zorder=5,
            xytext=((found.x + wide / 2 - x) * 72, (found.y + high / 2 - y) * 72), textcoords="offset points",
        )  # fmt: skip


def _label_plans(chart: Axes, names: Sequence[str], schedules: Sequence[Sequence[Wait]]) -> None:
    """Write each plan's name at the right, at the height of its last wait, beside its marker."""
    drawn = [
        (name, pencil, plan) for name, pencil, plan in zip(names, _pencils(len(names)), schedules, strict=True) if plan
    ]
    ends = [_inches(chart, plan[-1].attempt, plan[-1].wait_ms)[1] for _name, _pencil, plan in drawn]
    high = room(chart)[1]
    for (name, pencil, _plan), y in zip(drawn, apart(ends, _LINE, 0.1, high), strict=True):
        chart.plot(
            [1.02], [y / high], transform=chart.transAxes, clip_on=False, marker=pencil.marker, markersize=8,
            color=pencil.colour, markeredgecolor=INK, linestyle="none",
        )  # fmt: skip
        chart.annotate(
            name, (1.02, y / high), xycoords="axes fraction", xytext=(9, 0), textcoords="offset points",
            va="center_baseline",
        )  # fmt: skip


def _alternative(title: str, schedules: Mapping[str, Sequence[Wait]], seen: Sequence[Wait]) -> str:
    text = [
        f"{name}: {', '.join(format_ms(round(wait.wait_ms)) for wait in schedule[:12])}."
        for name, schedule in schedules.items()
    ]
    saw = f" {len(seen):,} observed retries lie over it." if seen else ""
    return f"{title}. Waits before attempts 2, 3 and so on: {' '.join(text)}{saw}"
