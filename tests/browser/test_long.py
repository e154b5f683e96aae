"""A watched queue is a long film: 5,000 steps, made from events alone, are played like any other."""

from __future__ import annotations

import pytest

from qlab import Recording
from qlab.protocol.keys import Role
from qlab.snapshot.values import Entry
from tests.browser import reading
from tests.browser.conftest import Open

pytestmark = pytest.mark.browser
JOBS, WAITING, START = 1_732, 98, 1_767_225_600_000


@pytest.fixture(scope="module")
def watched() -> Recording:
    """What the events of 1,732 jobs tell, of which 98 wait at any time; an add is one step."""
    text: list[dict[str, str]] = []
    for number in range(1, JOBS + 1):
        text += [{"event": event, "jobId": str(number)} for event in ("added", "waiting")]
        if number > WAITING:
            ended = str(number - WAITING)
            text += [{"event": "active", "jobId": ended}, {"event": "completed", "jobId": ended, "returnvalue": "1"}]
    entries = [Entry(f"{START + at}-0", tuple(event.items())) for at, event in enumerate(text)]
    return Recording.from_events(entries, "email", hashes={"1": {"name": "first"}})


def test_five_thousand_steps_are_exact_wherever_one_goes(open_page: Open, watched: Recording) -> None:
    page = open_page(watched)
    assert len(watched) == 5_000
    for index in (5_000, 1, 2_501, 0):
        page.show(index)
        snapshot = watched[index - 1].after if index else watched.first
        assert reading.known(page.eval(reading.KNOWN, index)) == reading.keys(snapshot), index
        counts = "each => [each.dataset.role, Number(each.querySelector('.q-count').textContent.replace(',', ''))]"
        shown = dict(page.eval(f"() => [...document.querySelectorAll('.q-box')].map({counts})"))
        assert shown["completed"] == snapshot.counts_of("email")["completed"]
        assert shown["wait"] == len(snapshot.ids("email", Role.WAIT))
        assert page.eval("() => document.querySelectorAll('*').length") < 2_500
    page.page.keyboard.press("/")
    page.page.keyboard.type("job 1200 moves from")
    page.page.keyboard.press("Enter")
    assert "job 1200 moves from" in page.page.locator(".q-sentence").inner_text()
    assert page.complaints == []
