"""``qlab explore``: a model from a file or from the library."""

from __future__ import annotations

from pathlib import Path

from qlab import Recording
from tests.cli.conftest import Qlab

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
