"""A library of models, each a few lines: ``MODELS`` by name.

Small ones run in ``make test``, all of them in ``make explore``.
"""

from __future__ import annotations

from collections.abc import Mapping

from qlab.explore.models import by_hand, crashes, deduplication, flows, operators, schedulers
from qlab.explore.models.known_model import Model, model

__all__ = ["MODELS", "Model", "model"]

_GROUPS = (by_hand, crashes, flows, deduplication, schedulers, operators)
MODELS: Mapping[str, Model] = {each.name: each for group in _GROUPS for each in group.MODELS}
