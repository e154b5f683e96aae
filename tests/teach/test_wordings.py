"""What the lessons say with "only" and "once", looked for in every scene; and what they said and was not so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from qlab import Step
from qlab.protocol import operations
from qlab.protocol.keys import Role, queue_key
from qlab.protocol.states import JobState
from qlab.teach.lessons.lesson13 import WHY
from tests.notebooks.course import SOURCES
from tests.packaging_files import ROOT
from tests.record.films import scene
from tests.record.scenes import SCENES

RETRIES = {operations.RETRY, operations.RETRY_ALL}
GONE_FOR_GOOD = {operations.REMOVE, operations.CLEAN, operations.FAIL}
"""By these a job leaves `failed` and is nowhere afterwards; a failure takes older ones with it (`removeOnFail`)."""
UNTRUE = {
    r"as a whole or not at all": "a script that fails half way leaves what it did",
    r"each change is one Lua script": "some are a transaction or a command",
    r"and nowhere else\b|knows everything": "workers' own settings are not in Redis",
    r"everything that happens is written": "no event tells of a lock that is renewed",
    r"what was used least": "allkeys-lru goes by when a key was last used",
    r"as most web frameworks do": "Node runs all handlers in one thread",
    r"that field stays": "a retry by hand deletes failedReason",
    r"paus.{0,60}\bsince (?:BullMQ )?5\b": "wait keeps its jobs since 6; 4 and 5 rename it",
}
"""Sentences that lessons had, by what is so instead."""


def steps() -> Iterator[Step]:
    for name in SCENES:
        yield from scene(name)


def test_only_a_retry_by_hand_deletes_the_reason_of_a_failure() -> None:
    assert "Only a retry by hand deletes it." in WHY["13-c"]["no"]
    deleting = {step.operation for step in steps() for job in step.before.all_jobs()
                if "failedReason" in job.fields and (after := step.after.job(job.id, job.queue)) is not None
                and "failedReason" not in after.fields}  # fmt: skip
    assert deleting == RETRIES


def test_a_failed_job_runs_again_only_when_someone_retries_it() -> None:
    assert "runs again only when someone retries it" in WHY["13-b"]["when someone retries it"]
    left = [(step.operation, move.target) for step in steps() for move in step.moves if move.source is JobState.FAILED]
    assert {operation for operation, target in left if target is not None} == RETRIES
    assert {operation for operation, target in left if target is None} == GONE_FOR_GOOD


def test_the_streams_failed_comes_once_for_each_job_that_is_lost_and_at_no_other_attempt() -> None:
    lesson = (ROOT / "notebooks" / "src" / "05-what-happens-when-a-job-fails.py").read_text(encoding="utf-8")
    assert "# So an alarm for lost jobs listens to the *stream's* `failed`: once for each lost job." in lesson
    seen = 0
    for step in steps():
        said = [dict(entry.fields) for entry in added(step)]
        failed = [fields["jobId"] for fields in said if fields.get("event") == "failed"]
        ended = {move.job for move in step.moves if move.target is JobState.FAILED}
        assert len(failed) == len(set(failed)), step
        assert ended <= set(failed), step
        for job in set(failed) - ended:  # a job that is removed as it fails is in no state
            assert step.after.job(job, step.queue) is None, step
        seen += len(failed)
    assert seen > 20


def added(step: Step) -> list[object]:
    """The entries that a step adds to its queue's stream."""
    name = queue_key(step.after.prefix, step.queue or "", Role.EVENTS)
    before, after = step.before.key(name), step.after.key(name)
    known = {entry.id for entry in before.entries} if before else set()
    return [entry for entry in (after.entries if after else ()) if entry.id not in known]


@pytest.mark.parametrize("phrase", UNTRUE)
def test_no_lesson_says_again_what_was_not_so(phrase: str) -> None:
    pages = [*SOURCES, *sorted((ROOT / "qlab" / "teach" / "lessons").glob("*.py")),
             *sorted((ROOT / "notebooks" / "instructor").glob("*.md"))]  # fmt: skip
    assert len(pages) > 40
    assert [page.name for page in pages if re.search(phrase, flat(page))] == []


def flat(page: Path) -> str:
    """A page on one line, without the marks of comments and of strings that go on."""
    return re.sub(r'["\s]*\n[#\s"]*', " ", page.read_text(encoding="utf-8"))


def test_a_phrase_is_found_across_lines(tmp_path: Path) -> None:
    text = '# it is done as a whole\n# or not at all\nx = "each change is "\n    "one Lua script"'
    (tmp_path / "page.py").write_text(text)
    assert re.search("as a whole or not at all", flat(tmp_path / "page.py"))
    assert re.search("each change is one Lua script", flat(tmp_path / "page.py"))
