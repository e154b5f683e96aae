"""docs/findings.md and data/findings: what the models find today, and the lines of BullMQ that do it."""

from __future__ import annotations

from pathlib import Path

import bullmq
import pytest

from qlab.explore.models import MODELS
from qlab.record.recording import Recording
from tools.findings import CLASSES, FINDINGS, PAGE, RECORDINGS, Finding, counterexample

SCRIPTS = Path(bullmq.__file__).parent / "commands"


@pytest.mark.parametrize("finding", FINDINGS, ids=lambda finding: finding.slug)
def test_a_finding_names_a_model_its_promise_and_a_line_of_bullmq(finding: Finding) -> None:
    assert finding.promise in MODELS[finding.model].breaks
    assert finding.kind in CLASSES
    assert finding.line in (SCRIPTS / finding.script).read_text(encoding="utf-8")


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


def test_every_recording_belongs_to_a_finding() -> None:
    assert {file.stem for file in RECORDINGS.glob("*.jsonl")} == {finding.slug for finding in FINDINGS}
