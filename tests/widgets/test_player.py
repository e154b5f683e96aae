"""The player from Python: its trait, its growth, its still picture."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from qlab import Lab, Player, QlabError, Recording
from qlab.stories.email import email_story


@pytest.fixture(scope="module")
def story() -> Recording:
    with Lab() as lab:
        email_story(lab)
        return lab.recording


def test_the_step_is_a_trait_that_can_be_observed(story: Recording) -> None:
    player, heard = Player(story), []
    player.observe(lambda change: heard.append(change["new"]), "step")
    player.step = 12
    assert (player.step, heard) == (12, [12])


@pytest.mark.parametrize("step", [-1, 38])
def test_there_is_no_step_outside_the_recording(story: Recording, step: int) -> None:
    with pytest.raises(QlabError, match="choose one from 0 to 37"):
        Player(story).step = step


def test_it_asks_about_every_step_or_those_it_is_given(story: Recording) -> None:
    quiet, every, some = Player(story), Player(story, predict=True), Player(story, predict=[26, 31])
    assert [(each.predict, each.questions) for each in (quiet, every, some)] == [
        (False, []),
        (True, []),
        (True, [26, 31]),
    ]
    with pytest.raises(QlabError, match="no step 38 to predict; choose from 1 to 37"):
        Player(story, predict=[38])


def test_there_are_two_views(story: Recording) -> None:
    assert Player(story, view="keys").view == "keys"
    with pytest.raises(QlabError, match="choose one of: stage, keys"):
        Player(story, view="film")


def test_only_a_recording_or_a_lab_can_be_played() -> None:
    with pytest.raises(QlabError, match=r"give it lab\.recording"):
        Player("recording.jsonl")  # type: ignore[arg-type]


def test_a_player_of_a_lab_goes_along_while_it_stands_at_the_end(lab: Lab) -> None:
    player, queue = Player(lab), lab.queue("email")
    queue.add("one")
    assert repr(player) == "Player(1 steps, at step 1)"
    queue.add("two")
    assert player.step == 2
    player.step = 1
    queue.add("three")
    assert repr(player) == "Player(3 steps, at step 1)"


def test_a_flood_of_steps_is_told_in_few_messages_and_none_is_left_out(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    player, queue, text = Player(lab), lab.queue("email"), list[dict[str, Any]]()
    heard = asyncio.Event()
    monkeypatch.setattr(player, "send", lambda content: (text.append(content), heard.set()))

    async def cell() -> None:
        for number in range(40):
            queue.add("job", number)
        assert player.step == 40
        while text[-1]["show"] != 40:  # what is left is told when the cell has ended
            await heard.wait()
            heard.clear()

    asyncio.run(asyncio.wait_for(cell(), 60))
    steps = [step["index"] for chunk in text for step in chunk["steps"]]
    assert steps == list(range(1, 41))
    assert len(text) < 40


def test_who_missed_steps_gets_them_when_it_asks(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    player, queue, text = Player(lab), lab.queue("email"), list[dict[str, Any]]()
    for number in range(3):
        queue.add("job", number)
    monkeypatch.setattr(player, "send", text.append)
    for content in ({"after": 1}, {"after": 3}, {"after": 99}, {"after": -1}, {"after": "1"}, "after"):
        player._handle_custom_msg(content, [])
    assert [(chunk["from"], chunk["wordsFrom"], len(chunk["steps"]), chunk["show"]) for chunk in text] == [(1, 0, 2, 3)]


def test_a_page_opened_later_gets_all_the_steps(lab: Lab) -> None:
    player, queue = Player(lab), lab.queue("email")
    queue.add("one")
    queue.add("two")
    data = json.loads(player.get_state()["data"])
    assert [step["index"] for step in data["steps"]] == [1, 2]


def test_a_closed_player_no_longer_follows(lab: Lab) -> None:
    player = Player(lab)
    player.close()
    lab.queue("email").add("one")
    assert lab.recording.listeners == []


def test_the_text_and_the_still_picture_are_the_same_each_time(story: Recording) -> None:
    one, other = (Player(story, step=26)._repr_mimebundle_()[0] for _ in range(2))
    for kind in ("text/plain", "text/html"):
        assert one[kind] == other[kind]
    assert "application/vnd.jupyter.widget-view+json" in one


def test_the_still_picture_shows_the_sentence_and_every_container(story: Recording) -> None:
    bundle = Player(story, step=26)._repr_mimebundle_()[0]
    text = bundle["text/plain"]
    assert "puts job 3\nin `delayed`" in text
    assert "  email:delayed: 4 reminder (due in 3.000 s) | 1 invitation (due in 4.000 s)" in text
    assert max(map(len, text.splitlines())) <= 100
    assert "<script" not in bundle["text/html"]
    assert "invitation (due in 4.000 s)" in bundle["text/html"]


def test_the_beginning_has_a_still_picture_too(story: Recording) -> None:
    assert "before the first step" in Player(story, step=0)._repr_mimebundle_()[0]["text/plain"]
