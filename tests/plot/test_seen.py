"""Figures of a watched queue say how many of its jobs were seen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qlab import Lab, Recording, plot
from qlab.protocol.keys import Role, queue_key
from qlab.replay.replay import Replay
from qlab.snapshot.model import Snapshot
from tests.plot.geometry import Measured


@pytest.fixture(scope="module")
def watched(server_url: str | None) -> Recording:
    """A queue of 5 waiting jobs and a completed one, of which a look showed all but 100 waiting ones."""
    with Lab(url=server_url, prefix="bull") as lab:
        queue = lab.queue("email")
        queue.add_bulk([("w", {"n": number}) for number in range(6)])
        queue.take().complete(1)
        seen = lab.snapshot()
    first = Snapshot(seen.at, seen.start, seen.prefix, seen.state, sampled=True)
    wait = queue_key("bull", "email", Role.WAIT)
    larger = seen.state.set(wait, seen.state[wait].replace(size=105))
    page = Snapshot(seen.at + 5_000, seen.start, seen.prefix, larger, sampled=True)
    return replace(Recording(first, "real"), steps=[Replay(first, "email").page(page)])


def test_counts_and_states_say_how_many_were_seen_of_all(watched: Recording) -> None:
    for figure in (plot.counts, plot.states):
        for queue in (None, "email"):
            ax = figure(watched, queue=queue)
            assert "6 seen of 106" in " ".join(Measured(ax).words)
            assert "6 seen of 106" in plot.alt_text(ax)
    words = Measured(plot.states(watched)).words
    assert "5 of 105 seen" in words
    assert "1 now" in words


def test_a_lab_s_recording_has_seen_all(one: Recording) -> None:
    for figure in (plot.counts, plot.states):
        assert "seen" not in " ".join(Measured(figure(one)).words)
