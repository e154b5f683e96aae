"""`qlab demo`: what it prints, and what it writes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from contextlib import redirect_stdout
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree as ET

import pytest
from PIL import Image
from rich.cells import cell_len
from rich.console import Console

from qlab import Lab, Recording
from qlab.cli import main
from qlab.cli.output import WIDTH
from qlab.cli.story.brief import brief
from qlab.cli.story.figures import DRAWINGS
from qlab.cli.story.steps import print_story
from tests.cli.conftest import Qlab, Ran

pytestmark = pytest.mark.slow

ANSI = re.compile(r"\x1b\[[0-9;]*m")
HOSTILE = "[red]<img src=x onerror=alert(1)>[/red]\x1b[31m\u202e"
FILES = {
    "recording.jsonl",
    "report.html",
    "player.html",
    *(f"{name}.{kind}" for name in DRAWINGS for kind in ("svg", "png")),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "new" / "story"


@pytest.fixture(scope="module")
def ran(folder: Path) -> Ran:
    """The command, run once as a user runs it."""
    done = subprocess.run(
        [sys.executable, "-m", "qlab", "demo", "--out", str(folder)], check=False, capture_output=True, text=True
    )
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The command once more, in this process and elsewhere, for a program: where it wrote, and what it printed."""
    folder = tmp_path_factory.mktemp("again")
    said = TextIOWrapper(BytesIO(), encoding="utf-8")
    with redirect_stdout(said), pytest.raises(SystemExit) as ended:
        main(["demo", "--out", str(folder), "--json"])
    assert not ended.value.code
    said.seek(0)
    return folder, said.read()


def printed(recording: Recording, *, width: int = WIDTH, colours: bool = True) -> str:
    """The story as a terminal gets it."""
    kind: Literal["truecolor"] | None = "truecolor" if colours else None
    paper = StringIO()
    print_story(Console(file=paper, width=width, force_terminal=colours, color_system=kind, markup=False), recording)
    return paper.getvalue()


def test_it_prints_each_step_and_says_where_it_wrote(ran: Ran, folder: Path, story: Recording) -> None:
    assert (ran.code, ran.err) == (0, "")
    text = " ".join(ran.out.split())
    assert all(step.sentence in text for step in story)
    assert all(step.script in text for step in story if step.script)
    assert folder.name in text
    assert all(name in text for name in FILES)


def test_no_line_is_wider_than_100_columns_but_a_path(ran: Ran, folder: Path) -> None:
    assert max(cell_len(line) for line in ran.out.splitlines() if str(folder) not in line) <= WIDTH
    assert "\x1b" not in ran.out


def test_it_writes_what_it_names(ran: Ran, folder: Path) -> None:
    assert {path.name for path in folder.iterdir()} == FILES
    assert all(path.stat().st_size > 500 for path in folder.iterdir())


def test_the_recording_can_be_loaded_and_is_the_story(ran: Ran, folder: Path, story: Recording) -> None:
    loaded = Recording.load(folder / "recording.jsonl")
    assert loaded.text() == story.text()


def test_the_figures_are_images(ran: Ran, folder: Path) -> None:
    for name in DRAWINGS:
        assert ET.parse(folder / f"{name}.svg").getroot().tag.endswith("svg")
        with Image.open(folder / f"{name}.png") as image:
            assert min(image.size) > 300


def test_a_second_run_writes_the_same_bytes(ran: Ran, folder: Path, again: tuple[Path, str]) -> None:
    for name in FILES:
        assert (again[0] / name).read_bytes() == (folder / name).read_bytes(), name


def test_a_program_reads_it_as_json(again: tuple[Path, str], story: Recording) -> None:
    said = json.loads(again[1])
    assert said["folder"] == str(again[0])
    assert set(said["files"]) == FILES
    assert [step["sentence"] for step in said["steps"]] == [step.sentence for step in story]
    assert said["steps"][6]["changes"][0] == "− wait: invoice-7"


def test_a_folder_that_cannot_be_written_is_an_error(qlab: Qlab, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ran = qlab("demo", "--out", tmp_path / "file")
    assert ran.code == 2
    assert "cannot be written" in ran.err
    assert "--out" in ran.err
    assert ran.out == ""


def test_a_server_that_cannot_be_reached_is_an_error_and_leaves_no_file(
    qlab: Qlab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QLAB_REDIS_URL", "redis://:secret@127.0.0.1:1")
    ran = qlab("demo", "--out", tmp_path)
    assert ran.code == 2
    assert ran.err.startswith("qlab: No server answers at redis://")
    assert "secret" not in ran.err
    assert ran.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_colours_say_nothing_that_the_text_does_not(story: Recording) -> None:
    coloured, plain = printed(story), printed(story, colours=False)
    assert coloured != plain
    assert ANSI.sub("", coloured) == plain


@pytest.mark.parametrize("width", [40, 80, 100])
def test_it_fits_the_terminal(story: Recording, width: int) -> None:
    assert max(map(cell_len, printed(story, width=width, colours=False).splitlines()[1:])) <= width


def test_hostile_names_and_errors_are_printed_as_text() -> None:
    with Lab() as lab:
        lab.queue("email").add(HOSTILE, {"to": HOSTILE}, jobId=f"a{HOSTILE}")
        job = lab.queue("email").take()
        assert job is not None
        job.fail(HOSTILE)
        text = printed(lab.recording, colours=False)
    assert not {"\x1b", "\u202e"} & set(text)
    assert "\\x1b[31m\\u202e" in text
    assert "[red]" in text


def test_changes_in_brief(story: Recording) -> None:
    texts = [[str(each) for each in brief(step)] for step in story]
    assert texts[0] == [
        *("+ wait: 1", "+ marker", "+ events: added, waiting", "+ meta: opts.maxLenEvents", "+ id: 1", "+ job 1"),
    ]
    failed = next(at for at, step in enumerate(story) if step.operation.name == "fail")
    assert texts[failed] == [
        "− active: 1",
        "+ delayed: 1",
        "~ marker: 1",
        "+ events: delayed",
        "~ job 1: atm, delay, failedReason, stacktrace",
        "− lock of job 1",
    ]
    assert texts[9][5:7] == ["+ email wait: order-7", "− email waiting-children: order-7"]


def test_many_changes_are_counted() -> None:
    with Lab() as lab:
        lab.queue("email").add_bulk([("welcome", None)] * 9)
        assert "+ wait: 9, 8, 7, 6, … and 5 more" in [str(each) for each in brief(lab.last)]


def test_keys_of_nobody_are_named_in_full() -> None:
    with Lab() as lab:
        with lab.observe("by hand"):
            lab.redis.set("bull:mine", "1")
            lab.redis.rpush("bull:other:wait", "1")
        assert [str(each) for each in brief(lab.last)] == ["+ bull:mine: 1", "+ other wait: 1"]
        with lab.observe("by hand"):
            lab.redis.pexpire("bull:other:wait", 5000)
        assert [str(each) for each in brief(lab.last)] == ["~ other wait: TTL"]
