"""Progress bars: what they make of any progress, and what a front end gets from a real kernel with a real worker."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from qlab import Lab
from qlab.run.real.bars import ROWS, Bars, share_of

DEADLINE_S = 60
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.mark.parametrize(
    ("progress", "share"),
    [
        (0, 0.0),
        (50, 0.5),
        (12.5, 0.125),
        (250, 1.0),
        (-3, 0.0),
        ({"row": 30, "total": 120, "bad": []}, 0.25),
        ({"done": 1, "total": 2}, 0.5),
        *((strange, None) for strange in (None, True, "50", [1], float("nan"), float("inf"), 10**400, {})),
        *(({"row": row, "total": total}, None) for row, total in ((1, 0), (1, "9"), ("1", 9), (1, -1), (10**400, 9))),
    ],
)
def test_the_share_is_read_from_numbers_alone(progress: object, share: float | None) -> None:
    assert share_of(progress) == share


def test_more_rows_than_a_screen_holds_are_counted() -> None:
    shown = Bars("email", ROWS + 1_000).html()
    assert shown.count('<div class="q-slot">') == ROWS
    assert "… and 1,000 more at once" in shown


def test_a_script_shows_nothing_and_a_shell_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    async def send(job: Any) -> None:
        await job.updateProgress(50)

    with Lab(clock="real", trace=False) as lab, lab.work(lab.queue("email"), send) as worker:
        lab.queue("email").add("welcome")
        assert worker.wait(1)
        assert worker._repr_mimebundle_() == {"text/plain": "LiveWorker('email', at work: 1 done, 0 failed)"}
        assert "1 completed, 0 attempts failed" in worker.bars.html()
        assert [(row.job, row.state, row.progress) for row in worker.bars.rows] == [("1", "completed", 50)]
    assert capsys.readouterr() == ("", "")


class FrontEnd:
    """What a front end does: it runs cells, and hears of outputs and of widgets, whoever sends them and when.

    Attributes:
        outputs: What cells displayed.
        pictures: Every value that an HTML widget has had, in order.
    """

    def __init__(self, client: Any) -> None:
        self._client = client
        self.outputs: list[dict[str, Any]] = []
        self.pictures: list[str] = []

    def run(self, cell: str) -> None:
        asked, idle = self._client.execute(cell), False
        while not idle:
            message = self._client.get_iopub_msg(timeout=DEADLINE_S)
            self._hear(message)
            idle = message["content"].get("execution_state") == "idle" and message["parent_header"]["msg_id"] == asked

    def until(self, holds: Callable[[str], bool]) -> None:
        while not (self.pictures and holds(self.pictures[-1])):
            self._hear(self._client.get_iopub_msg(timeout=DEADLINE_S))

    def _hear(self, message: dict[str, Any]) -> None:
        content = message["content"]
        assert message["msg_type"] not in ("error", "stream"), content
        if message["msg_type"] in ("execute_result", "display_data"):
            self.outputs.append(content["data"])
        value = content.get("data", {}).get("state", {}).get("value") if "comm_id" in content else None
        if isinstance(value, str):
            self.pictures.append(value)


@pytest.fixture
def front_end() -> Iterator[FrontEnd]:
    from jupyter_client.manager import start_new_kernel

    manager, client = start_new_kernel()
    with contextlib.ExitStack() as stack:
        stack.callback(manager.shutdown_kernel, now=True)
        stack.callback(client.stop_channels)
        yield FrontEnd(client)


BEGIN = f"""
import asyncio, threading
from qlab import Lab
lab = Lab(clock="real", trace=False)
queue = lab.queue("email", attempts=1)
gates = {{name: threading.Event() for name in ("long", "short", {HOSTILE!r})}}

async def send(job):
    await job.updateProgress({{"row": 2, "total": 5}})
    await asyncio.to_thread(gates[job.name].wait)
    if job.name == "short":
        raise ConnectionError("SMTP 451 <b>")

worker = lab.work(queue, send, concurrency=3)
worker
"""


def slots(picture: str) -> list[str]:
    """The rows as a reader sees them, without the markup."""
    rows = re.findall(r'<div class="q-slot">(.*?)</div>', picture)
    return [re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", row)).strip() for row in rows]


@pytest.mark.timeout(180)
def test_a_notebook_shows_each_job_in_a_row_that_stays_its_own(front_end: FrontEnd) -> None:
    front_end.run(BEGIN)
    (shown,) = front_end.outputs
    assert shown["text/plain"] == "LiveWorker('email', concurrency 3)"  # the same in every run, for nbval
    assert "3 jobs at once" in shown["text/html"]
    assert "application/vnd.jupyter.widget-view+json" in shown
    assert slots(front_end.pictures[-1]) == ["1 free", "2 free", "3 free"]

    front_end.run("queue.add('long')")
    front_end.until(lambda picture: slots(picture)[0] == "1 job 1 long 40% active")
    front_end.run("queue.add('short')")
    front_end.until(lambda picture: slots(picture)[:2] == ["1 job 1 long 40% active", "2 job 2 short 40% active"])
    front_end.run("gates['short'].set(); worker.wait(1)")
    front_end.until(lambda picture: slots(picture)[1] == "2 job 2 short 40% failed SMTP 451 &lt;b&gt;")
    front_end.run(f"queue.add({HOSTILE!r})")
    front_end.until(lambda picture: "active" in slots(picture)[1])
    front_end.run("for gate in gates.values(): gate.set()\nworker.wait(3); worker.close(); lab.close()")
    front_end.until(lambda picture: "closed" in picture)

    last = slots(front_end.pictures[-1])
    assert last[0] == "1 job 1 long 100% completed"
    assert "&lt;img src=x" in last[1]
    assert last[2] == "3 free"
    assert not any("<img" in picture or "<b>" in picture for picture in front_end.pictures)
    rows = [slots(picture) for picture in front_end.pictures]
    assert {len(each) for each in rows} == {3}
    assert all("long" in each[0] for each in rows if each[0] != "1 free")  # it never moves
