"""Text from Redis is drawn as text, whatever it holds: warnings are errors in these tests, a missing glyph is one."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qlab import Lab, plot
from qlab.plot.drawing.placing import Places, Rect, apart
from qlab.plot.drawing.text import clean, fit_inches, width
from tests.plot.geometry import Measured

MATH = r"$\frac{a}{b}$ \n $x^2"
MARKUP = "<img src=x onerror=alert(1)>&\"']]>--"
STRANGE = "\u202eabc\u2066\x1b[31m\r\n\t你好 🎉 \u0627\u0644 \ufffd"
NAME = MATH + MARKUP + STRANGE


@pytest.fixture
def hostile(lab: Lab) -> Lab:
    queue = lab.queue("q" + MATH, attempts=3, backoff="2s")
    queue.add(NAME, {"to": NAME}, jobId="id " + NAME.replace(":", ""))
    queue.add("W" * 1_000_000, "y" * 1_000_000)
    queue.add("delayed", None, delay="5s", jobId="$later$")
    queue.add("urgent", None, priority=3, jobId="$urgent$")
    job = queue.take()
    assert job is not None
    job.log(NAME)
    job.fail(NAME + "E" * 1_000_000)
    lab.redis.sadd(f"{lab.prefix}:{queue.name}:stalled", b"\xff\xfe$\x00", NAME)
    lab.redis.execute_command("HSET", f"{lab.prefix}:{queue.name}:meta", b"\xff$", NAME)  # type: ignore[no-untyped-call]
    return lab


@pytest.mark.parametrize("name", ["states", "timeline", "counts", "anatomy", "order"])
def test_hostile_text_is_shown_as_text(hostile: Lab, name: str, tmp_path: Path) -> None:
    source = hostile.snapshot() if name in ("anatomy", "order") else hostile.recording
    ax = getattr(plot, name)(source)
    seen = Measured(ax)
    assert seen.overlaps() == []
    assert seen.cut() == []
    assert seen.across_edges() == []
    assert all(text.replace("\n", "").isprintable() for text in seen.words)
    assert all(len(text) < 500 for text in seen.words)
    written = plot.save(ax, tmp_path / "figure.svg").read_text("utf-8")
    assert "<img" not in written
    assert len(written) < 3_000_000


@pytest.mark.parametrize("name", ["states", "timeline", "counts"])
def test_a_hostile_queue_name_leaves_the_svg_well_formed(hostile: Lab, name: str, tmp_path: Path) -> None:
    for queue in ("q" + MATH, "\x00\ufffe\uffff\udcff<b>\x1b" + STRANGE):
        ax = getattr(plot, name)(hostile.recording, queue=queue)
        assert Measured(ax).cut() == []
        root = ET.parse(plot.save(ax, tmp_path / "figure.svg")).getroot()
        assert root[1].text == plot.alt_text(ax)


def test_names_are_drawn_to_the_letter(hostile: Lab) -> None:
    words = Measured(plot.anatomy(hostile.snapshot(), jobs=9)).words
    assert f"{hostile.prefix}:q{MATH}:meta".replace("\n", r"\n")[:25] in " ".join(words)
    assert any(text.startswith(r"\xff\xfe$\x00") for text in words)
    assert any("$later$" in text for text in words)


def test_tables_hold_what_can_be_printed(hostile: Lab) -> None:
    for table in (plot.timeline.table(hostile.recording), plot.anatomy.table(hostile.snapshot())):
        cells = [str(cell) for cell in table.to_numpy().ravel()]
        assert not any("\x1b" in cell or "\u202e" in cell for cell in cells)


@given(st.text(max_size=80), st.booleans())
@settings(max_examples=60, deadline=None)
def test_clean_text_holds_only_what_the_font_can_draw(text: str, mono: bool) -> None:
    shown = clean(text, mono=mono)
    assert clean(shown, mono=mono) == shown
    assert "\n" not in shown


@given(st.text(max_size=120), st.floats(0.1, 6.0), st.booleans())
@settings(max_examples=60, deadline=None)
def test_cut_text_fits(text: str, inches: float, mono: bool) -> None:
    shown = fit_inches(text, inches, mono=mono)
    assert shown == "…" or width(shown, mono=mono) <= inches


def test_a_cut_says_how_much_is_missing() -> None:
    assert fit_inches("a" * 1_000_000, 1.5).endswith(
        f"… (+{1_000_000 - fit_inches('a' * 1_000_000, 1.5).index('…'):,})"
    )
    assert fit_inches("a meaning of our own", 0.8, counted=False).endswith("…")


@given(st.lists(st.floats(0, 10), max_size=12), st.floats(0.1, 0.5))
def test_labels_pushed_apart_keep_their_order_and_their_distance(heights: list[float], gap: float) -> None:
    placed = apart(heights, gap, 0.0, 10.0)
    order = sorted(range(len(heights)), key=heights.__getitem__)
    assert all(placed[upper] - placed[lower] >= gap - 1e-9 for lower, upper in pairwise(order))
    assert all(-1e-9 <= at <= 10 + 1e-9 for at in placed)


def test_a_label_without_a_free_place_is_left_out() -> None:
    places = Places(Rect(0, 0, 2, 1))
    assert places.find([Rect(0.5, 0, 1, 1)]) == Rect(0.5, 0, 1, 1)
    assert places.find([Rect(1.2, 0, 0.5, 0.5), Rect(1.6, 0, 0.5, 1)]) is None
    assert places.find([Rect(1.2, 0, 0.5, 0.5), Rect(1.5, 0, 0.5, 1)]) == Rect(1.5, 0, 0.5, 1)
