from __future__ import annotations

import pytest

from qlab import Lab, Recording, exponential, plot
from qlab.errors import UsageError
from qlab.plot._anatomy_blocks import row_of
from qlab.protocol.keys import Role
from tests.plot.geometry import Measured


def test_the_table_has_every_value_raw_beside_its_meaning(one: Recording) -> None:
    delayed = one[2].after
    table = plot.anatomy.table(delayed)
    assert list(table.columns) == ["key", "role", "job", "type", "part", "raw", "meaning"]
    row = table[table["role"] == "delayed"].iloc[0]
    assert (row["key"], row["type"], row["part"]) == ("bull:email:delayed", "zset", "1")
    assert row["raw"] == str(1_767_225_602_000 * 4_096)
    assert row["meaning"] == "1767225602000 ms × 4096 + 0 → due in 2.000 s"
    values = sum(1 if held.type == "string" else held.size for _key, held in delayed.named() if held.type != "stream")
    assert (table["type"] != "stream").sum() == values


def test_each_type_is_drawn_as_what_it_is(one: Recording) -> None:
    words = Measured(plot.anatomy(one[1].after)).words
    for label in (
        "Queue email at +0.000 s: 7 keys in Redis",
        "Lists", "bull:email:active", "head: taken last", "1", "tail: taken first",
        "Sorted sets", "Strings", "Stream", "Hashes", ":lock", "worker-1:1  (expires in 30 s)", "active",
    ):  # fmt: skip
        assert label in words
    assert (
        "Absent, for Redis keeps no empty list or set: wait, delayed, prioritized, completed, failed, waiting-children."
        in words
    )


def test_a_delayed_job_stands_at_its_due_time_the_raw_score_below(one: Recording) -> None:
    words = Measured(plot.anatomy(one[2].after)).words
    for label in (
        "due",
        "now +0.000 s",
        "+2.000 s",
        f"score {1_767_225_602_000 * 4_096}",
    ):
        assert label in words
    assert "= 1767225602000 ms × 4096 + 0 → due in 2.000 s" in words


def test_long_contents_are_cut_and_counted(lab: Lab) -> None:
    queue = lab.queue("q", attempts=2, backoff=exponential("2s"))
    queue.add_bulk([("bulk", number) for number in range(300)])
    queue.add_bulk([("later", number, {"delay": f"{number}s"}) for number in range(1, 41)])
    queue.add_bulk([("first", number, {"priority": 1 + number % 4}) for number in range(40)])
    seen = Measured(plot.anatomy(lab.snapshot()))
    shown = row_of([str(number) for number in range(300)], 9.0)
    (left_out,) = [text for text in shown if text.startswith("+")]
    assert int(left_out.split()[0]) + len(shown) - 1 == 300
    assert shown[0] == "0", "the head is shown"
    assert shown[-1] == "299", "and the tail"
    assert any(text.startswith("+2") and text.endswith(" more") for text in seen.words)
    assert "+37 more" in seen.words, "three of the delayed are written out"
    assert "+376 more jobs, each with a hash like these." in seen.words
    assert any(text.endswith(" older") for text in seen.words)
    assert seen.overlaps() == []
    assert seen.cut() == []
    assert seen.across_edges() == []


def test_how_many_jobs_are_shown_can_be_chosen_busy_ones_first(ten: Recording) -> None:
    middle = ten[len(ten) // 3].after
    active = middle.ids("email", Role.ACTIVE)
    words = Measured(plot.anatomy(middle, "email", jobs=1)).words
    hashes = [text for text in words if text.startswith("bull:email:") and text.rpartition(":")[2].isdecimal()]
    assert len(hashes) == 1
    assert not active or hashes == [f"bull:email:{active[0]}"]
    none = Measured(plot.anatomy(middle, "email", jobs=0)).words
    assert not [text for text in none if text.startswith("bull:email:1")]


def test_a_flow_shows_what_the_parent_waits_for(lab: Lab) -> None:
    lab.queue("q")
    lab.flow({"name": "parent", "queue": "q", "children": [{"name": "child", "queue": "q"}]})
    words = Measured(plot.anatomy(lab.snapshot())).words
    assert ":dependencies" in words
    assert any(text.startswith("1 to come: ") for text in words)
    assert "waiting since" in words


def test_a_set_and_a_key_of_the_wrong_type_are_drawn_too(lab: Lab) -> None:
    lab.queue("q").add("job")
    name = f"{lab.prefix}:q"
    lab.redis.sadd(f"{name}:stalled", "1", b"\xff")
    lab.redis.hset(f"{name}:delayed", "no", "zset")
    lab.redis.zadd(f"{name}:prioritized", {"inf": float("inf"), "1": 5})
    lab.redis.set(f"{name}:active", "neither a list")
    seen = Measured(plot.anatomy(lab.snapshot()))
    assert {"{", "}", r"\xff"} <= set(seen.words)
    assert "neither a list" in seen.words
    assert seen.overlaps() == []


def test_several_queues_need_a_name(ten: Recording) -> None:
    with pytest.raises(UsageError, match=r"holds 2 queues; name one of them: email, report\."):
        plot.anatomy(ten.last)


def test_no_such_queue_is_said_in_the_figure(ten: Recording) -> None:
    words = Measured(plot.anatomy(ten.last, "nowhere")).words
    assert "There is no queue nowhere here; there are: email, report." in words
    empty = Recording.begin("bull", 0).last
    assert (
        "There are no keys under this prefix yet: a queue begins with its first job."
        in Measured(plot.anatomy(empty)).words
    )
    assert plot.anatomy.table(empty).empty
