"""What keeps the jobs from moving on which a parent waits: what their own explanations would say of their queues."""

from __future__ import annotations

from collections.abc import Iterator

from qlab.observe.explaining.active import left_behind
from qlab.observe.explaining.explanation import Statement
from qlab.observe.explaining.job_report import JobReport
from qlab.observe.explaining.limits import obstacles
from qlab.protocol.states import NOT_STARTED, JobState
from qlab.text.decoded import quoted

__all__ = ["blockers"]


def blockers(job: JobReport) -> Iterator[Statement]:
    """Yield what holds back the jobs on which a parent waits."""
    for each in job.blocking:
        for said in _said(each):
            yield said._replace(text=f"What holds {quoted(each.job_key(), 120)} back: {said.text}")


def _said(job: JobReport) -> Iterator[Statement]:
    if job.state is JobState.ACTIVE:
        yield from left_behind(job)
    elif job.state in NOT_STARTED:
        yield from obstacles(job, "its queue")
