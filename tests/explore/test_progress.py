"""In a notebook a long search shows how far it is, and an interrupt of the kernel keeps what was found."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from tests.explore.worlds import ENDLESS

DEADLINE_S = 60
WORLDS = f"""{ENDLESS}
from qlab.explore import explore, progress
from qlab.explore.engine import search

def short(lab):
    queue = lab.queue("q")
    queue.add("job")
    def worker():
        yield queue.take
    return {{"ann": worker}}
"""
AT_ONCE = "progress._SOON_S = search._SHOWN_EACH_S = 0"
"""Even a short search shows how far it is."""
SEARCH = "found = explore(world, always=[never_active], every=True, seconds=1e6, states=10**9)"
LINE = "in a row (interrupting the kernel keeps what is found)"


class FrontEnd:
    """What a front end does: it runs cells, hears of outputs and of what becomes of them, and interrupts the kernel.

    Attributes:
        outputs: What cells displayed first, in order.
        updates: What displayed outputs became later, in order.
    """

    def __init__(self, manager: Any, client: Any) -> None:
        self._manager, self._client = manager, client
        self.outputs: list[dict[str, Any]] = []
        self.updates: list[dict[str, Any]] = []

    def run(self, cell: str, *, interrupt_at: Callable[[dict[str, Any]], bool] | None = None) -> None:
        """Run a cell to its end; interrupt it once, at such an update."""
        asked, idle = self._client.execute(cell), False
        while not idle:
            message = self._client.get_iopub_msg(timeout=DEADLINE_S)
            self._hear(message)
            if interrupt_at is not None and self.updates and interrupt_at(self.updates[-1]):
                self._manager.interrupt_kernel()
                interrupt_at = None
            idle = message["content"].get("execution_state") == "idle" and message["parent_header"]["msg_id"] == asked

    def _hear(self, message: dict[str, Any]) -> None:
        kind, content = message["msg_type"], message["content"]
        assert kind not in {"error", "stream"}, content
        if kind in {"execute_result", "display_data"}:
            self.outputs.append(content["data"])
        elif kind == "update_display_data":
            self.updates.append(content["data"])


@pytest.fixture
def front_end() -> Iterator[FrontEnd]:
    from jupyter_client.manager import start_new_kernel

    manager, client = start_new_kernel()
    with contextlib.ExitStack() as stack:
        stack.callback(manager.shutdown_kernel, now=True)
        stack.callback(client.stop_channels)
        yield FrontEnd(manager, client)


@pytest.mark.timeout(180)
def test_a_long_search_shows_how_far_it_is_and_an_interrupt_keeps_what_it_found(front_end: FrontEnd) -> None:
    front_end.run(WORLDS)
    front_end.run(SEARCH, interrupt_at=lambda shown: LINE in shown["text/plain"])

    assert front_end.outputs == [{}]  # the place of the line; nbval compares what it holds first
    *shown, last = front_end.updates
    assert all(LINE in each["text/html"] for each in shown)
    assert [*map(_states, shown)] == sorted(map(_states, shown))
    assert last == {}  # a notebook stores what it holds in the end

    front_end.run("found.cut, found.holds, [each.message for each in found.counterexamples]")
    assert front_end.outputs[-1]["text/plain"] == "('it was interrupted', False, ['a job is active'])"
    front_end.run("explore(short).holds")
    assert front_end.outputs[-1]["text/plain"] == "True"  # the server is not left between two commands


def _states(shown: dict[str, Any]) -> int:
    return int(shown["text/plain"].split()[0].replace(",", ""))


@pytest.mark.timeout(180)
def test_a_notebook_stores_nothing_of_it() -> None:
    cells = [WORLDS, AT_ONCE, "print('before')\nfound = explore(short)\nprint('after')"]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])

    NotebookClient(notebook, kernel_name="python3", timeout=DEADLINE_S).execute()

    # A busy kernel sends what is printed in pieces.
    grouped = [(kind, list(each)) for kind, each in groupby(notebook.cells[2].outputs, lambda each: each.output_type)]
    assert [kind for kind, _outputs in grouped] == ["stream", "display_data", "stream"]
    (_, before), (_, shown), (_, after) = grouped
    assert ["".join(each["text"] for each in printed) for printed in (before, after)] == ["before\n", "after\n"]
    assert shown == [{"output_type": "display_data", "data": {}, "metadata": {}}]
