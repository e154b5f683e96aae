"""Lessons in JupyterLab in Chromium, as `qlab lab` opens them, in a narrow window: Run All, and all can be read."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from qlab.cli.course import jupyter_command
from qlab.teach.course import INDEX, make_copy
from qlab.teach.registry import LESSONS
from tests.browser.test_course import CUT, WRAPPED
from tests.browser.test_jupyter import jupyter

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, ViewportSize

pytestmark = pytest.mark.browser
NUMBERS = LESSONS if "QLAB_FUZZ" in os.environ else ("03", "05")
"""`make fuzz` runs all fifteen. These two have every kind of output: steps, a snapshot, tables, figures and widgets."""
NARROW: ViewportSize = {"width": 848, "height": 720}
RUN_MS = 280_000
ENDED = r"""() => {
  const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].map(each => each.textContent);
  return prompts.some(each => /\d/.test(each)) && !prompts.some(each => each.includes('*'));
}"""
"""Whether cells have run and none is waiting: after an error, those below it are no longer."""
PROMPTS = "() => [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].map(each => each.textContent)"
COMPLAINTS = """() => [...document.querySelectorAll(
  '[data-mime-type="application/vnd.jupyter.error"], [data-mime-type="application/vnd.jupyter.stderr"]'
)].map(each => each.innerText)"""
"""Tracebacks, and what was written to stderr."""
WIDE = """() => {
  const wider = each => each.scrollWidth > each.clientWidth + 1;
  const scrolls = each => ['auto', 'scroll'].includes(getComputedStyle(each).overflowX);
  const may = each => each.matches('.jp-RenderedImage') || each.querySelector('table.dataframe');
  const parts = '.jp-RenderedMarkdown, .jp-RenderedMarkdown > pre, .jp-OutputArea-output';
  const found = [...document.querySelectorAll(parts)].filter(each => wider(each) && !(may(each) && scrolls(each)));
  const around = [document.documentElement, ...document.querySelectorAll('.jp-WindowedPanel-outer')].filter(wider);
  const words = each => (each.querySelector('table, p') || each).textContent.slice(0, 160);  // not its style sheet
  return [...found, ...around].map(each => `${each.className.split(' ').pop()}: ${words(each)}`);
}"""
"""What is wider than its place, the page included. Only a figure and a pandas table may be, and only if they scroll."""

FIGURES = """() => [...document.querySelectorAll('.jp-RenderedImage > img')].map(each =>
  [Math.min(each.naturalWidth, 1150), Math.round(each.getBoundingClientRect().width)])"""
"""How wide each figure is of itself, and how wide it is shown; the anatomy of a queue, with larger words, is wider."""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A working copy, and the address at which JupyterLab shows its index."""
    folder = tmp_path_factory.mktemp("course")
    copied = make_copy(folder / "mine")
    with jupyter([*jupyter_command(copied.contents), "--no-browser", "--allow-root", "--port=0"], folder) as address:
        yield copied.folder, address


@pytest.mark.parametrize("number", NUMBERS)
def test_a_lesson_runs_and_can_be_read_in_a_narrow_window(
    number: str, course: tuple[Path, str], context: BrowserContext
) -> None:
    folder, address = course
    (lesson,) = (each for each in folder.glob(f"{number}-*.ipynb") if each.name != INDEX)
    page, errors = context.new_page(), list[str]()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.set_default_timeout(RUN_MS)
    page.set_viewport_size(NARROW)
    page.goto(address.replace(INDEX, lesson.name) + "&reset")  # else the lesson before it is open as well
    run_all(page)
    assert page.evaluate(COMPLAINTS) == []
    prompts = page.evaluate(PROMPTS)
    assert prompts == [f"[{count}]:" for count in range(1, len(prompts) + 1)]
    assert page.evaluate(CUT) == []
    assert page.evaluate(WRAPPED) == []
    assert page.evaluate(WIDE) == []
    figures = page.evaluate(FIGURES)
    assert figures
    assert all(abs(shown - 0.626 * own) <= 1 for own, shown in figures), figures  # words are equally large in all
    assert errors == []
    end_kernels(page, address)


def run_all(page: Page) -> None:
    """Choose Run All in the menu, and wait until the last cell has run, or one has failed."""
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    page.locator(".lm-MenuBar-itemLabel", has_text=re.compile("^Run$")).click()
    page.locator('li[data-command="runmenu:run-all"]').click()
    page.wait_for_function(ENDED)


def end_kernels(page: Page, address: str) -> None:
    """End the lesson's kernel and with it its servers: fifteen at once are much memory."""
    place, token = address.partition("/lab")[0], address.partition("token=")[2]
    headers = {"Authorization": f"token {token}"}
    for kernel in page.request.get(f"{place}/api/kernels", headers=headers).json():
        assert page.request.delete(f"{place}/api/kernels/{kernel['id']}", headers=headers).ok
