"""The board's first page: all queues with their last minutes, what just happened, and the flows that wait."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from qlab.app.web.board.flow_tree import tree
from qlab.app.web.board.pieces import job_link, moment, spark, table
from qlab.app.web.live_counts import Counts, Happened
from qlab.app.web.page_layout import button, page
from qlab.observe.looking.flow import FlowNode
from qlab.text.escape import html
from qlab.text.html import marked

__all__ = ["board_page", "toggle"]

NEWS = 6
"""So much of what just happened is told."""
_QUIET = ("added", "progress", "drained")
"""Events that say nothing new beside those around them."""


def board_page(
    counts: Counts,
    paused: Collection[str],
    samples: Mapping[tuple[str, str], Sequence[int]],
    workers: Mapping[str, str],
    *,
    top: str = "",
    news: Iterable[Happened] = (),
    flows: Sequence[FlowNode] = (),
    prefix: str = "",
) -> str:
    """All queues: one row per queue, one column per state, with the last minutes beside each number.

    Args:
        counts: By queue and state.
        paused: The queues that are paused.
        samples: By queue and state, the counts of the last minutes, oldest first.
        workers: By queue, how many workers it has, in words.
        top: What stands above, as HTML: the experiment.
        news: What happened, oldest first.
        flows: The flows that wait for their children.
        prefix: BullMQ's key prefix.
    """
    states = list(next(iter(counts.values()), {}))
    heads = ["queue", *(f'<span class="state s-{html(each)}">{html(each)}</span>' for each in states)]
    rows = [_row(queue, counts[queue], queue in paused, samples, workers[queue]) for queue in counts]
    cells = table([*heads, '<span class="hidden">turn</span>'], rows, "queues", "cells")
    demo = button("A bit of everything", "POST", "/api/jobs/demo")
    queues = (
        f'<section><div class="row"><h2>Queues</h2><small>now, and over the last 5 minutes</small>'
        f'<span class="end">{demo}</span></div>{cells}</section>'
    )
    return page("Queues", f'{top}{queues}<div class="two">{_news(news)}{_flows(flows, prefix)}</div>', live="*")


def toggle(queue: str, *, paused: bool) -> str:
    """Return the button that pauses a queue, or resumes it."""
    if paused:
        words, ask = "Resume", f"Resume {queue}? Workers take its jobs again."
    else:
        words, ask = "Pause", f"Pause {queue}? Workers finish the jobs they have, and take no more."
    return button(words, "POST", f"/api/queues/{queue}/{words.lower()}", key="p", label=f"{words} {queue}", ask=ask)


def _row(
    queue: str, states: Mapping[str, int], paused: bool, samples: Mapping[tuple[str, str], Sequence[int]], crew: str
) -> str:
    note = (' <span class="paused">paused</span>' if paused else "") + f'<small class="crew">{html(crew)}</small>'
    cells = "".join(_cell(queue, state, number, samples.get((queue, state), ())) for state, number in states.items())
    link = f'<a data-row id="row-{html(queue)}" href="/board/{html(queue)}">{html(queue)}</a>'
    return (
        f'<tr><th scope="row">{link}{note}</th>{cells}'
        f'<td data-label="" class="turn">{toggle(queue, paused=paused)}</td></tr>'
    )


def _cell(queue: str, state: str, number: int, numbers: Sequence[int]) -> str:
    shown = f'<a href="/board/{html(queue)}?state={html(state)}">{number:,}</a>' if number else "0"
    return (
        f'<td class="s-{html(state)}" data-label="{html(state)}" data-zero="{str(not number).lower()}">{shown}'
        f"{spark(numbers)}</td>"
    )


def _news(news: Iterable[Happened]) -> str:
    told = [each for each in news if each.event.name not in _QUIET][-NEWS:]
    rows = "".join(
        f"<li>{moment(each.at)} {_whose(each)} {marked(each.event.sentence)}</li>" for each in reversed(told)
    )
    return f'<section><h2>Just happened</h2><ul class="news">{rows or "<li>Nothing yet.</li>"}</ul></section>'


def _whose(each: Happened) -> str:
    return job_link(each.queue, each.job, each.queue) if each.job else html(each.queue)


def _flows(flows: Sequence[FlowNode], prefix: str) -> str:
    trees = "".join(tree(each, prefix) for each in flows) or "<p>No flow waits for its children.</p>"
    return f'<section><h2>Flows that wait</h2>{trees}<p><a href="/flows">All flows</a></p></section>'
