"""The course as `qlab lab` opens it: the printed address, the index, and a lesson whose code can be read whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from qlab.cli.course import jupyter_command
from qlab.teach.course import make_copy
from tests.browser.test_jupyter import jupyter

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

pytestmark = pytest.mark.browser
CUT = """() => [...document.querySelectorAll('.jp-InputArea-editor .cm-scroller')]
  .filter(each => each.scrollWidth > each.clientWidth + 1).map(each => each.innerText)"""
"""Code cells whose lines are longer than they are wide; JupyterLab shows no bar below them."""
WRAPPED = """() => [...document.querySelectorAll('.jp-RenderedMarkdown > pre')].filter(each => {
  const lines = each.textContent.trimEnd().split('\\n').length;
  return each.getBoundingClientRect().height > (lines + 1.5) * parseFloat(getComputedStyle(each).lineHeight);
}).map(each => each.textContent)"""
"""Diagrams that have more lines than were written. A cell out of sight has text, and no inner text."""
BREAKS = """() => {
  const output = document.createElement('div');
  output.className = 'jp-RenderedText jp-OutputArea-output';
  document.body.append(output);
  const look = getComputedStyle(output.appendChild(document.createElement('pre')));
  return [look.wordBreak, look.overflowWrap];
}"""
"""How what a cell prints is broken into lines. JupyterLab alone breaks it inside words."""


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address that `qlab lab` prints on a machine without a display."""
    folder = tmp_path_factory.mktemp("course")
    command = jupyter_command(make_copy(folder / "mine").contents)
    with jupyter([*command, "--no-browser", "--allow-root", "--port=0"], folder) as address:
        yield address


def test_the_printed_address_leads_to_the_index_and_on_to_a_lesson(printed: str, context: BrowserContext) -> None:
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(printed)
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    assert page.get_by_text("Select Kernel").count() == 0
    page.get_by_role("link", name="What happens when a job fails?").click()
    page.locator(".jp-mod-current", has_text="05-what-happens").wait_for()
    page.get_by_role("heading", name="Where we are").wait_for()
    page.locator(".cm-content", has_text="qlab.predict").first.wait_for()
    assert page.evaluate(CUT) == []
    assert page.evaluate(WRAPPED) == []
    assert page.evaluate(BREAKS) == ["normal", "anywhere"]
