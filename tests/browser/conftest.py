"""Chromium, pages made from recordings, and axe-core."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest

from tests import servers

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

    from qlab import Recording

AXE = "axe-core@4.11.0"
REBOUND = "evil.example"
"""A name that leads to this machine, in this browser alone."""
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    f"--host-resolver-rules=MAP {REBOUND} 127.0.0.1",
)
DEADLINE_MS = 60_000
"""How long a page may take for what it is waited for: a busy machine draws late, and says nothing of the code."""
SIZE: ViewportSize = {"width": 1400, "height": 1000}
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
MEDIA = {"media": "null", "color_scheme": "light", "reduced_motion": "reduce", "forced_colors": "none"}
"""What a page's reader has asked for, where a test says nothing else."""
HOSTILE = "<img src=x onerror=alert(1)><svg onload=alert(2)>\x1b[31m\u202etxt\u200b\udcff"


@dataclass
class Opened:
    """A page, and everything that went on in it."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    spent: bool = False
    """Whether the next test needs another page."""

    def __post_init__(self) -> None:
        self._listeners: dict[str, Callable[..., Any]] = {
            "request": lambda request: self.requests.append(request.url),
            "console": lambda message: self.complaints.append(message.text),
            "pageerror": lambda error: self.complaints.append(str(error)),
            "dialog": lambda dialog: (self.complaints.append("dialog"), dialog.dismiss()),
        }
        for event, listener in self._listeners.items():
            self.page.on(event, listener)  # type: ignore[call-overload]

    def leave(self) -> None:
        """Stop listening, and leave nothing of the page behind: neither its size nor the mouse."""
        for event, listener in self._listeners.items():
            self.page.remove_listener(event, listener)
        self.page.goto("about:blank")
        self.page.set_viewport_size(SIZE)
        self.page.mouse.move(0, 0)

    def eval(self, script: str, argument: Any = None) -> Any:
        return self.page.evaluate(script, argument)

    def show(self, step: int) -> None:
        self.eval("step => qlabPlayer.show(step)", step)
        self.settle()

    def resize(self, width: int, height: int = 1000) -> None:
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.wait_for_function("width => innerWidth === width", arg=width)
        self.settle()

    def looks(self, sizes: Iterable[tuple[int, int]]) -> Iterator[str]:
        """Shows the page in each size, light and dark, and says which it is."""
        for width, height in sizes:
            self.resize(width, height)
            for theme in THEMES:
                self.page.emulate_media(color_scheme=theme)
                yield f"{width} × {height}, {theme}"

    def settle(self) -> None:
        """Waits until what depends on a box's width is laid out: its observer is told at the end of a frame."""
        self.eval("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    @property
    def step(self) -> int:
        return int(self.eval("() => qlabPlayer.index"))


Open = OpenFile = Callable[..., Opened]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    chromium = servers.need_program("chromium")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield launched
        launched.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport=SIZE, reduced_motion="reduce")
    made.set_default_timeout(DEADLINE_MS)
    yield made
    made.close()


@pytest.fixture(scope="session")
def idle(browser: Browser) -> Iterator[list[Page]]:
    """Pages that earlier tests have left, without a network: a new one costs a second, for it is a process."""
    pages: list[Page] = []
    yield pages
    for page in pages:
        page.context.close()


@pytest.fixture
def open_file(browser: Browser, idle: list[Page]) -> Iterator[OpenFile]:
    """Opens a player's page from disk, the network off: ``open_file(path, "#step=3&view=stage")``."""
    used: list[Opened] = []

    def open_one(path: Path, fragment: str = "", **media: Any) -> Opened:
        found = Opened(idle.pop() if idle else _without_a_network(browser))
        used.append(found)
        found.page.emulate_media(**{**MEDIA, **media})
        found.page.goto(path.as_uri() + fragment)
        found.page.wait_for_function("() => globalThis.qlabPlayer")
        found.settle()
        return found

    yield open_one
    for each in used:
        if each.spent:
            each.page.context.close()
        else:
            each.leave()
            idle.append(each.page)


def _without_a_network(browser: Browser) -> Page:
    made = browser.new_context(viewport=SIZE, offline=True)
    made.set_default_timeout(DEADLINE_MS)
    return made.new_page()


@pytest.fixture
def open_page(open_file: OpenFile, tmp_path: Path) -> Open:
    """Opens a recording's page: ``open_page(recording, "#step=3", view="stage")``."""

    def open_one(recording: Recording, fragment: str = "#", view: str = "keys", **media: Any) -> Opened:
        return open_file(recording.to_html(tmp_path / "page.html"), f"{fragment}&view={view}", **media)

    return open_one


@pytest.fixture(scope="session")
def story() -> Recording:
    """The email story's recording."""
    from qlab import Lab
    from qlab.stories.email import email_story

    with Lab() as lab:
        email_story(lab)
        return lab.recording


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, installed by npm into a folder that later runs find again."""
    npm = servers.need_program("npm")
    folder = Path(tempfile.gettempdir()) / f"qlab-{AXE.replace('@', '-')}-{os.getuid()}"
    source = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not source.exists():
        folder.mkdir(mode=0o700, exist_ok=True)
        command = [
            npm,
            "install",
            "--silent",
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
            "--prefix",
            str(folder),
            AXE,
        ]
        made = subprocess.run(command, capture_output=True, text=True, check=False)
        if made.returncode:
            servers.missing("axe-core", f"npm install {AXE} (needs a network)")
    return source.read_text(encoding="utf-8")
