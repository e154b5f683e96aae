"""Lesson 02: the handmade queue, and its checks: right answers pass, wrong ones get one thing to try."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import qlab
from qlab.explore import did
from qlab.teach.mini import Mini
from tests.teach.saying import last

if TYPE_CHECKING:
    from qlab import Lab


def test_a_handmade_queue_works_as_long_as_nothing_goes_wrong(lab: Lab) -> None:
    mini = Mini(lab.redis)
    assert [mini.run(mini.add(text)) for text in ("a", "b")] == ["1", "2"]
    assert mini.run(mini.pop()) == "1"
    assert mini.run(mini.move()) == "2"
    assert lab.redis.lrange(mini.active, 0, -1) == ["2"]
    mini.run(mini.recover())
    assert mini.run(mini.move()) == "2"
    mini.run(mini.done("2"))
    assert mini.run(mini.pop()) is None
    later = mini.run(mini.add_later("c", 500))
    mini.run(mini.promote(499))
    assert mini.run(mini.pop()) is None
    mini.run(mini.promote(500))
    assert mini.run(mini.pop()) == later


def test_02a_looks_for_a_job_in_no_list(lab: Lab) -> None:
    mini = Mini(lab.redis)
    assert "no job in this lab" in last("02-a", lab)
    mini.run(mini.add("a"))
    assert "each is in a list" in last("02-a", lab)
    mini.run(mini.pop())
    assert "adding two" in last("02-a", lab)
    mini.run(mini.add("b"))
    assert qlab.check("02-a", lab).passed


def test_02b_tries_every_crash() -> None:
    def lazy(mini: Mini) -> Iterator[Any]:
        yield from mini.move()

    def hasty(mini: Mini) -> Iterator[Any]:
        if id := (yield from mini.pop()):
            yield did("mail", id)

    def careful(mini: Mini) -> Iterator[Any]:
        if id := (yield from mini.move()):
            yield did("mail", id)
            yield from mini.done(id)

    assert "Even without a crash" in last("02-b", lazy)
    assert "mini.move() instead" in last("02-b", hasty)
    assert qlab.check("02-b", careful).passed


def test_02c_counts_moves() -> None:
    assert "race.counterexample.moves" in last("02-c", 4)
    assert qlab.check("02-c", 5).passed
