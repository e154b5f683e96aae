"""What a command prints may meet a full disk, or nobody who reads it: a sentence, or silence, and never a traceback."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from qlab import Lab, Recording
from qlab.cli.printed import CLOSED
from tests.servers import missing

QLAB = "import sys; from qlab.cli import main; main(sys.argv[1:])"
DUMP = f"file:{Path(__file__).parents[2] / 'data' / 'dumps' / 'nestjs-demo-20s.rdb'}"
COMMANDS = [
    "export r.jsonl --as flow", "play r.jsonl", "course", "course --json", f"queues {DUMP}", f"doctor {DUMP}",
    f"find {DUMP} bull:emailQueue a --json", f"watch {DUMP} bull:emailQueue --seconds 0 --from-start",
    "--help", "queues --help", "--version",
]  # fmt: skip
MODES = [(each, "") for each in COMMANDS] + [(each, "1") for each in COMMANDS[:2]]
"""Each command, and whether Python writes at once what is printed."""
modes = pytest.mark.parametrize(("command", "at_once"), MODES, ids=lambda each: each.replace(DUMP, "DUMP"))


def ran(command: str, at_once: str, folder: Path, out: IO[bytes] | int) -> tuple[int, str]:
    """The exit code of a command that prints there, and what it says on standard error."""
    made = subprocess.run(
        [sys.executable, "-c", QLAB, *command.split()], cwd=folder, stdout=out, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONUNBUFFERED": at_once}, check=False,
    )  # fmt: skip
    return made.returncode, made.stderr


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("printed")
    with Lab() as lab:
        lab.queue("email").add("welcome")
        lab.recording.save(made / "r.jsonl")
    return made


@modes
def test_a_full_disk_is_told_in_a_sentence(folder: Path, command: str, at_once: str) -> None:
    if not Path("/dev/full").exists():
        missing("/dev/full", "run the tests on Linux")
    with Path("/dev/full").open("wb") as full:
        code, told = ran(command, at_once, folder, full)
    assert (code, told) == (
        2,
        "qlab: What the command prints cannot be written: No space left on device; let it print to another place.\n",
    )


@modes
def test_a_pipe_that_nobody_reads_ends_it_silently(folder: Path, command: str, at_once: str) -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        assert ran(command, at_once, folder, write) == (CLOSED, "")
    finally:
        os.close(write)


def test_what_was_to_be_written_is_written_all_the_same(folder: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        code, told = ran("export r.jsonl --as html --out page.html", "", folder, write)
        watched = ran(f"watch {DUMP} bull:emailQueue --seconds 0 --from-start --live --out w.jsonl", "", folder, write)
    finally:
        os.close(write)
    assert (code, told) == (CLOSED, "")
    assert "</html>" in (folder / "page.html").read_text()[-200:]
    assert watched == (CLOSED, "")
    assert len(Recording.load(folder / "w.jsonl")) > 0


def test_an_error_is_told_where_nobody_reads_the_output(folder: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        code, told = ran("play missing.jsonl", "", folder, write)
    finally:
        os.close(write)
    assert code == 2
    assert told == "qlab: missing.jsonl cannot be read: No such file or directory; check the path.\n"


def test_a_command_whose_output_is_closed_prints_nowhere(folder: Path) -> None:
    script = f"import os; os.close(1); os.execv({sys.executable!r}, [{sys.executable!r}, '-c', {QLAB!r}, 'course'])"
    made = subprocess.run([sys.executable, "-c", script], stderr=subprocess.PIPE, text=True, check=False, cwd=folder)
    assert (made.returncode, made.stderr) == (0, "")


@pytest.mark.parametrize("at_once", ["", "1"], ids=["in a buffer", "at once"])
@pytest.mark.parametrize("command", ["play missing.jsonl", "play", "no-such-command", "--no-such-option"])
@pytest.mark.parametrize("where", ["full", "closed"])
def test_an_error_that_cannot_be_told_keeps_its_exit_code(folder: Path, where: str, command: str, at_once: str) -> None:
    with unwritable(where) as err:
        made = subprocess.run(
            [sys.executable, "-c", QLAB, *command.split()], cwd=folder, stderr=err, check=False,
            env={**os.environ, "PYTHONUNBUFFERED": at_once},
        )  # fmt: skip
    assert made.returncode == 2


@contextlib.contextmanager
def unwritable(where: str) -> Iterator[int]:
    """A descriptor of a full disk, or of a pipe that nobody reads."""
    if where == "full" and not Path("/dev/full").exists():
        missing("/dev/full", "run the tests on Linux")
    read, write = os.pipe()
    full = os.open("/dev/full", os.O_WRONLY) if where == "full" else write
    os.close(read)
    try:
        yield full
    finally:
        for each in {full, write}:
            os.close(each)
