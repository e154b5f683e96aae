"""The site in Chromium, opened from disk with the network off."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from qlab.teach.registry import explanations
from tests.browser.conftest import DEADLINE_MS, THEMES
from tests.browser.faults import violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.site

LESSON = "notebooks/05-what-happens-when-a-job-fails.html"
PAGES = [
    "docs/site/index.html", "docs/site/course.html", LESSON, "docs/site/keys.html", "docs/site/events.html",
    "docs/site/gallery.html", "docs/site/reference/lab.html", "docs/observing.html", "docs/findings.html",
    "CHANGELOG.html",
]  # fmt: skip
SIZES = [(1280, 720), (390, 844)]
REACHED = """() => [...document.querySelectorAll(".bd-article pre")].every(
  each => each.scrollWidth <= each.clientWidth || each.tabIndex === 0)"""
"""What scrolls is said to be reached in the frame after its size has changed."""
WORN = "theme => document.documentElement.dataset.theme === theme"
"""A page hears in its next frame that its reader has chosen another theme."""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(reduced_motion="reduce")
    context.set_default_timeout(DEADLINE_MS)
    context.set_offline(True)
    made = context.new_page()
    yield made
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_it_is_accessible_and_never_scrolls_sideways(site: Path, page: Page, axe: str, name: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.emulate_media(color_scheme=THEMES[0])
    page.goto((site / name).as_uri())
    for theme, (width, height) in product(THEMES, SIZES):
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function(WORN, arg=theme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate("for (const each of document.querySelectorAll('details.result')) each.open = true")
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        page.wait_for_function(WORN, arg=theme)
        page.wait_for_function(REACHED)
        assert violations(page, axe, "body") == [], theme
    assert {url.partition(":")[0] for url in asked} <= {"file", "data", "blob"}


def test_a_choice_shows_its_sentence_and_opens_what_turned_out(site: Path, page: Page) -> None:
    page.goto((site / LESSON).as_uri())
    form, result = page.locator("form#predict-05-a"), page.locator("details#predict-05-a-result")
    told = page.locator('[data-told="predict-05-a"]:visible')
    assert result.get_attribute("open") is None
    assert not page.get_by_text("Attempt 3 of 3 failed").first.is_visible()
    for option, verdict in (("4", "You said: 4. The keys say: 3."), ("3", "You said: 3. The keys agree: 3.")):
        form.get_by_label(option, exact=True).check()
        said = form.get_by_role("status").inner_text()
        assert verdict in said
        assert explanations("05-a")[option].replace("`", "") in said
        assert told.count() == 1
        assert verdict in told.inner_text()
    assert result.get_attribute("open") is not None
    assert page.get_by_text("Attempt 3 of 3 failed").first.is_visible()


def test_the_search_finds(site: Path, page: Page) -> None:
    page.goto((site / "search.html").as_uri() + "?q=stalled")
    page.wait_for_selector("#search-results li a")
    assert "keys.html" in " ".join(page.eval_on_selector_all("#search-results li a", "all => all.map(a => a.href)"))


def test_a_recording_steps_inside_a_lesson(site: Path, page: Page) -> None:
    page.goto((site / LESSON).as_uri())
    page.locator("iframe.player").scroll_into_view_if_needed()
    player = page.frame_locator("iframe.player").locator(".qlab-player")
    before = player.inner_text()
    player.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('iframe.player')")
    assert player.inner_text() != before
