"""JupyterLab itself, opened on a notebook with the player: cells run, steps taken by mouse and keys, Python follows."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import TYPE_CHECKING

import nbformat
import pytest

from qlab.cli.course import jupyter_environment
from tests.browser import reading
from tests.browser.faults import violations
from tests.observe.places import end

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    from qlab import Recording

pytestmark = pytest.mark.browser
FLAGS = (
    "--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=0", "--IdentityProvider.token=t",
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate", "--LabApp.extension_manager=readonly",
)  # fmt: skip
START_S = 240
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
CELLS = (
    """import qlab
player, heard = qlab.Player(qlab.Recording.load('story.jsonl'), view='keys'), []
player.observe(lambda change: heard.append(change['new']), 'step')
player""",
    "print('now', player.step, heard)",
    "player.step = 26",
    "lab = qlab.Lab()\nlive = qlab.Player(lab, view='keys')",
    "queue = lab.queue('live')\nfor n in range(3): queue.add('job', {'n': n})\nlive",
    "explorer = qlab.BackoffExplorer()\nexplorer",
    "board = qlab.Board(lab, 'live')\nboard",
    "watched = qlab.Board(qlab.attach(str(lab.url), lab.prefix), 'live')\nwatched",
    "print('end', explorer.attempts, explorer.checked, len(lab.steps), board.message)",
)


def own_environment(folder: Path) -> dict[str, str]:
    """What JupyterLab is told by `qlab lab`, with settings of its own in a folder."""
    private = {f"JUPYTER_{name}_DIR": str(folder / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    return {
        **jupyter_environment(),
        **private,
        "IPYTHONDIR": str(folder / "ipython"),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }


@contextmanager
def jupyter(command: list[str], folder: Path) -> Iterator[str]:
    """JupyterLab, started in a folder; the address it prints. Ends with the block."""
    server = subprocess.Popen(
        command, env=own_environment(folder), cwd=folder, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    )
    assert server.stderr is not None
    said: Queue[str] = Queue()
    listener = Thread(target=lambda: [said.put(each) for each in server.stderr or ()], daemon=True)
    listener.start()
    try:
        yield _address(said)
    finally:
        end(server, patience_s=START_S)  # it first waits for a kernel that still starts
        listener.join(20)
        server.stderr.close()


def _address(said: Queue[str]) -> str:
    for _ in range(400):
        try:
            found = re.search(r"http://127\.0\.0\.1:\d+/lab\S*", said.get(timeout=START_S))
        except Empty:
            break
        if found:
            return found[0]
    raise AssertionError(f"JupyterLab did not say its address within {START_S} s")


@pytest.fixture(scope="module")
def notebook(story: Recording) -> Iterator[tuple[str, str]]:
    with tempfile.TemporaryDirectory(prefix="qlab-jupyter-") as name:
        folder = Path(name)
        (folder / "work").mkdir()
        story.save(folder / "work" / "story.jsonl")
        cells = [nbformat.v4.new_code_cell(source) for source in CELLS]
        written = nbformat.v4.new_notebook(cells=cells, metadata=KERNEL)
        nbformat.write(written, folder / "work" / "player.ipynb")
        command = [sys.executable, "-m", "jupyterlab", *FLAGS, f"--ServerApp.root_dir={folder / 'work'}"]
        with jupyter(command, folder) as printed:
            yield printed.partition("/lab")[0], "/lab/tree/player.ipynb?token=t"


def run_all(page: Page, url: str) -> None:
    """Opens the notebook and runs it by the menu."""
    page.goto(url)
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()  # cells run before the kernel listens are lost
    page.locator(".lm-MenuBar-itemLabel", has_text=re.compile("^Run$")).click()
    page.locator('li[data-command="runmenu:run-all"]').click()
    page.locator(".qlab-player").nth(1).wait_for()
    page.wait_for_function("() => document.body.innerText.includes('end 4')")
    assert page.get_by_text("official Jupyter news").count() == 0  # nothing asks, over the first picture


def run_cell(page: Page, number: int) -> None:
    """Clicks into a cell's code, runs it by Shift+Enter, and waits for its number."""
    cell = page.locator(".jp-CodeCell").nth(number)
    cell.locator(".jp-InputArea-editor").click()
    page.keyboard.press("Shift+Enter")
    prompt = "document.querySelectorAll('.jp-CodeCell')[n].querySelector('.jp-InputPrompt')"
    page.wait_for_function(f"n => /\\[\\d+\\]/.test({prompt}.textContent)", arg=number)
    page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').wait_for()


def output(page: Page, number: int) -> str:
    return page.locator(".jp-CodeCell").nth(number).locator(".jp-OutputArea-output").last.inner_text()


def step_shown(page: Page) -> int:
    found = re.search(r"step (\d+) of 37", page.locator(".qlab-player .q-counter").first.inner_text())
    assert found
    return int(found[1])


