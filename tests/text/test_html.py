from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from qlab.protocol.states import JobState
from qlab.text import html

BLOCKS = [
    html.code, html.quiet, html.tag, html.card,
    html.badge, lambda text: html.details(text, text), lambda text: html.element("p", text),
    lambda text: html.table([text], [[text]], text), lambda text: html.card(text, text, text),
]  # fmt: skip


class Outline(HTMLParser):
    """The tags and attributes of a document, and whether each tag is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, tuple[str, ...]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.seen.append((tag, tuple(name for name, _ in attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def outline(text: str) -> list[tuple[str, tuple[str, ...]]]:
    parser = Outline()
    parser.feed(text)
    parser.close()
    assert parser.open == []
    return parser.seen


@given(st.text(st.characters(codec=None, exclude_categories=()), min_size=1, max_size=30))
def test_no_text_adds_a_tag_or_an_attribute(text: str) -> None:
    for block in BLOCKS:
        made = block(text)
        made.encode()
        assert outline(made) == outline(block("x"))


def test_html_is_not_escaped_twice() -> None:
    assert html.table(["a"], [[html.code("<b>")]]).count("&lt;b&gt;") == 1
    assert html.safe(html.Html("<p></p>")) == "<p></p>"


def test_a_badge_names_the_state_beside_its_colour() -> None:
    colours = {html.badge(state).split("#")[1][:6] for state in JobState}
    assert len(colours) == len(JobState)
    for state in JobState:
        assert f">{state}</span>" in html.badge(state)
    assert ">3 delayed</span>" in html.badge(JobState.DELAYED, "3 delayed")


def test_the_style_touches_nothing_outside_a_card() -> None:
    rules = (
        html.STYLE.removeprefix("<style>").removesuffix("</style>").replace("@media(prefers-color-scheme:dark){", "")
    )
    selectors = [rule.split("{")[0].strip("}") for rule in rules.split("}") if "{" in rule]
    assert selectors
    assert all(".qlab" in part for selector in selectors for part in selector.split(","))


def test_the_id_of_a_job_in_a_flow_may_be_broken_into_lines() -> None:
    """Two of them in a row of a step's table, kept whole, pushed its last column off a notebook at 1280 px."""
    assert html.code("e" * 32) == f"<code>{'e' * 32}</code>"
    assert html.code("e" * 31) == f'<code class="q-short">{"e" * 31}</code>'
