"""Lines of a terminal: none is wider than it may be, however wide the characters are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from qlab.text.columns import NARROWEST, wrapped

WORDS = st.lists(st.text("aé日本キュー🎉<\x1b", min_size=1, max_size=30), max_size=20)


@given(WORDS, st.integers(1, 120), st.sampled_from(["", "  - "]))
def test_no_line_is_wider_and_no_word_is_lost(words: list[str], width: int, first: str) -> None:
    lines = wrapped(" ".join(words), width, first, " " * len(first))
    assert all(cell_len(line) <= max(width, NARROWEST) for line in lines)
    joined = "".join("".join(lines).split())
    assert joined.removeprefix(first.strip()) == "".join("".join(wrapped(" ".join(words), 10_000)).split())


@pytest.mark.parametrize("width", [40, 80])
def test_a_sentence_is_broken_between_words(width: int) -> None:
    assert wrapped("注文 " * 30, width)[0] == ("注文 " * (width // 5)).strip()
