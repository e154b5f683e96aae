"""Processors that nobody could call with a job are refused before any job is taken."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from qlab import Lab
from qlab.errors import UsageError
from qlab.run.working.calling import arguments_of

pytestmark = pytest.mark.core


class Sender:
    def __call__(self, job: Any, token: str) -> None: ...

    def send(self, job: Any) -> None: ...


def keyword_only(job: Any, *, to: str) -> None: ...


def takes_job(job: Any) -> None: ...


def takes_token(job: Any, token: str) -> None: ...


def takes_signal(job: Any, token: str, signal: Any) -> None: ...


def takes_any(*given: Any) -> None: ...


def takes_job_and_has_an_option(job: Any, retries: int = 3) -> None: ...


def takes_nothing() -> None: ...


def takes_four(job: Any, token: str, signal: Any, more: Any) -> None: ...


CALLABLE: dict[str, tuple[Callable[..., Any], int]] = {
    "job": (takes_job, 1),
    "token": (takes_token, 2),
    "signal": (takes_signal, 3),
    "any": (takes_any, 3),
    "a default of its own": (takes_job_and_has_an_option, 1),
    "an object": (Sender(), 2),
    "a method": (Sender().send, 1),
    "partly given": (partial(keyword_only, to="ada"), 1),
    "built in": (print, 3),
}
NOT: dict[str, Any] = {
    "none": None,
    "a number": 5,
    "a text": "send",
    "takes nothing": takes_nothing,
    "takes too much": takes_four,
    "asks for a keyword": keyword_only,
}


@pytest.mark.parametrize("name", CALLABLE)
def test_what_a_processor_takes(name: str) -> None:
    processor, many = CALLABLE[name]
    assert arguments_of(processor) == many


@pytest.mark.parametrize("name", NOT)
def test_in_a_run(lab: Lab, name: str) -> None:
    queue = lab.queue("email")
    queue.add("welcome")
    steps = len(lab.steps)
    with pytest.raises(UsageError, match="processor") as caught:
        lab.run({"email": NOT[name]})
    assert "give a function." in str(caught.value) or "let it take (job), (job, token)" in str(caught.value)
    if callable(NOT[name]):
        with pytest.raises(UsageError, match=r"let it take \(job\), \(job, token\) or \(job, token, signal\)"):
            lab.run(NOT[name])
    assert len(lab.steps) == steps
    assert queue.counts()["waiting"] == 1


@pytest.mark.parametrize("name", NOT)
def test_in_real_time(server_url: str | None, name: str) -> None:
    with Lab(server_url, clock="real", trace=False) as lab:
        queue = lab.queue("email")
        queue.add("welcome")
        for what in (queue, lab.worker(queue, "ada")):
            with pytest.raises(UsageError, match="cannot be the processor for 'email'"):
                lab.work(what, NOT[name])
        assert queue.counts()["waiting"] == 1
