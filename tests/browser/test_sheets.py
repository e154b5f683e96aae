"""The teacher's sheets, printed by Chromium."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tools.sheets import FOLDER

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", ["cheat-sheet.html", "handout.html"])
def test_a_sheet_prints_on_both_sides_of_one_a4(browser: Browser, name: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    try:
        page.goto((FOLDER / name).as_uri())
        printed = page.pdf(prefer_css_page_size=True)
        wide = page.evaluate("document.documentElement.scrollWidth")
    finally:
        page.close()
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == 2
    [box, *_] = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", printed)
    assert [round(float(each)) for each in box] == [595, 842]
    assert wide <= 390
