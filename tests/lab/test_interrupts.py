"""An interrupt in the middle of a call: the next one works, and the recording is what the server holds."""

from __future__ import annotations

import asyncio
import os
import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import pytest
import redis

from qlab import Lab, Queue

pytestmark = [
    pytest.mark.core,
    pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="interrupts by a timer signal"),
]
SOON_S = 0.03
CALLS: dict[str, Callable[[Queue], object]] = {
    "add": lambda queue: queue.add("interrupted"),
    "take": lambda queue: queue.take(),
    "snapshot": lambda queue: queue.lab.snapshot(),
    "advance": lambda queue: queue.lab.clock.advance("1s"),
    "job": lambda queue: queue.job("1"),
}


@contextmanager
def interrupted(server: redis.Redis) -> Iterator[None]:
    """A server that answers nobody, until a user presses Ctrl-C and it goes on."""
    process: int = server.info("server")["process_id"]  # type: ignore[index]

    def interrupt(_signal: int, frame: FrameType | None) -> None:
        if any(caller.f_globals["__name__"].startswith("qlab.") for caller, _ in traceback.walk_stack(frame)):
            signal.setitimer(signal.ITIMER_REAL, 0)
            os.kill(process, signal.SIGCONT)
            raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        os.kill(process, signal.SIGSTOP)
        # Again and again: on a busy machine the call may not have begun, or another thread be given the signal.
        signal.setitimer(signal.ITIMER_REAL, SOON_S, SOON_S)
        with pytest.raises(KeyboardInterrupt):
            yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        os.kill(process, signal.SIGCONT)


def check(lab: Lab, queue: Queue) -> None:
    for _ in range(3):
        job = queue.add("afterwards")
        assert job.state == "waiting"
        assert lab.last.script == "addStandardJob"
        assert dict(lab.recording.last.state) == dict(lab.snapshot().state)
    assert [step.index for step in lab.steps] == list(range(1, len(lab.steps) + 1))


@pytest.mark.parametrize("name", CALLS)
def test_while_a_call_waits_for_the_server(lab: Lab, name: str) -> None:
    queue = lab.queue("q")
    queue.add("a")
    with redis.Redis.from_url(str(lab.url)) as somebody, interrupted(somebody):
        CALLS[name](queue)
    check(lab, queue)


@pytest.mark.parametrize("name", CALLS)
def test_while_the_lab_looks_at_what_changed(lab: Lab, name: str) -> None:
    queue = lab.queue("q")
    queue.add("a")
    with interrupted(lab.redis):  # the lab's own client was used, so the lab looks before it does anything
        CALLS[name](queue)
    check(lab, queue)


def test_inside_a_running_loop(lab: Lab) -> None:
    queue = lab.queue("q")
    queue.add("a")

    async def main() -> None:
        with redis.Redis.from_url(str(lab.url)) as somebody, interrupted(somebody):
            queue.add("interrupted")

    asyncio.run(main())
    check(lab, queue)
