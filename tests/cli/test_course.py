"""`qlab course` and `qlab lab`."""

from __future__ import annotations

import ast
import json
import os
from pathlib import Path

import pytest

from qlab.cli import course
from tests.cli.conftest import Qlab


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two notebooks, the later one first by time."""
    write(
        tmp_path / "05-failing.ipynb", ["A remark\n", "# What happens when a job [red]fails[/red]?\n", "# Not this\n"]
    )
    write(tmp_path / "03-redis.ipynb", ["# What is in Redis?"])
    (tmp_path / "notes.txt").write_text("no notebook", encoding="utf-8")
    return tmp_path


def write(path: Path, lines: list[str]) -> None:
    code = {"cell_type": "code", "source": ["# No question\n"], "outputs": [], "metadata": {}}
    cells = [code, {"cell_type": "markdown", "source": lines, "metadata": {}}]
    path.write_text(json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}), encoding="utf-8")


@pytest.fixture
def stored(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder, in the place of the course's own."""
    monkeypatch.setattr(course, "course_folder", lambda: folder)
    monkeypatch.setattr("qlab.teach.course.course_folder", lambda: folder)
    return folder


def test_the_notebooks_are_listed_with_their_questions(qlab: Qlab, stored: Path) -> None:
    ran = qlab("course")
    assert ran.code == 0
    lines = [line.rstrip() for line in ran.out.splitlines()]
    assert lines[1].split(maxsplit=1) == ["03-redis.ipynb", "What is in Redis?"]
    assert lines[2].split(maxsplit=1) == ["05-failing.ipynb", "What happens when a job [red]fails[/red]?"]


def test_a_program_reads_them_as_json(qlab: Qlab, stored: Path) -> None:
    ran = qlab("course", "--json")
    assert json.loads(ran.out)[0] == {"notebook": "03-redis.ipynb", "question": "What is in Redis?"}


def test_a_broken_notebook_is_an_error(qlab: Qlab, stored: Path) -> None:
    (stored / "07-broken.ipynb").write_text("{", encoding="utf-8")
    ran = qlab("course")
    assert ran.code == 2
    assert "07-broken.ipynb cannot be read as a notebook" in ran.err


def test_lab_opens_a_copy_and_says_what_it_left_alone(
    qlab: Qlab, stored: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[list[str]] = []

    def execve(_program: str, command: list[str], _environment: dict[str, str]) -> None:
        opened.append(command)
        raise SystemExit(0)  # the real one never returns

    monkeypatch.setattr("os.execve", execve)
    mine = tmp_path / "mine"
    assert "Your copy of the course is in" in qlab("lab", mine).out
    (mine / "03-redis.ipynb").write_text("{}", encoding="utf-8")
    assert "03-redis.ipynb" in qlab("lab", mine).out
    assert (mine / "03-redis.ipynb").read_text(encoding="utf-8") == "{}"
    assert [command[-1] for command in opened] == [str(mine / "00-contents.ipynb")] * 2


def test_a_copy_is_made_without_opening_anything(qlab: Qlab, stored: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    assert qlab("course", "--copy", mine).out.strip() == f"Your copy of the course is in {mine}."
    assert sorted(path.name for path in mine.glob("*.ipynb")) == [
        "00-contents.ipynb", "03-redis.ipynb", "05-failing.ipynb",
    ]  # fmt: skip
    (mine / "03-redis.ipynb").write_text("{}", encoding="utf-8")
    assert "stay as they are: 03-redis.ipynb" in qlab("course", "--copy", mine).out


def test_lab_refuses_the_folder_of_the_stored_notebooks(qlab: Qlab, stored: Path) -> None:
    ran = qlab("lab", stored)
    assert ran.code == 2
    assert "name another folder, such as qlab-course" in ran.err


def test_a_lesson_folder_of_ones_own_takes_the_courses_place(
    qlab: Qlab, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def execve(*_: object) -> None:
        raise SystemExit(0)

    monkeypatch.setattr("os.execve", execve)
    qlab("lab", tmp_path / "mine", "--lessons", folder)
    made = sorted(path.name for path in (tmp_path / "mine").glob("*.ipynb"))
    assert made == ["00-contents.ipynb", "03-redis.ipynb", "05-failing.ipynb"]
    listed = qlab("course", "--lessons", folder).out
    assert "What is in Redis?" in listed
    assert f"Work through them with: qlab lab --lessons {folder}" in listed
    for command in (("lab", tmp_path / "again"), ("course",), ("course", "--json")):
        ran = qlab(*command, "--lessons", tmp_path / "nowhere")
        assert (ran.code, ran.out) == (2, "")
        assert "There are no notebooks in" in ran.err
    assert not (tmp_path / "again").exists()


def test_jupyterlab_opens_quietly_on_this_machine_only(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    command = course.jupyter_command(folder)
    assert command[1:3] == ["-m", "jupyterlab"]
    assert "--ip=127.0.0.1" in command
    assert command[-1] == str(folder)
    assert "--no-browser" not in command


def test_jupyterlab_gets_defaults_beside_what_somebody_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "theirs")
    assert course.jupyter_environment()["JUPYTER_CONFIG_PATH"].split(os.pathsep) == ["theirs", str(course.SETTINGS)]
    (defaults,) = course.SETTINGS.rglob("*.json")
    assert json.loads(defaults.read_text())["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"


def test_jupyterlab_gets_our_style_sheet_unless_somebody_has_one(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path))
    command = course.jupyter_command(folder)
    assert "--LabApp.custom_css=True" in command
    (told,) = (each.partition("=")[2] for each in command if each.startswith("--ServerApp.tornado_settings="))
    theirs, ours = ast.literal_eval(told)["static_custom_path"]
    assert theirs == str(tmp_path / "custom")
    assert (Path(ours) / "custom.css").is_file()


def test_without_a_display_it_prints_the_address(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert "--no-browser" in course.jupyter_command(folder)


def test_without_jupyterlab_it_says_how_to_get_it(qlab: Qlab, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(course, "find_spec", lambda _name: None)
    ran = qlab("lab", folder)
    assert ran.code == 2
    assert "pip install 'qlab[notebooks]'" in ran.err
