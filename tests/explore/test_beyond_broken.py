"""Restoring a state equals replaying its path also behind a broken promise, where an ordinary search goes no further.

A search tries no move from a state that breaks a promise: of the model "two limiters" it sees one state. Here nothing
is promised, so each model's whole space is compared.
"""

from __future__ import annotations

from typing import Any

import pytest

from qlab.explore.engine.found import Found
from qlab.explore.models import MODELS, Model
from qlab.explore.models.actors import worker
from qlab.lab.lab import Lab
from tests.explore.test_models import counts, explored

pytestmark = pytest.mark.usefixtures("used_servers")


def without_promises(model: Model, **options: Any) -> Model:
    """A model in which every state is followed up, whatever it breaks."""
    kept = {name: value for name, value in model.options.items() if name not in ("always", "finally_")}
    return Model(model.name, model.sentence, model.world, {**kept, "promises": (), **options})


BROKEN = [without_promises(model) for model in MODELS.values() if model.breaks and not model.large]


def compared(model: Model) -> Found:
    """What a search finds, once restoring and replaying have found the same."""
    restored = explored(model, None)
    assert counts(explored(model, None, replay=True)) == counts(restored)
    assert explored(model, None, symmetric=False).states >= restored.states
    assert not restored.broken
    return restored


@pytest.mark.explore
@pytest.mark.parametrize("model", BROKEN, ids=lambda model: model.name)
def test_restoring_is_replaying_behind_a_broken_promise_to_the_end(model: Model) -> None:
    compared(model)


def crowded(lab: Lab) -> dict[str, Any]:
    """Two workers compete for a queue with a rate limit, one of them with a limiter of its own."""
    queue = lab.queue("q")
    queue.add_bulk([("job",)] * 2)
    queue.limit(1, "1s")
    queue.adopt("ann", {"limiter": {"max": 1, "duration": 3_000}})
    return {"ann": worker(queue, jobs=2), "bob": worker(queue, jobs=2)}


CROWDED = Model("two limiters, crowded", "Two workers, one with a limiter of its own.", crowded)


def test_two_limiters_are_compared_in_their_whole_space() -> None:
    assert compared(without_promises(MODELS["two limiters"])).states == 5
    assert compared(without_promises(CROWDED, ticks=2)).states == 239


@pytest.mark.explore
def test_two_limiters_are_compared_with_a_crash_in_their_whole_space() -> None:
    assert compared(without_promises(CROWDED, ticks=3, crashes=1, late=1)).states == 1_033
