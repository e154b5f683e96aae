"""A recording of a watched queue in the player: what nobody observed is not drawn as if it were not there."""

from __future__ import annotations

import pytest

from qlab import Recording
from qlab.snapshot.values import Entry
from tests.browser.conftest import Open

pytestmark = pytest.mark.browser
T = 1_700_000_000_000


def watched() -> Recording:
    names = ("added", "waiting", "active")
    entries = [Entry(f"{T + at}-0", (("event", name), ("jobId", "1"))) for at, name in enumerate(names)]
    return Recording.from_events(entries, "q", hashes={"1": {"name": "w", "data": "{}", "opts": "{}"}})


@pytest.mark.parametrize("view", ["keys", "stage"])
def test_a_lock_that_no_event_tells_of_was_not_observed(open_page: Open, view: str) -> None:
    recording = watched()
    page = open_page(recording, f"#step={len(recording)}", view=view)
    text = page.eval("() => document.body.innerText")
    assert "lock not seen" in text
    assert "no lock" not in text
    assert page.complaints == []
