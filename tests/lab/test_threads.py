"""Threads: a block of ``lab.observe`` may wait for them, and closing a lab under one is an error of qlab's."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from qlab import Lab
from qlab.errors import ClosedError

pytestmark = pytest.mark.core
JOIN_S = 60.0


def joined(do: Any) -> None:
    thread = threading.Thread(target=do, daemon=True)
    thread.start()
    thread.join(JOIN_S)
    assert not thread.is_alive(), "the thread waits for the block that waits for it"


def test_a_block_of_observe_may_wait_for_a_thread_that_uses_the_lab(lab: Lab) -> None:
    email = lab.queue("email")
    with lab.observe("together") as step:
        lab.redis.lpush(f"{lab.prefix}:mine:wait", "1")
        joined(lambda: email.add("welcome"))
        lab.redis.delete(f"{lab.prefix}:mine:wait")
    assert [each.operation.name for each in lab.steps].count("add") == 1
    assert step.title == "together"
    assert "wait" in " ".join(change.key for change in step.diff)


def test_a_block_of_observe_may_wait_for_a_pool(lab: Lab) -> None:
    email = lab.queue("email")
    with lab.observe("a race"), ThreadPoolExecutor(3) as pool:
        assert len({job.id for job in pool.map(email.add, "abcdef")}) == 6
    assert email.counts()["waiting"] == 6
    for earlier, later in zip(lab.steps, lab.steps[1:], strict=False):
        assert later.before is earlier.after


def test_blocks_in_several_threads_end_in_any_order(lab: Lab) -> None:
    """The one that began last is not the one that ends last."""
    begun, ended = threading.Event(), threading.Event()

    def other() -> None:
        with lab.observe("theirs"):
            begun.set()
            assert ended.wait(JOIN_S)

    thread = threading.Thread(target=other, daemon=True)
    with lab.observe("mine"):
        thread.start()
        assert begun.wait(JOIN_S)
    ended.set()
    thread.join(JOIN_S)
    lab.redis.set(f"{lab.prefix}:q:meta", "1")
    lab.queue("q").counts()
    assert lab.steps[-1].title == "from outside"


@pytest.mark.parametrize("detail", ["keys", "transitions"])
def test_a_job_s_thread_is_waited_for_in_a_block(lab: Lab, detail: Any) -> None:
    email = lab.queue("email")
    email.add("welcome")
    looked: list[Any] = []

    def work(_job: Any) -> None:
        joined(lambda: looked.append(str(lab)))

    with lab.observe("a run"):
        lab.run(work, detail=detail)
    assert len(looked) == 1
    assert email.counts()["completed"] == 1


@pytest.mark.parametrize("detail", ["keys", "transitions"])
@pytest.mark.parametrize("at", ["in the processor", "at its end", "meanwhile"])
def test_a_lab_that_is_closed_in_the_middle_of_a_run_says_so(detail: Any, at: str) -> None:
    with Lab() as lab:
        email = lab.queue("email")
        email.add("a")
        email.add("b")

        def work(_job: Any) -> Any:
            if at == "in the processor":
                lab.close()
            yield "20s"
            if at == "at its end":
                lab.close()

        with pytest.raises(ClosedError, match="This lab is closed"):
            lab.run(work, detail=detail, meanwhile=[("10s", lab.close)] if at == "meanwhile" else [])


@pytest.mark.parametrize("line", ["tracker", "monitor"])
@pytest.mark.parametrize("method", ["send", "send_packed", "next", "until"])
def test_a_lab_that_is_closed_in_the_middle_of_a_call_says_so(line: str, method: str) -> None:
    """At each place where a call may lose its connection: none says that the server is not running."""
    with Lab() as lab:
        email, sticky = lab.queue("email"), getattr(lab._session, line)._line
        do = getattr(sticky, method)

        def closed_before(*args: object) -> object:
            closing = threading.Thread(target=lab.close)
            closing.start()
            closing.join(JOIN_S)
            return do(*args)

        setattr(sticky, method, closed_before)
        met = False
        try:
            email.add("welcome")
        except ClosedError:
            met = True
        assert met == lab.closed  # not every line is used in each way


def test_a_lab_that_another_thread_closes_is_closed_for_this_one() -> None:
    with Lab() as lab:
        email, seen = lab.queue("email"), threading.Event()
        errors: list[BaseException] = []

        def work() -> None:
            try:
                while True:
                    email.add("welcome")
                    seen.set()
            except BaseException as error:  # noqa: BLE001  whatever it is, it is looked at below
                errors.append(error)

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        assert seen.wait(JOIN_S)
        lab.close()
        thread.join(JOIN_S)
        assert [type(error) for error in errors] == [ClosedError]
