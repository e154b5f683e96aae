"""The atomic changes of each step, which the script works out: the same as Python's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from qlab import Lab, Recording
from qlab.snapshot.details import Reading, change_lines
from qlab.widgets.player_data import PlayerData
from tests.browser.conftest import Open
from tests.record import films

if TYPE_CHECKING:
    from qlab.record.step import Step

pytestmark = pytest.mark.browser

LINES = """json => {
  const data = new qlabPlayer.data.constructor(json);
  return data.steps.map(step => step.changes.map(change => data.lines(step, change)));
}"""
FOUND = """text => {
  const search = qlabPlayer.controls.search;
  search.input.value = text;
  return search.matches();
}"""
Lines = list[list[list[Any]]]
NAMES = ("last_child_completes", "child_is_ignored", "add_kept_while_active", "take_the_next_of_a_scheduler", "log")


def told(step: Step) -> Lines:
    return [
        [
            list(line)
            for line in change_lines(
                change, Reading.of(change.key, step.after.prefix, step.at), step.before.key(change.key)
            )
        ]
        for change in step.diff
    ]


def odd() -> Recording:
    """Keys that BullMQ does not write so: of another type, nobody's, with odd scores, members, fields and lives."""
    with Lab(trace=False) as lab:
        queue = lab.queue("email")
        queue.add_bulk([("welcome", number) for number in range(250)])
        for write in (
            lambda: lab.redis.hset("bull:email:delayed", mapping={"7": "1", "10": "2", "9": "x"}),
            lambda: lab.redis.hset("bull:email:1", mapping={"7": "1", "10": "2", "é": "x", "data": "[1"}),
            lambda: lab.redis.hdel("bull:email:1", "7", "data"),
            lambda: lab.redis.zadd("bull:email:completed", {"a": float("inf"), "10": 2e12, "9": 1.5e12 + 0.25, "1": 7}),
            lambda: lab.redis.zadd("bull:email:completed", {"a": 1e12, "10": 3e12, "b": float("-inf")}),
            lambda: lab.redis.zrem("bull:email:completed", "10", "9"),
            lambda: lab.redis.lpush("bull:email:active", "one", "two", "three", "four", "five"),
            lambda: lab.redis.lrem("bull:email:active", 1, "three"),
            lambda: lab.redis.sadd("bull:email:stalled", "2", "10", "1"),
            lambda: lab.redis.sadd("bull:email:stalled", "x"),  # no longer an intset
            lambda: lab.redis.srem("bull:email:stalled", "10"),
            lambda: lab.redis.set("bull:email:2:lock", "token", px=5_000),
            lambda: lab.redis.persist("bull:email:2:lock"),
            lambda: lab.redis.expire("bull:email:1", 100),
            lambda: lab.redis.zadd("mine", {"x": 1}),
            lambda: lab.redis.xtrim("bull:email:events", maxlen=3, approximate=False),
            lambda: lab.redis.delete("bull:email:wait", "bull:email:events", "bull:email:stalled", "bull:email:active"),
        ):
            write()
            lab.snapshot()
        return lab.recording


def test_they_are_told_as_everywhere(open_page: Open, story: Recording) -> None:
    page, kinds = open_page(story), set[str]()
    for recording in (story, odd(), *map(films.scene, NAMES)):
        shown: list[Lines] = page.eval(LINES, PlayerData(recording, lua=False).whole())
        assert len(shown) == len(recording)
        for step, lines in zip(recording, shown, strict=True):
            assert lines == [each[:200] for each in told(step)], step
        kinds |= {line[0] for changes in shown for lines in changes for line in lines}
    assert kinds == {"born", "gone", "added", "removed", "changed", "trimmed", "ttl", "encoding"}


def test_they_are_found_by_the_search(open_page: Open, story: Recording) -> None:
    page = open_page(story)
    for text in ("no longer: job 1 is active, taken by a worker", "expires in 30.000 s", "SMTP 451"):
        lines = [
            step.index for step in story if any(text.lower() in part.lower() for part in (step.sentence, *_texts(step)))
        ]
        assert page.eval(FOUND, text) == lines != []


def _texts(step: Step) -> list[str]:
    return [str(part) for change in told(step) for line in change for part in line if part is not None]
