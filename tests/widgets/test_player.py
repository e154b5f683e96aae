"""The player from Python: its trait, its growth, its still picture."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from qlab import Lab, Player, QlabError, Recording
from qlab.errors import UsageError
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


@pytest.mark.parametrize(
    ("predict", "said"), [("yes", "predict is 'yes'"), (5, "predict is 5"), (["x"], "no step 'x'")]
)
def test_it_asks_about_numbers_only(story: Recording, predict: Any, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        Player(story, predict=predict)


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
    assert repr(player) == "Player(1 step, at step 1)"
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


# -- two side by side --------------------------------------------------------------------------------------------------


def added(*waits: str) -> Recording:
    """A recording that adds a job, and another after each wait."""
    with Lab(trace=False) as lab:
        queue = lab.queue("email")
        queue.add("job")
        for wait in waits:
            lab.clock.advance(wait)
            queue.add("job")
        return lab.recording


def test_two_recordings_share_a_clock_and_what_both_did_at_a_moment_is_one_step() -> None:
    player = Player(added("1s", "1s"), added("2s"), names=("mine", "theirs"))
    places = json.loads(player.get_state()["data"])["places"]
    # 0 s: both add. 1 s: mine passes the time and adds. 2 s: both, step by step.
    assert places == [[0, 0], [1, 1], [2, 1], [3, 1], [4, 2], [5, 3]]
    player.step = 5
    with pytest.raises(QlabError, match="choose one from 0 to 5"):
        player.step = 6
    text = player._repr_mimebundle_()[0]["text/plain"]
    assert text.startswith("mine\nPlayer, step 5 of 5")
    assert "theirs\nPlayer, step 3 of 3" in text


def test_a_player_of_two_labs_grows_with_either(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    with Lab() as other:
        player, text = Player(lab, other), list[dict[str, Any]]()
        monkeypatch.setattr(player, "send", text.append)
        lab.queue("mine").add("one")
        other.queue("theirs").add("one")
        assert player.step == 1
        assert [[len(track["steps"]) for track in chunk["tracks"]] for chunk in text] == [[1, 0], [0, 1]]
        assert text[-1]["places"] == [(0, 0), (1, 1)]
        player._handle_custom_msg({"after": [1, 0]}, [])
        assert [len(track["steps"]) for track in text[-1]["tracks"]] == [0, 1]
        for wrong in ({"after": 1}, {"after": [1, 1]}, {"after": [1]}, {"after": [9, 0]}, {"after": ["1", 0]}):
            player._handle_custom_msg(wrong, [])
        assert len(text) == 3
        player.close()
        assert lab.recording.listeners == other.recording.listeners == []


def test_two_recordings_are_named_by_their_queues_and_are_not_asked_about(story: Recording) -> None:
    data = json.loads(Player(story, added()).get_state()["data"])
    assert data["names"] == ["first: documents, email", "second: email"]
    with pytest.raises(QlabError, match="two recordings does not ask"):
        Player(story, story, predict=True)
    with pytest.raises(QlabError, match="2 of them"):
        Player(story, story, names=("one",))
    with pytest.raises(QlabError, match=r"give lab\.recording"):
        story.to_html("page.html", beside="other.jsonl")  # type: ignore[arg-type]
