"""Every operation takes names that are made to do harm, and what is told of it stays on its lines."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from qlab import Lab, Recording
from qlab.lab.opened.rehearsal import Rehearsal
from qlab.protocol import operations
from qlab.protocol.operations import OPERATIONS, Doer
from tests.lab.hostile import HOSTILE, everything
from tests.lab.test_between import held, is_whole, played

pytestmark = pytest.mark.core
NOT_HERE = {operations.RUN, operations.ASK, operations.DUE, operations.RELEASE, operations.SNAPSHOT, operations.GAP}
"""What is nobody's call, or no step of a lab's."""


@pytest.fixture(scope="module")
def film(server_url: str | None) -> Iterator[Recording]:
    """The same story for all tests here, on the server under test."""
    with Lab(server_url) as lab:
        everything(lab)
        lab.recording.text()
        assert dict(lab.recording.last.state) == dict(lab.snapshot().state)
        yield lab.recording


def test_no_operation_is_left_out(film: Recording) -> None:
    assert set(OPERATIONS.values()) - {step.operation for step in film} == NOT_HERE | {operations.OUTSIDE}


def test_each_step_is_told_on_one_line_that_paints_no_terminal(film: Recording) -> None:
    for step in film:
        assert step.sentence.splitlines() == [step.sentence]
        shown = step._repr_html_()
        assert "</script>" not in shown
        assert not {"\x1b", "\u202e"} & set(shown + step.text() + repr(step))


def test_each_call_is_one_that_python_reads(film: Recording) -> None:
    for step in film:
        for language in ("python", "typescript", "nestjs"):
            assert all(line.isprintable() for line in step.code(language).splitlines())
        compile(step.code("python"), "code", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


def test_the_names_come_through(film: Recording) -> None:
    asked = [
        node.value for step in film for node in ast.walk(_tree(step.code("python"))) if isinstance(node, ast.Constant)
    ]
    assert asked.count(HOSTILE) > len(film)


def _tree(code: str) -> ast.AST:
    tree: ast.AST = compile(code, "code", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    return tree


def test_the_recording_comes_back_whole(film: Recording, tmp_path: Path) -> None:
    loaded = Recording.load(film.save(tmp_path / "film.jsonl"))
    assert [(step.sentence, step.after) for step in loaded] == [(step.sentence, step.after) for step in film]


def test_command_by_command_each_step_ends_in_the_same_keys(film: Recording) -> None:
    with Rehearsal() as rehearsal:
        for step in film:
            if is_whole(step) and step.operation.doer is not Doer.DEATH:
                assert held(played(rehearsal, step)) == held(step.after), step
