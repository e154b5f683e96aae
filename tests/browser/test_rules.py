"""Rules of BullMQ that the script tells a second time: it must say what Python says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import Open

if TYPE_CHECKING:
    from qlab import Recording

pytestmark = pytest.mark.browser
STATES = """names => names.map(([queue, job]) => qlabPlayer.picture.stateOf(queue, job))"""


def test_a_job_is_where_python_says_it_is_at_every_step(open_page: Open, story: Recording) -> None:
    page = open_page(story)
    jobs = sorted({(move.queue, move.job) for step in story for move in step.transitions})
    for step in story:
        page.show(step.index)
        expected = [str(step.after.state_of(job, queue)) for queue, job in jobs]
        assert page.eval(STATES, [list(job) for job in jobs]) == expected, step.index
