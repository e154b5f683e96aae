"""Processors that raise, return and do what no processor should: it ends their attempt, or is one clear sentence."""

from __future__ import annotations

import asyncio
import gc
import threading
import warnings
from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest

from qlab import Lab
from qlab.errors import UsageError
from qlab.lab.workers.tellable import tellable
from qlab.protocol.keys import job_key
from qlab.run import UnrecoverableError
from tests.run.test_faults import DETAILS


@pytest.fixture(params=DETAILS)
def detail(request: pytest.FixtureRequest) -> Any:
    return request.param


class UntellableError(Exception):
    """Its text raises."""

    def __str__(self) -> str:
        raise ZeroDivisionError


class NoTextError(Exception):
    """Its text is none."""

    def __str__(self) -> str:
        return cast("str", 7)


class Unshowable:
    def __repr__(self) -> str:
        raise ZeroDivisionError


def with_half_a_pair_beside_it() -> Exception:
    error = ValueError("plain")
    error.__cause__ = ValueError("\ud800")
    return error


RAISED: list[tuple[BaseException, str]] = [
    (UntellableError(), "an error whose text cannot be read (ZeroDivisionError)"),
    (NoTextError(), "an error whose text cannot be read (TypeError)"),
    (ValueError("half \ud83d"), "half \ufffd"),
    (ValueError("both \ud83d\ude00"), "both \U0001f600"),
    (with_half_a_pair_beside_it(), "plain"),
    (asyncio.CancelledError("asked to"), "asked to"),
    (GeneratorExit("left"), "left"),
    (ExceptionGroup("many", [UntellableError(), ValueError("\ud800")]), "many (2 sub-exceptions)"),
]


def raising(error: BaseException, how: str) -> Callable[[Any], Any]:
    def plain(_job: Any) -> None:
        raise error

    def generator(_job: Any) -> Iterator[str]:
        yield "1s"
        raise error

    async def asynchronous(_job: Any) -> None:
        raise error

    return {"plain": plain, "generator": generator, "asynchronous": asynchronous}[how]


@pytest.mark.core
@pytest.mark.parametrize("how", ["plain", "generator", "asynchronous"])
def test_whatever_a_processor_raises_ends_its_attempt_and_stands_in_the_jobs_hash(
    detail: Any, how: str, server_url: str | None
) -> None:
    with Lab(server_url) as lab:
        for number, (error, text) in enumerate(RAISED):
            queue = lab.queue(f"q{number}")
            queue.add_bulk([("job",)] * 2)

            run = lab.run({queue.name: raising(error, how)}, detail=detail)

            for id in ("1", "2"):
                assert lab.redis.hget(job_key(lab.prefix, queue.name, id), "failedReason") == text
            assert [move.error for move in run.moves if move.outcome == "failed"] == [text] * 2
            assert queue.counts()["failed"] == 2


def test_an_error_in_another_s_stead_keeps_its_name_and_is_as_final() -> None:
    class FinalError(UnrecoverableError):  # type: ignore[misc]  # bullmq has no types
        pass

    whole, final = ValueError("plain"), FinalError("\ud800")

    assert tellable(whole) is whole
    assert type(tellable(final)).__name__ == "FinalError"
    assert isinstance(tellable(final), UnrecoverableError)


def test_an_error_is_also_told_by_hand() -> None:
    with Lab() as lab:
        lab.queue("q").add("job")
        lab.queue("q").take().fail(UntellableError())
        assert "an error whose text cannot be read" in lab.last.sentence


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, pytest.fail.Exception])
def test_what_is_meant_for_whoever_runs_the_lab_reaches_them_and_leaves_the_job_where_it_is(
    detail: Any, error: type[BaseException]
) -> None:
    with Lab() as lab:
        queue = lab.queue("q")
        queue.add_bulk([("job",)] * 2)

        with pytest.raises(error):
            lab.run(raising(error("stop"), "plain"), workers=2, detail=detail)

        assert (queue.counts()["active"], queue.counts()["waiting"]) == (2, 0)
        lab.run(lambda _: 1, detail=detail)
        assert queue.counts()["completed"] == 2, "the stalled check finds what the cut-off run had at work"


def test_a_run_that_is_cut_off_leaves_no_coroutine_behind(detail: Any) -> None:
    with Lab() as lab, warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        lab.queue("q").add("job")

        def moves_the_clock(_job: Any) -> None:
            lab.clock.advance("1s")

        with pytest.raises(UsageError, match="Something else moved the clock"):
            lab.run(moves_the_clock, detail=detail)
        gc.collect()

    assert not [each for each in warned if "never awaited" in str(each.message)]


def test_what_a_processor_yields_is_named_even_if_it_cannot_be_shown(detail: Any) -> None:
    with Lab() as lab:
        lab.queue("q").add("job")

        def work(_job: Any) -> Iterator[Any]:
            yield Unshowable()

        with pytest.raises(UsageError, match="A processor yielded an object of Unshowable, which is not a duration"):
            lab.run(work, detail=detail)


def test_a_thread_of_a_processor_looks_at_the_lab_or_is_told_that_it_cannot(detail: Any) -> None:
    with Lab() as lab:
        queue = lab.queue("q")
        queue.add("job")
        seen: list[Any] = []

        def look() -> None:
            try:
                seen.append(queue.counts()["active"])
            except UsageError as error:
                seen.append(str(error))

        def work(_job: Any) -> None:
            thread = threading.Thread(target=look, daemon=True)
            thread.start()
            thread.join()

        lab.run(work, detail=detail)

        assert seen == [1] if detail == "keys" else "only its own thread can look at the lab" in seen[0]
        assert queue.counts()["completed"] == 1
