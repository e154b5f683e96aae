"""Both ways of recording a run tell of the same moves, whatever happens in it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Literal

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from qlab import Lab, Recording, exponential
from qlab.lab.handles.queue import Queue
from qlab.run import Block, Crash, Evenly, Poisson
from qlab.run.active_job import ActiveJob
from qlab.run.result import Run
from tests import used_again
from tests.attempts import (
    by_job,
    check_attempts,
    expected_in_backoff,
    expected_in_timeline,
    in_backoff,
    in_timeline,
)

Detail = Literal["keys", "transitions"]
Scenario = Callable[[Lab], Mapping[str, Any]]
"""Sets a lab up and returns the arguments of ``lab.run``."""
EXAMPLES = 60 if "QLAB_FUZZ" in os.environ else 6
"""Of options and operations that meet; `make fuzz` plays more."""


def played(scenario: Scenario, detail: Detail, url: str | None = None) -> tuple[Run, Mapping[str, Any]]:
    with used_again.servers(), Lab(url, prefix="run", seed=3) as lab:
        run = lab.run(**{"until": "5m", **scenario(lab)}, detail=detail)
        return run, lab.snapshot().counts()


def check_same(scenario: Scenario, url: str | None = None) -> Run:
    """Plays a scenario both ways, compares all that is told of it, and returns the run with steps."""
    (keys, left), (moves, same) = played(scenario, "keys", url), played(scenario, "transitions", url)
    assert moves.moves == keys.moves
    assert moves.transitions().equals(keys.transitions())
    assert moves.attempts().equals(keys.attempts())
    assert moves.utilisation().equals(keys.utilisation())
    assert (moves.ended, same) == (keys.ended, left)
    assert not moves.steps
    check_lengths(keys, left)
    check_steps(keys)
    return keys


def check_steps(keys: Run) -> None:
    """A run's moves are those of its steps, and everything told of the attempts in them agrees."""
    of_steps = [move for step in keys.steps for move in step.moves]
    text = [move._replace(script=None) for move in keys.moves]
    assert sorted(text, key=repr) == sorted(of_steps, key=repr)
    recording = Recording(keys.first, steps=keys.steps)
    theirs = check_attempts(recording)
    pd.testing.assert_frame_equal(theirs, by_job(keys.attempts()))
    assert in_timeline(keys) == expected_in_timeline(theirs, keys.start)
    assert in_backoff(keys) == expected_in_backoff(theirs)


def check_lengths(run: Run, left: Mapping[str, Any]) -> None:
    """The line never has less than no job in it, and in the end as many as the server has."""
    lengths = run.queue_length()
    assert (lengths[["in_line", "active"]] >= 0).all(axis=None)
    for queue, last in lengths.groupby("queue").last().iterrows():
        states = left.get(queue) or Counter()  # nothing is left of a queue that was obliterated
        ready = states["waiting"] + states["prioritized"]
        assert (
            ready <= last["in_line"] <= ready + states["delayed"]
        )  # those that are due are in line, wherever they are
        assert last["active"] == states["active"]


def work(job: ActiveJob) -> Iterator[Any]:
    """Works for some seconds; fails, dies and blocks now and then."""
    yield job.random.expovariate(1 / 3_000)
    chance = job.random.random()
    if chance < 0.05:
        yield Crash(restart="3s")
    if chance < 0.10:
        yield Block("50s")
    job.progress(50)
    if chance < 0.35:
        raise ConnectionError("SMTP 451")
    job.log("sent")


@pytest.mark.parametrize(
    "keep",
    [
        True,
        False,
        0,
        3,
        {"count": 0},
        {"count": 4},
        {"age": 20},
        {"age": 0},
        {"age": 30, "count": 5},
        {"age": 9, "limit": 2},
    ],
    ids=str,
)
def test_older_jobs_that_make_way_for_a_finished_one(keep: Any) -> None:
    def scenario(lab: Lab) -> Mapping[str, Any]:
        lab.queue("email", attempts=2, removeOnComplete=keep, removeOnFail=keep).add_bulk(
            [("old", n) for n in range(3)]
        )
        return {"processors": work, "workers": 2, "arrivals": Poisson("email", "3s", jobs=12)}

    run = check_same(scenario)
    pushed_out = [move for move in run.moves if move.target is None and move.source in ("completed", "failed")]
    assert bool(pushed_out) == (keep not in (True, False, 0, {"count": 0}, {"age": 0}))


