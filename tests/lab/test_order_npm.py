"""npm's real worker takes a queue's jobs in the order that ``queue.order()`` foretells."""

from __future__ import annotations

import json
import random
import subprocess
import time

import pytest

from qlab import Lab, Queue
from tests.lab.processes import eventually
from tests.observe.test_npm import NODE, node

__all__ = ["node"]
pytestmark = [pytest.mark.slow, pytest.mark.server]

TAKES_S = 60.0


def filled(queue: Queue, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(40):
        queue.add(
            "job",
            delay=chance.choice([None, None, "1ms", "3ms", "1h"]),
            priority=chance.choice([None, None, 1, 2, 7, 2**21 - 1]),
            lifo=chance.choice([None, None, True]),
        )
    for id in ("3", "7", "12"):
        job = queue.job(id)
        if job.state in ("waiting", "prioritized"):
            job.change_priority(chance.choice([0, 2]), lifo=chance.choice([True, False]))


@pytest.mark.parametrize("seed", range(3))
def test_npm_s_worker_takes_what_the_order_foretells(node: str, seed: int) -> None:
    with Lab(clock="real", tcp=True, trace=False) as lab:
        queue = lab.queue("email")
        filled(queue, seed)
        begun = time.time()
        eventually(lambda: time.time() - begun > 0.02, "the short delays have not ended")
        frame = queue.order()
        expected = list(frame["job"][frame["place"].notna()])
        assert len(expected) > 15
        assert frame["place"].isna().any()
        command = [node, "order.mjs", str(lab.url), "email", str(len(expected))]
        ran = subprocess.run(command, cwd=NODE, capture_output=True, text=True, timeout=TAKES_S, check=True)
        assert json.loads(ran.stdout) == expected
