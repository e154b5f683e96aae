"""A calm picture: what does not change stays where it is, and what changes is where one looks."""

from __future__ import annotations

from dataclasses import replace

import pytest

import qlab
from benchmarks.player import recording
from qlab import Lab, Recording
from qlab.stories.email import email_story
from tests.browser.conftest import Open

pytestmark = pytest.mark.browser
TOP = "selector => Math.round(document.querySelector(selector).getBoundingClientRect().top + scrollY)"


@pytest.mark.parametrize("width", [320, 768, 1400])
def test_the_controls_stand_still_from_step_to_step(open_page: Open, story: Recording, width: int) -> None:
    page = open_page(story)
    page.resize(width)
    tops = set()
    for index in range(len(story) + 1):
        page.show(index)
        tops.add((page.eval(TOP, ".q-buttons"), page.eval(TOP, ".q-told")))
    assert len(tops) == 1


def test_a_mark_moves_nothing_and_a_taken_job_has_room(open_page: Open, story: Recording) -> None:
    page, tops = open_page(story), set()
    for index in range(13, len(story) + 1):
        page.show(index)
        tops.add(tuple(page.eval(TOP, f".q-box-{box} .q-body") for box in ("wait", "active", "completed")))
        assert page.eval(TOP, ".q-box-active .q-ends") == page.eval(TOP, ".q-box-wait .q-ends")
    assert len(tops) == 1


def test_the_pictures_of_all_queues_stand_before_what_their_keys_hold(open_page: Open, story: Recording) -> None:
    page = open_page(story, "#step=26")
    assert page.eval(TOP, ".q-queue:last-of-type .q-grid") < page.eval(TOP, ".q-card")
    assert page.eval(TOP, ".q-side") < page.eval(TOP, ".q-grid")  # beside the picture, where there is room
    page.resize(1000)
    assert page.eval(TOP, ".q-side") < page.eval(TOP, ".q-grid")
    page.resize(700)
    assert page.eval(TOP, ".q-queue:last-of-type .q-grid") < page.eval(TOP, ".q-side") < page.eval(TOP, ".q-card")


def test_no_container_is_alone_beside_a_hole(open_page: Open) -> None:
    with Lab() as lab:
        queue = lab.queue("email")
        queue.add("urgent", priority=1)
        page = open_page(lab.recording, "#step=1")
    for width in (768, 1400):
        page.resize(width)
        filled = page.eval(
            "() => [...document.querySelectorAll('.q-grid > *')].reduce((sum, { offsetWidth, offsetTop }) =>"
            " sum.set(offsetTop, (sum.get(offsetTop) ?? 0) + offsetWidth + 10), new Map()).values().toArray()"
        )
        assert max(filled) - min(filled) <= 3


def test_a_full_container_does_not_push_the_others_away(open_page: Open) -> None:
    page = open_page(recording(60, 200), "#step=50")
    assert page.page.locator(".q-box-wait .q-token").count() == 28
    assert page.eval("() => document.querySelector('.q-box-wait').offsetHeight") < 420


def test_the_slider_marks_the_attempts_that_failed_and_nothing_else(open_page: Open) -> None:
    with Lab() as lab:
        email_story(lab)
        queue = lab.queue("other", attempts=2)
        queue.add("forgotten")
        queue.take()
        lab.clock.advance("31s")
        for _ in range(2):  # the first look suspects, the second finds: a stall, which is no failed attempt
            queue.check_stalled()
            lab.clock.advance("31s")
        job = queue.take()
        assert job is not None
        job.move_to_delayed("1s")
        queue.add("fleeting", removeOnComplete=True)
        done = queue.take()
        assert done is not None
        done.complete()
        film = lab.recording
    page = open_page(film)
    outcomes = film.attempts()["outcome"].value_counts()
    assert outcomes["stalled"] == 1
    legend = page.page.locator(".q-legend").inner_text()
    assert f"{outcomes['failed'] + outcomes['retried']} attempts failed" in legend
    assert f"{outcomes['completed']} jobs completed" in legend