def test_a_failed_child_that_makes_way_releases_its_parent() -> None:
    def scenario(lab: Lab) -> Mapping[str, Any]:
        lab.queue("parts", removeOnFail={"count": 1})
        lab.queue("whole")
        for number in range(3):
            children = [{"name": f"{number}", "queue": "parts"} for _ in range(2)]
            lab.flow({"name": "whole", "queue": "whole", "options": {"priority": number}, "children": children})
        good = [{"name": "good", "queue": "parts"}]
        lab.flow({"name": "later", "queue": "whole", "options": {"delay": "7s"}, "children": good})

        def part(job: ActiveJob) -> Iterator[str]:
            yield "2s"
            if job.name != "good":
                raise ValueError("no such file")

        return {"processors": {"parts": part, "whole": lambda job: job.name}}

    run = check_same(scenario)
    released = run.transitions().query("queue == 'whole' and source == 'waiting-children'")
    assert released["target"].tolist() == ["waiting", "waiting", "delayed"]


@pytest.mark.parametrize(
    "child",
    [{"failParentOnFailure": True}, {"ignoreDependencyOnFailure": True}, {"continueParentOnFailure": True}, {}],
    ids=str,
)
def test_children_that_fail(child: Mapping[str, Any]) -> None:
    def scenario(lab: Lab) -> Mapping[str, Any]:
        lab.queue("parts")
        lab.queue("whole", attempts=2, backoff=exponential("9s"))
        children = [{"name": f"{number}", "queue": "parts", "options": dict(child)} for number in range(3)]
        lab.flow({"name": "whole", "queue": "whole", "children": children})

        def part(job: ActiveJob) -> Iterator[str]:
            yield "2s"
            if job.name == "1":
                raise ValueError("no such file")

        return {"processors": {"parts": part, "whole": work}}

    assert not check_same(scenario).attempts().empty


def operated(lab: Lab) -> Mapping[str, Any]:
    email = lab.queue("email", attempts=3, backoff=exponential("2s"), removeOnComplete={"count": 3})
    push = lab.queue("push", attempts=2)
    email.add_bulk([("mail", n, {"delay": f"{n}s", "priority": n % 3}) for n in range(12)])

    def rearrange() -> None:
        email.add("by hand", delay="4s", priority=1).change_delay("15s")
        lab.redis.lpush(f"{lab.prefix}:push:wait", "ghost")
        lab.redis.hset(
            f"{lab.prefix}:push:ghost", mapping={"name": "ghost", "data": "{}", "opts": "{}", "timestamp": "1"}
        )

    meanwhile = [
        ("5s", email.pause),
        ("21s", email.resume),
        ("30s", lambda: email.limit(1, "6s")),
        ("50s", email.limit),
        ("55s", lambda: email.concurrency(1)),
        ("70s", lambda: email.concurrency(3)),
        ("80s", rearrange),
        ("100s", lambda: email.drain(delayed=True)),
        ("110s", email.retry_all),
        ("120s", lambda: push.clean("completed")),
    ]

    def push_on(job: ActiveJob) -> Iterator[Any]:
        yield from work(job)
        if job.random.random() < 0.2:
            job.do(push.pause if job.random.random() < 0.5 else push.resume)
        job.add("push", "note", job.id)

    arrivals = [Poisson("email", "4s", jobs=30), Evenly("email", "7s", jobs=10, options={"delay": "3s"})]
    return {
        "processors": {"email": push_on, "push": work},
        "workers": {"email": 2},
        "concurrency": {"email": 2},
        "meanwhile": meanwhile,
        "arrivals": arrivals,
    }


@pytest.mark.core
def test_pauses_limits_and_other_operations_in_the_middle_of_a_run(server_url: str | None) -> None:
    run = check_same(operated, server_url)
    titles = {step.title for step in run.steps}
    assert titles >= {"email: pause", "email: resume", "email: limit", "email: concurrency"}
    assert titles >= {"email: drain", "email: retry all", "push: pause", "push: resume", "from outside"}
    began = [move.at - run.began for move in run.moves if move.queue == "email" and move.target == "active"]
    assert not [at for at in began if 5_000 < at < 21_000]  # paused
    assert [at for at in began if at == 21_000]  # and at work again as soon as it is resumed


def test_deduplication_in_all_its_ways() -> None:
    def scenario(lab: Lab) -> Mapping[str, Any]:
        queue = lab.queue("email", removeOnComplete={"count": 2}, attempts=2)
        ways: list[dict[str, Any]] = [
            {"id": "a"},
            {"id": "b", "ttl": "9s"},
            {"id": "c", "ttl": "9s", "extend": True},
            {"id": "d", "ttl": "30s", "replace": True},
            {"id": "e", "keepLastIfActive": True},
            {"id": "f", "keepLastIfActive": True, "ttl": "20s"},
        ]
        arrivals = [
            Poisson("email", "5s", jobs=12, options={"deduplication": way, "delay": "3s" if way["id"] in "de" else 0})
            for way in ways
        ]
        return {"processors": {queue.name: work}, "concurrency": 3, "arrivals": arrivals}

    assert len(check_same(scenario).attempts()) > 20


