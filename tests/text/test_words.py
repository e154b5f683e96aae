from __future__ import annotations

import pytest

from qlab import Lab
from qlab.text import html
from qlab.text.words import brief, in_order


def test_ids_in_the_order_a_person_expects() -> None:
    """Those that BullMQ counted by number; no id is too long to be read."""
    ids = ["b", "10", "9", "a2", "a10", "1", "9" * 5_000, "²"]
    assert sorted(ids, key=in_order)[:3] == ["1", "9", "10"]
    assert len({in_order(id) for id in ids}) == len(ids)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a`b", r"a\x60b"), ("a`b`c", "a`b`c"), ("`a`b`", r"`a`b\x60"), ("plain", "plain"), ("`", r"\x60")],
)
def test_a_lone_backtick_cannot_pair_up_with_those_of_the_sentence(text: str, shown: str) -> None:
    assert brief(text) == shown
    assert brief(text).count("`") % 2 == 0


def test_a_backtick_cut_from_its_partner_is_a_lone_one() -> None:
    assert brief("`" + "a" * 100 + "`", 20).count("`") % 2 == 0


def test_a_backtick_in_a_workers_name_shifts_no_code_in_the_sentence() -> None:
    with Lab() as lab:
        queue = lab.queue("email")
        queue.add("welcome")
        queue.take(worker="w`1")
        sentence = lab.last.sentence
    assert r"w\x601 takes job 1" in sentence
    assert sentence.count("`") % 2 == 0
    assert r"w\x601" not in [part.partition("</code>")[0] for part in html.marked(sentence).split("<code")]
