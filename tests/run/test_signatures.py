"""Each of BullMQ's signals, from a processor of each of the three signatures, in virtual time and in real time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import bullmq
import pytest

from qlab import Job, Lab
from qlab.run import DelayedError, RateLimitError, UnrecoverableError, WaitingChildrenError, WaitingError
from tests.lab.processes import eventually

pytestmark = pytest.mark.core
Body = Callable[..., Any]


def of_one(body: Body, job: Any) -> Any:
    return body(job)


def of_two(body: Body, job: Any, token: str) -> Any:
    return body(job, token)


def of_three(body: Body, job: Any, token: str, signal: Any) -> Any:
    return body(job, token, signal)


SIGNATURES: dict[str, Callable[[Body], Body]] = {
    "(job)": lambda body: partial(of_one, body),
    "(job, token)": lambda body: partial(of_two, body),
    "(job, token, signal)": lambda body: partial(of_three, body),
}
LEFT = {
    "delayed": ("completed", "2", "1"),
    "waiting": ("completed", "2", "1"),
    "children": ("completed", "2", "1"),
    "limited": ("completed", "2", "1"),
    "hopeless": ("failed", "1", "1"),
}
"""Where the job of each signal ends, how often it was begun (`ats`) and how many attempts it made (`atm`)."""


def begin(lab: Lab, signal: str) -> Job:
    queue = lab.queue("email")
    queue.limit(100, "1s")
    job = queue.add(signal, attempts=3)
    if signal == "children":
        lab.queue("parts").add("part", parent=job)
    return job


class Virtual:
    """What a processor does in virtual time."""

    def __init__(self) -> None:
        self.given: list[tuple[Any, ...]] = []

    def __call__(self, job: Any, *more: Any) -> Iterator[Any]:
        first = not self.given
        self.given.append(more)
        if job.name == "hopeless":
            raise UnrecoverableError("no such address")
        if job.name == "children":
            if (yield job.move_to_waiting_children()):
                raise WaitingChildrenError
        elif first:
            move = {
                "delayed": lambda: job.move_to_delayed("50ms"),
                "waiting": job.move_to_wait,
                "limited": lambda: job.rate_limit("50ms"),
            }
            yield move[job.name]()
            raise {"delayed": DelayedError, "waiting": WaitingError, "limited": RateLimitError}[job.name]
        return "done"


class Real:
    """The same in real time."""

    def __init__(self, lab: Lab) -> None:
        self.lab, self.given = lab, list[tuple[Any, ...]]()

    async def __call__(self, job: Any, *more: Any) -> str:
        first, token = not self.given, job.token
        self.given.append(more)
        if job.name == "hopeless":
            raise UnrecoverableError("no such address")
        if job.name == "children":
            if await job.moveToWaitingChildren(token, {}):
                raise WaitingChildrenError
        elif first:
            await self.move(job, token)
            raise {"delayed": DelayedError, "waiting": WaitingError, "limited": RateLimitError}[job.name]
        return "done"

    async def move(self, job: Any, token: str) -> None:
        if job.name == "delayed":
            await job.moveToDelayed(round(time.time() * 1000) + 50, token)
        elif job.name == "waiting":
            await job.moveToWait(token)
        else:
            queue = bullmq.Queue("email", {"connection": str(self.lab.url), "prefix": self.lab.prefix})
            await queue.rateLimit(50)
            await queue.close()


def check(lab: Lab, job: Job, signal: str, given: list[tuple[Any, ...]], signature: str) -> None:
    view = lab.snapshot().job(job.id, "email")
    assert view is not None
    assert (str(view.state), view.fields["ats"], view.fields["atm"]) == LEFT[signal]
    assert [len(more) for more in given] == [signature.count(",")] * int(LEFT[signal][1])
    for token, *signals in (more for more in given if more):
        assert isinstance(token, str)
        assert all(each.aborted is False for each in signals)


@pytest.mark.parametrize("signature", SIGNATURES)
@pytest.mark.parametrize("signal", LEFT)
@pytest.mark.parametrize("detail", ["keys", "transitions"])
def test_in_a_run(server_url: str | None, detail: Any, signal: str, signature: str) -> None:
    with Lab(server_url, trace=False) as lab:
        job, body = begin(lab, signal), Virtual()
        processors = {"email": SIGNATURES[signature](body)}
        lab.run({**processors, "parts": lambda _: 1} if signal == "children" else processors, detail=detail)
        check(lab, job, signal, body.given, signature)


@pytest.mark.parametrize("signature", SIGNATURES)
@pytest.mark.parametrize("signal", LEFT)
def test_in_real_time(server_url: str | None, signal: str, signature: str) -> None:
    with Lab(server_url, clock="real", trace=False) as lab:
        job, body = begin(lab, signal), Real(lab)

        with lab.work("email", SIGNATURES[signature](body)):
            if signal == "children":
                eventually(lambda: job.state == "waiting-children", "it does not wait for its child", 30)
                with lab.work("parts", lambda _: 1):
                    eventually(lambda: job.state == LEFT[signal][0], "it does not end", 30)
            eventually(lambda: job.state == LEFT[signal][0], "it does not end", 30)
        check(lab, job, signal, body.given, signature)
