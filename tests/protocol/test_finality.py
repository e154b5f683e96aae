from __future__ import annotations

from pathlib import Path

import bullmq
import pytest
from bullmq.custom_errors import UnrecoverableError

from qlab import Lab
from qlab.protocol.jobs.finality import UNRECOVERABLE, FinalCause, final_cause

COMMANDS = Path(bullmq.__file__).parent / "commands"


@pytest.mark.parametrize(
    ("known", "cause"),
    [
        ({"made": 1, "allowed": 3}, FinalCause.ERROR_OR_BACKOFF),
        ({"made": 1, "allowed": 3, "unrecoverable": False}, FinalCause.BACKOFF),
        ({"made": 1, "allowed": 3, "unrecoverable": True}, FinalCause.UNRECOVERABLE),
        ({"made": 3, "allowed": 3}, FinalCause.USED_UP),
        ({"made": 1, "allowed": 3, "decided": True}, FinalCause.DECIDED),
    ],
)
def test_why_a_failure_is_final(known: dict[str, int], cause: FinalCause) -> None:
    assert final_cause("451, try again", **known) is cause  # type: ignore[arg-type]  # a test's table


@pytest.mark.parametrize(
    ("reason", "cause", "script", "written"),
    [
        ("job stalled more than allowable limit", FinalCause.STALLED, "moveStalledJobsToWait-9.lua", '"{}"'),
        ("child bull:q:7 failed", FinalCause.CHILD, "moveToFinished-14.lua", '"child " .. jobIdKey .. " failed"'),
    ],
)
def test_bullmqs_own_reasons_are_known(reason: str, cause: FinalCause, script: str, written: str) -> None:
    assert written.format(reason) in (COMMANDS / script).read_text(encoding="utf-8")
    assert final_cause(reason, made=1, allowed=1) is cause
    assert final_cause(reason, made=1, allowed=1, decided=False) is FinalCause.USED_UP  # somebody's error may say so


def test_the_sentence_and_the_stored_trace_tell_of_an_unrecoverable_error() -> None:
    with Lab() as lab:
        queue = lab.queue("q", attempts=3)
        queue.add("a")
        job = queue.take()
        assert job is not None
        job.fail(UnrecoverableError("no such mailbox"))
        assert "the error is unrecoverable" in lab.last.sentence
        view = job.view
        assert view is not None
        assert UNRECOVERABLE in view.stacktrace[-1]
        found = final_cause(
            view.failed_reason or "", made=view.attempts_made, allowed=view.attempts, unrecoverable=True
        )
        assert found is FinalCause.UNRECOVERABLE
