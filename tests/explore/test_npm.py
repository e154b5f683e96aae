"""The findings on npm's BullMQ: what the explorer found with PyPI's scripts, seen with npm's own client."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from qlab.lab.server_io import server
from tests import servers
from tools.findings import FINDINGS

NODE = Path(__file__).parent / "node"
PLAY_S = 60.0

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def seen() -> dict[str, Any]:
    """What npm's client sees; skips the test, saying why, where there is no npm."""
    node = servers.need_packages(NODE)
    embedded = server.start()
    try:
        command = [node, "findings.mjs", str(embedded.url).removeprefix("unix://")]
        played = subprocess.run(command, cwd=NODE, capture_output=True, text=True, timeout=PLAY_S, check=True)
    finally:
        embedded.close()
    found: dict[str, Any] = json.loads(played.stdout)
    return found


SEEN_BY_NPM: dict[str, Any] = {
    "drain-cuts-the-scheduler": {"wait": ["1"], "exists": 0},
    "upsert-while-paused": 2,
    "removed-scheduler-leaves-its-job": 1,
    "kept-job-is-stale": 2,
    "kept-job-is-stale-after-a-stall": 2,
    "retry-ignores-deduplication": ["1", "2"],
    "adopted-child": [True, ["P"]],
    "removed-child-forgets-the-priority": ["P"],
    "parted-child-forgets-the-priority": ["c0", "P"],
    "retry-forgets-the-priority": ["1"],
    "obliterate-leaves-parents": ["P", "P:dependencies", "waiting-children"],
    "clean-takes-the-parent": 0,
    "late-worker-writes": 2,
    "retried-flow-starts-the-parent": [["P", "c0"], ["bull:retried-flow-starts-the-parent:c0"]],
    "flow-added-again": ["P", ["bull:flow-added-again:c0"]],
    "retry-keeps-the-stall-counter": "1",
    "free-slot-wakes-nobody": [1, 0],
    "evicted-child-starts-the-parent": ["P"],
    "retried-child-fails-its-parent": [True, "waiting"],
    "refused-obliterate-pauses": [True, True],
    "two-limiters-mix": True,
}


@pytest.mark.parametrize("slug", SEEN_BY_NPM)
def test_npm_shows_the_same(seen: dict[str, Any], slug: str) -> None:
    assert seen[slug] == SEEN_BY_NPM[slug]


def test_every_finding_that_npm_is_said_to_have_is_played_there() -> None:
    assert {finding.slug for finding in FINDINGS if finding.npm} == SEEN_BY_NPM.keys()
