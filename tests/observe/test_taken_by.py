"""A watch names the worker that took a job for each of its attempts, and nobody where nothing says it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pandas as pd
import pytest

from qlab import Lab
from qlab.observe.attach import attach
from qlab.record.recording import Recording
from tests.observe import places
from tests.observe.test_npm import NODE, node
from tests.observe.watches import watching

__all__ = ["node"]
pytestmark = pytest.mark.server


@contextmanager
def watched(lab: Lab) -> Iterator[list[Recording]]:
    lab.queue("q").add("later", delay="1h")  # a watch asks for a queue that is there
    with attach(str(lab.url)) as observer, watching(observer, "q") as recordings:
        yield recordings


@pytest.fixture
def real() -> Iterator[Lab]:
    with Lab(clock="real", tcp=True, trace=False) as lab:
        yield lab


def in_vain_first(job: Any) -> None:
    if job.attemptsMade == 0:
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
        queue.add("b", attempts=1)
        work(real, 1, None)
        job.promote()
        work(real, 1, None)
    assert real.redis.hget(f"{real.prefix}:q:2", "pb") == "ada"  # no script deletes it
    assert workers(made[0]) == [("2", 1, "ada"), ("2", 2, None), ("3", 1, None)]


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
        job.promote()
        ends("bob", "completed", 1)
    assert workers(made[0]) == [("2", 1, "ada"), ("2", 2, "bob")]
