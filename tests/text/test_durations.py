from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qlab.errors import DurationError
from qlab.text.durations import (
    LONGEST_MS,
    format_at,
    format_at_near,
    format_elapsed,
    format_ms,
    parse_at,
    parse_duration,
)


@pytest.mark.parametrize(
    ("duration", "ms"),
    [
        ("2s", 2_000), ("150ms", 150), ("1.5s", 1_500), ("5m", 300_000), ("5 min", 300_000), ("1h", 3_600_000),
        ("1d", 86_400_000), ("1h 30m", 5_400_000), ("0s", 0), (" 2S ", 2_000), (2_000, 2_000), (2_000.0, 2_000), (0, 0),
        (timedelta(seconds=2), 2_000), (timedelta(milliseconds=1), 1), ("0.1s", 100), ("0.7s", 700), ("1.001s", 1_001),
    ],
)  # fmt: skip
def test_durations(duration: str | float | timedelta, ms: int) -> None:
    parsed = parse_duration(duration)
    assert parsed == ms
    assert type(parsed) is int


@pytest.mark.parametrize(
    ("duration", "why"),
    [
        ("-2s", "cannot be negative"), (-1, "cannot be negative"), (timedelta(seconds=-1), "cannot be negative"),
        (float("nan"), "is not a duration"), (float("inf"), "is not a duration"), ("nan", "is not a duration"),
        (True, "is not a duration"), (None, "is not a duration"), ([], "is not a duration"),
        (b"2s", "is not a duration"),
        ("", "is not a duration"), ("2", "has no unit"), ("s", "is not a duration"),
        ("2 apples", "is not a duration"),
        ("2s2", "is not a duration"), ("1e3s", "is not a duration"), ("٢s", "is not a duration"),
        ("9" * 99 + "s", "is not"),
        (1.5, "fraction of a millisecond"), ("0.5ms", "fraction of a millisecond"), ("1.0001s", "fraction"),
        (timedelta(microseconds=1), "fraction"), ("99999d", "100 years"), (10**99, "100 years"),
    ],
)  # fmt: skip
def test_what_is_no_duration_is_refused_in_one_sentence(duration: object, why: str) -> None:
    with pytest.raises(DurationError, match=why) as caught:
        parse_duration(duration)  # type: ignore[arg-type]
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


@given(st.integers(0, LONGEST_MS))
def test_what_is_written_reads_back(ms: int) -> None:
    assert parse_duration(format_ms(ms)) == ms
    assert parse_duration(timedelta(milliseconds=ms)) == ms


@given(st.text(max_size=20))
def test_any_text_parses_or_is_refused(text: str) -> None:
    with contextlib.suppress(DurationError):
        assert parse_duration(text) >= 0


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        (0, "0 ms"), (150, "150 ms"), (999, "999 ms"), (1_000, "1 s"), (1_500, "1.5 s"), (2_000, "2 s"),
        (10_000, "10 s"),
        (120_000, "2 min"), (90_000, "1 min 30 s"), (3_600_000, "1 h"), (100_000_000, "1 d 3 h 46 min 40 s"),
        (-2_000, "-2 s"),
        (float("inf"), "Infinity ms"), (float("nan"), "NaN ms"), (10**400, "1.000e+400 ms"),
        (10**14 * 9 + 1, "10416666 d 16 h 0.001 s"),
    ],
)  # fmt: skip
def test_milliseconds_as_a_person_writes_them(ms: float, text: str) -> None:
    assert format_ms(ms) == text


def test_elapsed() -> None:
    assert format_elapsed(2_000) == "+2.000 s"
    assert format_elapsed(0) == "+0.000 s"
    assert format_elapsed(-1_500) == "-1.500 s"


def test_moments() -> None:
    assert format_at(1_767_225_602_000) == "2026-01-01T00:00:02.000Z"
    assert format_at(0) == "1970-01-01T00:00:00.000Z"
    assert parse_at("2026-01-01T00:00:00Z") == 1_767_225_600_000
    assert parse_at("2026-01-01") == 1_767_225_600_000
    assert parse_at(datetime(2026, 1, 1, 1, tzinfo=timezone(timedelta(hours=1)))) == 1_767_225_600_000
    assert parse_at(1_767_225_600_000) == 1_767_225_600_000


@pytest.mark.parametrize("moment", ["yesterday", "", None, True, "1969-12-31T00:00:00Z", float("nan")])
def test_what_is_no_moment_is_refused(moment: object) -> None:
    with pytest.raises(DurationError):
        parse_at(moment)  # type: ignore[arg-type]


@pytest.mark.parametrize("ms", [1e308, float("nan"), float("inf"), -1e300, 10**30])
def test_a_number_that_is_no_date_is_shown_all_the_same(ms: float) -> None:
    assert "no date" in format_at(ms)


@given(st.datetimes(datetime(1970, 1, 1), datetime(9999, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001
def test_moments_read_back(moment: datetime) -> None:
    assert parse_at(format_at(parse_at(moment))) == parse_at(moment)


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        ("2026-11-29T19:42:19.763Z", "19:42:19"),
        ("2026-11-28T19:42:19.763Z", "11-28 19:42"),
        ("2025-11-29T19:42:19.763Z", "2025-11-29 19:42"),
    ],
)
def test_a_moment_is_as_brief_as_another_allows(moment: str, text: str) -> None:
    now = parse_at("2026-11-29T23:59:59Z")
    assert format_at_near(parse_at(moment), now) == text
    assert format_at_near(10**18, now).endswith("(no date)")
