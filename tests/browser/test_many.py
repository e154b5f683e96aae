"""200 jobs, 1,000 steps: only what is seen is drawn, and the rest is there when asked for."""

from __future__ import annotations

import pytest

from benchmarks.player import recording
from qlab import Recording
from tests.browser.conftest import Open

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def many() -> Recording:
    return recording(1_000, 200)


def test_a_long_container_draws_both_its_ends_and_says_how_many_are_between(open_page: Open, many: Recording) -> None:
    page = open_page(many, "#step=1")
    wait = page.page.locator(".q-box-wait")
    assert wait.locator(".q-token").count() == 28
    wait.locator(".q-more").click()
    ids = wait.locator(".q-token").evaluate_all("tokens => tokens.map(token => token.dataset.job)")
    assert ids == [str(number) for number in range(200, 0, -1)]


def test_jumps_across_a_long_film_are_exact(open_page: Open, many: Recording) -> None:
    page = open_page(many)
    for index in (1_000, 3, 517, 516, 999, 64, 65, 63):
        ids = page.eval("index => (qlabPlayer.data.state(index).get('bull:email:wait') || {value: []}).value", index)
        snapshot = many[index - 1].after
        held = snapshot.key("bull:email:wait")
        assert ids == (list(held.items) if held else [])
        assert page.eval("index => qlabPlayer.data.state(index).size", index) == len(snapshot.state)


def test_few_elements_are_in_the_page(open_page: Open, many: Recording) -> None:
    page = open_page(many, "#step=700")
    assert page.eval("() => document.querySelectorAll('*').length") < 2_500
