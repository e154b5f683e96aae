"""What Tab completes in a kernel, as JupyterLab asks it: ``complete_request``, and then the cell is run."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest
from jupyter_client.manager import start_new_kernel

from tests.lab.hostile import HOSTILE

pytestmark = pytest.mark.notebooks

DEADLINE_S = 120
NAMES = ["email", 'we"ird', "o'brien's mail", "back\\slash", "two\nlines", "ünï \u202e", HOSTILE]
CELL = f"""\
%load_ext qlab
%reload_ext qlab
import qlab
lab = qlab.Lab()
queues = [lab.queue(name).name for name in {NAMES!r}]
"""


class Front:
    """A front end: it runs a cell, and asks what may stand at the end of a line."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def run(self, cell: str, expression: str = "None") -> str:
        """Run a cell; return an expression's repr after it."""
        told = self._client.execute_interactive(cell, user_expressions={"said": expression}, timeout=DEADLINE_S)
        assert told["content"]["status"] == "ok", told["content"]
        said = told["content"]["user_expressions"]["said"]
        assert said["status"] == "ok", said
        return str(said["data"]["text/plain"])

    def completed(self, line: str) -> list[str]:
        """The lines that a Tab at its end may make of a line."""
        told = self._client.complete(line, len(line), reply=True, timeout=DEADLINE_S)["content"]
        assert told["status"] == "ok"
        assert told["cursor_end"] == len(line)
        return [line[: told["cursor_start"]] + match for match in told["matches"]]


@pytest.fixture(scope="module")
def front() -> Iterator[Front]:
    manager, client = start_new_kernel(startup_timeout=DEADLINE_S)
    with contextlib.ExitStack() as stack:
        stack.callback(manager.shutdown_kernel, now=True)
        stack.callback(client.stop_channels)
        front = Front(client)
        front.run(CELL)
        yield front
        front.run("lab.close()")


@pytest.mark.parametrize("quote", ['"', "'"])
def test_a_line_with_each_name_is_completed_to_one_that_runs(front: Front, quote: str) -> None:
    lines = front.completed(f"lab.queue_named({quote}")
    found = front.run("", "[" + ", ".join(f"{line}{quote}).name" for line in lines) + "] == sorted(queues)")
    assert len(lines) == len(NAMES)
    assert found == "True"


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
@pytest.mark.parametrize("quote", ['"', "'"])
def test_each_beginning_of_a_name_leads_to_it(front: Front, name: str, quote: str) -> None:
    [whole] = [each for each in front.completed(f"lab.queue({quote}") if name == _named(each, quote)]
    for length in range(len(f"lab.queue({quote}") + 1, len(whole)):
        if not _cut(whole[:length]):
            assert whole in front.completed(whole[:length])


def test_states_come_in_the_order_of_a_jobs_life_and_nothing_else_does(front: Front) -> None:
    line = 'assert_path(job, "waiting", "'
    states = ["waiting", "prioritized", "delayed", "waiting-children", "active", "completed", "failed", "removed"]
    assert front.completed(line) == [line + state for state in states]
    assert front.completed(line + "waiting-") == [line + "waiting-children"]


def test_elsewhere_nothing_of_ours_is_offered(front: Front) -> None:
    assert not [line for line in front.completed('email.clean("') if "email" in line[len('email.clean("') :]]
    assert "lab.queue_named" in front.completed("lab.queue_n")


def _named(line: str, quote: str) -> str:
    return str(eval(line.partition("(")[2] + quote))


def _cut(line: str) -> bool:
    """Whether a line ends within an escape: no Tab is asked for there."""
    return (len(line) - len(line.rstrip("\\"))) % 2 == 1
