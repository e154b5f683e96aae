"""Events played back: each step's change is what comparing would find, also over long containers and through a file."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qlab import Recording
from qlab.protocol.states import JobState
from qlab.record.format import loading
from qlab.record.transition import transitions_between
from qlab.snapshot.diff import Diff
from qlab.snapshot.values import Entry

EVENTS = ("added", "waiting", "delayed", "active", "completed", "failed", "waiting-children", "removed", "progress",
          "stalled", "paused", "resumed", "drained")  # fmt: skip


@st.composite
def streams(draw: st.DrawFn) -> list[Entry]:
    """Events in any order at all, of a few jobs: a stream may be trimmed anywhere, and written by anybody."""
    text = draw(
        st.lists(st.tuples(st.sampled_from(EVENTS), st.sampled_from("123"), st.integers(0, 9_000)), max_size=30)
    )
    return [
        Entry(f"{1_000 + at}-0", (("event", event), ("jobId", id), ("delay", str(due)), ("data", '"x"')))
        for at, (event, id, due) in enumerate(text)
    ]


@given(streams())
@settings(max_examples=150, deadline=None)
def test_whatever_the_events_each_step_s_change_is_the_difference(entries: list[Entry]) -> None:
    recording = Recording.from_events(entries, "q", hashes={"1": {"name": "n", "priority": "3"}, "2": None})
    assert len(recording) <= len(entries)
    assert len(recording.last.key("bull:q:events").entries) == len(entries) if entries else len(recording) == 0
    for step in recording:
        compared = Diff.between(step.before, step.after)
        assert [change.key for change in step.diff] == [change.key for change in compared]
        for change in step.diff:
            assert change.apply(step.before.key(change.key)) == step.after.key(change.key)
        found = transitions_between(step.before, step.after, compared)
        assert [move[:4] for move in step.transitions] == [move[:4] for move in found if move.source is not move.target]


@given(streams())
@settings(max_examples=40, deadline=None)
def test_each_job_is_in_one_place(entries: list[Entry]) -> None:
    recording = Recording.from_events(entries, "q")
    for id in "123":
        text = [fields["event"] for each in entries if (fields := dict(each.fields))["jobId"] == id]
        moved = [event for event in text if event in (*JobState, "removed", "added")]  # an add begins a new life
        expected = "unknown" if not moved or moved[-1] in ("removed", "added") else moved[-1]
        assert recording.last.state_of(id, "q") == expected


def test_a_long_film_survives_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = []
    for number in range(400):
        text = [("added", ""), ("waiting", ""), ("active", "waiting"), ("completed", "active")]
        entries += [
            Entry(f"{1_000 + number}-{at}", (("event", event), ("jobId", f"{number}"), ("prev", prev)))
            for at, (event, prev) in enumerate(text)
        ]
    recording = Recording.from_events(entries, "q")
    # Lists and sorted sets of hundreds, a step an edit: it loads because none of them is held a thousand times.
    monkeypatch.setattr(loading, "MOST_ELEMENTS", 20_000)
    again = Recording.load(recording.save(tmp_path / "film.jsonl"))
    assert again.last == recording.last
    assert again.last.counts_of("q")["completed"] == 400
    assert again.transitions().equals(recording.transitions())
