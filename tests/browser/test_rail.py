"""The slider: chapters to jump to, marks that say what they are, and time as its axis."""

from __future__ import annotations

import pytest

from qlab import Lab, Recording
from qlab.record.chapters import chapters_of
from qlab.stories.gallery import play
from tests.browser.conftest import Open, Opened
from tests.browser.faults import violations
from tests.browser.test_stage import SIZES

pytestmark = pytest.mark.browser

TIP = "() => document.querySelector('.q-tip').innerText"
NOW = "() => document.querySelector('.q-clock-line').getBoundingClientRect().left"
LEFT = "job => document.querySelector(`.q-job[data-state=delayed][data-job='${job}']`).getBoundingClientRect().left"


@pytest.fixture(scope="module")
def waits() -> Recording:
    """Two jobs that wait 4 and 6 s; the time passes in one step."""
    with Lab() as lab:
        queue = lab.queue("email")
        queue.add("soon", delay=4_000)
        queue.add("later", delay=6_000)
        lab.clock.advance("4s")
        queue.take()
        return lab.recording


def hold_time(page: Opened) -> None:
    """Lets the page's time stand still until a test moves it, however slow the machine is."""
    page.spent = True
    page.page.clock.install(time=0)
    page.page.clock.pause_at(1)


def point(page: Opened, index: int) -> str:
    """Points at the place of a step above the slider, and reads what is said of it."""
    box = page.page.locator(".q-ticks").bounding_box()
    assert box is not None
    share = page.eval("index => qlabPlayer.controls.track.shareOf(index)", index)
    page.page.mouse.move(box["x"] + box["width"] * share, box["y"] + 4)
    return str(page.eval(TIP))


def test_the_chapters_are_listed_and_one_that_is_chosen_is_shown(open_page: Open, story: Recording) -> None:
    page = open_page(story, "#step=1", view="stage")
    chapters = list(chapters_of(story))
    options = page.page.locator(".q-chapters option").all_inner_texts()
    assert options[0] == "Chapters"
    assert options[1:] == [
        f"{step} · {title}" + (f": job {job}" if job is not None else "") for step, title, _queue, job in chapters
    ]
    retry = next(each for each in chapters if each.title == "first retry")
    page.page.get_by_label("chapters").select_option(label=f"{retry.step} · first retry: job {retry.job}")
    assert page.step == retry.step
    assert page.page.locator(".q-flag").count() == len({each.step for each in chapters})


def test_n_and_b_go_from_chapter_to_chapter(open_page: Open, story: Recording) -> None:
    page = open_page(story, "#step=0", view="stage")
    steps = sorted({each.step for each in chapters_of(story)})
    seen = []
    for _ in steps:
        page.page.keyboard.press("n")
        seen.append(page.step)
    assert seen == steps
    page.page.keyboard.press("n")
    assert page.step == steps[-1]
    page.page.keyboard.press("b")
    assert page.step == steps[-2]


def test_a_live_player_gains_chapters(open_page: Open, story: Recording) -> None:
    page = open_page(story, view="stage")
    before = page.page.locator(".q-chapters option").count()
    page.eval(
        "() => qlabPlayer.grow({ from: 37, wordsFrom: 0, names: {}, words: [], steps: [{ ...qlabPlayer.data.step(37),"
        " index: 38, changes: [], moves: [], chapters: [['first removed job', 'email', '1']] }] })"
    )
    assert page.page.locator(".q-chapters option").count() == before + 1
    assert page.page.locator(".q-chapters option").last.inner_text() == "38 · first removed job: job 1"


def test_the_legend_stands_in_one_row_on_a_projector(open_page: Open, story: Recording) -> None:
    page = open_page(story, view="stage")
    page.resize(1280, 720)
    tops = "() => [...document.querySelectorAll('.q-legend > span')].map(node => node.getBoundingClientRect().top)"
    assert len(page.eval(tops)) == 3
    assert len(set(page.eval(tops))) == 1


