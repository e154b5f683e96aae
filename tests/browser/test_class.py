"""The students' page on a phone and the wall on a projector: a question from its first vote to the truth, twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from qlab import Classroom
from qlab.teach.questions import Question
from tests.browser.conftest import DEADLINE_MS, HOSTILE, THEMES
from tests.browser.faults import violations
from tests.browser.test_board import SMALL, WIDER

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

PHONE, WALL = {"width": 390, "height": 844}, {"width": 1280, "height": 720}
TARGETS = """() => [...document.querySelectorAll('button, input')].filter(each => each.checkVisibility())
  .map(each => each.getBoundingClientRect()).filter(({ width, height }) => width < 300 || height < 56).length"""
SCROLLS = """() => [document.documentElement, document.querySelector('main')]
  .some(each => each.scrollHeight > each.clientHeight)"""
LONG = "09-b3"
"""Of the course's questions one with long sentences."""


class Both:
    """A phone and the wall, side by side."""

    def __init__(self, browser: Browser, room: Classroom, axe: str) -> None:
        self.room, self._axe, self.complaints = room, axe, list[str]()
        self.phone, self.wall = (self._open(browser, size) for size in (PHONE, WALL))

    def _open(self, browser: Browser, size: Any) -> Page:
        page = browser.new_page(viewport=size, reduced_motion="reduce")
        page.set_default_timeout(DEADLINE_MS)
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: (self.complaints.append("dialog"), dialog.dismiss()))
        return page

    def enter(self) -> None:
        self.wall.goto(self.room.wall)
        self.wall.locator("#qr svg").wait_for()
        self.phone.goto(self.room.address)
        self.phone.get_by_label("The code on the wall").fill(self.room.code.lower())
        self.phone.get_by_role("button", name="Join").click()
        self.phone.get_by_text("You are in").wait_for()

    def press(self, name: str) -> None:
        self.wall.get_by_role("button", name=name, exact=True).click()

    def says(self, text: str) -> None:
        self.phone.locator("#said", has_text=text).wait_for()

    def check(self, moment: str) -> None:
        """Neither page has a fault, light or dark: not in axe's eyes, not too wide, not too small."""
        for scheme in THEMES:
            for page in (self.phone, self.wall):
                page.emulate_media(color_scheme=scheme)
                assert violations(page, self._axe, "body") == [], (moment, scheme)
                assert not page.evaluate(WIDER), moment
                assert page.evaluate(SMALL) == [], moment
        assert self.phone.evaluate(TARGETS) == 0, moment
        assert not self.wall.evaluate(SCROLLS), moment


@pytest.fixture
def both(browser: Browser, axe: str) -> Iterator[Both]:
    with Classroom() as room:
        made = Both(browser, room, axe)
        yield made
        for page in (made.phone, made.wall):
            page.close()
        assert made.complaints == []


def test_a_question_is_asked_twice_and_told(both: Both) -> None:
    both.enter()
    assert "token" not in both.wall.url
    both.check("waiting")
    both.wall.get_by_label("Question").select_option(LONG)
    both.press("Ask")
    both.phone.locator(".option").first.wait_for()
    both.check("voting")
    both.phone.locator(".option").nth(0).click()
    both.says("Your answer is in: A.")
    both.wall.locator("#voted", has_text="1").wait_for()
    assert both.wall.locator(".bar").count() == 0
    both.press("Discuss")
    both.says("Talk to your neighbour: convince each other. You said A.")
    both.press("Vote again")
    both.says("Vote again, whatever you think now. Before, you said A.")
    both.phone.locator(".option").nth(1).click()
    both.press("Show bars")
    both.says("The vote is closed. Look at the wall.")
    counts = [each.split()[0] for each in both.wall.locator(".count").all_inner_texts()]
    assert counts == ["1", "0", "0", "1", "0", "0"]
    assert both.wall.locator(".right, .wrong, .behind").count() == 0
    both.check("bars")
    both.press("Show the answer")
    both.says("Right.")
    assert both.wall.locator("li.right .name").inner_text().startswith("B\n3")
    assert both.wall.locator(".behind").count() == 3
    both.check("truth")
    both.press("Clear")
    both.says("The next question comes soon.")


