"""Every model of the library gives the verdict that it is known for, by restoring and by replaying, with and without
symmetry and memory, and each counterexample's recording ends in the explorer's state.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from qlab.explore.engine.found import Found, Limits
from qlab.explore.engine.state import Budget
from qlab.explore.exploration import Exploration
from qlab.explore.explorer import Explorer
from qlab.explore.invariants import ALWAYS
from qlab.explore.invariants.invariant import About, as_invariant
from qlab.explore.models import MODELS, Model
from qlab.explore.stage.beginning import EMPTY
from qlab.explore.stage.snapshots import snapshot_of
from qlab.record.recording import Recording
from qlab.snapshot.model import Snapshot
from tools.findings import explored as explored_whole

pytestmark = pytest.mark.usefixtures("used_servers")

SMALL = [model for model in MODELS.values() if not model.large]


@pytest.mark.parametrize("model", SMALL, ids=lambda model: model.name)
def test_a_model_gives_the_verdict_it_is_known_for(model: Model) -> None:
    check_verdict(model, explored_whole(model.name))


def check_verdict(model: Model, found: Exploration) -> None:
    shortest: dict[str, int] = {}
    for each in found.counterexamples:
        shortest.setdefault(each.invariant.name, len(each.moves))
    assert found.complete
    assert shortest == dict(model.breaks), found.text()


LARGE = [model for model in MODELS.values() if model.large]
SHALLOW = 5
"""So many moves are tried in every way in ``make test``: what differs at all differs there. ``make explore``: all."""


MOST = 1_000_000
"""More states than any model has, whoever is told apart."""


@pytest.mark.explore
@pytest.mark.parametrize("model", LARGE, ids=lambda model: model.name)
def test_a_large_model_gives_the_verdict_it_is_known_for(model: Model) -> None:
    found = model.explore(every=True, states=300_000, seconds=1500)  # to the end, on a slow machine too
    check_verdict(model, found)


@cache
def explored_shallow(model: str) -> Exploration:
    """What a user's call finds within a few moves: this process alone, with memory and symmetry."""
    return MODELS[model].explore(every=True, depth=SHALLOW, seconds=300)


@pytest.mark.parametrize("model", MODELS.values(), ids=lambda model: model.name)
def test_all_ways_to_search_a_model_agree(model: Model) -> None:
    agree(model, SHALLOW, explored_shallow(model.name).found)


@pytest.mark.explore
@pytest.mark.parametrize("model", SMALL, ids=lambda model: model.name)
def test_all_ways_to_search_a_model_agree_to_the_end(model: Model) -> None:
    remembered = explored_whole(model.name).found
    agree(model, None, remembered)
    restored = explored(model, None)
    assert counts(restored) == counts(remembered)
    assert verdicts(restored) == verdicts(remembered)


@pytest.mark.explore
@pytest.mark.parametrize("model", LARGE, ids=lambda model: model.name)
def test_all_ways_to_search_a_large_model_agree_to_the_end(model: Model) -> None:
    agree(model, None, model.explore(every=True, states=MOST, seconds=1500).found)


def agree(model: Model, depth: int | None, remembered: Found) -> None:
    explorer = made(model)
    replayed = explored(model, depth, explorer, replay=True)
    assert counts(replayed) == counts(remembered)
    assert verdicts(replayed) == verdicts(remembered)
    if has_twins(explorer):  # where none are, the search with symmetry is the one without
        apart = explored(model, depth, symmetric=False)
        assert apart.states > remembered.states
        assert verdicts(apart) == verdicts(remembered)


def has_twins(explorer: Explorer) -> bool:
    """Whether two actors are of one kind, and so interchangeable."""
    kinds = [place.actor.kind for place in explorer.first.places]
    return len(set(kinds)) < len(kinds)


@pytest.mark.parametrize("model", [model for model in SMALL if model.breaks], ids=lambda model: model.name)
def test_a_counterexamples_recording_ends_in_the_explorers_state(model: Model) -> None:
    exploration, explorer = explored_whole(model.name), made(model)
    with explorer.opened():
        for broken, told in zip(exploration.found.broken, exploration.counterexamples, strict=True):
            last = explorer.moves.after(*explorer.path(broken.path)[-1])
            assert last is not None
            recording = told.recording
            assert keys_of(recording.last) == keys_of(
                snapshot_of(last.keys, last.ends, last.now, EMPTY.start, EMPTY.prefix)
            )
            assert recording.last.at == last.now


def made(model: Model) -> Explorer:
    options = model.options
    budget = Budget(*(options.get(name, 0) for name in ("crashes", "late", "ticks")))
    return Explorer(model.world, budget, memory=False)


def searched(
    explorer: Explorer, model: Model, depth: int | None = None, *, symmetric: bool = True, on_new: Any = None
) -> Found:
    options: Mapping[str, Any] = model.options
    invariants = [
        *options.get("promises", ALWAYS),
        *(as_invariant(each, About.MOVE) for each in options.get("always", ())),
        *(as_invariant(each, About.END) for each in options.get("finally_", ())),
    ]
    search = explorer.search(invariants, Limits(depth, MOST, 1500), every=True, symmetric=symmetric)
    search.on_new = on_new
    return search.run(explorer.first)


def explored(
    model: Model, depth: int | None, explorer: Explorer | None = None, *, replay: bool = False, symmetric: bool = True
) -> Found:
    explorer = explorer or made(model)
    with explorer.opened():
        on_new = explorer.replaying().came if replay else None
        found = searched(explorer, model, depth, symmetric=symmetric, on_new=on_new)
    assert depth or not found.cut
    return found


def counts(found: Found) -> tuple[Any, ...]:
    return found.states, found.moves, found.ends, found.by_depth, found.kinds, found.refusals, found.edges


def verdicts(found: Found) -> dict[tuple[str, str], int]:
    return {
        (broken.invariant.name, re.sub(r"\d+|ann|bob", "#", broken.message)): len(broken.path)
        for broken in reversed(found.broken)
    }


def keys_of(snapshot: Snapshot) -> dict[str, Any]:
    return {
        name: (state.type, state.value, state.expires_at)
        for name, state in snapshot.state.items()
        if state.type != "stream"
    }


def test_the_recording_of_a_counterexample_is_an_ordinary_one() -> None:
    found = explored_whole("paying")

    assert found.counterexample is not None
    recording = found.counterexample.recording
    assert isinstance(recording, Recording)
    assert [step.title for step in recording][-2:] == ["pay: bob takes a job", "bob: charge(1)"]
    assert len(recording.transitions()) > 0
