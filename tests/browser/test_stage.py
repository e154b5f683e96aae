"""The stage: what a class sees on the wall fits there at every step, whatever the queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.player import recording
from qlab import Lab
from qlab.protocol.containers import ALWAYS_DRAWN
from qlab.protocol.keys import STATE_ROLES
from qlab.stories.gallery import EMAIL, STORIES, play
from tests.browser.conftest import Open
from tests.browser.faults import violations

if TYPE_CHECKING:
    from qlab import Recording

pytestmark = pytest.mark.browser

SIZES = [(1280, 720), (848, 720), (390, 844)]
OUTSIDE = """selector => {
  const [node] = [...document.querySelectorAll(selector)].filter(each => each.checkVisibility());
  if (!node) return true;
  const { left, top, right, bottom } = node.getBoundingClientRect();
  if (left < -0.5 || top < -0.5 || right > innerWidth + 0.5 || bottom > innerHeight + 0.5) return true;
  if (getComputedStyle(node).pointerEvents === "none") return false;
  const seen = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  return !(seen && (node.contains(seen) || seen.contains(node)));
}"""
SCROLLS = """(() => { const { scrollWidth, scrollHeight, clientWidth, clientHeight } = document.documentElement;
  return scrollWidth > clientWidth || scrollHeight > clientHeight })()"""
# What is wrong with what is shown: a part that is not wholly within the window or is covered, a page that scrolls,
# small letters, things that lie upon each other, names that are cut or broken within a word, ticks under "now".
FAULTS = """steps => steps.flatMap(([step, selectors]) => {
  qlabPlayer.show(step, {quiet: true});
  const all = selector => [...document.querySelectorAll(selector)].filter(node => node.checkVisibility());
  const box = node => node.getBoundingClientRect();
  const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  const small = node => [...node.childNodes].some(each => each.nodeType === 3 && each.textContent.trim())
    && parseFloat(getComputedStyle(node).fontSize) < 12;
  const covered = selector => all(selector).map(node => [node, box(node)]).flatMap(([one, a], at, rest) =>
    rest.slice(at + 1).filter(([, b]) => meet(a, b)).map(([other]) => `${one.title} covers ${other.title}`));
  const cut = node => node.scrollWidth > node.clientWidth + 1 || box(node).right > box(node.parentElement).right;
  const now = all('.q-clock-line span').map(box);
  const written = node => { const range = document.createRange(); range.selectNodeContents(node); return [...range.getClientRects()]; };
  const lines = node => new Set(written(node).map(({ top }) => top)).size;
  // A word that is out of sight below its line is left out on purpose.
  const clipped = node => written(node).some(({ top, right }) => top < box(node).bottom - 1 && right > box(node).right + 1);
  const broken = node => /^\\w{1,12}$/.test(node.textContent) && lines(node) > 1;
  return [
    ...selectors.filter(%OUTSIDE%).map(each => `out of sight: ${each}`),
    ...(%SCROLLS% ? ["the page scrolls"] : []),
    ...all('.qlab-player *').filter(small).map(node => `small: ${node.className}`),
    ...covered('.q-job:not([data-look=line])'), ...covered('.q-pot'),
    ...all('.q-pot-name, .q-pot-count, .q-line-name').filter(cut).map(node => `cut: ${node.textContent}`),
    ...all('.q-pot-mark').filter(clipped).map(node => `clipped: ${node.textContent}`),
    ...all('.q-sentence').filter(node => node.scrollHeight > node.clientHeight + 2).map(node => `cut: ${node.textContent}`),
    ...all('.q-job-name').filter(broken).map(node => `broken: ${node.textContent}`),
    ...all('.q-tick-words').filter(tick => now.some(each => meet(each, box(tick)))).map(tick => `covered: ${tick.textContent}`),
  ].map(fault => `${step}: ${fault}`);
})""".replace("%OUTSIDE%", OUTSIDE).replace("%SCROLLS%", SCROLLS)  # noqa: E501
# Words that the trail of the job that moved runs through, or which stand upon it with nothing behind them.
RUN_THROUGH = """steps => {
  const sheet = new CSSStyleSheet();  // the page's policy admits no <style>
  sheet.replaceSync(`.qlab-player .q-scene-field :is(.q-trail, .q-trail-head) { pointer-events: visiblePainted }
    .qlab-player .q-scene-field :is(.q-scene-words, .q-clock-line) * { pointer-events: auto }`);
  document.adoptedStyleSheets.push(sheet);
  const words = '.q-pot-name, .q-pot-mark, .q-pot-count, .q-left, .q-job b, .q-job-words, .q-way-words, .q-tick-words, .q-clock-line span';
  const clear = node => /^rgba.* 0\\)$/.test(getComputedStyle(node).backgroundColor);
  const near = ({ left, top, right, bottom }, { x, y }) => x > left - 3 && x < right + 3 && y > top - 3 && y < bottom + 3;
  const points = path => {
    const [at, length] = [path.getScreenCTM(), path.getTotalLength()];
    return Array.from({ length: Math.ceil(length / 3) + 1 }, (_, part) => path.getPointAtLength(part * 3).matrixTransform(at));
  };
  const written = node => {
    const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT), range = document.createRange(), found = [];
    while (texts.nextNode()) if (texts.currentNode.data.trim()) {
      range.selectNodeContents(texts.currentNode);
      found.push(...range.getClientRects());
    }
    return found;
  };
  const around = [[0, 0], [0, 2], [0, -2], [2, 0], [-2, 0]];
  const hits = (rect, spot) => around.some(([x, y]) => {
    const at = { x: spot.x + x, y: spot.y + y };
    if (at.x < rect.left || at.x > rect.right || at.y < rect.top || at.y > rect.bottom) return false;
    const stack = document.elementsFromPoint(at.x, at.y);
    const trail = stack.findIndex(each => each.matches('.q-trail, .q-trail-head'));
    return trail >= 0 && stack.slice(0, trail).every(clear);
  });
  const seen = new Set();
  let trails = 0;
  for (const step of steps) {
    qlabPlayer.show(step, {quiet: true});
    const ways = [...document.querySelectorAll('.q-scene .q-trail:not(.q-halo), .q-scene .q-trail-head')].flatMap(points);
    if (!ways.length) continue;
    trails += 1;
    for (const node of document.querySelectorAll(`.q-scene :is(${words})`)) {
      const rects = node.checkVisibility() ? written(node) : [];
      if (rects.some(rect => ways.some(spot => near(rect, spot) && hits(rect, spot)))) seen.add(`${step}: ${node.className} ${node.textContent}`);
    }
  }
  document.adoptedStyleSheets.pop();
  return [trails, [...seen]];
}"""  # noqa: E501
MOVER = ".q-job:is([data-look=mover], [data-look=line])"


@pytest.fixture(scope="module")
def many() -> Recording:
    """A queue of 200 jobs, of which dozens are delayed."""
    return recording(400, 200)


def parts(played: Recording, index: int) -> list[str]:
    """What must be seen at a step: the sentence, the difference, and the job that it is about, where there is one."""
    step = played[index - 1]
    seen = [".q-sentence", ".q-drawer", ".q-drawer h3", ".q-controls", ".q-clock-line span"]
    seen += [".q-drawer section h4"] if step.diff else []
    return seen + ([MOVER] if step.job or step.transitions else [])


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_at_every_step_the_job_that_moves_and_the_difference_are_in_sight(
    open_page: Open, story: Recording, width: int, height: int
) -> None:
    page = open_page(story, view="stage")
    page.resize(width, height)
    assert page.eval(FAULTS, [[step.index, parts(story, step.index)] for step in story]) == []
    assert page.complaints == []


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_it_fits_whatever_the_queue(open_page: Open, many: Recording, width: int, height: int) -> None:
    page = open_page(many, view="stage")
    page.resize(width, height)
    for index in (1, 2, 120, 399, 400):
        page.show(index)
        assert page.eval(FAULTS, [[index, parts(many, index)]]) == []
        assert page.eval("() => document.querySelectorAll('*').length") < 2_500


@pytest.mark.parametrize("name", [name for name in STORIES if name != EMAIL])
def test_every_story_of_the_gallery_fits(open_page: Open, name: str) -> None:
    played = play(name)
    page = open_page(played, view="stage")
    for width, height in SIZES:
        page.resize(width, height)
        assert page.eval(FAULTS, [[step.index, parts(played, step.index)] for step in played]) == [], width


def test_the_large_queue_shows_each_job_where_the_snapshot_has_it(open_page: Open, story: Recording) -> None:
    page = open_page(story, view="stage")
    page.resize(1280, 720)
    every = "selector => [...document.querySelectorAll(selector)]"
    jobs = f"() => ({every})('.q-jobs .q-job:not([data-gone=true])').map(job => [job.dataset.job, job.dataset.state])"
    count = "each.querySelector('.q-pot-count').textContent"
    counts = f"() => ({every})('.q-pot').map(each => [each.dataset.role, {count}])"
    for step in story:
        page.show(step.index)
        assert page.page.locator(".q-scene-title").inner_text().startswith("email")
        after = step.after
        expected = {(id, str(after.state_of(id, "email"))) for role in STATE_ROLES for id in after.ids("email", role)}
        assert {tuple(each) for each in page.eval(jobs)} == expected, step.index
        shown = dict(page.eval(counts))
        assert set(map(str, ALWAYS_DRAWN)) <= set(shown)
        told = {role: int(count) for role, count in shown.items() if count not in ("empty", "0")}
        assert told == {str(role): len(after.ids("email", role)) for role in STATE_ROLES if after.ids("email", role)}


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_an_empty_box_says_so_quietly(open_page: Open, story: Recording, width: int, height: int) -> None:
    page = open_page(story, "#step=1", view="stage")
    page.resize(width, height)
    looks = "nodes => nodes.filter(each => each.textContent === 'empty').map(each => getComputedStyle(each).fontWeight)"
    empty = page.page.locator(".q-pot-count").evaluate_all(looks)
    assert len(empty) > 0
    assert set(empty) == {"400"}


def test_one_key_switches_between_the_stage_and_all_keys(open_page: Open, story: Recording) -> None:
    page = open_page(story, "#step=26", view="stage")
    stage, keys = page.page.locator(".q-scene"), page.page.locator(".q-main")
    assert stage.is_visible()
    assert not keys.is_visible()
    page.page.keyboard.press("k")
    assert keys.is_visible()
    assert not stage.is_visible()
    page.page.wait_for_url("**#step=26&view=keys")
    page.page.keyboard.press("k")
    page.page.wait_for_url("**#step=26")
    page.page.get_by_role("button", name="All keys").click()
    assert keys.is_visible()


def test_a_box_that_is_chosen_opens_its_key(open_page: Open, story: Recording) -> None:
    page = open_page(story, "#step=26", view="stage")
    page.page.get_by_role("button", name="delayed", exact=True).click()
    assert "bull:email:delayed" in page.page.locator(".q-inspector").inner_text()


def test_a_slash_opens_the_search_and_escape_leaves_it(open_page: Open, story: Recording) -> None:
    page = open_page(story, view="stage")
    page.page.keyboard.press("/")
    page.page.keyboard.type("SMTP 550")
    page.page.keyboard.press("Enter")
    assert page.step == 37
    page.page.keyboard.press("Escape")
    page.page.keyboard.press("ArrowLeft")
    assert page.step == 36
    assert not page.page.locator(".q-tools").is_visible()


def test_a_trail_leads_from_where_the_job_was(open_page: Open, story: Recording) -> None:
    page = open_page(story, "#step=26", view="stage")
    page.resize(1280, 720)
    assert page.page.locator(".q-trail-head").count() == 1
    assert page.page.locator(".q-pot[data-role=active] .q-left").inner_text() == "3"
    arrow = page.eval("() => document.querySelector('.q-trail-head').getBoundingClientRect().toJSON()")
    mover = page.eval(f"() => document.querySelector('{MOVER}').getBoundingClientRect().toJSON()")
    assert mover["left"] <= arrow["left"]
    assert arrow["right"] <= mover["right"]
    assert abs(arrow["bottom"] - mover["top"]) <= 3


@pytest.mark.parametrize("name", STORIES)
def test_a_trail_runs_through_no_words(open_page: Open, name: str) -> None:
    played = play(name)
    page = open_page(played, view="stage")
    for width, height in SIZES:
        page.resize(width, height)
        trails, through = page.eval(RUN_THROUGH, [step.index for step in played])
        assert trails > 0, width
        assert through == [], width


def test_a_job_flies_unless_the_reader_asked_for_less_motion(open_page: Open, story: Recording) -> None:
    moving = "() => { qlabPlayer.show(26); return document.getAnimations().length }"
    assert open_page(story, "#step=25", view="stage").eval(moving) == 0
    assert open_page(story, "#step=25", view="stage", reduced_motion="no-preference").eval(moving) > 0


def test_a_removed_job_is_seen_going(open_page: Open) -> None:
    with Lab() as lab:
        queue = lab.queue("email")
        queue.add("welcome").remove()
        page = open_page(lab.recording, f"#step={len(lab.recording)}", view="stage")
    assert "✖ removed" in page.page.locator(MOVER).inner_text()


def test_no_accessibility_violation(open_page: Open, story: Recording, axe: str) -> None:
    page = open_page(story, "#step=26", view="stage")
    for look in page.looks(SIZES):
        assert violations(page.page, axe, "body") == [], look


CROWDED = """() => {
  const box = node => node.getBoundingClientRect();
  const all = selector => [...document.querySelectorAll(selector)].filter(node => node.checkVisibility());
  const pushed = all('.q-under > *').filter(node => box(node).right > box(node.closest('.q-controls')).right + 1);
  const names = all('.q-field .q-token .q-name').filter(node => node.textContent && box(node).width < 50);
  return [...pushed.map(node => `pushed out: ${node.className}`), ...names.map(node => `no room: ${node.textContent}`)];
}"""


@pytest.mark.parametrize("width", [1280, 848])
def test_a_long_id_leaves_room_for_the_names_among_all_keys(open_page: Open, width: int) -> None:
    played = play("scheduler")
    page = open_page(played, view="keys")
    page.resize(width, 900)
    for step in played:
        page.show(step.index)
        assert page.eval(CROWDED) == [], step.index