def test_the_keyboard_leads_from_move_to_move(both: Both) -> None:
    both.enter()
    both.wall.get_by_label("Question").select_option(LONG)
    both.wall.get_by_role("button", name="Ask").press("Enter")
    both.wall.get_by_role("button", name="Discuss").press("Enter")
    for name in ("Vote again", "Show bars", "Show the answer", "Clear"):
        both.wall.locator("button:focus", has_text=name).wait_for()
        both.wall.keyboard.press("Enter")
    both.wall.locator("select:focus").wait_for()


def test_every_question_of_the_course_fits_the_wall_with_its_truth(both: Both) -> None:
    from qlab.teach.questions import course_questions

    both.enter()
    tall = []
    for number, question in enumerate(course_questions().values(), 1):
        both.room.ask(question).discuss().again()
        both.room.reveal()
        both.wall.wait_for_function("text => document.getElementById('question').textContent === text",
                                    arg=question.text.replace("`", ""))  # fmt: skip
        both.wall.locator(".behind").first.wait_for()
        if both.wall.evaluate(SCROLLS):
            tall.append((number, question.id))
    assert tall == []


def test_the_misconception_is_named(both: Both) -> None:
    both.enter()
    both.room.ask("05-a").reveal()
    both.wall.get_by_text("Misconception: “attempts: 3 means three retries”.").wait_for()


def test_markup_in_a_question_stays_text(both: Both) -> None:
    both.enter()
    shown = "".join(char for char in HOSTILE if char.isascii() and char.isprintable())
    both.room.ask(Question("", shown, (shown, f"b {shown}"), shown, {shown: shown}))
    both.phone.locator(".option").nth(0).click()
    both.says("Your answer is in")
    both.room.reveal()
    both.says("Right.")
    both.wall.locator(".behind").first.wait_for()
    for page in (both.phone, both.wall):
        assert page.locator("img").count() == 0
        assert shown in page.locator("main").inner_text()


def test_a_phone_that_lost_its_class_is_told_and_comes_back(both: Both) -> None:
    both.enter()
    both.room.ask("05-a")
    both.phone.locator(".option").nth(2).click()
    both.says("Your answer is in: C.")
    both.phone.reload()
    both.says("Your answer is in: C.")
    assert both.phone.locator(".option:enabled").count() == 0
    both.phone.context.clear_cookies()
    both.phone.reload()
    both.phone.get_by_label("The code on the wall").fill("wrong")
    both.phone.get_by_role("button", name="Join").click()
    both.phone.get_by_text("This is not the code of the class").wait_for()
    both.complaints.clear()  # the browser notes the refusal


def test_a_state_that_is_told_again_leaves_the_focus_where_it_is(both: Both) -> None:
    both.enter()
    both.room.ask("05-a")
    state = both.phone.evaluate("() => fetch('/state').then(answer => answer.text())")
    again = f"retry: 20\nevent: state\ndata: {state}\n\n"
    both.phone.route("**/events", lambda route: route.fulfill(content_type="text/event-stream", body=again))
    both.phone.reload()
    both.phone.locator(".option").nth(1).wait_for()
    focus = "() => { const it = document.querySelectorAll('.option')[1]; it.focus(); return it }"
    before = both.phone.evaluate_handle(focus)
    both.phone.wait_for_function("old => !old.isConnected", arg=before)  # told a state again, it drew the options again
    assert both.phone.evaluate("() => document.activeElement.textContent") == "B3"


def test_the_wall_without_a_token_says_where_it_is(both: Both) -> None:
    both.wall.goto(f"{both.room.address}/teacher")
    both.wall.get_by_text("open the address that").wait_for()
    both.complaints.clear()
