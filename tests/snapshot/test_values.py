from __future__ import annotations

import pytest

from qlab.snapshot.values import Entries, Entry, KeyState, ZMember, zset


def entries(*ids: int) -> list[Entry]:
    return [Entry(f"{id}-0", (("event", f"e{id}"),)) for id in ids]


def test_a_value_takes_its_shape_when_first_asked_for() -> None:
    state = KeyState("bull:q:delayed", "zset", "listpack", None, 2, raw=["a", "1", "b", "2.5"])
    assert state.members == (ZMember("a", 1.0), ZMember("b", 2.5))
    assert state.value is state.value


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("string", "x", "x"),
        ("list", ["b", "a"], ("b", "a")),
        ("set", ["b", "a"], ("a", "b")),
        ("hash", ["z", "1", "a", "2"], {"a": "2", "z": "1"}),
        ("stream", [["1-0", ["f", "v", "f", "w"]]], (Entry("1-0", (("f", "v"), ("f", "w"))),)),
        ("ReJSON-RL", "", ""),
    ],
)
def test_each_type_has_a_shape(kind: str, raw: object, value: object) -> None:
    assert KeyState("k", kind, "", None, 0, raw=raw).value == value


def test_a_hash_is_in_the_order_of_its_fields_whatever_the_server_says() -> None:
    assert list(KeyState("k", "hash", "", None, 2, raw=["z", "1", "a", "2"]).fields) == ["a", "z"]


def test_views_of_another_type_are_empty() -> None:
    state = KeyState("k", "string", "embstr", None, 1, value="x")
    assert (state.items, dict(state.fields), state.members, tuple(state.entries)) == ((), {}, (), ())


def test_members_of_equal_score_are_in_the_order_of_their_bytes() -> None:
    high, low = "\U0001f600", "\uffff"  # UTF-16 would have it the other way round
    assert [member for member, _ in zset({high: 1, low: 1, "\udcff": 1, "z": 0})] == ["z", low, high, "\udcff"]


def test_states_are_equal_by_content_and_not_by_memory_used() -> None:
    one = KeyState("k", "list", "listpack", 5, 1, raw=["a"], bytes=70)
    assert one == KeyState("k", "list", "listpack", 5, 1, value=("a",))
    assert one != one.replace(expires_at=6)
    assert one != one.replace(encoding="quicklist")
    assert one != "k"


def test_windows_on_one_log_do_not_disturb_each_other() -> None:
    first = Entries(entries(1, 2))
    second = first.then(entries(3), trimmed=1)
    third = first.then(entries(4), trimmed=0)  # another way on from the first: it may not overwrite the second
    assert [entry.id for entry in first] == ["1-0", "2-0"]
    assert [entry.id for entry in second] == ["2-0", "3-0"]
    assert [entry.id for entry in third] == ["1-0", "2-0", "4-0"]


def test_entries_are_a_sequence() -> None:
    window = Entries(entries(0, 1, 2, 3), 1)
    assert window[0].id == "1-0"
    assert window[-1].id == "3-0"
    assert [entry.id for entry in window[::-1]] == ["3-0", "2-0", "1-0"]
    assert window[:2] == tuple(entries(1, 2))
    assert window == tuple(entries(1, 2, 3))
    with pytest.raises(IndexError):
        window[3]
    with pytest.raises(IndexError):
        window[-4]


def test_where_an_entry_stands() -> None:
    window = Entries([Entry(id, ()) for id in ("1-9", "1-10", "2-0", "10-0")]).then([], trimmed=1)
    assert [window.place(id) for id in ("1-10", "2-0", "10-0")] == [0, 1, 2]
    assert window.place("1-9") is None, "it has left"
    assert window.place("3-0") is None


def test_what_joined_and_left_since_an_older_window() -> None:
    older = Entries(entries(1, 2, 3))
    assert older.then(entries(4), trimmed=2).since(older) == (tuple(entries(4)), 2)
    assert Entries(entries(2, 3, 4)).since(older) == (tuple(entries(4)), 1)
    assert Entries(entries(7)).since(older) == (tuple(entries(7)), 3)
    assert Entries([]).since(older) == ((), 3)


def test_an_entry_deleted_from_the_middle_replaces_them_all() -> None:
    older = Entries(entries(1, 2, 3))
    assert Entries(entries(1, 3)).since(older) == (tuple(entries(1, 3)), 3)
