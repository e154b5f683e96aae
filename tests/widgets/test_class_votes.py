"""A class answers a player's questions: the player shows how many voted, the bars, then the truth."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from qlab import Classroom, Player, Recording
from qlab.stories.gallery import play
from qlab.widgets.class_votes import OTHER, ClassVotes
from tests.classroom.conftest import phone, vote


@pytest.fixture(scope="module")
def story() -> Recording:
    return play("email")


@pytest.fixture
def room() -> Iterator[Classroom]:
    with Classroom() as made:
        yield made


def asking(player: Player, what: Any, step: Any) -> dict[str, Any]:
    """What the player shows after its script has asked the class for something."""
    player._handle_custom_msg({"class": what, "step": step}, [])
    return dict(player.votes)


def test_a_question_is_put_to_the_class_and_its_bars_come_before_the_truth(room: Classroom, story: Recording) -> None:
    player = Player(story, predict=[26], room=room)
    assert player.in_class
    assert asking(player, "ask", 26) == {"step": 26, "shown": "ask", "voted": [0]}
    options = room.tally.question.options
    with phone(room) as one, phone(room) as other:
        assert vote(one, options.index("failed")).status_code == 200
        assert vote(other, options.index("delayed")).status_code == 200
    assert asking(player, "count", 26) == {"step": 26, "shown": "ask", "voted": [2]}
    bars = asking(player, "bars", 26)
    assert bars["shown"] == "bars"
    assert {option: counts for option, counts, _right in bars["bars"] if any(counts)} == {
        "failed": [1],
        "delayed": [1],
    }
    assert {right for *_, right in bars["bars"]} == {None}
    truth = asking(player, "reveal", 26)
    assert [option for option, _counts, right in truth["bars"] if right] == ["delayed"]


def test_the_class_votes_twice(room: Classroom, story: Recording) -> None:
    player = Player(story, room=room)
    asking(player, "ask", 26)
    assert asking(player, "discuss", 26)["voted"] == [0]
    assert asking(player, "again", 26)["voted"] == [0, 0]
    assert next(counts for _option, counts, _right in asking(player, "bars", 26)["bars"]) == [0, 0]


def test_what_the_class_cannot_do_is_said(room: Classroom, story: Recording) -> None:
    votes = ClassVotes(room, story.steps)
    assert votes.hear("ask", 26) is not None
    assert votes.hear("again", 26) == {"step": 26, "said": "The class is still voting; close the vote first."}
    room.ask("Tabs or spaces?", "tabs", "spaces")
    assert votes.hear("bars", 26) == {"step": 26, "said": OTHER}
    room.close()
    assert votes.hear("ask", 26) == {
        "step": 26,
        "said": "This class has ended; open a new one with qlab.Classroom().",
    }


@pytest.mark.parametrize(
    ("what", "step"), [("close", 26), ("ask", 0), ("ask", 99), ("ask", "26"), ("ask", True), (None, 26), ("bars", 3)]
)
def test_what_is_no_request_is_not_heard(room: Classroom, story: Recording, what: Any, step: Any) -> None:
    assert ClassVotes(room, story.steps).hear(what, step) is None
    assert asking(Player(story, room=room), what, step) == {}


def test_a_player_without_a_class_asks_none(story: Recording) -> None:
    player = Player(story, predict=True)
    assert not player.in_class
    assert asking(player, "ask", 26) == {}
