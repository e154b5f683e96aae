"""Later looks at a page find what the first could not see: they leave out only what looks the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser.faults import violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
PAGE = """<!doctype html><html lang=en><title>A page</title><style>
body { color: #000; background: #fff }
.narrow { display: none }
@media (width < 600px) { .narrow { display: block } }
@media (prefers-color-scheme: dark) { body { color: #fff; background: #000 } }
</style><main><h1>A page</h1><p>text</p><div><p class=narrow>narrow</p></div><button disabled>Send</button></main>"""
PALE = "color: #bbb; background: #fff"


@pytest.fixture
def seen(browser: Browser, axe: str) -> Iterator[Page]:
    """A page in which a first look found nothing."""
    page = browser.new_page(viewport={"width": 1000, "height": 600}, color_scheme="light")
    page.set_content(PAGE)
    assert violations(page, axe, "body") == []
    yield page
    page.close()


def contrast(page: Page, axe: str) -> list[str]:
    """The places whose contrast is wrong; nothing else is."""
    found = violations(page, axe, "body")
    assert all(each.startswith("color-contrast: ") for each in found), found
    return [each.split()[1] for each in found]


def test_a_page_that_stays_as_it_is_has_nothing_new(seen: Page, axe: str) -> None:
    assert contrast(seen, axe) == []


@pytest.mark.parametrize("where", ["main", "h1", "p", "div"])
def test_text_that_grows_pale_is_found(seen: Page, axe: str, where: str) -> None:
    seen.evaluate("([where, style]) => { document.querySelector(where).style = style }", [where, PALE])
    seen.evaluate("() => { document.querySelector('div').append('more') }")
    assert len(contrast(seen, axe)) == 1


def test_what_only_the_dark_theme_gets_wrong_is_found(seen: Page, axe: str) -> None:
    seen.evaluate("() => { document.querySelector('p').style.background = '#ddd' }")
    assert contrast(seen, axe) == []
    seen.emulate_media(color_scheme="dark")
    assert contrast(seen, axe) == ["<p"]


def test_what_is_shown_only_where_there_is_little_room_is_found(seen: Page, axe: str) -> None:
    seen.evaluate("style => { document.querySelector('.narrow').style = style }", PALE)
    assert contrast(seen, axe) == []
    seen.set_viewport_size({"width": 400, "height": 600})
    assert contrast(seen, axe) == ["<p"]


def test_a_button_that_is_no_longer_disabled_is_looked_at(seen: Page, axe: str) -> None:
    seen.evaluate("style => { document.querySelector('button').style = style }", PALE)
    assert contrast(seen, axe) == []
    seen.evaluate("() => { document.querySelector('button').disabled = false }")
    assert contrast(seen, axe) == ["<button"]


def test_every_other_rule_is_asked_again(seen: Page, axe: str) -> None:
    seen.evaluate("() => { document.querySelector('button').textContent = '' }")
    seen.evaluate("() => { document.querySelector('button').disabled = false }")
    assert [each.partition(":")[0] for each in violations(seen, axe, "body")] == ["button-name"]
