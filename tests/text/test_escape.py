from __future__ import annotations

import unicodedata
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qlab.text.escape import html, mask_url, mask_urls, repr_of, shorten, terminal


class Fails:
    def __repr__(self) -> str:
        raise ZeroDivisionError


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a\x1b", r"'a\x1b'"),
        (object(), "<object object>"),
        (Fails(), "an object of Fails"),
        ("x" * 90, "'" + "x" * 32 + "… (+59)"),
    ],
)
def test_values_are_told_without_addresses_and_whatever_their_own_code_does(value: object, text: str) -> None:
    assert repr_of(value) == text


HOSTILE = st.text(st.characters())  # lone surrogates included


def test_a_terminal_gets_no_escapes_no_bidi_and_no_lone_surrogates() -> None:
    assert terminal("\x1b[31mred\x07\x9b") == r"\x1b[31mred\x07\u009b"
    assert terminal("abc\u202edef") == r"abc\u202edef"
    assert terminal(b"\xff\x80ok".decode("utf-8", "surrogateescape")) == r"\xff\x80ok"
    assert terminal("\ud800\U000e0041") == r"\ud800\U000e0041"
    assert terminal("a\tb\r\nc") == r"a\tb\r\nc"
    assert terminal("a\tb\nc\r", lines=True) == "a\tb\nc\\r"


def test_what_people_write_stays() -> None:
    text = "Ada Łovelace 🧑‍💻 می‌خواهم — “naïve” \\x1b"
    assert terminal(text) == text


@given(HOSTILE)
def test_printed_text_is_printable_and_one_line(text: str) -> None:
    shown = terminal(text)
    shown.encode("utf-8")
    assert not [c for c in shown if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")]
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
    assert len(shown.splitlines()) <= 1


@given(HOSTILE)
def test_html_is_text_and_nothing_else(text: str) -> None:
    shown = html(text)
    shown.encode("utf-8")
    assert not set(shown) & set("<>\"'\x00\x1b\u202e")
    assert unescape(shown) == terminal(text, lines=True)


def test_a_job_that_is_a_script_is_shown() -> None:
    assert html("<img src=x onerror=alert(1)>") == "&lt;img src=x onerror=alert(1)&gt;"
    assert html("' onload='x") == "&#x27; onload=&#x27;x"
    assert html(7) == "7"


@given(st.text(), st.integers(0, 60))
def test_shortened_text_fits(text: str, width: int) -> None:
    short = shorten(text, width)
    assert len(short) <= width
    assert short == text or "…" in short or width == 0


def test_shortening_says_how_much_is_gone() -> None:
    short = shorten("x" * 2_000, 20)
    assert short == "x" * 10 + "… (+1,990)"
    assert shorten("short", 20) == "short"


@pytest.mark.parametrize(
    ("url", "masked"),
    [
        ("redis://127.0.0.1:6379/0", "redis://127.0.0.1:6379/0"),
        ("redis://ada@host", "redis://ada@host"),
        ("redis://ada:s3cret@host:1/0", "redis://ada:***@host:1/0"),
        ("rediss://:s3cret@host", "rediss://:***@host"),
        ("redis://:p@ss:w/o?rd@host/0", "redis://:***@host/0"),
        ("redis://host/0?password=s3cret&db=1", "redis://host/0?password=***&db=1"),
        ("redis://host?db=1&PASSWORD=s3cret", "redis://host?db=1&PASSWORD=***"),
        ("unix://ada:s3cret@/tmp/x.sock?db=1", "unix://ada:***@/tmp/x.sock?db=1"),
        ("unix:///tmp/x.sock?password=s3cret", "unix:///tmp/x.sock?password=***"),
        (":s3cret@host", ":***@host"),
    ],
)
def test_a_password_is_never_shown(url: str, masked: str) -> None:
    assert mask_url(url) == masked


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).map(lambda p: f"s3c{p}ret"))
def test_whatever_the_password(password: str) -> None:
    assert password not in mask_url(f"redis://ada:{password}@host:1/0")


def test_the_urls_in_a_sentence_are_masked() -> None:
    said = "Got unexpected extra argument(s) (redis://ada:s3@cret@host redis://h?password=s3cret)"
    assert mask_urls(said) == "Got unexpected extra argument(s) (redis://***@host redis://h?password=***"
    assert mask_urls("No such command 'x@y'.") == "No such command 'x@y'."
