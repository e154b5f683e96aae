"""``qlab class``: what it prints when it serves, and the tally of files."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from qlab.cli.output import WIDTH
from tests.classroom.test_tally import ANSWER, write
from tests.cli.conftest import Qlab

DEADLINE_S = 60


@pytest.mark.parametrize("lan", [False, True], ids=["loopback", "lan"])
def test_it_serves_until_it_is_told_to_stop(lan: bool) -> None:
    more = ["--lan", "--host", "127.0.0.2"] if lan else []
    command = [sys.executable, "-m", "qlab", "class", "--port", "0", "--no-color", *more]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stdout
        lines = []
        while not lines or "Ctrl-C" not in lines[-1]:
            lines.append(process.stdout.readline().rstrip("\n"))
        said = {line.split()[0]: line.split()[-1] for line in lines if line.split()[1:]}
        assert httpx.get(said["students"], timeout=DEADLINE_S).status_code == 200
        assert httpx.get(said["teacher"], timeout=DEADLINE_S).status_code == 200
        joined = httpx.get(f"{said['students']}/join/{said['code']}", timeout=DEADLINE_S)
        assert joined.status_code == 303
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=DEADLINE_S)[0] == "Ended.\n"
        assert process.returncode == 0
    text = " ".join(lines)
    assert ("It is open to the local network" in text) is lan
    assert ("Only this machine can open it" in text) is not lan
    assert said["students"].startswith("http://127.0.0.2:" if lan else "http://127.0.0.1:")
    assert said["teacher"].startswith("http://127.0.0.1:")
    assert sum("▀" in line or "█" in line for line in lines) > 12  # the QR code


def test_files_are_counted(qlab: Qlab, tmp_path: Path) -> None:
    files = [write(tmp_path / "a.json", ANSWER), write(tmp_path / "b.json", {**ANSWER, "late": True})]
    ran = qlab("class", "--tally", *files)
    assert ran.code == 0
    assert "Misconception “attempts: 3 means three retries”" in ran.out
    assert "2 files, 1 question." in ran.out
    assert "Left out: 1 answer chosen after the answer had been shown." in ran.out
    assert max(map(len, ran.out.splitlines())) <= WIDTH
    found = json.loads(qlab("class", "--tally", "--json", *files).out)
    assert found["questions"][0]["options"][2]["misconception"] == 1
    assert found["left_out"] == {"late": 1, "strange": 0}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--tally"], "not 0"),
        (["answers.json"], "go with --tally"),
        (["--json"], "go with --tally"),
        (["--host", "127.0.0.2"], "needs lan=True (--lan)"),
        (["--lan", "--host", "0.0.0.0"], "Name one address"),
        (["--lan", "--host", "192.0.2.7"], "cannot be opened"),
    ],
)
def test_what_makes_no_sense_is_one_sentence(qlab: Qlab, arguments: list[str], said: str) -> None:
    ran = qlab("class", "--no-color", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1
