"""The plugin itself: its fixtures, its report, and that it costs other test suites next to nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import qlab.testing.plugin
from qlab import Lab
from tests.test_public import loaded_by


def run_suite(folder: Path, source: str, *options: str) -> str:
    """What a pytest of its own prints of a suite. That the plugin is found by itself, test_sample.py shows."""
    (folder / "test_it.py").write_text(source, encoding="utf-8")
    plugins = ("-p", qlab.testing.plugin.__name__, "-p", "no:cacheprovider")
    alone = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # others take seconds to load
    command = [sys.executable, "-m", "pytest", *plugins, *options]
    return subprocess.run(command, cwd=folder, env=alone, capture_output=True, text=True, check=False).stdout


def test_the_plugin_imports_nothing_but_pytest_before_a_fixture_is_asked_for() -> None:
    own = {name for name in loaded_by("import qlab.testing.plugin") if name.partition(".")[0] == "qlab"}
    assert own == {"qlab", "qlab.doors", "qlab.testing", "qlab.testing.plugin"}
    outside = loaded_by("import qlab.testing.plugin") - loaded_by("import pytest")
    assert {name.partition(".")[0] for name in outside} - {"qlab"} <= {"lazy_loader", "ast"}


def test_the_fixtures(tmp_path: Path) -> None:
    with Lab() as lab:
        lab.queue("email").add("welcome")
        lab.recording.save(tmp_path / "welcome.jsonl")
    output = run_suite(
        tmp_path,
        """
import pytest

@pytest.mark.qlab(start="2026-03-01T00:00:00Z")
def test_lab(qlab_lab):
    assert qlab_lab.clock.now.month == 3

def test_recording(qlab_recording):
    assert [step.script for step in qlab_recording("welcome.jsonl")] == ["addStandardJob"]

def test_bullmq(qlab_bullmq, qlab_lab):
    assert qlab_bullmq is qlab_lab
""",
        "--strict-markers",
    )
    assert "3 passed" in output


def test_a_failed_test_tells_what_happened_in_its_lab_and_a_passed_one_nothing(tmp_path: Path) -> None:
    output = run_suite(
        tmp_path,
        """
def test_fails(qlab_lab):
    qlab_lab.queue("email").add("welcome")
    assert qlab_lab.clock.elapsed_ms

def test_passes(qlab_lab):
    qlab_lab.queue("email").add("welcome")
""",
        "--qlab-recording",
        "--qlab-recording-folder=pages",
    )
    assert "1 failed, 1 passed" in output
    assert output.count("what happened in the lab") == 1
    assert "job 1 is added" in output.replace("Job", "job")
    assert [page.name for page in (tmp_path / "pages").iterdir()] == ["test_it-py-test_fails.html"]


def test_a_page_that_cannot_be_written_hides_no_failure(tmp_path: Path) -> None:
    suite = "def test_fails(qlab_lab):\n    qlab_lab.queue('email').add('welcome')\n    assert False\n"
    output = run_suite(tmp_path, suite, "--qlab-recording", "--qlab-recording-folder=test_it.py")
    assert "1 failed" in output
    assert "The page cannot be written to test_it.py: File exists; choose another path." in output
    assert "Errno" not in output


def test_options_that_no_lab_has_are_refused_in_a_sentence(tmp_path: Path) -> None:
    suite = """
import pytest

@pytest.mark.qlab(prefx="a")
def test_misspelt(qlab_lab):
    pass

@pytest.mark.qlab("shop")
def test_no_name(qlab_lab):
    pass

def test_no_path(qlab_recording):
    qlab_recording(3)
"""
    output = run_suite(tmp_path, suite)
    assert "an option that a lab does not have (got an unexpected keyword argument 'prefx'); see qlab.Lab." in output
    assert "its options by name, such as @pytest.mark.qlab(seed=7)." in output
    assert "3 is not a path; give a file name" in output