def test_a_mark_says_what_it_is_in_its_legends_colours(open_page: Open, story: Recording) -> None:
    page = open_page(story, view="stage")
    page.resize(1280, 720)
    for step in story:
        outcomes = [move.outcome for move in step.transitions if move.source == "active"]
        said = point(page, step.index)
        failed = sum(outcome in ("failed", "retried") for outcome in outcomes)
        assert f"step {step.index}, " in said
        assert ("attempt failed" in said) == bool(failed), step.index
        assert ("job completed" in said) == ("completed" in outcomes), step.index
    colour = "selector => getComputedStyle(document.querySelector(selector)).color"
    retried = next(step for step in story if any(move.outcome == "retried" for move in step.transitions))
    point(page, retried.index)
    assert page.eval(colour, ".q-tip .q-tick-fail") == page.eval(colour, ".q-legend .q-tick-fail")
    assert page.eval(colour, ".q-legend .q-tick-fail") != page.eval(colour, ".q-legend .q-tick-done")
    page.page.mouse.move(0, 0)
    assert not page.page.locator(".q-tip").is_visible()


def test_by_time_the_slider_stands_where_the_moment_is(open_page: Open, story: Recording) -> None:
    page = open_page(story, "#step=26", view="stage")
    page.page.keyboard.press("t")
    slider = page.page.get_by_role("slider")
    assert slider.get_attribute("max") == str(story[-1].elapsed_ms)
    for step in story:
        page.show(step.index)
        assert slider.input_value() == str(step.elapsed_ms)
    page.page.wait_for_url("**axis=time**")
    page.page.get_by_role("button", name="Steps").click()
    assert slider.get_attribute("max") == "37"


def test_the_slider_goes_to_a_moment_between_two_steps(open_page: Open, waits: Recording) -> None:
    page = open_page(waits, "#step=2&axis=time", view="stage")
    page.resize(1280, 720)
    now, far = page.eval(NOW), page.eval(LEFT, "2")
    page.page.get_by_role("slider").fill("2500")
    assert page.step == 2
    assert page.page.locator(".q-clock").inner_text() == "+2.500 s"
    assert page.page.locator(".q-clock-line").inner_text() == "now +2.5 s"
    assert "in 3.5 s" in page.page.locator(".q-job[data-job='2']").inner_text()
    assert page.eval(NOW) == now  # now stands still, and what is to come slides towards it
    assert page.eval(LEFT, "2") < far
    page.page.get_by_role("slider").fill("4000")
    assert page.step == 4


def test_at_play_the_clock_runs_and_jobs_slide_towards_now(open_page: Open, waits: Recording) -> None:
    page = open_page(waits, "#step=2&axis=time", view="stage", reduced_motion="no-preference")
    page.resize(1280, 720)
    hold_time(page)
    page.page.keyboard.press("Space")
    places, times = [], []
    for _ in range(12):
        page.page.clock.run_for(250)
        places.append(page.eval(LEFT, "1"))
        times.append(page.eval("() => qlabPlayer.at ?? 0"))
        assert page.step == 2
    assert len(set(times)) > 5
    assert times == sorted(times)
    assert places == sorted(places, reverse=True)
    assert places[0] - places[-1] > 50
    page.page.clock.run_for(3_000)
    assert page.step > 2
    page.page.keyboard.press("Space")
    assert page.complaints == []


def test_by_steps_no_time_is_seen_passing(open_page: Open, waits: Recording) -> None:
    page = open_page(waits, "#step=2", view="stage")
    hold_time(page)
    page.page.keyboard.press("Space")
    page.page.clock.run_for(600)
    assert page.step == 2
    page.page.clock.run_for(100)
    assert page.step == 3
    assert page.page.locator(".q-clock").inner_text() == "+4.000 s"


def test_who_asked_for_less_motion_sees_the_clock_jump_and_nothing_slide(open_page: Open, waits: Recording) -> None:
    page = open_page(waits, "#step=2&axis=time", view="stage")
    hold_time(page)
    page.page.keyboard.press("Space")
    times = set()
    for _ in range(30):
        page.page.clock.run_for(100)
        times.add(page.eval("() => qlabPlayer.at ?? 0"))
    assert len(times) <= 4


