"""The exported page, opened from disk with the network off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from qlab.protocol.decode import decode
from qlab.protocol.keys import Role, parse_key
from tests.browser import reading
from tests.browser.conftest import Open, OpenFile
from tests.browser.faults import violations
from tests.cli.conftest import Qlab, qlab  # noqa: F401  a fixture

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from qlab import Recording

pytestmark = pytest.mark.browser


def test_every_container_at_every_step_is_drawn_as_the_snapshot_has_it(open_page: Open, story: Recording) -> None:
    page = open_page(story)
    for index in (*range(len(story) + 1), *range(len(story), -1, -1)):
        page.show(index)
        snapshot = story[index - 1].after if index else story.first
        queues = story.last.queues
        assert reading.drawn(page.eval(reading.DRAWN)) == reading.containers(snapshot, queues), index
    assert page.complaints == []


def test_the_page_that_the_command_writes_is_the_recordings(
    open_file: OpenFile,
    qlab: Qlab,  # noqa: F811
    story: Recording,
    tmp_path: Path,
) -> None:
    ran = qlab("export", story.save(tmp_path / "story.jsonl"), "--as", "html")
    assert (ran.code, ran.err) == (0, "")
    page = open_file(tmp_path / "story.html", "#view=keys")
    for step in story:
        page.show(step.index)
        assert reading.known(page.eval(reading.KNOWN, step.index)) == reading.keys(step.after), step.index
    assert page.complaints == []


def test_every_token_says_its_attempts_at_every_step(open_page: Open, story: Recording) -> None:
    page = open_page(story)
    tokens = "[...document.querySelectorAll('.q-token[data-job]')]"
    parts = "[each.dataset.queue, each.dataset.job, each.querySelector('.q-tries').textContent]"
    for step in story:
        page.show(step.index)
        for queue, job, shown in page.eval(f"() => {tokens}.map(each => {parts})"):
            view = step.after.job(job, queue)
            assert view is not None
            allowed = view.opts.get("attempts", 1)
            assert shown == (f"{view.attempts_made}/{allowed}" if allowed > 1 else "")


def test_every_key_at_every_step_is_known_as_the_snapshot_has_it(open_page: Open, story: Recording) -> None:
    page = open_page(story)
    for step in story:
        assert reading.known(page.eval(reading.KNOWN, step.index)) == reading.keys(step.after), step.index


def test_every_score_is_decoded_in_the_same_words_as_everywhere(open_page: Open, story: Recording) -> None:
    page, checked = open_page(story), 0
    script = "args => qlabPlayer.decode(...args)"
    for step in story:
        for name, held in step.after.state.items():
            key = parse_key(name)
            if held.type != "zset" or key.role not in (Role.DELAYED, Role.PRIORITIZED):
                continue
            for member, score in held.members:
                said = decode(key, member, score, step.at)
                assert said is not None
                assert page.eval(script, [str(key.role), member, score, step.at, story.start]) == said.meaning
                checked += 1
    assert checked > 20


def test_nothing_is_requested_and_nothing_complains(open_page: Open, story: Recording) -> None:
    page = open_page(story)
    page.page.get_by_title("Last step").click()
    page.page.get_by_title("First step").click()
    assert page.requests == [page.page.url.partition("#")[0]]
    assert page.complaints == []


def test_a_link_to_a_step_shows_it_and_stepping_changes_the_link(open_page: Open, story: Recording) -> None:
    page = open_page(story, "#step=12")
    assert page.step == 12
    page.page.get_by_title("Forward").click()
    page.page.wait_for_url("**#step=13&view=keys")
    page.eval("() => { location.hash = '#step=5' }")
    page.page.wait_for_function("() => qlabPlayer.index === 5")


def test_the_mouse_works_every_control(open_page: Open, story: Recording) -> None:
    page = open_page(story)

    def click(title: str) -> None:
        page.page.get_by_role("button", name=title).first.click()

    for title, step in (("Last step", 37), ("Back", 36), ("Forward", 37), ("First step", 0), ("Forward", 1)):
        click(title)
        assert page.step == step
    page.page.get_by_label("speed").select_option("10")
    click("Play")
    page.page.wait_for_function("() => qlabPlayer.index >= 4")
    click("Pause")
    page.page.get_by_role("slider").fill("20")
    assert page.step == 20


def test_the_keyboard_steps_plays_and_searches(open_page: Open, story: Recording) -> None:
    page = open_page(story)
    for key, step in (("ArrowRight", 2), ("ArrowRight", 3), ("ArrowLeft", 2), ("End", 37), ("Home", 0)):
        page.page.keyboard.press(key)
        assert page.step == step
    page.page.keyboard.press("Space")
    page.page.wait_for_function("() => qlabPlayer.index >= 2")
    page.page.keyboard.press("Space")
    page.page.keyboard.press("/")
    page.page.keyboard.type("SMTP 550")
    page.page.keyboard.press("Enter")
    assert page.step == 37
    assert page.page.locator(".q-found").inner_text() == "1 of 1"


def test_everything_is_reached_by_tab(open_page: Open, story: Recording) -> None:
    page = open_page(story, "#step=23")
    wanted = page.eval(
        "() => [...qlabPlayer.root.querySelectorAll('button:not(:disabled), input, select')]"
        ".filter(each => each.checkVisibility()).length"
    )
    seen = "() => { document.activeElement.dataset.reached = '1'; return document.activeElement === document.body }"
    page.page.keyboard.press("Tab")
    for _ in range(300):
        if page.eval(seen):
            break
        page.page.keyboard.press("Tab")
    reached = page.eval(
        "() => document.querySelectorAll('.qlab-player :is(button, input, select)[data-reached]').length"
    )
    assert reached == wanted


def test_the_next_step_of_a_job_and_the_filters(open_page: Open, story: Recording) -> None:
    page = open_page(story, "#step=2")
    page.page.locator("[data-act=job]").click()  # step 2 adds job 2; a worker takes it at step 15
    assert page.step == 15
    page.page.locator(".q-tools select").select_option("documents")
    assert page.page.locator(".q-queue").count() == 1
    page.page.get_by_title("First step").click()
    assert page.step == 6
    page.page.locator(".q-tools select").select_option("")
    page.page.locator(".q-tools input[type=text]").fill("4")
    page.page.keyboard.press("Tab")
    page.page.get_by_title("Last step").click()
    assert story[page.step - 1].job == "4"


def test_a_command_lights_up_the_key_it_touched(open_page: Open, story: Recording) -> None:
    page = open_page(story, "#step=14")
    command = page.page.locator(".q-command", has_text="ZADD bull:email:delayed")
    command.hover()
    assert page.page.locator(".q-box.q-lit").get_attribute("data-key") == "bull:email:delayed"
    page.page.mouse.move(0, 0)
    assert page.page.locator(".q-lit").count() == 0
    command.focus()
    assert page.page.locator(".q-box.q-lit").count() == 1


def test_each_step_is_said_to_a_screen_reader(open_page: Open, story: Recording) -> None:
    page = open_page(story)
    for step in story:
        page.show(step.index)
        said = page.page.locator("[aria-live=polite]").inner_text()
        assert said.startswith(f"Step {step.index} of 37, ")
        assert step.sentence in said


def test_what_changed_is_marked_by_shape_and_word(open_page: Open, story: Recording) -> None:
    page = open_page(story, "#step=14")

    def mark(key: str) -> str:
        return page.page.locator(f'.q-box[data-key="{key}"] .q-mark').inner_text()

    assert mark("bull:email:active") == "✖ gone"
    assert mark("bull:email:delayed") == "✎ changed"
    token = page.page.locator('.q-box-delayed [data-queue=email][data-job="1"]')
    assert "↦ from active" in token.inner_text()
    page.show(13)
    assert mark("bull:email:active") == "✚ new"
    assert "30.000 s left" in page.page.locator(".q-box-active .q-lock").first.inner_text()


def test_tokens_travel_unless_the_reader_asked_for_less_motion(open_page: Open, story: Recording) -> None:
    moving = "() => { qlabPlayer.show(14); return document.getAnimations().length }"
    calm = open_page(story, "#step=13")
    assert calm.eval(moving) == 0
    lively = open_page(story, "#step=13", reduced_motion="no-preference")
    assert lively.eval(moving) > 0


def test_no_accessibility_violation_in_both_themes_narrow_and_wide(open_page: Open, story: Recording, axe: str) -> None:
    page = open_page(story, "#step=26")
    for look in page.looks((width, 1000) for width in (320, 1400, 1920)):
        assert violations(page.page, axe, "body") == [], look
        overflow = page.eval("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow == 0, look


def test_without_scripts_the_page_tells_the_story_as_text(browser: Browser, story: Recording, tmp_path: Path) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(story.to_html(tmp_path / "page.html").as_uri())
    text = page.locator("noscript").inner_text()
    page.close()
    assert all(step.sentence in text for step in story)


def test_it_prints_without_its_controls(open_page: Open, story: Recording) -> None:
    page = open_page(story, "#step=26", media="print")
    assert not page.page.locator(".q-controls").is_visible()
    assert page.page.locator(".q-sentence").is_visible()


def test_each_container_has_an_icon_that_shows_on_its_ground(open_page: Open, story: Recording) -> None:
    page = open_page(story, "#step=3")
    colours = "() => [...document.querySelectorAll('.q-box .q-icon')].map(icon => getComputedStyle(icon).color)"
    assert "rgb(255, 255, 255)" not in page.eval(colours)
