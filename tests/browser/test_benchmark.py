"""The player's benchmark runs, with tiny sizes; no wall-clock figure is asserted here."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests import servers

pytestmark = pytest.mark.browser
TINY = (
    "from benchmarks import player; print([row.what for row in player.run(sizes=(60, 90), jobs=5, rounds=1, passes=1)])"
)


def test_each_size_has_its_rows() -> None:
    servers.need_program("chromium")
    # A process of its own: Playwright's loop does not start twice in one.
    ran = subprocess.run([sys.executable, "-c", TINY], check=True, capture_output=True, text=True)
    assert ran.stdout.count("player: one step") == 2
    assert ran.stdout.count("player: page") == 2