def test_a_job_that_is_followed_has_the_steps_for_itself(open_page: Open, story: Recording) -> None:
    page = open_page(story, "#step=1", view="stage")
    page.page.locator(".q-job[data-job='1']").click()
    page.page.keyboard.press("f")
    assert page.page.locator("[data-act=follow]").inner_text() == "Follow job 1"
    seen = [page.step]
    for _ in range(len(story)):
        page.page.keyboard.press("ArrowRight")
        seen.append(page.step)
    own = {step.index for step in story if step.job == "1" and step.queue == "email"}
    assert own <= set(seen)
    assert all("1" in {step.job, *(move.job for move in step.transitions)} for step in (story[at - 1] for at in seen))
    page.page.wait_for_url("**job=email:1&follow")
    page.page.keyboard.press("f")
    page.page.keyboard.press("Home")
    assert page.step == 0


def test_the_stage_shows_the_queue_of_the_job_that_is_followed(open_page: Open, story: Recording) -> None:
    page = open_page(story, "#step=37&job=documents:1&follow", view="stage")
    assert page.page.locator(".q-scene-title").inner_text().startswith("documents")
    assert page.page.locator(".q-line").first.get_attribute("data-queue") == "email"


def test_a_link_says_step_view_job_speed_and_axis(open_page: Open, story: Recording) -> None:
    page = open_page(story, "#step=12&job=email:3&speed=2&axis=time", view="keys")
    assert page.step == 12
    assert page.page.locator(".q-token[aria-pressed=true]").first.get_attribute("data-job") == "3"
    assert page.page.get_by_label("speed").input_value() == "2"
    assert page.page.get_by_role("slider").get_attribute("data-axis") == "time"
    page.page.keyboard.press("ArrowRight")
    page.page.wait_for_url("**#step=13&view=keys&job=email:3&speed=2&axis=time")
    page.page.get_by_label("speed").select_option("0.5")
    page.page.wait_for_url("**speed=0.5**")
    page.eval("() => { location.hash = '#step=5&job=email:1&speed=99' }")
    page.page.wait_for_function("() => qlabPlayer.index === 5")
    assert page.page.get_by_label("speed").input_value() == "0.5"  # there is no such speed


def test_by_time_all_fits_and_nothing_is_wrong_with_it(open_page: Open, axe: str) -> None:
    page = open_page(play("herd"), "#step=14&axis=time", view="stage")
    for look in page.looks(SIZES):
        assert violations(page.page, axe, "body") == [], look
        assert not page.eval("() => document.documentElement.scrollHeight > innerHeight"), look
    assert page.complaints == []


CUT = """() => {
  const legend = document.querySelector('.q-legend'), outer = legend.getBoundingClientRect();
  const words = [...legend.children].filter(each => each.getBoundingClientRect().top < outer.bottom - 4);
  return words.filter(each => each.getBoundingClientRect().right > outer.right + 1).map(each => each.innerText) }"""


@pytest.mark.parametrize("width", [390, 700, 848, 1105, 1280, 1500])
def test_the_legend_is_there_whole_or_not_at_all(open_page: Open, width: int) -> None:
    with Lab() as lab:
        queue = lab.queue("daily")
        queue.schedule("report", cron="0 9 * * *")
        lab.clock.to_next()
        queue.take().complete()
        page = open_page(lab.recording, "#step=1", view="stage")
    page.resize(width)
    assert page.eval(CUT) == []


ROWS = """() => new Set([...document.querySelectorAll('.q-legend > span')].filter(each => each.checkVisibility())
  .map(each => Math.round(each.getBoundingClientRect().top))).size"""


@pytest.mark.parametrize("view", ["stage", "keys"])
def test_the_legend_has_no_orphan_row(open_page: Open, story: Recording, view: str) -> None:
    page = open_page(story, "#step=26", view=view)
    for width in (390, 680, 848, 1100, 1124, 1140, 1280):
        page.resize(width, 720)
        assert page.eval(ROWS) <= 1, width
    assert page.eval(ROWS) == 1
