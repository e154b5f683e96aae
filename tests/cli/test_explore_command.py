"""``qlab explore``: a model from a file or from the library."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from qlab import Recording
from tests.cli.conftest import Qlab
from tests.explore.worlds import ENDLESS

MODEL = """
def world(lab):
    queue = lab.queue("q")
    queue.add("job")
    def worker():
        job = yield queue.take
        if job:
            yield job.complete
    return {"ann": worker, "bob": worker}

def never_done(state):
    return "job 1 is completed" if state.call == "complete" else None

OPTIONS = {"always": [never_done]}
"""


def test_a_file_is_explored_and_its_counterexample_written(qlab: Qlab, tmp_path: Path) -> None:
    (tmp_path / "model.py").write_text(MODEL, encoding="utf-8")

    ran = qlab("explore", tmp_path / "model.py", "--out", tmp_path / "found.jsonl")

    assert ran.code == 1
    assert "never done: job 1 is completed" in ran.out
    assert "   1  ann: q.take" in ran.out
    assert len(Recording.load(tmp_path / "found.jsonl")) == 3


def test_a_model_of_the_library_that_holds_ends_with_0(qlab: Qlab) -> None:
    ran = qlab("explore", "paying once")

    assert ran.code == 0
    assert "hold in every state" in ran.out


def test_options_replace_the_models_own(qlab: Qlab) -> None:
    ran = qlab("explore", "paying", "--crashes", 0)

    assert ran.code == 0


def test_what_is_no_model_is_refused(qlab: Qlab, tmp_path: Path) -> None:
    (tmp_path / "empty.py").write_text("")

    assert "There is no model" in qlab("explore", "no such").err
    assert "no function world" in qlab("explore", tmp_path / "empty.py").err.replace("\n", " ")
    assert qlab("explore", tmp_path / "missing.py").code == 2


def test_processes_find_what_one_finds_in_a_file_with_neighbours(qlab: Qlab, tmp_path: Path) -> None:
    (tmp_path / "neighbour.py").write_text("TWICE = 2\n")
    (tmp_path / "model.py").write_text(f"from neighbour import TWICE\n{MODEL}")

    alone = qlab("explore", tmp_path / "model.py")
    both = qlab("explore", tmp_path / "model.py", "--processes", 2)

    assert "never done: job 1 is completed" in alone.out
    assert both == alone


def test_processes_search_a_model_of_the_library(qlab: Qlab) -> None:
    ran = qlab("explore", "paying once", "--processes", 2, "--depth", 3)

    assert ran.code == 1
    assert "3 moves in a row were reached" in ran.out


def _refusal(source: str) -> str:
    """What this Python says of a program that is none: of null bytes 3.11.2 and 3.11.7 say it by different errors."""
    with pytest.raises((SyntaxError, ValueError)) as raised:
        compile(source, "model.py", "exec")
    return f"{type(raised.value).__name__}: {raised.value}"


MISSPELT = [
    ("OPTIONS = [1]", "OPTIONS in model.py is [1]; give a dict of explore's arguments"),
    ('OPTIONS = {"crash": 1}', "OPTIONS in model.py has 'crash', which explore does not have; did you mean crashes?"),
    ('OPTIONS = {"finally": []}', "did you mean finally_?"),
    ('OPTIONS = {"executor": None}', "use qlab explore --processes instead"),
    (
        "always = [never_done]",
        "model.py sets always outside OPTIONS, where explore does not look; write OPTIONS =",
    ),
    (
        "crashes = 1\nticks = 3",
        "sets crashes and ticks outside OPTIONS, where explore does not look; write OPTIONS",
    ),
    ("every = True", "model.py sets every outside OPTIONS"),
    ('options = {"crashes": 1}', "model.py has a dict options, which has no effect; call it OPTIONS"),
    ("1 / 0", "model.py does not run: line 2: ZeroDivisionError: division by zero"),
    ("from nowhere import nothing", "does not run: line 2: ModuleNotFoundError: No module named 'nowhere'"),
    ("def broken(:", "model.py does not run: line 2: SyntaxError"),
    ("\0", f"model.py does not run: {_refusal(chr(0))}"),
]


@pytest.mark.parametrize(("line", "said"), MISSPELT, ids=[line for line, _ in MISSPELT])
def test_what_would_have_no_effect_in_a_file_is_refused(line: str, said: str, qlab: Qlab, tmp_path: Path) -> None:
    body = MODEL.replace("OPTIONS = ", "_ = ")
    (tmp_path / "model.py").write_text(f"never_done = len\n{line}\n{body}", encoding="utf-8")

    ran = qlab("explore", tmp_path / "model.py")

    assert ran.code == 2
    assert said in ran.err.replace("\n", " ")
    assert "Traceback" not in ran.err


def test_names_in_a_file_that_are_no_arguments_are_its_own_affair(qlab: Qlab, tmp_path: Path) -> None:
    own = "always = [len]\nstates = ['wait']\ndef late(): pass\nevery = 1000\nbegin = 1\n"
    listed = MODEL.replace('{"always": [never_done]}', '{"always": always, "promises": ()}')
    (tmp_path / "model.py").write_text(f"{own}{listed}\nalways[:] = [never_done]\n", encoding="utf-8")

    ran = qlab("explore", tmp_path / "model.py")

    assert "never done: job 1 is completed" in ran.out


INTERRUPTED = f"""{ENDLESS}
OPTIONS = {{"always": [never_active], "every": True, "seconds": 10_000, "states": 10**9}}
"""


HEEDING = """
import runpy, signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # what runs in the background may have been told to ignore it
runpy.run_module("qlab", run_name="__main__")
"""


def read_until(terminal: int, wanted: bytes) -> bytes:
    """What a terminal shows, up to some words; the test's own deadline ends a wait for what never comes."""
    shown = b""
    while wanted not in shown:
        shown += os.read(terminal, 4096)
    return shown


@pytest.mark.timeout(120)
@pytest.mark.skipif(not hasattr(os, "openpty"), reason="a terminal")
def test_a_terminal_shows_progress_and_ctrl_c_keeps_what_was_found(tmp_path: Path) -> None:
    (tmp_path / "model.py").write_text(INTERRUPTED, encoding="utf-8")
    terminal, inside = os.openpty()
    command = [sys.executable, "-c", HEEDING, "explore", str(tmp_path / "model.py")]
    ran = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=inside, text=True)
    os.close(inside)
    try:
        read_until(terminal, b" states, ")
        read_until(terminal, b"(Ctrl-C keeps what is found)")
        ran.send_signal(signal.SIGINT)
        out, _ = ran.communicate()
    finally:
        ran.kill()
        os.close(terminal)

    assert ran.returncode == 1
    assert "Broken: never active. Cut short: it was interrupted." in out
    assert "never active: a job is active" in out
    assert "   2  ann: q.take" in out