KEEPS = st.sampled_from([None, True, 2, {"count": 3}, {"age": 15}])
FLOW = {"name": "whole", "queue": "email", "children": [{"name": "part", "queue": "email"}]}
OPERATIONS: Mapping[str, Callable[[Queue], Any]] = {
    "pause": Queue.pause,
    "resume": Queue.resume,
    "limit": lambda queue: queue.limit(2, "5s"),
    "lift the limit": Queue.limit,
    "one at once": lambda queue: queue.concurrency(1),
    "any at once": Queue.concurrency,
    "retry the failed": Queue.retry_all,
    "retry the completed": lambda queue: queue.retry_all("completed"),
    "promote": Queue.promote_all,
    "drain": lambda queue: queue.drain(delayed=True),
    "flow": lambda queue: queue.lab.flow(FLOW),
    "schedule": lambda queue: queue.schedule("other", every="9s"),
    "unschedule": lambda queue: queue.unschedule("other"),
    "take": Queue.take,
    "obliterate": lambda queue: queue.obliterate(force=True),
}


@pytest.mark.parametrize("detail", ["keys", "transitions"])
def test_a_job_due_at_no_moment_stays(detail: Detail) -> None:
    """A score in `delayed` written by hand may be infinite; such a job is never due, and must not end the run."""

    def scenario(lab: Lab) -> Mapping[str, Any]:
        queue = lab.queue("q")
        queue.add_bulk(
            [("never", {}, {"delay": 1_000}), ("ever", {}, {"delay": 1_000}), ("soon", {}, {"delay": 1_000})]
        )
        queue.add("done")
        done = queue.take()
        assert done is not None
        done.complete(None)
        lab.redis.zadd(f"{lab.prefix}:q:delayed", {"1": float("inf"), "2": float("-inf")})
        lab.redis.zadd(f"{lab.prefix}:q:completed", {done.id: float("inf")})
        return {"processors": {"q": lambda _job: None}}

    run, left = played(scenario, detail)
    assert left["q"]["delayed"] == 2
    assert left["q"]["completed"] == 2
    assert list(run.attempts()["job"]) == ["3"]


@st.composite
def scenarios(draw: st.DrawFn) -> Mapping[str, Any]:
    return {
        "attempts": draw(st.integers(1, 3)),
        "backoff": draw(st.sampled_from([None, "2s", exponential("1s")])),
        "removeOnComplete": draw(KEEPS),
        "removeOnFail": draw(KEEPS),
        "priorities": draw(st.integers(1, 3)),
        "lock": draw(st.sampled_from(["5s", "30s"])),
        "every": draw(st.sampled_from([None, "4s"])),
        "flows": draw(st.integers(0, 2)),
        "workers": draw(st.integers(1, 3)),
        "concurrency": draw(st.integers(1, 3)),
        "operations": draw(st.lists(st.tuples(st.integers(0, 60), st.sampled_from(list(OPERATIONS))), max_size=6)),
    }


def arranged(lab: Lab, drawn: Mapping[str, Any]) -> Mapping[str, Any]:
    names = ("attempts", "backoff", "removeOnComplete", "removeOnFail")
    email = lab.queue("email", lock_duration=drawn["lock"], **{name: drawn[name] for name in names})
    email.add_bulk([("mail", {}, {"priority": n % drawn["priorities"]}) for n in range(5)])
    email.add("later", delay="5s")
    if drawn["every"]:
        email.schedule("beat", every=drawn["every"])
    for number in range(drawn["flows"]):
        children = [{"name": "part", "queue": "email", "options": {"priority": number}}] * 2
        lab.flow({"name": "whole", "queue": "email", "children": children})
    return {
        "processors": {"email": work},
        "workers": drawn["workers"],
        "concurrency": drawn["concurrency"],
        "meanwhile": [(f"{at}s", partial(OPERATIONS[what], email)) for at, what in drawn["operations"]],
        "arrivals": Poisson("email", "4s", jobs=8),
        "until": "2m",
        "stalled_interval": "10s",
    }


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(scenarios())
def test_whatever_options_and_operations_meet(drawn: Mapping[str, Any]) -> None:
    check_same(lambda lab: arranged(lab, drawn))
