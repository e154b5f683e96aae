"""The bars of a class beside the player's question: how many voted, the bars, then which is right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.conftest import Open, Opened
from tests.browser.faults import violations
from tests.browser.test_stage import OUTSIDE, SCROLLS, SIZES

if TYPE_CHECKING:
    from qlab import Recording

pytestmark = pytest.mark.browser

TOLD = "() => globalThis.told"
CONNECT = """() => { globalThis.told = [];
  qlabPlayer.asking.votes.connect((what, step) => { if (what !== "count") told.push([what, step]); }) }"""


def asked(open_page: Open, story: Recording) -> Opened:
    """A page with a class, that has asked about step 26."""
    page = open_page(story, "#step=25", view="stage")
    page.resize(1280, 720)
    page.eval(CONNECT)
    page.page.keyboard.press("p")
    page.page.keyboard.press("ArrowRight")
    return page


def answer(page: Opened, shown: str, voted: list[int], **more: Any) -> None:
    votes = {"step": 26, "shown": shown, "voted": voted, **more}
    page.eval("votes => qlabPlayer.asking.votes.show(votes)", votes)
    page.settle()


def bars(right: str | None) -> list[Any]:
    counts = {"wait": 3, "active": 0, "delayed": 12, "completed": 0, "failed": 5, "removed": 0}
    return [[option, [count], None if right is None else option == right] for option, count in counts.items()]


def test_the_class_is_asked_counted_and_shown_the_truth(open_page: Open, story: Recording) -> None:
    page = asked(open_page, story)
    assert page.eval(TOLD) == [["ask", 26]]
    answer(page, "ask", [20])
    panel = page.page.locator(".q-class")
    assert panel.inner_text().startswith("20 votes")
    assert panel.locator(".q-class-row").count() == 0
    page.page.get_by_role("button", name="Show bars").click()
    answer(page, "bars", [20], bars=bars(None))
    assert "12 (60 %)" in panel.locator("[data-option=delayed]").inner_text()
    assert "✓" not in panel.inner_text()
    page.page.keyboard.press("3")
    assert page.eval(TOLD) == [["ask", 26], ["bars", 26], ["reveal", 26]]
    answer(page, "reveal", [20], bars=bars("delayed"))
    assert panel.locator("[data-right=true]").inner_text().startswith("✓ delayed")
    assert panel.get_by_role("button").count() == 0
    page.page.keyboard.press("ArrowLeft")
    assert not panel.is_visible()


def test_going_on_shows_the_class_the_truth(open_page: Open, story: Recording) -> None:
    page = asked(open_page, story)
    page.page.keyboard.press("ArrowRight")
    assert page.eval(TOLD) == [["ask", 26], ["reveal", 26]]


def test_what_the_class_cannot_do_is_said(open_page: Open, story: Recording) -> None:
    page = asked(open_page, story)
    page.eval("votes => qlabPlayer.asking.votes.show(votes)", {"step": 26, "said": "This class has ended."})
    assert page.page.locator(".q-class").inner_text() == "This class has ended."


def test_without_a_class_there_is_no_panel(open_page: Open, story: Recording) -> None:
    page = open_page(story, "#step=25", view="stage")
    page.page.keyboard.press("p")
    page.page.keyboard.press("ArrowRight")
    assert not page.page.locator(".q-class").is_visible()


def test_the_bars_fit_and_are_accessible(open_page: Open, story: Recording, axe: str) -> None:
    page = asked(open_page, story)
    answer(page, "bars", [20], bars=bars(None))
    for look in page.looks(SIZES):
        assert page.eval(f"selectors => selectors.filter({OUTSIDE})", [".q-class-head", ".q-sentence"]) == [], look
        assert not page.eval(f"() => {SCROLLS}"), look
        assert violations(page.page, axe, "body") == [], look
    page.page.keyboard.press("3")
    answer(page, "reveal", [20], bars=bars("delayed"))
    for look in page.looks(SIZES):
        assert not page.eval(f"() => {SCROLLS}"), look
        assert violations(page.page, axe, "body") == [], look
