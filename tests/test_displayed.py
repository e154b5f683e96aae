"""What a notebook shows of each public class: its repr as text, and HTML that needs no widget and no network."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from IPython.core.formatters import DisplayFormatter

import qlab
from qlab import Lab

NAME = "<script>alert(1)</script>&<img src=x onerror=alert(2)>"
VALUES = frozenset({"NoJob", "Worker", "Observer", "Lab", "Key", "JobState", "Backoff", "Custom"})
"""One line says all of them: they have no HTML."""
WIDGETS = frozenset({"Player", "Board", "BackoffExplorer"})
"""Their plain text is a still of what they show: without scripts nothing else is there."""


class Tags(HTMLParser):
    """What a browser would do with a piece of HTML, beyond drawing text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.names: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        if tag in ("script", "link", "iframe", "img", "object", "embed", "base", "form", "meta"):
            self.found.append(tag)
        for name, value in attrs:
            led_away = name in ("src", "href") and not (value or "").startswith(("data:", "#"))
            if led_away or name.startswith("on") or "url(" in (value or ""):
                self.found.append(f"{name}={value}")


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with Lab(tcp=True) as lab:
        queue = lab.queue(NAME, attempts=2, backoff="1s")
        queue.add(NAME, {NAME: NAME})
        taken = queue.take()
        assert taken
        taken.fail(NAME)
        yield lab


def promise(lab: Lab) -> Any:
    return qlab.predict(f"Where is {NAME}?", "wait", NAME)


SHOWN: dict[str, Callable[[Lab], Any]] = {
    "Lab": lambda lab: lab,
    "Queue": lambda lab: lab.queues[0],
    "Job": lambda lab: lab.queues[0].job("1"),
    "NoJob": lambda lab: lab.queues[0].take(),
    "Worker": lambda lab: (lab.workers or [lab.worker(NAME, "w<b>")])[0],
    "Recording": lambda lab: lab.recording,
    "Step": lambda lab: lab.last,
    "Diff": lambda lab: lab.recording[0].diff,
    "Snapshot": lambda lab: lab.snapshot(),
    "Observer": lambda lab: qlab.attach(str(lab.url)),
    "Explanation": lambda lab: qlab.attach(str(lab.url)).explain(NAME, 1),
    "Report": lambda lab: qlab.attach(str(lab.url)).doctor(),
    "LuaScript": lambda _lab: qlab.script("addStandardJob"),
    "Key": lambda _lab: qlab.parse_key(f"bull:{NAME}:wait"),
    "JobState": lambda _lab: qlab.JobState.WAITING,
    "Backoff": lambda _lab: qlab.exponential("2s"),
    "Custom": lambda _lab: qlab.custom(lambda _attempt: 5, NAME),
    "Prediction": promise,
    "Comparison": lambda lab: promise(lab).compare("wait"),
    "Results": lambda _lab: qlab.results(),
    "Script": lambda lab: lab.recording.to_typescript(),
    "NestModule": lambda lab: lab.to_nestjs(),
    "Player": lambda lab: qlab.Player(lab.recording),
    "Board": qlab.Board,
    "BackoffExplorer": lambda _lab: qlab.BackoffExplorer(),
}


@pytest.mark.parametrize("name", SHOWN)
def test_a_notebook_shows_its_repr_and_html_that_stands_alone(name: str, lab: Lab) -> None:
    shown = SHOWN[name](lab)
    data, _metadata = DisplayFormatter().format(shown)
    if name in WIDGETS:
        assert len(data["text/plain"].splitlines()) > 3
    elif name == "Prediction":
        assert data["text/plain"].startswith(repr(shown).split("\n")[0])
    else:
        assert data["text/plain"] == repr(shown)
    assert ("text/html" in data) == (name not in VALUES)
    if "text/html" in data:
        tags = Tags(data["text/html"])
        assert tags.found == []
        assert tags.names
        assert not re.search(r"@import|url\((?!data:|#)", data["text/html"].partition("</style>")[0])


def test_every_public_class_is_among_them(lab: Lab) -> None:
    classes = {name for name in qlab.__all__ if isinstance(getattr(qlab, name), type)}
    kinds = [type(make(lab)) for make in SHOWN.values()]
    missing = {name for name in classes if not any(issubclass(kind, getattr(qlab, name)) for kind in kinds)}
    assert missing == {"Classroom", "QlabError"}  # tests/classroom shows the one; the other is raised, not shown


def test_the_search_sees_what_would_run_or_be_fetched() -> None:
    assert Tags("<b onclick=x>").found == ["onclick=x"]
    assert Tags('<img src="https://example.com">').found == ["img", "src=https://example.com"]
    assert Tags('<a href="#top">').found == []
    assert Tags("&lt;script&gt;").found == []
