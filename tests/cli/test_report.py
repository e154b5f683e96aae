"""The report: complete, self-contained, safe, and readable without seeing the figures."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from qlab import Lab, Recording
from qlab.cli.story.report_page import Figure, report

SVG = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
HOSTILE = "<img src=x onerror=alert(1)>\x1b[31m\u202e"
VOID = {"meta", "img", "br"}


class Page(HTMLParser):
    """What a page is made of: its elements with their attributes, its text, and whether its tags match."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def text(story: Recording) -> str:
    return report(story, [Figure("Jobs", 'Seven "completed" & one failed', SVG), Figure("Waits", "2, 4, 8 s", SVG)])


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return Page(text)


def test_it_is_a_whole_document_with_a_language_and_a_title(text: str, page: Page) -> None:
    assert text.startswith("<!doctype html>")
    assert page.open == []
    assert page.all("html") == [{"lang": "en"}]
    assert len(page.all("title")) == 1
    assert page.all("meta")[0] == {"charset": "utf-8"}


def test_it_says_every_sentence_and_every_attempt(page: Page, story: Recording) -> None:
    words = "".join(page.words)
    assert "`" not in words  # what stands between two of them is set as code
    assert all(step.sentence.replace("`", "") in words for step in story)
    assert all(step.script in words for step in story if step.script)
    assert "SMTP 550: mailbox unavailable" in words
    assert words.count("retried") == 5
    rows = len(story) + len(story.attempts()) + len(story.last.jobs())
    assert len(page.all("tr")) == rows + 3


def test_each_figure_is_inside_and_has_its_alternative_text(page: Page) -> None:
    images = page.all("img")
    assert [image["alt"] for image in images] == ['Seven "completed" & one failed', "2, 4, 8 s"]
    assert all(str(image["src"]).startswith("data:image/svg+xml;base64,") for image in images)


def test_it_needs_no_network_and_runs_nothing(text: str, page: Page) -> None:
    assert not page.all("script")
    assert not page.all("link")
    assert not re.search(r"url\(|@import|https?:", text)
    policy = page.all("meta")[2]
    assert policy["http-equiv"] == "Content-Security-Policy"
    assert "default-src 'none'" in str(policy["content"])


def test_it_follows_the_light_and_the_dark_theme(text: str) -> None:
    assert "color-scheme:light dark" in text
    assert text.count("@media(prefers-color-scheme:dark)") == 2


def test_hostile_text_stays_text() -> None:
    with Lab() as lab:
        queue = lab.queue("email")
        queue.add(HOSTILE, {"to": HOSTILE})
        job = queue.take()
        assert job is not None
        job.fail(HOSTILE)
        page = Page(report(lab.recording, [Figure(HOSTILE, f'"{HOSTILE}', SVG)]))
    assert len(page.all("img")) == 1
    assert "onerror" not in page.all("img")[0]
    words = "".join(page.words)
    assert "<img src=x onerror=alert(1)>" in words
    assert "\x1b" not in words
    assert "\u202e" not in words


def test_a_note_is_told_and_an_empty_recording_is_a_report_too() -> None:
    with Lab() as lab:
        lab.recording.note = "No trace: the server forbids MONITOR."
        page = Page(report(lab.recording, []))
    assert "No trace: the server forbids MONITOR." in "".join(page.words)
    assert page.open == []
