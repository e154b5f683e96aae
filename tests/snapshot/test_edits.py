"""Long lists and sorted sets as a beginning and the edits since: the same values, in little memory."""

from __future__ import annotations

import random
import threading
import tracemalloc
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qlab.snapshot.changes import Change, ListChanged, ScoreChange, Splice, TtlChanged, ZsetChanged
from qlab.snapshot.edits import LONG, edit_between, ends, first_score, holds, position, score
from qlab.snapshot.values import KeyState, zset

LENGTH, MANY = LONG + 10, 256


def a_list(length: int = LENGTH) -> KeyState:
    items = tuple(f"j{number}" for number in range(length))
    return KeyState("bull:q:wait", "list", "quicklist", None, length, value=items)


def a_zset(length: int = LENGTH) -> KeyState:
    members = zset({f"j{number}": float(number // 2) for number in range(length)})
    return KeyState("bull:q:completed", "zset", "skiplist", None, length, value=members)


def spliced(held: KeyState, chance: random.Random) -> ListChanged:
    at = chance.randrange(held.size)
    removed, inserted = held.items[at : at + chance.randrange(3)], tuple("n" for _ in range(chance.randrange(3)))
    return ListChanged(held.name, "quicklist", None, (Splice(at, removed, inserted),))


def scored(held: KeyState, chance: random.Random) -> ZsetChanged:
    old, new = chance.choice(held.members), f"n{chance.randrange(99)}"
    after = {old.member: ScoreChange(old.score, chance.choice([None, 7.0]))}
    return ZsetChanged(held.name, "skiplist", None, {**after, new: ScoreChange(score(held, new), chance.random() * 99)})


def plainly(held: KeyState, change: Change) -> object:
    """The value after a change, worked out on a short piece of code of its own."""
    if isinstance(change, ListChanged):
        items = list(held.items)
        for at, removed, inserted in change.splices:
            items[at : at + len(removed)] = inserted
        return tuple(items)
    assert isinstance(change, ZsetChanged)
    after = {**dict(held.members), **{name: each.after for name, each in change.members.items()}}
    return zset({name: each for name, each in after.items() if each is not None})


@pytest.mark.parametrize(("first", "draw"), [(a_list, spliced), (a_zset, scored)])
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(), steps=st.integers(1, 2 * MANY))
def test_every_state_is_what_the_edits_make_it_in_whatever_order_it_is_asked_for(
    first: Callable[[], KeyState],
    draw: Callable[[KeyState, random.Random], ListChanged | ZsetChanged],
    seed: int,
    steps: int,
) -> None:
    chance = random.Random(seed)
    states, values = [first()], [first().value]
    for _ in range(steps):
        change = draw(states[-1], chance)
        values.append(plainly(states[-1], change))
        after = change.apply(states[-1])
        assert after is not None
        assert after.size == len(after.value)
        states.append(after)
    for at in chance.sample(range(len(states)), min(len(states), 40)):
        assert states[at].value == values[at]


def test_a_value_is_read_in_one_thread_while_another_adds_to_it() -> None:
    states, wrong = [a_list()], []

    def look() -> None:
        while len(states) < MANY:
            for size, state in enumerate(states.copy(), LENGTH):
                if len(state.items) != size:
                    wrong.append(state)

    readers = [threading.Thread(target=look) for _ in range(2)]
    for reader in readers:
        reader.start()
    while len(states) < MANY:
        after = ListChanged("l", "", None, (Splice(0, (), ("n",)),)).apply(states[-1])
        assert after is not None
        states.append(after)
    for reader in readers:
        reader.join()
    assert wrong == []


def test_another_ttl_leaves_a_value_the_edits_it_is() -> None:
    edited = ListChanged("l", "", None, (Splice(0, (), ("n",)),)).apply(a_list())
    assert edited is not None
    aged = TtlChanged("l", "", 5, None).apply(edited)
    assert aged is not None
    assert aged.edits is edited.edits
    assert (aged.expires_at, aged.items) == (5, edited.items)


def test_two_futures_of_one_state() -> None:
    past = ListChanged("l", "", None, (Splice(0, (), ("a",)),)).apply(a_list())
    assert past is not None
    one, other = (ListChanged("l", "", None, (Splice(0, (), (name,)),)).apply(past) for name in ("b", "c"))
    assert one is not None
    assert other is not None
    assert [state.items[:2] for state in (past, one, other)] == [("a", "j0"), ("b", "a"), ("c", "a")]


def test_places_and_scores_are_found_in_new_states_and_old() -> None:
    before = a_zset()
    after = ZsetChanged("z", "", None, {"new": ScoreChange(None, 5.0)}).apply(before)
    assert after is not None
    assert (score(before, "new"), score(after, "new"), score(after, "j4")) == (None, 5.0, 2.0)
    items = a_list()
    assert (position(items, f"j{LENGTH - 1}"), position(items, "j3")) == (LENGTH - 1, 3)
    emptied = ListChanged("l", "", None, (Splice(0, items.items, ()),)).apply(items)
    assert emptied is not None
    for held in (items, emptied):
        with pytest.raises(ValueError, match="not in list"):
            position(held, "nowhere")


@pytest.mark.parametrize("first", [a_list, a_zset])
def test_a_thousand_states_of_a_long_value_need_the_memory_of_a_few(first: Callable[[int], KeyState]) -> None:
    states = [first(20_000)]
    tracemalloc.start()
    try:
        for number in range(1_000):
            name = f"n{number}"
            list_change = ListChanged("k", "", None, (Splice(0, (), (name,)),))
            zset_change = ZsetChanged("k", "", None, {name: ScoreChange(None, float(number))})
            after = (list_change if states[0].type == "list" else zset_change).apply(states[-1])
            assert after is not None
            states.append(after)
        held, _peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < 40 * 20_000 * 8  # a thousand values would be a thousand times 20,000 references
    assert states[500].size == 20_500


def test_the_one_edit_between_two_states_is_known_and_no_other() -> None:
    states = [a_list()]
    for name in ("a", "b"):
        after = ListChanged("l", "", None, (Splice(0, (), (name,)),)).apply(states[-1])
        assert after is not None
        states.append(after)
    one, two = (edit_between(*pair) for pair in ((states[0], states[1]), (states[1], states[2])))
    assert [edit.splices[0].inserted for edit in (one, two) if isinstance(edit, ListChanged)] == [("a",), ("b",)]
    for before, after in [(0, 2), (2, 1), (1, 0), (0, 0)]:
        assert edit_between(states[before], states[after]) is None
    assert edit_between(a_list(), states[1]) is None  # equal to the first state, and yet another


def test_what_a_state_holds_and_what_stands_at_its_ends_is_asked_of_the_edits() -> None:
    states = [a_list()]
    for splice in (Splice(0, (), ("a", "b")), Splice(LENGTH + 1, (f"j{LENGTH - 1}",), ()), Splice(0, ("a",), ())):
        after = ListChanged("l", "", None, (splice,)).apply(states[-1])
        assert after is not None
        states.append(after)
    assert [holds(state, "a") for state in states] == [False, True, True, False]
    assert [holds(state, f"j{LENGTH - 1}") for state in states] == [True, True, False, False]
    assert [ends(state, 2)[0] for state in states] == [("j0", "j1"), ("a", "b"), ("a", "b"), ("b", "j0")]
    assert [ends(state, 1)[1] for state in states] == [(state.items[-1],) for state in states]


def test_the_next_score() -> None:
    before = a_zset()
    scores = {"inf": ScoreChange(None, float("inf")), "new": ScoreChange(None, 1e9)}
    after = ZsetChanged("z", "", None, scores).apply(before)
    assert after is not None
    assert [first_score(after, least) for least in (-1, 3, 3.5, 1e6, 2e9)] == [0, 3, 4, 1e9, None]
    assert first_score(before, 1e6) is None
    assert holds(after, "inf")
    assert not holds(before, "inf")


@pytest.mark.parametrize("at", [0, 1, 2, 3])
def test_an_interrupted_edit_leaves_every_state_what_it_was(monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    states = [a_list()]
    for name in ("a", "b", "c"):
        after = ListChanged("l", "", None, (Splice(0, (), (name,)),)).apply(states[-1])
        assert after is not None
        states.append(after)
    values = [state.items for state in states]

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    more = ListChanged("l", "", None, (Splice(0, (), ("d",)),))
    with monkeypatch.context() as patched:
        patched.setattr("qlab.snapshot.edits.Items._splice", interrupted)
        with pytest.raises(KeyboardInterrupt):
            more.apply(states[-1])
        with pytest.raises(KeyboardInterrupt):
            holds(states[1], "a")
    assert states[at].items == values[at]
    assert [state.items for state in states] == values
