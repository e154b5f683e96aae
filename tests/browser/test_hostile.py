"""Hostile text in every place that holds text: shown as text, cut, nothing run."""

from __future__ import annotations

import pytest

from qlab import Lab, Recording
from tests.browser import reading
from tests.browser.conftest import HOSTILE, Open

pytestmark = pytest.mark.browser
LONG = "x" * 1_000_000


@pytest.fixture(scope="module")
def hostile() -> Recording:
    """A queue, jobs, data, errors and unknown keys that want to be more than text."""
    name = HOSTILE.replace(":", "").replace("\udcff", "")
    with Lab() as lab:
        queue = lab.queue(name)
        queue.add(name, {"html": name, "__proto__": {"polluted": True}, "big": LONG}, jobId="__proto__")
        queue.take().fail("</script><script>alert(3)</script><!--" + name)  # type: ignore[union-attr]
        with lab.observe(name):
            lab.redis.hset(
                "bull:__proto__", mapping={"__proto__": "1", "constructor": HOSTILE.encode("utf-8", "surrogateescape")}
            )
            lab.redis.zadd(
                "bull:x:delayed", {HOSTILE.encode("utf-8", "surrogateescape"): 1, "": float("inf"), "b": float("-inf")}
            )
            lab.redis.lpush("bull:x:wait", "1", "1", HOSTILE.encode("utf-8", "surrogateescape"))
            lab.redis.hset("bull:x:active", "not", "a list")
            lab.redis.set(b"\xff\xfe", b"\xff" * 300)
        return lab.recording


def test_nothing_runs_and_nothing_is_asked_for(open_page: Open, hostile: Recording) -> None:
    page = open_page(hostile)
    for index in range(len(hostile) + 1):
        page.show(index)
    assert page.complaints == []
    assert len(page.requests) == 1
    assert page.page.locator(".qlab-player :is(script, img, iframe, object, [onload], [onerror])").count() == 0
    assert page.eval("() => ({}).polluted") is None


def test_the_script_knows_every_key_as_the_snapshot_has_it(open_page: Open, hostile: Recording) -> None:
    page = open_page(hostile)
    for step in hostile:
        found = page.eval("index => JSON.stringify([...qlabPlayer.data.state(index).keys()])", step.index)
        import json

        assert set(json.loads(found)) == set(step.after.state)
        held = reading.containers(step.after, hostile.last.queues)
        page.show(step.index)
        drawn = page.eval(f"() => JSON.stringify(({reading.DRAWN})())")
        assert reading.drawn(json.loads(drawn)) == held


def test_what_hides_is_made_visible(open_page: Open, hostile: Recording) -> None:
    page = open_page(hostile, f"#step={len(hostile)}")
    text = page.eval("() => document.body.textContent")
    shown = page.eval("() => qlabPlayer.root.textContent")
    assert not {"\x1b", "\u202e", "\u200b", "\udcff"} & set(shown)
    for visible in (r"\x1b[31m", r"\u202e", r"\u200b", r"\xff", "<img src=x onerror=alert(1)>"):
        assert visible in text


def test_a_long_value_is_cut_and_can_be_seen_whole(open_page: Open, hostile: Recording) -> None:
    page = open_page(hostile, "#step=1")
    more = page.page.locator(".q-card .q-more").first
    assert "show all (+1,000," in more.inner_text()
    before = page.eval("() => qlabPlayer.root.textContent.length")
    more.click()
    assert page.eval("() => qlabPlayer.root.textContent.length") > before + 990_000
    more.click()
    assert page.eval("() => qlabPlayer.root.textContent.length") == before