def test_a_page_of_a_large_queue_says_how_large_the_queue_is(open_page: Open, lab: Lab) -> None:
    queue = lab.queue("email")
    queue.add_bulk([("welcome", number) for number in range(100)])
    with qlab.attach(str(lab.url), lab.prefix) as observer:
        before = observer.snapshot("email", 10)
        queue.take()
        after = observer.snapshot("email", 10)
    film = Recording(before, "real", "", "", [replace(lab.last, index=1, before=before, after=after, changed=None)])
    page = open_page(film)
    for step, size in ((0, 100), (1, 99)):
        page.show(step)
        assert page.page.locator(".q-box-wait .q-count").inner_text() == str(size)
        assert f"{size - 10} not read" in page.page.locator(".q-box-wait").inner_text()
    assert page.complaints == []


def test_where_the_reader_chose_the_colours_a_lock_s_life_is_still_seen(open_page: Open, story: Recording) -> None:
    page = open_page(story, "#step=23", forced_colors="active")
    colour = "selector => getComputedStyle(document.querySelector(selector)).backgroundColor"
    assert page.eval(colour, ".q-life > span") != page.eval(colour, ".q-life")


def test_a_key_that_is_no_hash_has_no_card(open_page: Open) -> None:
    with Lab() as lab:
        lab.queue("email").add("real")
        with lab.observe("a list where a job would be"):
            lab.redis.lpush("bull:email:mystery", "1")
        page = open_page(lab.recording, "#step=2")
    assert page.page.locator(".q-card[data-job=mystery]").count() == 0
    assert page.page.locator(".q-keys [data-key='bull:email:mystery']").count() == 1


def test_the_queue_that_the_steps_are_about_stands_first(open_page: Open, story: Recording) -> None:
    with Lab() as lab:
        for name in ("first", "second"):
            queue = lab.queue(name)
            for _ in range(6):
                queue.add("job")
                queue.take()
        for _ in range(6):
            queue.add("more")  # so that the second has the most steps of all
        film = lab.recording
    page = open_page(film)
    names = "() => [...document.querySelectorAll('.q-stage .q-queue h3')].map(each => each.textContent)"
    for index, first in ((1, "first"), (12, "first"), (14, "second"), (len(film), "second")):
        page.show(index)
        assert page.eval(names)[0] == first
    page = open_page(story)  # here another queue comes in for four steps alone
    for index in range(1, len(story) + 1):
        page.show(index)
        assert page.eval(names) == ["email", "documents"]


def test_a_focused_job_keeps_the_focus_where_it_goes(open_page: Open, story: Recording) -> None:
    page = open_page(story, "#step=22")
    page.page.locator(".q-token[data-job='1'][data-queue='email']").focus()
    for container in ("active", "delayed"):
        page.page.keyboard.press("ArrowRight")
        page.settle()
        assert page.eval("() => document.activeElement.dataset.job") == "1"
        assert page.page.locator(f".q-box-{container} .q-token[data-job='1']").first.is_visible()


def test_a_focused_command_leaves_the_focus_to_the_player(open_page: Open, story: Recording) -> None:
    page = open_page(story, "#step=24")
    page.page.locator(".q-command").first.focus()
    page.page.keyboard.press("ArrowRight")
    page.page.keyboard.press("ArrowRight")
    assert page.step == 26


SMALL = """() => [...document.querySelectorAll('.qlab-player *')].filter(node => node.checkVisibility()
  && [...node.childNodes].some(each => each.nodeType === 3 && each.textContent.trim())
  && parseFloat(getComputedStyle(node).fontSize) < 12).map(node => `${node.className}: ${node.textContent}`)"""
OUT = """() => [...document.querySelectorAll('.q-token')].filter(token => {
  const box = token.getBoundingClientRect();
  const told = [...token.querySelectorAll('.q-foot, .q-tries, i')].filter(each => each.checkVisibility());
  return told.map(each => each.getBoundingClientRect()).some(each =>
    each.left < box.left - 1 || each.right > box.right + 1 || each.bottom > box.bottom + 1);
}).map(token => token.title)"""


def test_no_letters_of_all_keys_are_small_and_a_long_id_leaves_its_score_in_sight(open_page: Open) -> None:
    with Lab() as lab:
        queue = lab.queue("email")
        for number in range(30):
            queue.add("welcome", jobId=f"customer-2026-invoice-{number:040}", priority=5)
        queue.add("later", jobId="another-very-long-identifier-of-a-job-" + "x" * 40, delay="5s")
        page = open_page(lab.recording, f"#step={len(lab.recording)}")
    for width in (1280, 848, 390):
        page.resize(width)
        assert page.eval("() => document.querySelectorAll('.q-token .q-foot').length") > 5
        assert page.eval(SMALL) == [], width
        assert page.eval(OUT) == [], width
