"""Cron patterns in words: every word true of when the pattern is due, and no pattern that makes it fail."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qlab.text.cron import cron_words

TOLD = {
    "0 6 * * 1-5": "every weekday at 06:00",
    "0 6 * * MON-FRI": "every weekday at 06:00",
    "30 0 6 * * 1-5": "every weekday at 06:00:30",
    "0 0 12 * * *": "every day at 12:00",
    "@daily": "every day at 00:00",
    "*/5 * * * *": "every 5 minutes",
    "*/10 * * * * *": "every 10 seconds",
    "0 9 1 * *": "at 09:00, on day 1 of the month",
    "0 9 1 * 1": "at 09:00, on day 1 of the month, or on Monday",
    "0 9 * * 1,3": "at 09:00, only on Monday and Wednesday",
    "0 0 * * 7": "at 00:00, only on Sunday",
    "0 0 L * *": "at 00:00, on the last day of the month",
    "0 0 * * 5#2": "at 00:00, on the second Friday of the month",
    "0 9 1 */3 *": "at 09:00, on day 1 of the month, every 3 months",
}
# Due at uneven times, or not due at all: there are no short words that are true.
UNEVEN = ["*/45 * * * *", "0 */5 * * *", "0 0 */2 * *", "0 0 * * */2", "0 9-17/2 * * *", "0-59/45 * * * *"]
WRONG = ["60 * * * *", "*/0 * * * *", "H * * * *", "<b>", "", "* * * * * * *"]


@pytest.mark.parametrize(("pattern", "words"), TOLD.items())
def test_a_pattern_in_words(pattern: str, words: str) -> None:
    assert cron_words(pattern) == words


def test_the_zone_is_told() -> None:
    assert cron_words("0 6 * * 1-5", "Europe/Amsterdam") == "every weekday at 06:00, Europe/Amsterdam"


@pytest.mark.parametrize("pattern", UNEVEN + WRONG)
def test_what_has_no_true_words_is_quoted(pattern: str) -> None:
    assert cron_words(pattern).startswith("whenever cron `")
    assert cron_words(pattern).endswith("` says")


@given(st.lists(st.text("*/0123456789,-?LW#@hMONSUN <", max_size=6), max_size=7).map(" ".join))
def test_no_pattern_makes_it_fail(pattern: str) -> None:
    assert cron_words(pattern)
