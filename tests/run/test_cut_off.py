"""What cuts a run off: Ctrl-C at any moment, and a server that dies. What was done stays, and the next call works."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from qlab import JobState, Lab
from qlab.errors import ServerUnreachable
from qlab.run import Evenly, RandomLoad, sweep
from qlab.run.real.live import LiveWorker
from tests.lab.processes import eventually
from tests.lab.test_interrupts_everywhere import Interrupter, a_real_one, no_finalizers, true

DETAILS = ["keys", "transitions"]
pytestmark = pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="sends signals to a thread")


def a_second(_job: Any) -> Iterator[str]:
    yield "1s"


def interrupted(at: int, call: Any) -> bool:
    """Interrupt a call as it enters its so-manieth function; False where it does not enter as many."""
    interrupter = Interrupter(at)
    with contextlib.suppress(KeyboardInterrupt), interrupter.watching():
        call()
    return interrupter.passed >= at


def at_any_moment(test: Any) -> Any:
    """Let an interrupt come between a coroutine's making and awaiting, and in a finalizer, where Python drops it."""
    unawaited = pytest.mark.filterwarnings("ignore:coroutine .* was never awaited")
    return pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")(unawaited(test))


def completed(lab: Lab) -> dict[str, tuple[Any, ...]]:
    """The jobs that are completed, and when each ended."""
    views = lab.snapshot().all_jobs()
    return {view.id: (view.finished_on, view.worker) for view in views if view.state is JobState.COMPLETED}


@pytest.mark.parametrize("detail", DETAILS)
@at_any_moment
def test_a_run_that_is_interrupted_at_any_moment_can_be_followed_by_another(detail: str) -> None:
    at = 5
    with Lab(trace=False) as lab:
        queue = lab.queue("q")
        queue.add_bulk([("welcome",)] * 3)
        while interrupted(at, lambda: lab.run({"q": a_second}, workers=2, detail=detail)):
            done = completed(lab)
            lab.run({"q": a_second}, workers=2, until="5m")  # all that was taken stalls by then, and is taken again
            after = completed(lab)
            assert len(after) == 3, f"interrupted at {at}"
            assert done.items() <= after.items()
            true(lab)
            lab.redis.unlink(*[key for key in lab.recording.last.state if key != "bull:q:meta"])
            queue.add_bulk([("welcome",)] * 3)
            at += 67
    assert at > 1000


def test_a_run_in_a_script_is_interrupted_by_the_keyboard() -> None:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with no_finalizers(), Lab(trace=False, seed=3) as lab:
            queue = lab.queue("q")
            for detail in DETAILS * 4:
                with pytest.raises(KeyboardInterrupt), a_real_one(lab.random.uniform(0, 0.2)):
                    lab.run({"q": a_second}, arrivals=Evenly("q", "1s", jobs=100_000), detail=detail)
                done = queue.counts()["completed"]
                lab.run({"q": a_second}, until="5m", arrivals=Evenly("q", "1s", jobs=3))
                assert queue.counts()["completed"] >= done + 3
                assert queue.counts()["active"] == 0
                true(lab)
                queue.drain()
    finally:
        signal.signal(signal.SIGINT, before)


@at_any_moment
def test_a_sweep_that_is_interrupted_can_be_made_again() -> None:
    load = RandomLoad("1s", "1s", jobs=5)
    whole = sweep(load, (1, 2), range(2))
    for at in range(7, 3000, 711):
        assert interrupted(at, lambda: sweep(load, (1, 2), range(2)))
        assert sweep(load, (1, 2), range(2)).equals(whole)


@pytest.fixture
def real() -> Iterator[Lab]:
    with Lab(clock="real", trace=False) as lab:
        yield lab


def at_work() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "qlab-q"]


@pytest.mark.parametrize("ready", [False, True], ids=["as it begins", "when it is there"])
def test_a_worker_whose_start_is_interrupted_takes_no_jobs(
    real: Lab, monkeypatch: pytest.MonkeyPatch, ready: bool
) -> None:
    queue = real.queue("q")
    queue.add("welcome")

    def press(live: LiveWorker) -> None:
        if ready:
            live._ready.wait(30)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(LiveWorker, "_await_start", press)
        with pytest.raises(KeyboardInterrupt):
            real.work("q", lambda _job: threading.Event().wait(0.05))
    eventually(lambda: not at_work(), "a worker that nobody has goes on")
    assert [worker.state for worker in real.workers] == ["closed"]
    queue.add("and thanks")
    with real.work("q", str) as live:
        assert live.wait(queue.counts()["waiting"])
    assert queue.counts()["completed"] == 2


def test_ctrl_c_while_a_worker_works_leaves_what_it_did(real: Lab) -> None:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    queue, begun = real.queue("q"), threading.Event()

    def press(_job: Any) -> None:
        if not begun.is_set():
            begun.set()
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    try:
        with pytest.raises(KeyboardInterrupt), real.work("q", press) as live:  # noqa: PT012  it comes in one of the two
            queue.add_bulk([("welcome",)] * 3)
            live.wait(1000, 60)
    finally:
        signal.signal(signal.SIGINT, before)
    assert not at_work()
    assert (queue.counts()["active"], queue.counts()["completed"]) == (0, live.done)
    with real.work("q", str) as other:
        assert other.wait(3 - live.done)
    assert queue.counts()["completed"] == 3


# -- a server that dies ------------------------------------------------------------------------------------------------


def kill_server(lab: Lab) -> None:
    pid: int = lab.redis.info("server")["process_id"]  # type: ignore[index]
    os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("detail", DETAILS)
def test_a_run_ends_in_a_sentence_when_the_server_dies(detail: str) -> None:
    with Lab(trace=False) as lab:
        lab.queue("q")
        pid: int = lab.redis.info("server")["process_id"]  # type: ignore[index]
        dies = [("90s", lambda: os.kill(pid, signal.SIGKILL))]
        for _ in range(2):  # also a run that begins without one
            with pytest.raises(ServerUnreachable, match="The lab lost its connection to the server"):
                lab.run({"q": a_second}, arrivals=Evenly("q", "1s", jobs=500), meanwhile=dies, detail=detail)


def test_whoever_waits_for_a_worker_hears_that_the_server_died(real: Lab) -> None:
    real.queue("q").add("welcome")
    with real.work("q", str) as live:
        assert live.wait(1)
        kill_server(real)
        with pytest.raises(ServerUnreachable, match="The worker of queue q lost its connection to the server"):
            live.wait(2, 3600)
    assert (live.done, live.running, at_work()) == (1, False, [])
    with pytest.raises(ServerUnreachable, match="cannot reach"):
        real.work("q", str)


def dying(_workers: int, _seed: int) -> float:
    with Lab(trace=False) as lab:
        lab.queue("q")
        kill_server(lab)
        lab.run({"q": a_second}, arrivals=Evenly("q", "1s", jobs=3))
        return 0.0


def test_a_sweep_ends_in_the_sentence_of_a_run_whose_server_died() -> None:
    with pytest.raises(ServerUnreachable, match="The lab lost its connection to the server"):
        sweep(dying)
