"""Two recordings side by side: one clock moves both, and both fit where one fits."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from qlab.stories.gallery import play
from tests.browser.conftest import Opened, OpenFile
from tests.browser.faults import violations
from tests.browser.test_stage import FAULTS, SIZES

if TYPE_CHECKING:
    from qlab import Recording

pytestmark = pytest.mark.browser

STANDS = "() => qlabPlayer.halves.map(half => half.index)"
CUT = """places => places.flatMap(place => { qlabPlayer.show(place, { quiet: true });
  return [...document.querySelectorAll('.q-half .q-sentence')].filter(node => node.scrollHeight > node.clientHeight + 3)
    .map(node => `${place}: ${node.textContent}`) })"""
NOTES = "() => [...document.querySelectorAll('.q-half-name small')].map(node => node.textContent)"


@pytest.fixture(scope="module")
def stalled() -> Recording:
    return play("stalled")


@pytest.fixture(scope="module")
def crash() -> Recording:
    return play("crash")


@pytest.fixture
def pair(open_file: OpenFile, tmp_path: Path, stalled: Recording, crash: Recording) -> Opened:
    return open_file(stalled.to_html(tmp_path / "pair.html", beside=crash, names=("mine", "theirs")))


def test_both_fit_at_every_place_of_the_clock(pair: Opened) -> None:
    length = pair.eval("() => qlabPlayer.length")
    seen = [
        ".q-sentence",
        ".q-half:last-child .q-sentence",
        ".q-half:last-child .q-clock-line span",
        ".q-pair > .q-controls",
    ]
    for width, height in SIZES:
        pair.resize(width, height)
        assert pair.eval(FAULTS, [[place, seen] for place in range(length + 1)]) == [], width
    assert pair.complaints == []
    assert not [each for each in pair.requests if not each.startswith("file:")]


def test_six_jobs_and_a_long_sentence_fit_in_half_a_window(open_file: OpenFile, tmp_path: Path) -> None:
    path = play("herd").to_html(tmp_path / "herd.html", beside=play("herd-jitter"), names=("in step", "with jitter"))
    page = open_file(path)
    places = range(page.eval("() => qlabPlayer.length") + 1)
    for width, height in SIZES:
        page.resize(width, height)
        assert page.eval(FAULTS, [[place, [".q-sentence"]] for place in places]) == [], width
        assert page.eval(CUT, list(places)) == [], width


def test_a_narrow_window_has_the_axis_and_the_chapters_too(pair: Opened) -> None:
    pair.resize(390, 844)
    pair.page.get_by_role("button", name="Time", exact=True).click()
    assert pair.eval("() => qlabPlayer.linked.axis") == "time"
    chapters = pair.page.locator(".q-pair > .q-controls .q-chapters")
    step = pair.eval("() => qlabPlayer.chapters[1].step")
    chapters.select_option(index=2)
    assert pair.step == step


def test_one_key_moves_both_where_both_did_something_and_one_where_one_did(pair: Opened) -> None:
    pair.page.keyboard.press("Home")
    pair.page.keyboard.press("ArrowRight")
    assert pair.eval(STANDS) == [1, 1]
    assert pair.step == 1
    pair.show(pair.eval("() => qlabPlayer.length"))
    pair.page.keyboard.press("ArrowLeft")
    assert pair.eval(STANDS) == [10, 12]
    assert pair.eval(NOTES) == ["step 10 of 10, nothing new", "step 12 of 13"]


def test_the_time_is_the_same_in_both(pair: Opened) -> None:
    for place in range(pair.eval("() => qlabPlayer.length") + 1):
        pair.show(place)
        times = pair.eval("() => qlabPlayer.halves.map(({picture, data}) => picture.at - data.start)")
        assert times[0] == times[1]


def test_the_keys_step_both_wherever_the_focus_is_and_k_shows_all_keys_of_both(pair: Opened) -> None:
    pair.show(4)
    pair.page.locator(".q-half .q-job").first.focus()
    pair.page.keyboard.press("ArrowRight")
    assert pair.step == 5
    pair.page.keyboard.press("k")
    assert pair.eval("() => qlabPlayer.halves.map(half => half.shows)") == ["keys", "keys"]
    assert pair.page.locator(".q-half .q-main").count() == 2
    pair.page.keyboard.press("p")
    assert pair.eval("() => qlabPlayer.halves.some(half => half.quiz.on)") is False


def test_a_link_opens_it_at_its_place(open_file: OpenFile, tmp_path: Path, stalled: Recording) -> None:
    path = stalled.to_html(tmp_path / "pair.html", beside=stalled)
    page = open_file(path, "#step=3&view=keys")
    assert page.step == 3
    assert page.eval(STANDS) == [3, 3]
    assert page.page.title() == "10 steps of email beside 10 steps of email"


def test_axe_finds_nothing(pair: Opened, axe: str) -> None:
    for view in ("stage", "keys"):
        pair.eval("view => qlabPlayer.look(view)", view)
        pair.show(6)
        for look in pair.looks([(1400, 1000)]):
            assert violations(pair.page, axe) == [], (view, look)
