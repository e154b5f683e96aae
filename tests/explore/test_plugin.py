"""The pytest plugin, in a pytest of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SUITE = """
from qlab.explore import explore
from qlab.explore.models import MODELS

def test_paying():
    assert MODELS["paying"].explore().holds

def test_paying_once():
    assert MODELS["paying once"].explore().holds
"""


def test_a_failed_test_shows_the_counterexample_and_writes_its_page(tmp_path: Path) -> None:
    (tmp_path / "test_pay.py").write_text(SUITE, encoding="utf-8")
    options = ["-p", "qlab.explore.pytest_plugin", "-p", "no:cacheprovider", f"--explore-pages={tmp_path / 'pages'}"]

    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *options, "test_pay.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},  # others take seconds to load
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 1
    assert "1 failed, 1 passed" in ran.stdout
    assert "charged once: charge(1) happened 2 times" in ran.stdout
    assert "   8  bob: charge(1)" in ran.stdout
    assert "Outside Redis, ann does charge(1)." in ran.stdout
    assert [page.name for page in (tmp_path / "pages").iterdir()] == ["test_paying-0-0.html"]


def test_a_page_that_cannot_be_written_hides_no_failure(tmp_path: Path) -> None:
    (tmp_path / "test_pay.py").write_text(SUITE, encoding="utf-8")
    options = ["-p", "qlab.explore.pytest_plugin", "-p", "no:cacheprovider", "--explore-pages=test_pay.py"]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *options, "test_pay.py"], cwd=tmp_path, capture_output=True, text=True,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}, check=False,
    )  # fmt: skip
    assert "1 failed, 1 passed" in ran.stdout
    assert "charged once: charge(1) happened 2 times" in ran.stdout
    assert "page: The page cannot be written to test_pay.py: File exists; choose another path." in ran.stdout
