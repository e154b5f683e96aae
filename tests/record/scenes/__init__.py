"""What a lab can be made to do, scene by scene."""

from __future__ import annotations

from tests.record.scenes import adding, ending, families, orders, queues, taking, upkeep, workers
from tests.record.scenes.stage import SCENES

__all__ = ["SCENES", "adding", "ending", "families", "orders", "queues", "taking", "upkeep", "workers"]
