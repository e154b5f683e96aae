"""The plugin as others meet it: the wheel in an environment of its own, and a project that knows nothing of us."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.environments import build_wheel, environment
from tests.packaging_files import ROOT

pytestmark = pytest.mark.slow

SAMPLE = Path(__file__).parent / "sample"


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[subprocess.CompletedProcess[str], Path]:
    """The sample's suite, run without any configuration, with the option that writes pages."""
    folder = tmp_path_factory.mktemp("sample")
    programs = environment(folder, build_wheel(folder), "pytest")
    project = folder / "project"
    shutil.copytree(SAMPLE / "shop", project / "shop")
    shutil.copy(SAMPLE / "suite.py", project / "test_mails.py")
    shutil.copy(ROOT / "data" / "email-story.jsonl", project / "incident.jsonl")
    command = [programs / "python", "-m", "pytest", "-p", "no:cacheprovider", "--qlab-recording", "-W", "error"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    return done, project


def test_an_application_is_tested_days_ahead_on_a_lab_without_a_change(
    ran: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    done, _project = ran
    assert "2 failed, 4 passed" in done.stdout, done.stdout + done.stderr
    assert re.search(r"^plugins: .*\bqlab-", done.stdout, re.MULTILINE)  # in the order of the folder's files


def test_a_failed_assertion_tells_the_jobs_story(ran: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    output = ran[0].stdout
    assert "AssertionError: No job 'welcome' with a delay of 1 h of queue 'mails' is enqueued." in output
    assert "job 2 'how is it going', delayed, delay 7 d" in output
    assert "the story of job 1 of queue mails: waiting" in output
    assert "what happened in the lab" in output


def test_the_recordings_of_failed_tests_become_pages(ran: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    done, project = ran
    pages = sorted(page.name for page in (project / "qlab-recordings").iterdir())
    assert pages == ["test_mails-py-test_so_does_this_one_after_a_step.html", "test_mails-py-test_this_one_fails.html"]
    assert "qlab-recordings/test_mails-py-test_this_one_fails.html" in done.stdout
