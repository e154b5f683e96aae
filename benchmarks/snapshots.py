"""What a full snapshot costs beside the same data read raw, and beside the usual exploration script."""

from __future__ import annotations

from contextlib import ExitStack, closing

from benchmarks.explore import Exploration, RawReader
from benchmarks.rows import Row, interleaved
from benchmarks.steps import filled
from qlab import Lab

JOBS = 10_000


def run(*, jobs: int = JOBS, rounds: int = 7) -> list[Row]:
    """Measure a lab's snapshot of so many jobs beside the two other ways to read the same keys."""
    with ExitStack() as opened:
        # Loopback TCP, as a server of one's own is reached; for the exploration each key costs two round trips on it.
        lab = opened.enter_context(Lab(trace=False, tcp=True))
        filled(lab, jobs)
        raw = opened.enter_context(closing(RawReader(str(lab.url), "bull:*")))
        explore = opened.enter_context(closing(Exploration(str(lab.url), "bull:*")))
        check_same(lab, raw, explore)
        times = interleaved({"snapshot": lab.snapshot, "raw script": raw, "exploration": explore}, rounds)
    return _rows(times, jobs)


def check_same(lab: Lab, raw: RawReader, explore: Exploration) -> None:
    """Refuse to compare ways that do not read the same keys.

    Raises:
        RuntimeError: If one saw other keys than the others.
    """
    seen = set(lab.snapshot().state)
    if not seen == {each[0] for each in raw()} == set(explore()):
        raise RuntimeError("The three ways did not read the same keys; their times cannot be compared.")


def _rows(times: dict[str, float], jobs: int) -> list[Row]:
    medians = {f"{name} (ms)": took for name, took in times.items()}
    slower = times["snapshot"] / times["raw script"]
    faster = times["exploration"] / times["snapshot"]
    what = f"a full snapshot of {jobs:,} jobs"
    return [
        Row(what, slower, "×", "≤", 1.5, "the same data raw, in one script call", medians),
        Row(f"{what}, times as fast", faster, "×", "≥", 15, "KEYS, then TYPE and a read a key", medians),
    ]