def test_the_player_in_jupyterlab(
    notebook: tuple[str, str], context: BrowserContext, story: Recording, axe: str
) -> None:
    address, path = notebook
    page = context.new_page()
    errors: list[str] = []
    elsewhere: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda request: elsewhere.append(request.url) if not _is_local(request.url, address) else None)
    page.set_default_timeout(60_000)
    page.set_viewport_size({"width": 1500, "height": 5000})
    run_all(page, address + path)
    assert step_shown(page) == 26  # the third cell set the trait

    # A live player has the steps that were taken before it was shown, and goes along with those that follow.
    live = page.locator(".qlab-player").nth(1)
    live.locator(".q-counter", has_text="step 3 of 3").wait_for()
    assert live.locator(".q-box-wait .q-token").count() == 3

    player = page.locator(".qlab-player").first
    player.get_by_role("button", name="First step").click()
    for step in story:  # by mouse, each step
        player.get_by_role("button", name="Forward").click()
        assert step_shown(page) == step.index
        drawn = player.evaluate(f"root => {{ const document = root; return ({reading.DRAWN})() }}")
        assert reading.drawn(drawn) == reading.containers(step.after, story.last.queues), step.index
    player.locator(".q-sentence").click()
    player.focus()
    for key, step in (("ArrowLeft", 36), ("ArrowLeft", 35), ("Home", 0), ("ArrowRight", 1), ("End", 37)):
        page.keyboard.press(key)
        assert step_shown(page) == step
    player.get_by_role("slider").focus()  # JupyterLab would take the arrows for itself
    page.keyboard.press("ArrowLeft")
    assert step_shown(page) == 36
    run_cell(page, 1)
    assert output(page, 1).startswith("now 36 [")
    assert json.loads(output(page, 1).partition("now 36 ")[2])[-1] == 36  # player.observe heard of it
    run_cell(page, 2)
    assert step_shown(page) == 26
    explore(page)
    use_board(page)
    live.locator(".q-counter", has_text="step 6 of 6").wait_for()
    run_cell(page, 8)
    said = output(page, 8)
    assert said.startswith("end 6 ✓ as planned: BullMQ waited 2 s, 4 s, 8 s, 16 s, 32 s. 6 No job is in failed")
    assert violations(page, axe) == []
    darken(page)
    assert violations(page, axe) == []
    page.emulate_media(forced_colors="active")  # words in a picture are seen in the reader's own colours too
    words = page.locator(".q-plan text").first
    assert words.evaluate(
        "words => getComputedStyle(words).fill === getComputedStyle(words.closest('.q-explorer')).color"
    )
    assert errors == []
    assert elsewhere == []


def explore(page: Page) -> None:
    """Moves a slider of the explorer, and has a real job checked."""
    explorer = page.locator(".q-explorer")
    explorer.locator("input[type=range]").first.fill("6")
    page.wait_for_function(
        "() => document.querySelector('.q-explorer .q-sentence').textContent.startsWith('6 attempts, ')"
    )
    assert explorer.locator("tbody tr").count() == 5
    # A wait must not look like a moment: attempt 3 begins at +6 s.
    assert explorer.locator(".q-plan text").nth(1).text_content() == "attempt 3: after 4 s"
    explorer.get_by_role("button", name="Check with a real run").click()
    explorer.get_by_text("✓ as planned: BullMQ waited 2 s, 4 s, 8 s, 16 s, 32 s.").wait_for()


def use_board(page: Page) -> None:
    """Takes and completes a job by the board's buttons."""
    board, watched = page.locator(".q-board").first, page.locator(".q-board").last
    bars = """root => [...root.querySelectorAll(".q-bar > span:last-child")].map(bar => {
      const [inner, outer] = [bar, root].map(each => each.getBoundingClientRect());
      return [inner.left - outer.left, inner.top - outer.top, inner.width] })"""
    places = board.evaluate(bars)
    for button, waiting, completed in (("add", "4", "0"), ("take", "3", "0"), ("complete", "3", "1")):
        board.locator(f"[data-act={button}]").click()
        board.locator("[data-state=waiting] b", has_text=waiting).wait_for()
        board.locator("[data-state=completed] b", has_text=completed).wait_for()
    assert board.locator(".q-moves li").first.inner_text() == "+0.000 s job 1: active → completed"
    board.locator("[data-act=retry]").click()
    board.get_by_text("No job is in failed; nothing is to be retried.").wait_for()
    assert board.evaluate(bars) == places  # whatever happens, no bar moves
    # An observer's board looks by itself, and has nothing to press.
    watched.locator("[data-state=completed] b", has_text="1").wait_for()
    watched.get_by_text("job 1: waiting → completed").or_(watched.get_by_text("job 1: active → completed")).wait_for()
    assert watched.get_by_role("button").count() == 0


def darken(page: Page) -> None:
    """Chooses JupyterLab's own dark theme in its menu, and looks whether every widget follows."""
    for words in ("Settings", "Theme", "JupyterLab Dark"):
        page.locator(".lm-MenuBar-itemLabel, .lm-Menu-itemLabel", has_text=re.compile(f"^{words}$")).click()
    page.locator("body[data-jp-theme-name='JupyterLab Dark']").wait_for(state="attached")
    page.wait_for_function(
        """() => [...document.querySelectorAll('.qlab-player')].every(each => {
          const bright = name => Math.max(...getComputedStyle(each)[name].match(/\\d+/g).slice(0, 3));
          return bright('color') > 150 && bright('backgroundColor') < 70 })"""
    )


def _is_local(url: str, address: str) -> bool:
    return url.startswith((address, address.replace("http", "ws"), "data:", "blob:"))
