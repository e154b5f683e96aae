"""What stands on an axis: no token over another, no word cut, every score in the words that qlab has for it."""

from __future__ import annotations

import pytest

from qlab import Lab, Recording
from qlab.protocol.keys import Role
from qlab.protocol.scores import SCORES, decode_score
from tests.browser.conftest import Open

pytestmark = pytest.mark.browser
HOUR, DAY, START = 3_600_000, 86_400_000, 1_767_225_600_000
BOXES = """selector => [...document.querySelectorAll(selector)].map(each => {
  const { left, right, top, bottom } = each.getBoundingClientRect(); return [left, right, top, bottom] })"""
CUT = """selector => [...document.querySelectorAll(selector)].filter(each => each.scrollWidth > each.clientWidth + 1)
  .map(each => each.textContent)"""


@pytest.fixture(scope="module")
def crowded() -> Recording:
    """Jobs due within seconds beside one due in a month, and priorities far apart."""
    with Lab() as lab:
        queue = lab.queue("email")
        for priority in (1, 1, 2, 3, 50, 2_000_000):
            queue.add("soon", priority=priority)
        for delay in (*range(500, 12_500, 1_000), HOUR + 61_000, 30 * DAY):
            queue.add("later", delay=delay)
        lab.clock.advance("1s")
        return lab.recording


def overlaps(boxes: list[list[float]]) -> list[tuple[int, int]]:
    """Which boxes cover each other."""
    return [
        (at, other)
        for at, (left, right, top, bottom) in enumerate(boxes)
        for other in range(at)
        if left < boxes[other][1] and boxes[other][0] < right and top < boxes[other][3] and boxes[other][2] < bottom
    ]


@pytest.mark.parametrize("width", [320, 768, 1400, 2560])
def test_on_an_axis_nothing_covers_anything(open_page: Open, crowded: Recording, width: int) -> None:
    page = open_page(crowded)
    page.resize(width)
    page.show(len(crowded))
    for box, jobs in (("delayed", 14), ("prioritized", 6)):
        tokens = page.eval(BOXES, f".q-box-{box} .q-token")
        assert len(tokens) == jobs
        assert overlaps(tokens) == []
        [(left, right, *_)] = page.eval(BOXES, f".q-box-{box}")
        assert all(left < each[0] and each[1] < right for each in tokens)
        ticks = page.eval(BOXES, f".q-box-{box} .q-rule span")
        assert len(ticks) > 1
        assert overlaps(ticks) == []
        assert all(left < each[0] and each[1] < right for each in ticks)
    assert overlaps([*page.eval(BOXES, ".q-box-delayed .q-token"), *page.eval(BOXES, ".q-now span")]) == []
    assert page.eval(CUT, ".q-axis .q-token > :not(.q-name)") == []


def test_a_time_to_go_is_told_as_a_person_would(open_page: Open, crowded: Recording) -> None:
    page = open_page(crowded, f"#step={len(crowded)}")
    feet = page.page.locator(".q-box-delayed .q-foot").all_inner_texts()
    assert {"late by 0.500 s", "due in 1.500 s", "due in 1 h", "due in 29 d"} <= set(feet)
    assert "30 d" in page.page.locator(".q-box-delayed .q-rule").inner_text()


def test_a_token_that_has_no_room_to_its_right_hangs_to_its_left(open_page: Open, story: Recording) -> None:
    page = open_page(story, "#step=35")  # job 3 is due at the film's end, and so is "now"
    place = "document.querySelector('.q-box-delayed .q-{}').getBoundingClientRect()"
    assert page.page.locator(".q-box-delayed [data-hangs=left]").count() == 1
    assert abs(page.eval(f"() => {place.format('token')}.right - {place.format('now')}.left")) < 8


def test_an_axis_on_which_nothing_was_ever_delayed_shows_the_whole_film(open_page: Open) -> None:
    with Lab() as lab:
        lab.queue("email").add("now")
        lab.clock.advance("10m")
        film = lab.recording
    page = open_page(film, "#step=2")
    assert page.page.locator(".q-box-delayed .q-rule").inner_text().startswith("0 s")
    assert "10 min" in page.page.locator(".q-box-delayed .q-rule").inner_text()


def test_every_score_is_told_in_the_words_of_the_library(open_page: Open, story: Recording) -> None:
    page = open_page(story)
    moments = [START + offset for offset in (-5 * DAY, -1, 0, 1, 99_999, 100_000, 100_500, 101_500, HOUR, 400 * DAY)]
    scores = {
        Role.DELAYED: [at * 4096 + sequence for at in moments for sequence in (0, 7)] + [2**60],
        Role.PRIORITIZED: [0, 3 * 2**32, 3 * 2**32 + 7, 2**53],
        Role.LEGACY_PRIORITY: [0, 3],
    }
    script = "args => qlabPlayer.decode(...args)"
    for role in SCORES:
        for score in [*scores.get(role, moments), float("inf"), float("-inf")]:
            for member in ("0", "1", "daily"):
                text = decode_score(role, member, score, START)
                assert text is not None
                assert page.eval(script, [str(role), member, score, START, START]) == text.meaning, (role, score)


def test_many_jobs_due_at_once_stand_side_by_side_in_little_room(open_page: Open) -> None:
    with Lab() as lab:
        queue = lab.queue("email")
        queue.add_bulk([("later", number, {"delay": 10_000}) for number in range(60)])
        queue.add("last", delay=10_000)
        film = lab.recording
    page = open_page(film, f"#step={len(film)}")
    assert page.page.locator(".q-box-delayed .q-token").count() == 28
    assert overlaps(page.eval(BOXES, ".q-box-delayed .q-token")) == []
    assert page.eval("() => document.querySelector('.q-box-delayed').offsetHeight") < 450
    assert page.eval(CUT, ".q-axis .q-token > :not(.q-name)") == []


def test_the_removed_are_shown_going_below_their_axis(open_page: Open) -> None:
    with Lab() as lab:
        queue = lab.queue("email")
        for number in range(8):
            queue.add("soon", number, priority=1)
        queue.drain()
        film = lab.recording
    page = open_page(film, f"#step={len(film)}")
    [(left, right, top, bottom)] = page.eval(BOXES, ".q-box-prioritized")
    ghosts = page.eval(BOXES, ".q-box-prioritized .q-ghost")
    assert len(ghosts) == 6
    assert overlaps(ghosts) == []
    assert all(left < each[0] and each[1] < right and top < each[2] and each[3] < bottom for each in ghosts)
    assert "✖ 2 more removed" in page.page.locator(".q-box-prioritized").inner_text()
