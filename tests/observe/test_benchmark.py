"""The observer's benchmark runs, with tiny sizes, and says what it should; no wall-clock figure is asserted here."""

from __future__ import annotations

import json

import pytest

from benchmarks import MODULES, observe

pytestmark = pytest.mark.slow


def test_it_measures_each_claim_of_the_observer() -> None:
    assert "observe" in MODULES
    rows = observe.run(small=20, large=200, sick=150, calls=10, jobs=50, rounds=1)
    assert [row.bar for row in rows][:7] == [1.2, 1, 0.5, 1, 5, 0.25, 1]
    assert len(rows) in (7, 9)  # the worker is Node's
    assert next(row for row in rows if row.what.startswith("round trips")).figure == 1
    assert all(json.loads(json.dumps(row.to_json()))["beside"] for row in rows)
