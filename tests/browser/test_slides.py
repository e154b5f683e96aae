"""A lesson's slides in Chromium, from a file: no request leaves the machine, and the teacher has notes."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from tests import servers
from tests.packaging_files import ROOT
from tools import slides
from tools.slide_pictures import WIDEST, bands

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, ViewportSize

pytestmark = pytest.mark.browser

PROJECTOR: ViewportSize = {"width": 1280, "height": 720}
FULL_HD: ViewportSize = {"width": 1920, "height": 1080}
"""reveal.js scales a slide to the screen: one that fits the first may be cut on the second."""
HEADINGS = "[...document.querySelectorAll('.slides :is(h1, h2, h3, h4)')]"
CARDS = "[...document.querySelectorAll('.slides .qlab')].map(each => getComputedStyle(each).fontSize)"
HIDDEN = """() => [...document.querySelectorAll('.present .current-fragment')].filter(each => {
  const inner = each.getBoundingClientRect();
  return inner.height && Math.min(inner.bottom, innerHeight) - Math.max(inner.top, 0) < Math.min(inner.height, 200) - 2;
}).map(each => each.innerText)"""
"""What was shown last and lies outside the screen."""
OUTSIDE = """() => [Reveal.getCurrentSlide()].filter(each => {
  const { top, bottom } = each.getBoundingClientRect();
  return top < -1 || bottom > innerHeight + 1;
}).map(each => each.innerText.slice(0, 40))"""
"""A slide that reaches beyond the screen: its own scrolling cannot show all of it."""
CUT = """() => [...Reveal.getCurrentSlide().querySelectorAll('.highlight pre')]
  .filter(each => each.scrollWidth > each.clientWidth + 1).map(each => each.innerText)"""
"""Code whose lines are longer than the slide."""


@pytest.mark.parametrize(("lesson", "size"), [("00", PROJECTOR), ("05", FULL_HD)])
def test_the_slides_need_no_network_and_have_speaker_notes(
    lesson: str, size: ViewportSize, tmp_path: Path, context: BrowserContext
) -> None:
    servers.need_packages(ROOT)
    (made,) = slides.make([lesson], tmp_path)
    page = context.new_page()
    page.set_viewport_size(size)
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto(made.as_uri())
    page.wait_for_function("Reveal.isReady()")
    assert page.evaluate("Reveal.getConfig().transition") == "none"  # reduced motion: what is measured stands still
    notes, hidden, outside, cut = set(), set(), set(), set()
    for _ in range(page.evaluate("Reveal.getTotalSlides()") * 8):  # with fragments
        notes.add(page.evaluate("Reveal.getSlideNotes() || ''"))
        hidden |= set(page.evaluate(HIDDEN))
        outside |= set(page.evaluate(OUTSIDE))
        cut |= set(page.evaluate(CUT))
        page.evaluate("Reveal.next()")
    assert hidden == outside == cut == set()
    assert page.evaluate(f"{HEADINGS}.map(each => getComputedStyle(each).textTransform)").count("none") > 5
    assert page.evaluate(f"{HEADINGS}.filter(each => getComputedStyle(each).textTransform !== 'none').length") == 0
    assert set(page.evaluate(CARDS)) == {"16px"}  # a notebook's 13 px are too small on a projector
    assert page.evaluate("Reveal.isLastSlide()")
    assert len(notes) > 3
    assert any("A plan by minutes" in note for note in notes)
    assert asked
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert complaints == []
    assert "http" not in "".join(
        page.evaluate("[...document.querySelectorAll('link[href], script[src]')].map(e => e.href || e.src)")
    )


@pytest.mark.parametrize("lesson", ["02", "03"])
def test_a_slide_shows_the_whole_of_each_picture(lesson: str, tmp_path: Path, context: BrowserContext) -> None:
    servers.need_packages(ROOT)
    (made,) = slides.make([lesson], tmp_path)
    page = context.new_page()
    page.goto(made.as_uri())
    page.wait_for_function("Reveal.isReady()")
    heights = []
    for _ in range(page.evaluate("Reveal.getTotalSlides()") * 8):  # with fragments
        heights += page.evaluate("[...Reveal.getCurrentSlide().querySelectorAll('img')].map(e => e.offsetHeight)")
        page.evaluate("Reveal.next()")
    assert page.evaluate("Reveal.isLastSlide()")
    assert max(heights) <= slides.HEIGHT - slides.MARGIN
    assert min(heights) > 0


def test_a_tall_picture_is_cut_where_nothing_is_drawn_and_no_row_is_lost() -> None:
    drawn = np.full((2000, WIDEST, 3), 255, dtype=np.uint8)
    for top in range(50, 1700, 300):
        drawn[top : top + 250, 100:200] = 0
    parts = [np.asarray(Image.open(io.BytesIO(each)).convert("RGB")) for each in bands(_png(drawn), 640)]
    assert np.array_equal(np.concatenate(parts), drawn)
    assert len(parts) == 4
    assert max(map(len, parts)) <= 640
    assert all((part[[0, -1]] == 255).all() for part in parts)


def test_a_picture_that_fits_or_has_no_gap_stays_whole() -> None:
    fits, full = np.full((640, WIDEST, 3), 255, dtype=np.uint8), np.full((2000, 2, 3), 0, dtype=np.uint8)
    fits[::2], full[:, 0] = 0, 255
    assert bands(_png(fits), 640) == [_png(fits)]
    assert len(bands(_png(full), 640)) == 1


def _png(pixels: Any) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def test_every_prediction_has_its_note() -> None:
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        cells = slides.with_notes(path.stem[:2]).cells
        noted = [cell for cell in cells if cell.metadata.slideshow.slide_type == "notes"]
        asked = [cell for cell in cells if cell.cell_type == "code" and slides.ASKS.search(cell.source)]
        assert len(noted) == len(asked) + 1
