"""An asynchronous processor that awaits what can never happen is told of; one that only waits long is waited for."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from qlab import Lab
from qlab.errors import UsageError
from qlab.lab.waiting.other_threads import LOOK_S, LOOKS
from tests.run.endless import is_told

pytestmark = pytest.mark.core
Processor = Callable[[Any], Coroutine[Any, Any, Any]]
LONGER_S = 2 * LOOKS * LOOK_S
"""Longer than it takes to find that nothing can happen any more."""
TOLD = r"Processor \w+ awaits forever in job 1 of queue email: no timer, connection or thread is left to end it"


@pytest.fixture(params=["keys", "transitions"])
def detail(request: pytest.FixtureRequest) -> Any:
    return request.param


async def on_an_event(_job: Any) -> None:
    await asyncio.Event().wait()


async def on_a_future(_job: Any) -> None:
    await asyncio.get_running_loop().create_future()


async def in_spite_of_its_end(_job: Any) -> None:
    try:
        await asyncio.Event().wait()
    finally:
        await asyncio.Event().wait()


async def on_another_task(_job: Any) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(on_an_event(_job))


async def after_a_thread_has_ended(_job: Any) -> None:
    await asyncio.to_thread(int)
    await asyncio.Event().wait()


async def after_a_while(_job: Any) -> None:
    await asyncio.sleep(0.001)
    await asyncio.Event().wait()


@pytest.mark.parametrize(
    "processor",
    [on_an_event, on_a_future, in_spite_of_its_end, on_another_task, after_a_thread_has_ended, after_a_while],
)
def test_what_can_never_happen_is_told_with_job_and_processor(lab: Lab, processor: Processor, detail: Any) -> None:
    is_told(lab, processor, TOLD, detail)


def test_in_a_running_loop_too(lab: Lab, detail: Any) -> None:
    lab.queue("email").add("welcome")

    async def main() -> None:
        lab.run(on_an_event, detail=detail)

    with pytest.raises(UsageError, match=TOLD):
        asyncio.run(main())


async def awaiting_a_timer(_job: Any) -> None:
    await asyncio.sleep(0.01)


async def awaiting_a_thread(_job: Any) -> None:
    loop, done = asyncio.get_running_loop(), asyncio.Event()
    gate = threading.Event()

    def set_it() -> None:
        gate.wait()
        loop.call_soon_threadsafe(done.set)

    threading.Thread(target=set_it, daemon=True).start()
    threading.Timer(LONGER_S, gate.set).start()  # longer than the looks at the other threads take
    await done.wait()


async def awaiting_a_pool(_job: Any) -> None:
    gate = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        work = asyncio.wrap_future(pool.submit(gate.wait))
        asyncio.get_running_loop().run_in_executor(None, threading.Timer(LONGER_S, gate.set).start)
        await work


async def awaiting_a_process(_job: Any) -> None:
    process = await asyncio.create_subprocess_exec(sys.executable, "-S", "-c", f"import time; time.sleep({LONGER_S})")
    await process.wait()


async def awaiting_a_stream(_job: Any) -> None:
    ours, theirs = socket.socketpair()
    with theirs:
        reader, writer = await asyncio.open_connection(sock=ours)
        threading.Timer(LONGER_S, theirs.sendall, [b"x"]).start()
        assert await reader.read(1) == b"x"
        writer.close()
        await writer.wait_closed()


@pytest.mark.parametrize(
    "processor", [awaiting_a_timer, awaiting_a_thread, awaiting_a_pool, awaiting_a_process, awaiting_a_stream]
)
def test_what_only_takes_long_is_waited_for(lab: Lab, processor: Processor, detail: Any) -> None:
    email = lab.queue("email")
    email.add("welcome")
    lab.run(processor, detail=detail)
    assert email.counts()["completed"] == 1, email.job(1).fields.get("failedReason")


@pytest.mark.parametrize("what", ["log", "progress", "add", "do"])
def test_a_wish_that_is_yielded_takes_no_time(lab: Lab, what: str, detail: Any) -> None:
    """What each method of the job returns can be yielded: a processor that yielded None worked forever."""
    email, seen = lab.queue("email"), list[Any]()
    lab.queue("other")
    email.add("welcome")
    given: dict[str, tuple[Any, ...]] = {
        "log": ("half",), "progress": (50,), "add": ("other", "x"), "do": (email.pause,),
    }  # fmt: skip

    def work(job: Any) -> Any:
        yield getattr(job, what)(*given[what])
        seen.append(job.now_ms)

    lab.run({"email": work}, detail=detail)
    assert seen == [lab.clock.now_ms]
    assert email.counts()["completed"] == 1


@pytest.mark.parametrize("what", ["log", "progress", "add", "do"])
def test_a_wish_that_is_returned_is_no_value(lab: Lab, what: str, detail: Any) -> None:
    email = lab.queue("email")
    lab.queue("other")
    job = email.add("welcome")
    given: dict[str, tuple[Any, ...]] = {
        "log": ("half",), "progress": (50,), "add": ("other", "x"), "do": (email.pause,),
    }  # fmt: skip
    lab.run({"email": lambda job: getattr(job, what)(*given[what])}, detail=detail)
    assert job.fields["returnvalue"] == "null"


def test_a_processor_that_yields_nothing_is_told_what_to_yield(lab: Lab, detail: Any) -> None:
    lab.queue("email").add("welcome")

    def work(_job: Any) -> Any:
        yield

    with pytest.raises(UsageError, match="A processor yielded None, which is not a duration"):
        lab.run(work, detail=detail)


def test_what_a_processor_cannot_ask_for_is_told_in_both_details(lab: Lab, detail: Any) -> None:
    lab.queue("email").add("welcome")
    with pytest.raises(UsageError, match="duration cannot be 0"):
        lab.run(lambda job: job.rate_limit(0), detail=detail)
    lab.clock.advance("1m")
    lab.queue("other").add("welcome")
    with pytest.raises(UsageError, match="5 cannot be called"):
        lab.run({"other": lambda job: job.do(5)}, detail=detail)


@pytest.mark.parametrize("queue", [None, 5, [], object()])
def test_what_is_no_queue_cannot_have_a_worker(lab: Lab, queue: Any) -> None:
    with pytest.raises(UsageError, match="is not a queue; give one of the lab's queues, or its name"):
        lab.worker(queue)
    with Lab(clock="real") as live, pytest.raises(UsageError, match="is not a queue"):
        live.work(queue, print)


THREADED = """
import asyncio
from qlab import Lab

async def work(job):
    await asyncio.to_thread(int)

lab = Lab()
lab.queue("q").add("a")
lab.run({"q": work})
print(lab.queue("q").job("1").state)
"""


def test_a_processor_that_used_a_thread_leaves_nothing_to_say_at_exit() -> None:
    done = subprocess.run([sys.executable, "-c", THREADED], capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout.strip(), done.stderr, done.returncode) == ("completed", "", 0)
