from __future__ import annotations

from qlab.text.words import in_order


def test_ids_in_the_order_a_person_expects() -> None:
    """Those that BullMQ counted by number; no id is too long to be read."""
    ids = ["b", "10", "9", "a2", "a10", "1", "9" * 5_000, "²"]
    assert sorted(ids, key=in_order)[:3] == ["1", "9", "10"]
    assert len({in_order(id) for id in ids}) == len(ids)
