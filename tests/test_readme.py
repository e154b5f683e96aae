"""README's Python, run from its first line to its last; on a server and with a number of jobs for a test."""

from __future__ import annotations

import pydoc
import re
from operator import attrgetter
from pathlib import Path

import matplotlib.pyplot as plt
import pytest

import qlab
from qlab.teach.dumps import nestjs_dump

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
ELSEWHERE = {"jobs=1000": "jobs=100", "redis://observer:password@127.0.0.1:6379": nestjs_dump(), '"5m"': '"1s"'}


def test_the_snippets_run_one_after_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("QLAB_REDIS_URL", raising=False)
    code = "\n".join(BLOCKS)
    for written, here in ELSEWHERE.items():
        assert code.count(written) == 1
        code = code.replace(written, here)
    names: dict[str, object] = {}
    try:
        exec(compile(code, "README.md", "exec"), names)
    finally:
        plt.close("all")
        for name in ("lab", "prod"):
            if name in names:
                names[name].close()  # type: ignore[attr-defined]
    assert {path.name for path in tmp_path.iterdir()} == {"welcome.html", "welcome.jsonl", "email.jsonl"}


def test_what_is_called_in_the_text_is_there_after_import_qlab() -> None:
    named = set(re.findall(r"`qlab\.([\w.]+)\(", README))
    assert named
    for name in named:
        assert callable(attrgetter(name)(qlab)), name


def test_what_help_is_asked_for_has_it() -> None:
    asked = re.findall(r'`help\("([\w.]+)"\)`', README)
    assert asked
    assert all(pydoc.locate(name) for name in asked), asked
    assert "help(qlab" not in README  # a module that `import qlab` does not bring
