"""A long queue is drawn as rows of dots: the stylesheet lays them out, and what stays is not touched at a step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.player import recording
from tests.browser.conftest import Open

if TYPE_CHECKING:
    from qlab import Recording

pytestmark = pytest.mark.browser

STEPS = (120, 121, 122, 123, 124, 125, 126, 127, 128)
# How many dots are in rows at each step, and how many attributes of dots that were there before were set anew.
TOUCHED = """steps => {
  const rows = () => new Set(document.querySelectorAll(".q-dots > .q-job"));
  const watch = new MutationObserver(() => {});
  watch.observe(document.querySelector(".q-jobs"), { attributes: true, subtree: true });
  return steps.map(step => {
    const before = rows();
    qlabPlayer.show(step);
    const after = rows();
    const touched = watch.takeRecords().filter(({ target }) => before.has(target) && after.has(target));
    return [after.size, touched.length];
  });
}"""
# How far each dot stands from where the plan, which counts and does not measure, has it.
OFF = """() => [...qlabPlayer.scene.chips.values()].filter(chip => chip.inRows).map(({ element, rect }) => {
  const [field, dot] = [qlabPlayer.scene.field, element].map(node => node.getBoundingClientRect());
  return Math.max(Math.abs(dot.left - field.left - rect.x), Math.abs(dot.top - field.top - rect.y));
})"""
FLIGHT = """step => {
  const { job } = qlabPlayer.data.step(step);
  const found = () => document.querySelector(`.q-jobs .q-job[data-job="${job}"]`);
  const was = found().getBoundingClientRect(), row = found().parentElement.className;
  qlabPlayer.show(step);
  const flights = document.getAnimations().filter(each => each.effect.target === found());
  for (const each of flights) { each.pause(); each.currentTime = 0; }
  const now = found().getBoundingClientRect();
  return [row, found().dataset.look, flights.length, Math.hypot(now.left - was.left, now.top - was.top)];
}"""


@pytest.fixture(scope="module")
def many() -> Recording:
    return recording(200, 200)


def test_dots_that_make_room_for_a_job_are_not_touched(open_page: Open, many: Recording) -> None:
    page = open_page(many, "#step=119", view="stage")
    page.resize(1280, 720)
    for dots, touched in page.eval(TOUCHED, STEPS):
        assert dots >= 50
        assert touched == 0


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (848, 720), (390, 844)])
def test_each_dot_stands_where_the_plan_has_it(open_page: Open, many: Recording, width: int, height: int) -> None:
    page = open_page(many, view="stage")
    page.resize(width, height)
    for step in STEPS:
        page.show(step)
        off = page.eval(OFF)
        assert off
        assert max(off) <= 1, step


def test_a_job_flies_out_of_its_row(open_page: Open, many: Recording) -> None:
    taken = next(
        each.index
        for each in many
        if each.index > 110 and any(move.source == "waiting" and move.target == "active" for move in each.transitions)
    )
    page = open_page(many, f"#step={taken - 1}", view="stage", reduced_motion="no-preference")
    row, look, flights, away = page.eval(FLIGHT, taken)
    assert (row, look) == ("q-dots", "mover")
    assert flights >= 1
    assert away <= 2
