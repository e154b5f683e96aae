"""In a long run the server tells which keys change only as long as that is less than all of them; none is missed."""

from __future__ import annotations

from typing import Any

import pytest

from qlab import Lab
from qlab.run import Evenly
from qlab.run.active_job import ActiveJob

JOBS = 120
OPENED = 1


def at_once(_: ActiveJob) -> None:
    return None


def run(lab: Lab, processor: Any, until: str | None = None) -> None:
    lab.run({"email": processor}, until=until, arrivals=Evenly("email", "1s", JOBS), detail="transitions")


def told(lab: Lab) -> int:
    """How often the lab has had the server begin or cease to tell which keys change."""
    stats: Any = lab.redis.info("commandstats")
    return int(stats["cmdstat_client|tracking"]["calls"])


def check_known(lab: Lab) -> None:
    """The recording ends with what the server holds, and goes on to notice what others change."""
    last = lab.recording.last
    assert lab.snapshot().state == last.state
    lab.redis.set("bull:email:note", "by hand")
    lab.queue("email").add("welcome")
    assert [step.operation.name for step in lab.steps[-2:]] == ["outside", "add"]
    assert lab.snapshot().state == lab.recording.last.state


def test_after_a_long_run_all_is_known_and_heard_of_again() -> None:
    with Lab(trace=True) as lab:
        lab.queue("email")
        run(lab, at_once)
        assert told(lab) == OPENED + 3
        assert lab.last.after.counts()["email"]["completed"] == JOBS
        check_known(lab)
        assert lab.last.script == "addStandardJob"


def test_a_short_run_beside_a_long_line_reads_no_more_than_what_changed() -> None:
    with Lab(trace=False) as lab:
        lab.queue("email").add_bulk([("later", {}, {"delay": "10h"})] * 5 * JOBS)
        run(lab, at_once, until="3m")
        assert told(lab) == OPENED
        check_known(lab)


def test_a_processor_that_looks_sees_what_the_server_holds() -> None:
    seen: list[bool] = []

    def look(job: ActiveJob) -> None:
        if int(job.id) > JOBS - 5:
            state = lab.snapshot()
            seen.append(state.state_of(job.id) == "active" and state.state == lab.recording.last.state)

    with Lab(trace=False) as lab:
        lab.queue("email")
        run(lab, look)
        assert seen == [True] * 5
        check_known(lab)


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
def test_a_run_that_is_cut_off_leaves_nothing_unknown(error: type[BaseException]) -> None:
    def interrupted(job: ActiveJob) -> None:
        if int(job.id) > JOBS - 5:
            raise error

    with Lab(trace=False) as lab:
        lab.queue("email")
        with pytest.raises(error):
            run(lab, interrupted)
        check_known(lab)


def test_keys_that_are_gone_are_known_to_be_gone() -> None:
    def remove(job: ActiveJob) -> None:
        if int(job.id) == JOBS:
            lab.redis.delete("beside", "bull:other:1", "bull:other:delayed")

    with Lab(trace=False) as lab:
        lab.queue("other").add("before", delay="10h")
        lab.queue("email")
        lab.redis.set("beside", "nobody's")
        lab.snapshot()
        assert "beside" in lab.recording.last.state
        run(lab, remove)
        assert not {"beside", "bull:other:1", "bull:other:delayed"} & set(lab.recording.last.state)
        check_known(lab)


@pytest.mark.parametrize("sent", [False, True])
def test_an_interrupt_as_the_server_ceases_to_tell(sent: bool) -> None:
    with Lab(trace=False) as first, Lab(url=str(first.url), prefix="bull", trace=False) as lab:
        queue = lab.queue("email")
        queue.add("a")
        tracker = lab._session.tracker
        execute = tracker.execute

        def interrupted(*command: object) -> None:
            if sent:
                execute(*command)
            raise KeyboardInterrupt

        tracker.execute = interrupted  # type: ignore[method-assign]
        with tracker.busy(), pytest.raises(KeyboardInterrupt):
            tracker.enough(0)
        tracker.execute = execute  # type: ignore[method-assign]
        queue.add("b")
        check_known(lab)


def test_on_somebody_elses_server() -> None:
    with Lab(trace=False) as first, Lab(url=str(first.url), prefix="bull", trace=False) as lab:
        lab.queue("email")
        run(lab, at_once)
        assert told(lab) == 2 * OPENED + 3
        check_known(lab)
