from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from matplotlib import pyplot as plt
from PIL import Image

from qlab import Recording, exponential, plot
from qlab.errors import ExportError, UsageError

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("suffix", [".svg", ".png"])
def test_the_same_figure_gives_the_same_bytes(ten: Recording, suffix: str, tmp_path: Path) -> None:
    for name in ("states", "timeline", "counts"):
        first, second = (
            plot.save(getattr(plot, name)(ten), tmp_path / f"{number}{suffix}").read_bytes() for number in "12"
        )
        assert first == second


def test_another_process_gives_the_same_bytes_too(one: Recording, tmp_path: Path) -> None:
    film = one.save(tmp_path / "film.jsonl")
    script = (
        "import sys, qlab\n"
        "film = qlab.Recording.load(sys.argv[1])\n"
        "qlab.plot.save(qlab.plot.anatomy(film[2].after), sys.argv[2])\n"
    )
    for number in "12":
        subprocess.run([sys.executable, "-c", script, film, tmp_path / f"{number}.svg"], check=True)
    assert (tmp_path / "1.svg").read_bytes() == (tmp_path / "2.svg").read_bytes()


def test_an_svg_tells_what_it_shows(one: Recording, tmp_path: Path) -> None:
    ax = plot.timeline(one)
    root = ET.parse(plot.save(ax, tmp_path / "timeline.svg")).getroot()
    assert root.get("role") == "img"
    assert [child.tag for child in root][:2] == [f"{SVG}title", f"{SVG}desc"]
    assert root[0].text == "1 job, and what became of it"
    assert root[1].text == plot.alt_text(ax)
    assert b"dc:date" not in (tmp_path / "timeline.svg").read_bytes()


def test_a_png_tells_it_too(one: Recording, tmp_path: Path) -> None:
    ax = plot.states(one)
    with Image.open(plot.save(ax, tmp_path / "states.png", dpi=50)) as image:
        assert image.info["Title"] == "How jobs moved: 12 moves in 12 steps"
        assert image.info["Description"] == plot.alt_text(ax)
        assert "Software" not in image.info


def test_two_axes_of_one_figure_are_both_told(one: Recording, tmp_path: Path) -> None:
    _figure, (upper, lower) = plt.subplots(2)
    plot.timeline(one, ax=upper)
    plot.counts(one, ax=lower)
    root = ET.parse(plot.save(upper, tmp_path / "both.svg")).getroot()
    assert root[0].text == "1 job, and what became of it; Jobs in each state"
    assert root[1].text == f"{plot.alt_text(upper)} {plot.alt_text(lower)}"


def test_other_kinds_of_file_are_refused(one: Recording, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"saved as \.svg or \.png"):
        plot.save(plot.counts(one), tmp_path / "figure.gif")


def test_a_folder_that_is_not_there_is_a_clear_error(one: Recording, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="cannot be written"):
        plot.save(plot.counts(one), tmp_path / "nowhere" / "figure.svg")


def test_axes_of_others_have_no_words() -> None:
    assert plot.alt_text(plt.subplots()[1]) == ""


def test_importing_the_figures_loads_no_matplotlib() -> None:
    script = (
        "import sys, qlab; qlab.plot.states; print([m for m in ('matplotlib', 'pandas', 'numpy') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout
    assert out.strip() == "[]"


def test_a_figure_knows_its_name_its_words_and_its_arguments() -> None:
    import inspect

    assert repr(plot.backoff) == "<qlab.plot.backoff>"
    assert "jitter as a band" in str(plot.backoff.__doc__)
    assert list(inspect.signature(plot.backoff).parameters) == ["plans", "attempts", "recording", "queue", "ax"]
    assert plot.backoff.table(exponential("1s")).shape == (4, 6)
