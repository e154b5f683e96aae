"""Predict: the player stops before a step, asks where the job will go, and holds the answer against the step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import Open, Opened
from tests.browser.faults import violations
from tests.browser.test_stage import OUTSIDE, SCROLLS, SIZES

if TYPE_CHECKING:
    from qlab import Recording

pytestmark = pytest.mark.browser

HIDDEN = f"selectors => selectors.filter({OUTSIDE})"
ANSWERS = "() => [...qlabPlayer.quiz.answers.values()]"
QUESTION = "step => ['queue', 'job'].map(name => qlabPlayer.quiz.question(step)[name])"


def asked(open_page: Open, story: Recording, step: int) -> Opened:
    """A page that stands before a step, and asks where its job will go."""
    page = open_page(story, f"#step={step - 1}", view="stage")
    page.resize(1280, 720)
    page.page.keyboard.press("p")
    page.page.keyboard.press("ArrowRight")
    assert page.step == step - 1
    return page


def test_it_asks_before_it_shows(open_page: Open, story: Recording) -> None:
    page = asked(open_page, story, 26)
    assert page.page.locator(".q-sentence").inner_text().endswith("Where does job 3 go?")
    assert "SMTP 451" in page.page.locator(".q-sentence").inner_text()
    assert "delayed, due" not in page.page.locator(".q-scenery").inner_text()
    choices = page.page.locator(".q-choice").evaluate_all("all => all.map(each => each.dataset.choice)")
    assert choices == [
        "wait", "active", "delayed", "completed", "failed", "prioritized", "waiting-children", "removed",
    ]  # fmt: skip


def test_a_wrong_answer_is_told_what_it_would_mean(open_page: Open, story: Recording) -> None:
    page = asked(open_page, story, 26)
    page.page.keyboard.press("5")
    assert page.step == 26
    text = page.page.locator(".q-answer").inner_text()
    assert text == (
        "✗ You said failed, but job 3 is in delayed. failed would mean: The job failed for good: no attempts are left, "
        "or the error forbade another."
    )
    assert page.page.locator(".q-pot[data-guess=true]").get_attribute("data-role") == "failed"
    assert page.eval(ANSWERS) == [
        {"step": 26, "queue": "email", "job": "3", "guess": "failed", "truth": "delayed", "right": False}
    ]
    page.page.keyboard.press("ArrowRight")
    assert page.page.locator(".q-pot[data-guess=true]").count() == 0


def test_a_box_is_clicked_and_the_answer_is_right(open_page: Open, story: Recording) -> None:
    page = asked(open_page, story, 26)
    page.page.locator(".q-pot[data-role=delayed]").click(position={"x": 60, "y": 60})
    assert page.page.locator(".q-answer").inner_text() == "✓ Right: job 3 is in delayed."
    assert page.eval(ANSWERS)[0]["right"]


def test_every_right_answer_of_the_story_is_right(open_page: Open, story: Recording) -> None:
    page = open_page(story, "#step=0", view="stage")
    page.eval("() => qlabPlayer.predict(true)")
    count = 0
    for step in story:
        if page.eval("step => qlabPlayer.asking.stops(step)", step.index):
            queue, job = page.eval(QUESTION, step.index)
            truth = step.after.state_of(job, queue)
            page.eval("choice => qlabPlayer.asking.guess(choice)", truth.container)
            assert page.step == step.index
            count += 1
        else:
            assert not step.transitions
            page.show(step.index)
    assert all(each["right"] for each in page.eval(ANSWERS))
    assert count == sum(1 for step in story if step.transitions) == len(page.eval(ANSWERS))


def test_who_asks_again_goes_on_without_an_answer(open_page: Open, story: Recording) -> None:
    page = asked(open_page, story, 26)
    page.page.keyboard.press("ArrowRight")
    assert page.step == 26
    assert page.page.locator(".q-answer").inner_text() == ""


def test_a_step_in_which_no_job_moves_is_not_asked_about(open_page: Open, story: Recording) -> None:
    page = open_page(story, "#step=21", view="stage")
    page.page.keyboard.press("p")
    page.page.keyboard.press("ArrowRight")
    assert page.step == 22


def test_the_question_fits_and_is_accessible(open_page: Open, story: Recording, axe: str) -> None:
    page = asked(open_page, story, 26)
    for look in page.looks(SIZES):
        assert page.eval(HIDDEN, [".q-sentence", ".q-choice", ".q-pot[data-role=wait]"]) == [], look
        assert not page.eval(f"() => {SCROLLS}"), look
        assert violations(page.page, axe, "body") == [], look
    page.page.keyboard.press("5")
    for look in page.looks(SIZES):
        assert page.eval(HIDDEN, [".q-answer", ".q-job[data-look=mover]", ".q-drawer section h4"]) == [], look
        assert violations(page.page, axe, "body") == [], look
