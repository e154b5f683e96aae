"""SECURITY.md: each promise names tests, and they are there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "SECURITY.md").read_text("utf-8")
PROMISES = TEXT.partition("## What is promised")[2].partition("## What is not promised")[0]


def test_each_promise_names_tests() -> None:
    promises = re.split(r"^\*\*(?!What redaction does not cover)", PROMISES, flags=re.MULTILINE)[1:]
    assert len(promises) >= 8
    assert all("::test_" in promise for promise in promises)


def test_each_test_named_is_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", TEXT)
    assert named
    for file, name in named:
        functions = [node.name for node in ast.parse((ROOT / file).read_text("utf-8")).body if hasattr(node, "name")]
        assert name in functions, f"{file}::{name}"
