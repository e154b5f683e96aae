"""The demo's report in a real browser: without a network, narrow and wide, light and dark."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from qlab import Recording
from qlab.cli.story.written import REPORT, write_story
from tests.browser.faults import violations

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def report(story: Recording, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    write_story(story, folder)
    return folder / REPORT


def opened(browser: Browser, report: Path, **options: object) -> tuple[Page, list[str]]:
    """The report in a new window that is offline, and what went wrong there."""
    page = browser.new_context(offline=True, **options).new_page()  # type: ignore[arg-type]
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("requestfailed", lambda request: wrong.append(request.url[:80]))
    page.goto(report.as_uri())
    return page, wrong


@pytest.mark.parametrize("width", [360, 1280])
def test_it_opens_offline_with_all_its_figures_and_no_sideways_scrolling(
    browser: Browser, report: Path, width: int
) -> None:
    page, wrong = opened(browser, report, viewport={"width": width, "height": 800})
    assert wrong == []
    assert page.title() == "The email story – qlab"
    loaded = page.evaluate("[...document.images].map(image => image.complete && image.naturalWidth > 0)")
    assert loaded
    assert all(loaded)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.context.close()


@pytest.mark.parametrize(("scheme", "dark"), [("light", False), ("dark", True)])
def test_it_follows_the_readers_theme(browser: Browser, report: Path, scheme: str, dark: bool) -> None:
    page, _ = opened(browser, report, color_scheme=scheme)
    ink = page.evaluate("getComputedStyle(document.querySelector('main')).color")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (brightness(ink) > 192) is dark
    assert (brightness(paper) < 64) is dark
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_telephone_a_row_is_a_card_and_a_figure_keeps_its_size(
    browser: Browser, report: Path, axe: str, scheme: str
) -> None:
    page, _ = opened(browser, report, viewport={"width": 390, "height": 844}, color_scheme=scheme)
    cells = page.evaluate(
        "[...document.querySelectorAll('td')].filter(cell => cell.checkVisibility())"
        ".map(cell => [cell.scrollWidth > cell.clientWidth, cell.dataset.label])"
    )
    assert not [label for cut, label in cells if cut]
    assert {"what happened, and why", "attempts made", "outcome"} <= {label for _cut, label in cells}
    assert page.evaluate("[...document.images].every(image => image.width >= 800)")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert violations(page, axe, "main") == []
    page.context.close()


@pytest.mark.parametrize(("scheme", "dark"), [("light", False), ("dark", True)])
def test_the_figures_follow_the_theme(browser: Browser, report: Path, scheme: str, dark: bool) -> None:
    page, _ = opened(browser, report, viewport={"width": 1280, "height": 800}, color_scheme=scheme)
    shot = page.locator("figure img").first.screenshot()
    with Image.open(BytesIO(shot)) as image:
        assert (image.convert("L").resize((1, 1), Image.Resampling.BOX).getpixel((0, 0)) < 100) is dark
    page.context.close()


def test_names_are_set_as_code_and_no_backtick_is_left(browser: Browser, report: Path) -> None:
    page, _ = opened(browser, report)
    assert "`" not in page.locator("main").inner_text()
    assert page.locator("td[data-label='what happened, and why'] code", has_text="delayed").count() > 3
    page.context.close()


def brightness(colour: str) -> float:
    """How bright a CSS colour ``rgb(r, g, b)`` is, 0 to 255."""
    red, green, blue = (int(part) for part in colour.removeprefix("rgb(").removesuffix(")").split(","))
    return (red + green + blue) / 3
