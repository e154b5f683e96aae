"""Assertions on a lab's queues. One that fails tells what was there, and what happened to it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from qlab.errors import UsageError
from qlab.lab.handles.job import Job
from qlab.protocol.states import NOT_STARTED, REMOVED, JobState
from qlab.snapshot.job_view import JobView
from qlab.testing.job_story import path_of, story
from qlab.testing.target import Target, target_job, target_queue
from qlab.text.durations import Duration, format_ms, parse_duration
from qlab.text.escape import repr_of, shorten, terminal

__all__ = ["assert_enqueued", "assert_path", "refute_enqueued"]

ANYTHING: Any = object()
"""What an argument is that was left out: data may well be None."""
ENQUEUED = (*NOT_STARTED, JobState.WAITING_CHILDREN)
"""Where a job is that has yet to run."""
SHOWN = 10
"""This many jobs are shown where an assertion fails; the rest are counted."""


def assert_enqueued(queue: Any, name: str, *, data: Any = ANYTHING, delay: Duration | None = None) -> Job:
    """Assert that a job of that name has yet to run: it is waiting, prioritized, delayed, or waits for its children.

    Args:
        queue: A lab's queue, a bullmq ``Queue``, or the name of one in the test's lab.
        name: The job's name.
        data: Its data, compared with ``==``, so that ``unittest.mock.ANY`` works; by default any.
        delay: Its delay, such as ``"7d"``; by default any. ``"0s"``: none.

    Returns:
        The job; if several match, the one that was added first.

    Raises:
        AssertionError: If there is none. The message lists what is enqueued, and tells the story of jobs of that name.
        UsageError: If that is not a queue.
        DurationError: If ``delay`` is not a duration.
    """
    __tracebackhide__ = True
    target = target_queue(queue)
    found = next(_fitting(target, name, data, delay), None)
    if found is None:
        raise AssertionError(f"{_wanted(target, name, data, delay)} is enqueued.\n{_there(target, name)}")
    lab = target.lab
    handle = lab.queue_named(target.queue) if lab.has_queue(target.queue) else lab.queue(target.queue)
    return handle.job(found.id)


def refute_enqueued(queue: Any, name: str, *, data: Any = ANYTHING, delay: Duration | None = None) -> None:
    """Assert that no such job has yet to run.

    Args:
        queue: A lab's queue, a bullmq ``Queue``, or the name of one in the test's lab.
        name: The job's name.
        data: Its data, compared with ``==``; by default any.
        delay: Its delay, such as ``"7d"``; by default any. ``"0s"``: none.

    Raises:
        AssertionError: If there is one. The message tells the job's story.
        UsageError: If that is not a queue.
        DurationError: If ``delay`` is not a duration.
    """
    __tracebackhide__ = True
    target = target_queue(queue)
    found = next(_fitting(target, name, data, delay), None)
    if found is not None:
        told_of = story(target.lab.recording, target.queue, found.id)
        raise AssertionError(f"A job was enqueued that should not be:\n  {_line(found)}\n{told_of}")


def assert_path(job: Any, *states: str) -> None:
    """Assert which states a job was in, in order, from the first to the last.

    Args:
        job: A lab's job, or a bullmq ``Job``.
        states: The states by BullMQ's names: waiting, prioritized, delayed, waiting-children, active, completed,
            failed; ``"removed"`` at the end if the job is gone.

    Raises:
        AssertionError: If the job took another path. The message tells the job's story.
        UsageError: If that is not a job, or there is no such state.
    """
    __tracebackhide__ = True
    target, wanted = target_job(job), [_state(each) for each in states]
    target.lab.snapshot()  # records what an application has done since the last step
    path = path_of(target.lab.recording, target.queue, target.job)
    if path != wanted:
        told_of = story(target.lab.recording, target.queue, target.job)
        raise AssertionError(
            f"The job took a different path.\n  wanted: {_arrows(wanted)}\n  taken:  {_arrows(path)}\n{told_of}"
        )


def _state(name: str) -> str:
    names = [str(state) for state in JobState if state is not JobState.UNKNOWN] + [REMOVED]
    if str(name) not in names:
        raise UsageError(f"{repr_of(name)} is not a state; the states are {', '.join(names)}.")
    return str(name)


def _arrows(states: list[str]) -> str:
    return " → ".join(states) or "none"


# -- what is enqueued --------------------------------------------------------------------------------------------------


def _enqueued(target: Target) -> list[JobView]:
    return [view for view in target.lab.snapshot().all_jobs() if view.queue == target.queue and view.state in ENQUEUED]


def _fitting(target: Target, name: str, data: Any, delay: Duration | None) -> Iterator[JobView]:
    ms = None if delay is None else parse_duration(delay)
    for view in _enqueued(target):
        if view.name == name and (data is ANYTHING or view.data == data) and ms in (None, view.delay_ms):
            yield view


def _wanted(target: Target, name: str, data: Any, delay: Duration | None) -> str:
    with_data = "" if data is ANYTHING else f" with data {_short(data)}"
    with_delay = "" if delay is None else f" with a delay of {format_ms(parse_duration(delay))}"
    return f"No job {repr_of(name)}{with_data}{with_delay} of queue {repr_of(target.queue)}"


def _there(target: Target, name: str) -> str:
    views = _enqueued(target)
    rest = [f"  … and {len(views) - SHOWN:,} more"] if len(views) > SHOWN else []
    listed = [f"  {_line(view)}" for view in views[:SHOWN]] + rest
    enqueued = "\n".join(["Enqueued there:", *listed]) if listed else "Nothing is enqueued there."
    named = [view.id for view in target.lab.snapshot().all_jobs() if (view.queue, view.name) == (target.queue, name)]
    return "\n".join([enqueued, *(story(target.lab.recording, target.queue, id) for id in named[:SHOWN])])


def _line(view: JobView) -> str:
    delay = f", delay {format_ms(view.delay_ms)}" if view.delay_ms else ""
    return (
        f"job {shorten(terminal(view.id), 40)} {repr_of(view.name, 40)}, {view.state}{delay}, data {_short(view.data)}"
    )


def _short(data: Any) -> str:
    try:
        text = json.dumps(data, ensure_ascii=False)
    except (TypeError, ValueError):  # a matcher, such as unittest.mock.ANY
        text = repr(data)
    return shorten(terminal(text), 100)
