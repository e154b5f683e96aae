"""The Code tab: a step's call in three languages, and the Lua that ran, with the running command lit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from qlab import script
from qlab.widgets.player_code import JOBS, LANGUAGES, LONGEST, written
from tests.browser.conftest import Open, Opened, OpenFile
from tests.browser.faults import violations
from tests.browser.test_stage import FAULTS, MOVER, SIZES

if TYPE_CHECKING:
    from qlab import Recording

pytestmark = pytest.mark.browser

WIDE = 1080
"""In a narrower window the code stands in the stage's place, px."""
BUTTONS = ("Python", "TypeScript", "NestJS")
TEXT = "() => document.querySelector('.q-code-text').textContent"
LIT = "() => [...document.querySelectorAll('.q-code-text mark')].map(mark => mark.textContent)"


def test_the_key_c_opens_it_and_it_shows_the_steps_call_in_each_language(open_page: Open, story: Recording) -> None:
    page = open_page(story, "#step=26")
    page.page.keyboard.press("c")  # from all keys, too
    for index in (26, 3):
        page.show(index)
        for language, name in zip(LANGUAGES, BUTTONS, strict=True):
            page.page.get_by_role("button", name=name, exact=True).click()
            assert page.eval(TEXT) == story[index - 1].code(language)
    page.page.keyboard.press("c")
    assert not page.page.locator(".q-code").is_visible()
    assert page.page.locator(".q-drawer-body").is_visible()


@pytest.fixture
def with_lua(open_file: OpenFile, tmp_path: Path) -> Callable[[Recording, str], Opened]:
    """Opens a page that holds the Lua."""

    def open_one(recording: Recording, fragment: str) -> Opened:
        return open_file(recording.to_html(tmp_path / "lua.html", lua=True), fragment)

    return open_one


def test_the_lua_has_the_lines_lit_that_call_the_command(
    with_lua: Callable[[Recording, str], Opened], story: Recording
) -> None:
    step = story[25]
    page = with_lua(story, "#step=26&view=stage")
    page.page.keyboard.press("c")
    page.page.get_by_role("button", name="Lua", exact=True).click()
    lua = script(step.script or "")
    assert lua.lines[0] in page.eval(TEXT)
    for number, command in enumerate(step.commands, 1):
        told = page.page.locator(".q-code-command").inner_text()
        assert told.startswith(f"command {number} of {len(step.commands)}: {command.name}")
        lines = lua.where(command.name)
        assert page.eval(LIT) == [f"{line:4}  {lua.lines[line - 1]}\n" for line in lines], command
        assert ("no trace tells which" in told) is (len(lines) > 1)
        page.page.keyboard.press(".")
    assert page.page.get_by_role("button", name="next", exact=True).is_disabled()


def test_a_step_without_a_script_says_so(open_page: Open, story: Recording) -> None:
    passing = next(step for step in story if step.script is None)
    page = open_page(story, f"#step={passing.index}", view="stage")
    page.page.keyboard.press("c")
    page.page.get_by_role("button", name="Lua", exact=True).click()
    assert page.eval(TEXT).startswith("No script ran")
    page.show(26)
    assert page.eval(TEXT).startswith("The script moveToDelayed ran. Its Lua is not in this page")


def test_it_fits_beside_the_stage_and_is_accessible(
    with_lua: Callable[[Recording, str], Opened], story: Recording, axe: str
) -> None:
    page = with_lua(story, "#view=stage")
    page.page.keyboard.press("c")
    moved = [step.index for step in story if step.transitions]
    for name in ("Python", "Lua"):
        page.page.get_by_role("button", name=name, exact=True).click()
        for width, height in SIZES:
            page.resize(width, height)
            seen = [".q-sentence", ".q-code-text", ".q-controls"] + ([MOVER] if width > WIDE else [])
            assert page.eval(FAULTS, [[index, seen] for index in moved]) == [], (name, width)
    for look in page.looks(SIZES):
        assert violations(page.page, axe, "body") == [], look


def test_of_a_call_that_adds_hundreds_of_jobs_some_are_shown_and_it_says_how_many_more_there_are() -> None:
    from qlab import Lab

    with Lab(trace=False) as lab:
        lab.queue("email").add_bulk([("welcome", {"number": number}) for number in range(200)])
        told = written(lab.last)
        whole = lab.last.code("python")
    for code, comment in zip(told.texts, ("#", "//", "//"), strict=True):
        assert code.splitlines()[-2] == f"  {comment} … and 175 more"
        assert code.count("welcome") == JOBS == 25
    assert whole.count("welcome") == 200


def test_a_call_with_much_data_is_cut_and_says_so() -> None:
    from qlab import Lab

    with Lab(trace=False) as lab:
        lab.queue("email").add("welcome", {f"field{number}": "x" * 60 for number in range(100)})
        told = written(lab.last).texts[0]
    assert len(told) < LONGEST + 40
    assert told.splitlines()[-1].endswith("more lines")
