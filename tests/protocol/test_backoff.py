from __future__ import annotations

import asyncio
import math
from random import Random
from typing import Any

import pytest
from bullmq.backoffs import Backoffs
from hypothesis import given
from hypothesis import strategies as st

from qlab.errors import DurationError, OptionError
from qlab.protocol.backoff import Backoff, custom, exponential, fixed, from_option, jittered
from qlab.text.durations import format_ms

delays = st.integers(0, 10**9)
attempts = st.integers(1, 60)
ratios = st.floats(0, 1)


def _any(wrong: object) -> Any:
    return wrong


def bullmqs_answer(backoff: Backoff, attempt: int) -> Any:
    """The wait that BullMQ itself computes, given the job's option, with the backoff as the worker's strategy."""
    return asyncio.run(Backoffs.calculate(backoff.to_option(), attempt, None, None, backoff))


@given(delays, attempts)
def test_fixed_and_exponential_agree_with_bullmq(delay: int, attempt: int) -> None:
    for backoff in (fixed(delay), exponential(delay)):
        assert backoff.to_option()["type"] in Backoffs.builtin_strategies
        assert backoff.delay_ms(attempt) == bullmqs_answer(backoff, attempt)


@given(delays, attempts, delays)
def test_a_capped_backoff_works_as_bullmqs_custom_strategy(delay: int, attempt: int, cap: int) -> None:
    backoff = exponential(delay, cap=cap)
    assert backoff.to_option()["type"] not in Backoffs.builtin_strategies
    assert bullmqs_answer(backoff, attempt) == min(cap, exponential(delay).delay_ms(attempt))


def test_the_schedule_is_the_waits_before_attempts_two_to_n() -> None:
    assert exponential("2s").schedule(4) == (2_000, 4_000, 8_000)
    assert exponential("2s", cap="5s").schedule(4) == (2_000, 4_000, 5_000)
    assert fixed("5s").schedule(3) == (5_000, 5_000)
    assert fixed("5s").schedule(1) == ()
    assert fixed("5s").schedule(0) == ()


@given(delays, attempts, ratios, st.integers())
def test_jitter_is_npms_formula(delay: int, attempt: int, ratio: float, seed: int) -> None:
    backoff = jittered(exponential(delay), ratio)
    longest = exponential(delay).delay_ms(attempt)
    expected = math.floor(Random(seed).random() * longest * ratio + longest * (1 - ratio))
    assert backoff.delay_ms(attempt, Random(seed).random) == expected


@given(st.integers(0, 10**6), st.integers(1, 20), ratios, st.integers())
def test_jitter_stays_in_its_band(delay: int, attempt: int, ratio: float, seed: int) -> None:
    backoff = jittered(exponential(delay), ratio)
    low, high = backoff.band_ms(attempt)
    assert low <= backoff.delay_ms(attempt, Random(seed).random) <= high
    assert high == exponential(delay).delay_ms(attempt)


def test_jitter_without_chance() -> None:
    assert jittered("2s", 0.5).delay_ms(1, lambda: 0.0) == 1_000
    assert jittered("2s", 0.5).delay_ms(1, lambda: 0.5) == 1_500
    assert jittered("2s", 0.0).delay_ms(1, lambda: 0.9) == 2_000
    assert jittered(exponential("2s"), 0.5).schedule(3) == (2_000, 4_000)
    assert 1_000 <= bullmqs_answer(jittered("2s", 0.5), 1) <= 2_000


def test_a_custom_backoff_asks_a_function() -> None:
    assert custom(lambda attempt: attempt * 1_000).schedule(4) == (1_000, 2_000, 3_000)
    assert custom(lambda attempt: f"{attempt}s").delay_ms(2) == 2_000
    assert custom(lambda _attempt, kind, _error, _job: f"{len(kind)}s", name="four").delay_ms(1) == 4_000
    assert custom(lambda attempt, factor=7: attempt * factor).delay_ms(2) == 14
    assert custom(lambda *args: len(args)).delay_ms(1) == 4


def test_the_worker_hands_a_custom_backoff_the_error_and_the_job() -> None:
    def by_error(attempt: int, kind: str, error: Exception, job: object) -> int:
        return -1 if isinstance(error, PermissionError) else attempt

    assert custom(by_error)(3, "custom", PermissionError(), None) == -1
    assert custom(by_error)(3, "custom", OSError(), None) == 3


def test_minus_one_means_fail_now() -> None:
    backoff = custom(lambda attempt: 1_000 if attempt < 3 else -1)
    assert backoff.schedule(10) == (1_000, 1_000)
    assert bullmqs_answer(backoff, 3) == -1


@pytest.mark.parametrize("answer", [None, "soon", -2, float("nan"), 1.5, True])
def test_a_custom_backoff_must_answer_a_wait(answer: object) -> None:
    with pytest.raises(OptionError, match="must return a wait"):
        custom(lambda _attempt: answer).delay_ms(1)


@pytest.mark.parametrize(
    "make",
    [
        lambda: jittered("2s", 1.1), lambda: jittered("2s", -0.1), lambda: jittered("2s", float("nan")),
        lambda: jittered("2s", True), lambda: jittered(jittered("2s")), lambda: jittered(custom(lambda _attempt: 1)),
        lambda: custom(_any(7)), lambda: custom(lambda: 1), lambda: custom(lambda _attempt: 1, name="fixed"),
        lambda: fixed("5s").delay_ms(0), lambda: fixed("5s").delay_ms(True), lambda: exponential("5s").schedule(-1),
        lambda: exponential("5s").schedule(10**12), lambda: exponential("5s").schedule(_any(2.0)),
    ],
)  # fmt: skip
def test_wrong_options_are_refused(make: Any) -> None:
    with pytest.raises(OptionError) as caught:
        make()
    assert str(caught.value).endswith(".")


def test_wrong_durations_are_refused() -> None:
    for make in (
        lambda: fixed("-1s"),
        lambda: exponential("x"),
        lambda: exponential("1s", cap="x"),
        lambda: jittered("x"),
    ):
        with pytest.raises(DurationError):
            make()


@pytest.mark.parametrize(
    "backoff",
    [
        fixed("5s"),
        exponential("2s"),
        exponential("2s", cap="1m"),
        jittered("5s", 0.3),
        jittered(exponential("2s", "1m"), 1.0),
    ],
    ids=str,
)
def test_a_stored_option_reads_back(backoff: Backoff) -> None:
    assert from_option(backoff.to_option()) == backoff


def test_options_that_others_store() -> None:
    assert from_option(3_000) == fixed("3s")
    assert from_option({"type": "exponential", "delay": 2_000, "jitter": 0.5}) == jittered(exponential("2s"), 0.5)
    for nothing in (
        None,
        0,
        {},
        "fixed",
        {"type": "mine", "delay": 1},
        {"type": "fixed"},
        {"type": "fixed", "delay": "x"},
        [1],
    ):
        assert from_option(nothing) is None


def test_a_backoff_reads_well_in_a_sentence() -> None:
    assert str(exponential("2s")) == "exponential backoff of 2 s"
    assert str(exponential("2s", cap="1m")) == "exponential backoff of 2 s, at most 1 min"
    assert str(jittered("5s", 0.25)) == "fixed backoff of 5 s, up to 25% shorter by chance"


def test_a_hostile_number_of_attempts_fills_no_memory() -> None:
    wait = exponential("2s").delay_ms(10**12)
    assert wait.bit_length() < 1_100
    assert format_ms(wait) == "1.798e+311 ms"
