"""The player in Chromium: first picture, one step, bytes a step, for 100, 1,000 and 5,000 steps with 200 jobs."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.rows import Row
from qlab import Lab, Recording, exponential

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SIZES = (100, 1_000, 5_000)
JOBS = 200
FRAME_MS = 1000 / 60
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
ROUNDS = 3
"""So many fresh pages of each size are measured, the sizes in turn; the figure is their median."""
STEADY, MOST_PASSES = 0.05, 6
"""A page is warm when a pass over its last steps takes what the one before took, give or take so much of it; at the
latest after so many."""
# The page marks the moment its first picture stands; a step is drawn, and laid out by reading a size.
FIRST = "() => performance.getEntriesByName('qlab-first')[0].startTime"
STEP = """async () => {
  const from = Math.max(1, qlabPlayer.data.length - 45), took = [];
  for (let index = from; index < from + 40; index += 1) {
    await new Promise(requestAnimationFrame);
    const began = performance.now();
    qlabPlayer.show(index);
    qlabPlayer.root.getBoundingClientRect();
    took.push(performance.now() - began);
  }
  return took.sort((a, b) => a - b)[20];
}"""


def run(
    *, sizes: tuple[int, ...] = SIZES, jobs: int = JOBS, rounds: int = ROUNDS, passes: int = MOST_PASSES
) -> list[Row]:
    """Measure a page for each size, all in one browser; no rows where there is no Chromium."""
    chromium = shutil.which("chromium")
    if chromium is None:
        return []
    from playwright.sync_api import sync_playwright

    whole = recording(max(sizes), jobs)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        pages = {size: cut(whole, size).to_html(Path(folder) / f"{size}.html") for size in sizes}
        measured = _in_turn(browser, pages, rounds, passes)
        browser.close()
    return [row for size in sizes for row in _rows(size, *measured[size])] + _ratio(measured)


def recording(steps: int, jobs: int) -> Recording:
    """Return so many steps of a queue that always has about so many jobs: the first adds them, each that ends is
    replaced.
    """
    with Lab() as lab:
        queue = lab.queue("email", attempts=3, backoff=exponential("2s"), removeOnComplete=20, removeOnFail=20)
        queue.add_bulk([("welcome", {"to": f"user-{number}@example.com"}) for number in range(jobs)])
        taken = 0
        while len(lab.steps) < steps:
            job = queue.take()
            taken += 1
            if not job:
                lab.clock.to_next()
            elif taken % 3:
                job.complete({"ok": True})
                queue.add("welcome", {"to": "ada@example.com"})
            else:
                job.fail("SMTP 451: try again")
        return lab.recording


def cut(whole: Recording, steps: int) -> Recording:
    """Return the first steps of a recording."""
    return Recording(whole.first, whole.clock, whole.server, whole.note, whole.steps[:steps])


def _in_turn(
    browser: Browser, pages: Mapping[int, Path], rounds: int, passes: int
) -> dict[int, tuple[float, float, float]]:
    """Return the medians of the rounds for each size; each round begins with another size, on pages of its own."""
    sizes = list(pages)
    taken: dict[int, list[tuple[float, float, float]]] = {size: [] for size in sizes}
    for at in range(rounds):
        first = at % len(sizes)
        for size in (*sizes[first:], *sizes[:first]):
            taken[size].append(_page(browser, pages[size], size, passes))
    return {
        size: (median(first for first, _, _ in each), median(step for _, step, _ in each), each[0][2])
        for size, each in taken.items()
    }


def _warm(page: Page, passes: int) -> float:
    """Return what a step takes, ms, once it takes about what it took in the pass before."""
    now = float(page.evaluate(STEP))
    for _ in range(passes - 1):
        before, now = now, float(page.evaluate(STEP))
        if abs(now - before) <= STEADY * before:
            break
    return now


def _page(browser: Browser, path: Path, steps: int, passes: int) -> tuple[float, float, float]:
    page = browser.new_page(viewport={"width": 1400, "height": 1000}, reduced_motion="reduce")
    page.set_default_timeout(120_000)
    page.goto(path.as_uri())
    page.wait_for_function("() => globalThis.qlabPlayer")
    took = float(page.evaluate(FIRST)), _warm(page, passes), path.stat().st_size / steps
    page.close()
    return took


def _rows(steps: int, first: float, step: float, size: float) -> list[Row]:
    beside = f"{steps:,} steps"
    return [
        Row("player: first picture", first, "ms", "≤", None, beside),
        Row("player: one step", step, "ms", "≤", FRAME_MS, f"{beside}; a 60 Hz frame"),
        Row("player: page", size, "bytes a step", "≤", None, beside),
    ]


def _ratio(measured: dict[int, tuple[float, float, float]]) -> list[Row]:
    if not {100, 1_000} <= measured.keys():
        return []
    medians = {f"one step of {size:,} (ms)": step for size, (_first, step, _bytes) in measured.items()}
    return [
        Row(
            "player: one step at 1,000",
            measured[1_000][1] / measured[100][1],
            "×",
            "≤",
            1.5,
            "one at 100 steps",
            medians,
        )
    ]
