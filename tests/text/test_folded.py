"""Which letters a text must hold in order to hold another in small letters."""

from __future__ import annotations

import sys

from qlab.text.folded import FOLDS_BEFORE, letters_of


def test_no_letter_has_a_small_form_beyond_those_looked_at() -> None:
    beyond = (chr(code) for code in range(FOLDS_BEFORE, sys.maxunicode + 1))
    assert [letter for letter in beyond if letter.casefold() != letter] == []


def test_letters_that_become_a_part_of_a_text() -> None:
    assert letters_of("q@0.7") == ()  # nothing else becomes any of these
    assert {"\u017f".encode(), "\u00df".encode()} <= set(letters_of("ss"))  # the long s, and the sharp s
    assert letters_of("k") == ("\u212a".encode(),)  # Kelvin's sign
    assert letters_of("\u00fc") == ("\u00dc".encode(), "\u00fc".encode())
    assert letters_of("\udcff") == (b"\xff",)
