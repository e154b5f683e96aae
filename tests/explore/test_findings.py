"""docs/findings.md and data/findings: what the models find today, and the lines of BullMQ that do it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import cache
from importlib.metadata import version
from pathlib import Path

import pytest

from qlab.explore.models import MODELS
from qlab.record.recording import Recording
from tools.findings import (
    CLASSES,
    FINDINGS,
    PAGE,
    PLAYABLE,
    RECORDINGS,
    SCRIPTS,
    Finding,
    counterexample,
    line_number,
    releases,
)

pytestmark = pytest.mark.usefixtures("used_servers")
SECTIONS = dict(part.split("\n", 1) for part in PAGE.read_text(encoding="utf-8").split("\n## ")[1:])
"""The page's sections by their titles."""


@pytest.mark.parametrize("finding", FINDINGS, ids=lambda finding: finding.slug)
def test_a_finding_names_a_model_its_promise_and_a_line_of_bullmq(finding: Finding) -> None:
    assert finding.promise in MODELS[finding.model].breaks
    assert finding.kind in CLASSES
    lines = (SCRIPTS / finding.script).read_text(encoding="utf-8").splitlines()
    assert finding.line in map(str.strip, lines)
    assert not finding.line.startswith("local function")  # it says where to look, and not what is wrong there


@pytest.mark.parametrize("finding", FINDINGS, ids=lambda finding: finding.slug)
def test_a_finding_says_where_it_was_seen_in_which_line_and_whether_it_is_known(finding: Finding) -> None:
    section = SECTIONS[finding.title]
    release = re.search(r"^Seen in PyPI's bullmq ([\d.]+)", section, re.MULTILINE)

    assert release
    assert finding.reported
    assert f"Reported: {finding.reported}." in section
    assert ("and npm's bullmq 6." in section) == ("\n```js\n" in section) == finding.npm
    if release[1] == version("bullmq"):  # an older release has its lines elsewhere
        assert f"`{finding.script}`, line {line_number(finding)}: `{finding.line}`" in section
        assert f"Seen in {releases(finding)}." in section


@pytest.mark.parametrize(
    "finding", [finding for finding in FINDINGS if not MODELS[finding.model].large], ids=lambda finding: finding.slug
)
def test_a_finding_is_found_anew_as_it_is_written_down(finding: Finding) -> None:
    found_as_written_down(finding)


@pytest.mark.explore
@pytest.mark.parametrize(
    "finding", [finding for finding in FINDINGS if MODELS[finding.model].large], ids=lambda finding: finding.slug
)
def test_a_finding_of_a_large_model_is_found_anew(finding: Finding) -> None:
    found_as_written_down(finding)


def found_as_written_down(finding: Finding) -> None:
    found = counterexample(finding)
    saved = Recording.load(RECORDINGS / f"{finding.slug}.jsonl")
    page = PAGE.read_text(encoding="utf-8")

    assert [step.sentence for step in saved] == [step.sentence for step in found.recording]
    assert "\n".join(f"{number:2}  {move}" for number, move in enumerate(found.moves, 1)) in page
    assert found.message in page


STABLE = ("upsert-while-paused", "cleaned-child-frees-an-id", "parted-child-forgets-the-priority")
SAVE = """
import sys
from tools.findings import FINDINGS, counterexample

for finding in FINDINGS:
    if finding.slug in sys.argv[2:]:
        counterexample(finding).recording.save(f"{sys.argv[1]}/{finding.slug}.jsonl")
"""


def test_a_finding_is_written_down_in_the_same_bytes_by_any_process(tmp_path: Path) -> None:
    ran = []
    for seed in ("1", "4242"):
        folder = tmp_path / seed
        folder.mkdir()
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[2])}
        subprocess.run([sys.executable, "-c", SAVE, str(folder), *STABLE], env=environment, check=True)
        ran.append({slug: (folder / f"{slug}.jsonl").read_bytes() for slug in STABLE})

    assert ran[0] == ran[1]


def test_every_recording_belongs_to_a_finding() -> None:
    assert {file.stem for file in RECORDINGS.glob("*.jsonl")} == {finding.slug for finding in FINDINGS}


ROWS = {
    script: (int(moves), first)
    for script, moves, first in re.findall(
        r"^\| `(\w+)` \| (\d+) \| (.+?)(?:;| and \d+ more| \|)", PAGE.read_text(encoding="utf-8"), re.MULTILINE
    )
}
"""The page's table: for each script the model that is named first, and after how many moves it plays the script."""


def test_each_script_that_writes_takes_part_in_a_model() -> None:
    assert sorted(ROWS) == sorted(PLAYABLE)


@cache
def played(model: str, depth: int) -> dict[str, int]:
    return MODELS[model].explore(depth=depth, every=True).found.scripts


@pytest.mark.parametrize(("script", "moves", "model"), [(script, *row) for script, row in sorted(ROWS.items())])
def test_a_script_is_played_by_the_model_that_the_table_names(script: str, moves: int, model: str) -> None:
    assert played(model, moves)[script] == moves
