from __future__ import annotations

from collections import Counter

from qlab import Lab, Recording, plot
from qlab.plot._arrows import ARROWS
from qlab.plot._states import WAYS
from qlab.protocol.states import EDGES, JobState
from tests.plot.geometry import Measured


def counted(film: Recording, queue: str | None = None) -> dict[tuple[str | None, str | None], int]:
    table = plot.states.table(film, queue=queue)
    rows = table.itertuples(index=False, name=None)
    return {(source, target): count for source, target, count, _scripts in rows if count}


def test_the_table_counts_what_the_transitions_list(ten: Recording) -> None:
    moves = ten.transitions()
    expected = Counter(zip(moves["source"].tolist(), moves["target"].tolist(), strict=True))
    assert counted(ten) == expected
    assert sum(counted(ten, "email").values()) == (moves["queue"] == "email").sum()


def test_the_table_has_every_edge_of_bullmq_taken_or_not(one: Recording) -> None:
    table = plot.states.table(one)
    assert list(table.columns) == ["source", "target", "count", "scripts"]
    assert len(table) == len(EDGES)
    row = table[(table["source"] == "active") & (table["target"] == "delayed")].iloc[0]
    assert row["count"] == 3
    assert row["scripts"] == ("moveToDelayed",)


def test_the_email_story_in_labels(one: Recording) -> None:
    words = Measured(plot.states(one)).words
    for label in (
        "1× added",
        "4× taken",
        "3× failed: backoff",
        "3× due",
        "1× completed",
        "0× failed for good",
        "1 now",
    ):
        assert label in words
    assert "How jobs moved: 12 moves in 12 steps" in words


def test_every_state_stands_with_its_container(one: Recording) -> None:
    words = Measured(plot.states(one)).words
    for state in JobState:
        if state is not JobState.UNKNOWN:
            assert str(state) in words
            assert f"{state.redis_type} {state.container}" in words


def test_what_has_no_arrow_is_told_in_words(lab: Lab) -> None:
    queue = lab.queue("q")
    queue.add("job", None, delay="5s")
    with lab.observe("by hand"):
        lab.redis.zrem(f"{lab.prefix}:q:delayed", "1")
        lab.redis.zadd(f"{lab.prefix}:q:completed", {"1": 1_767_225_600_000})
    table = plot.states.table(lab.recording)
    assert table[table["scripts"] == ()][["source", "target", "count"]].to_numpy().tolist() == [
        ["delayed", "completed", 1]
    ]
    assert "Not drawn: 1× delayed → completed." in Measured(plot.states(lab.recording)).words


def test_removed_jobs_are_counted_where_they_left(lab: Lab) -> None:
    job = lab.queue("q").add("job")
    job.remove()
    assert "1× removed" in Measured(plot.states(lab.recording)).words


def test_each_arrow_but_removal_has_a_way() -> None:
    assert set(WAYS) == {name for name in ARROWS if not name.startswith("remove")}
    drawn = [edge for arrow in ARROWS.values() for edge in arrow.edges]
    assert len(drawn) == len(set(drawn)), "no edge is counted in two arrows"
    assert set(drawn) <= set(EDGES)


def test_nothing_moved_is_said() -> None:
    film = Recording.begin("bull", 0)
    assert "No job has moved in this recording" in Measured(plot.states(film)).words
    assert plot.states.table(film)["count"].sum() == 0


def test_in_words_a_way_was_taken_once_or_so_many_times(one: Recording) -> None:
    words = plot.alt_text(plot.states(one))
    assert "active to completed once" in words
    assert "active to delayed 3 times" in words
