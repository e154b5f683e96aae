"""Templates: texts that differ in numbers, ids, addresses, quoted values are one; in words, two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qlab.text.templates import LONGEST, template

ALIKE = [
    ("Timeout after 1032 ms", "Timeout after 998 ms", "Timeout after <number> ms"),
    ("Timeout after 1.5s", "Timeout after 30s", "Timeout after <number>s"),
    ("out of memory: 1,024 MB", "out of memory: -7 MB", "out of memory: <number> MB"),
    ("job 6f1ed002-ab5b-4d0c-9e3a-1f2e3d4c5b6a is gone", "job 00000000-AB5B-4d0c-9e3a-1f2e3d4c5b6a is gone",
     "job <uuid> is gone"),
    ("Order 507f1f77bcf86cd799439011", "Order 507f191e810c19729de860ea", "Order <hex>"),
    ("bad pointer 0xdeadbeef", "bad pointer 0x1", "bad pointer <hex>"),
    ("No customer cus_9s6XKzkNRiz8i3", "No customer cus_4fdAW5ftNQow1a", "No customer cus_<id>"),
    ("INV-2041 is paid", "INV-7 is paid", "INV-<number> is paid"),
    ("user 'ada' can't log in", "user 'bob, jr.' can't log in", "user <quoted> can't log in"),
    ('key "a b" is twice', 'key "c" is twice', "key <quoted> is twice"),
    ("connect ECONNREFUSED 10.0.0.1:6379", "connect ECONNREFUSED ::1:5432", "connect ECONNREFUSED <host>"),
    ("getaddrinfo ENOTFOUND smtp.a.com", "getaddrinfo ENOTFOUND db", "getaddrinfo ENOTFOUND <host>"),
    ("lost db-1.internal:5432", "lost localhost:80", "lost <host>"),
    ("GET https://a.com/x?y=1 failed", "GET http://b.org failed", "GET <url> failed"),
    ("no such file: /srv/a-1/b.pdf", "no such file: ./c", "no such file: <path>"),
    ("<ada@a.com> is unknown", "<bob.b+c@d.co.uk> is unknown", "<<email>> is unknown"),
    ("closed at 2026-11-30T01:02:03.123Z", "closed at 2025-01-01 10:00:00", "closed at <time>"),
]  # fmt: skip
APART = [
    ("Request failed with status code 404", "Request failed with status code 500"),
    ("SMTP 451 4.7.1 Greylisting", "SMTP 451 4.2.2 Greylisting"),
    ("550 5.1.1 rejected", "554 5.7.1 rejected"),
    ("from upstream: 502 Bad", "from upstream: 503 Bad"),
    ("P2002 of Prisma", "P2025 of Prisma"),
    ("exited with code 1", "exited with code 137"),
    ("errno: -104", "errno: -110"),
    ("sha256 mismatch", "sha512 mismatch"),
    ("base64encode is not a function", "base64decode is not a function"),
    ("order.save is not a function", "user.save is not a function"),
    ("connect ECONNREFUSED 127.0.0.1:1", "connect ECONNRESET 127.0.0.1:1"),
    ("a 5xx answer", "a 4xx answer"),
    ("text/html is refused", "text/plain is refused"),
]
WORDS = st.text(st.sampled_from("abcdefgh XYZ.,!"), max_size=60)


@pytest.mark.parametrize(("one", "other", "both"), ALIKE)
def test_what_varies_is_named(one: str, other: str, both: str) -> None:
    assert (template(one), template(other)) == (both, both)


@pytest.mark.parametrize(("one", "other"), APART)
def test_other_words_and_codes_are_another_reason(one: str, other: str) -> None:
    assert template(one) != template(other)


@given(WORDS)
def test_words_are_never_touched(text: str) -> None:
    assert template(text) == text


@given(st.lists(st.tuples(st.sampled_from(["lost", "job", "after", "no"]), st.integers(0, 10**9)), max_size=9))
def test_only_the_numbers_of_a_sentence_vary(parts: list[tuple[str, int]]) -> None:
    text = " ".join(f"{word} {number}" for word, number in parts)
    assert template(text) == " ".join(f"{word} <number>" for word, _ in parts)


@pytest.mark.parametrize("piece", ["a.", "a1", "1.", "ab:", "/", "'", ".a-", "a@", "[::", "a+.-", "code ", "1a2b-"])
def test_a_long_text_is_looked_through_as_far_as_its_limit(piece: str) -> None:
    text = piece * LONGEST
    assert template(text).endswith(text[LONGEST:])
    assert template(text[:LONGEST]) + text[LONGEST:] == template(text)
