"""A watch names the worker that took a job for each of its attempts, and nobody where nothing says it."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pandas as pd
import pytest

from qlab import JobState, Lab
from qlab.observe.attach import attach
from qlab.record.recording import Recording
from qlab.record.step import Step
from qlab.record.transition import Transition
from tests.observe import places
from tests.observe.test_npm import NODE, node
from tests.observe.watches import watching

__all__ = ["node"]
pytestmark = pytest.mark.server


class Watched(list[Recording]):
    """A watch in a thread; its recording, once it has ended."""

    def __init__(self) -> None:
        super().__init__()
        self.moves: list[Transition] = []

    def ended(self, runs: int) -> None:
        """Wait until the watch has told the end of so many runs of job 2: it reads the hash that names the worker, and
        after the next run that one would name another.
        """
        run = ("2", JobState.ACTIVE)
        places.wait_until(
            lambda: sum((move.job, move.source) == run for move in list(self.moves)) >= runs, f"the end of run {runs}"
        )


@contextmanager
def watched(lab: Lab) -> Iterator[Watched]:
    lab.queue("q").add("later", delay="1h")  # a watch asks for a queue that is there
    made = Watched()

    def seen(step: Step) -> None:
        made.moves.extend(step.transitions)

    with attach(str(lab.url)) as observer, watching(observer, "q", seen=seen) as recordings:
        yield made
    made.extend(recordings)


@pytest.fixture
def real() -> Iterator[Lab]:
    with Lab(clock="real", tcp=True, trace=False) as lab:
        yield lab


def in_vain_first(job: Any) -> None:
    if job.attemptsMade == 0:
        raise ValueError("in vain")


def in_vain_twice(job: Any) -> None:
    if job.attemptsMade < 2:
        raise ValueError("in vain")


def workers(recording: Recording) -> list[tuple[Any, ...]]:
    made = recording.attempts().sort_values(["job", "attempt"])
    return [(each.job, each.attempt, each.worker if pd.notna(each.worker) else None) for each in made.itertuples()]


def work(lab: Lab, runs: int, name: str | None) -> None:
    with lab.work("q", in_vain_first, **({} if name is None else {"name": name})) as live:
        assert live.wait(runs)


def test_each_attempt_has_the_worker_that_made_it(real: Lab) -> None:
    queue = real.queue("q")
    with watched(real) as made:
        job = queue.add("a", attempts=2, backoff="1h")
        work(real, 1, "ada")
        made.ended(1)
        job.promote()
        work(real, 1, "bob")
    assert workers(made[0]) == [("2", 1, "ada"), ("2", 2, "bob")]
    said = [step.sentence for step in made[0]]
    assert [each.split()[0] for each in said if "takes job" in each] == ["ada", "bob"]


def test_a_name_that_a_worker_before_left_is_not_the_one_of_a_worker_without(real: Lab) -> None:
    queue = real.queue("q")
    with watched(real) as made:
        job = queue.add("a", attempts=2, backoff="1h")
        work(real, 1, "ada")
        made.ended(1)
        queue.add("b", attempts=1)
        work(real, 1, None)
        job.promote()
        work(real, 1, None)
    assert real.redis.hget(f"{real.prefix}:q:2", "pb") == "ada"  # no script deletes it
    assert workers(made[0]) == [("2", 1, "ada"), ("2", 2, None), ("3", 1, None)]


def test_a_name_that_stood_there_before_is_nobody_s_though_no_worker_without_one_was_seen(real: Lab) -> None:
    queue = real.queue("q")
    with watched(real) as made:
        job = queue.add("a", attempts=3, backoff="1h")
        for run, name in enumerate(("ada", None, None), start=1):
            with real.work("q", in_vain_twice, **({} if name is None else {"name": name})) as live:
                assert live.wait(1)
            made.ended(run)
            if queue.counts()["delayed"] > 1:
                job.promote()
    assert workers(made[0]) == [("2", 1, "ada"), ("2", 2, None), ("2", 3, None)]
    moves = made[0].transitions()
    assert [each if pd.notna(each) else None for each in moves[moves.source == "active"].worker] == ["ada", None, None]
    assert sum(" takes job 2 " in step.sentence.replace("Ada", "ada") for step in made[0]) == 3
    assert [step.sentence.split()[0] for step in made[0] if " takes job 2 " in step.sentence] == ["ada", "A", "A"]


@contextmanager
def at_work(lab: Lab, name: str | None) -> Iterator[None]:
    """A worker that has job 1 for as long as the block runs."""
    begun, end = threading.Event(), threading.Event()

    def wait(_job: Any) -> None:
        begun.set()
        assert end.wait(places.DEADLINE_S)

    with lab.work("q", wait, **({} if name is None else {"name": name})):
        try:
            assert begun.wait(places.DEADLINE_S)
            yield
        finally:
            end.set()


def said_to_have_it(lab: Lab) -> str:
    """Who has job 1, as explain says it."""
    with attach(str(lab.url)) as observer:
        text = observer.explain("q", "1").text()
    return next(who for who in ("Worker ada", "A worker") if f"{who} runs it" in text)


@pytest.mark.parametrize("name", ["ada", None])
def test_a_job_met_in_its_second_run_has_a_worker_that_nothing_names(name: str | None, real: Lab) -> None:
    job = real.queue("q").add("a", attempts=2, backoff="1h")
    work(real, 1, "ada")
    job.promote()
    with at_work(real, name), attach(str(real.url)) as observer:
        with watching(observer, "q") as recordings:
            pass
        assert said_to_have_it(real) == "A worker"
    assert real.redis.hget(job.key, "pb") == "ada"
    assert [each for each in recordings[0].transitions().worker if pd.notna(each)] == []


def test_explain_names_the_worker_of_a_job_s_first_run(real: Lab) -> None:
    real.queue("q").add("a")
    with at_work(real, "ada"):
        assert said_to_have_it(real) == "Worker ada"


@pytest.mark.slow
def test_npm_s_workers_are_named_by_the_runs_they_made(node: str, real: Lab) -> None:
    queue = real.queue("q")

    def ends(name: str, state: str, number: int) -> None:
        command = [node, "named.mjs", str(real.url), "q", name]
        with subprocess.Popen(command, cwd=NODE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
            try:
                assert running.stdout is not None
                assert running.stdout.readline() == "ready\n"
                places.wait_until(lambda: queue.counts()[state] == number, f"{name}'s attempt")
                running.communicate("end\n", timeout=places.DEADLINE_S)
            finally:
                running.kill()

    with watched(real) as made:
        job = queue.add("a", attempts=2, backoff="1h")
        ends("ada", "delayed", 2)
        made.ended(1)
        job.promote()
        ends("bob", "completed", 1)
    assert workers(made[0]) == [("2", 1, "ada"), ("2", 2, "bob")]
