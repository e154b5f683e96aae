"""The site holds every page it should, its links lead somewhere, and nothing comes from elsewhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from sphinx.util.inventory import InventoryFile

import qlab
from qlab import errors, explore, plot, run, testing
from qlab.protocol.events import EVENTS
from qlab.protocol.keys import Role
from qlab.stories.gallery import STORIES
from qlab.teach.registry import LESSONS
from tests.packaging_files import ROOT
from tools.site import doctor_page
from tools.site.lessons import SHOWN
from tools.site.reference import by_floor

pytestmark = pytest.mark.site

LOADS = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src", "video": "src"}
"""What a browser fetches by itself, and by which attribute."""
NOT_LOADED = {"canonical", "next", "prev", "search", "index", "alternate", "author"}


class Links(HTMLParser):
    """What a page links to, what it loads, and the ids that it has."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.ids: set[str] = set()
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids |= {value for name in ("id", "name") if (value := given.get(name))}
        target = given.get(LOADS.get(tag, ""))
        if target and given.get("rel") not in NOT_LOADED:
            self.loads.append(target)
        if tag == "a" and given.get("href"):
            self.links.append(given["href"] or "")


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Links]:
    return {page.resolve(): Links(page) for page in sorted(site.rglob("*.html")) if "_static" not in page.parts}


def test_every_link_inside_leads_somewhere(pages: dict[Path, Links]) -> None:
    broken = []
    for page, found in pages.items():
        for link in found.links + found.loads:
            parts = urlsplit(link)
            if parts.scheme in ("http", "https", "mailto", "data"):
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            there = pages.get(target)
            known = not (there and parts.fragment) or parts.fragment in there.ids
            if not target.exists() or not known:
                broken.append(f"{page.name}: {link}")
    assert broken == []


def test_nothing_is_loaded_from_another_host(site: Path, pages: dict[Path, Links]) -> None:
    assert [(page.name, each) for page, found in pages.items() for each in found.loads if "//" in each[:8]] == []
    sheets = list(site.rglob("*.css"))
    assert sheets
    fetched = re.compile(r"""(?:url\(|@import)\s*["']?(?:https?:)?//""")
    assert [sheet.name for sheet in sheets if fetched.search(sheet.read_text("utf-8"))] == []


def names_of_the_reference() -> list[str]:
    modules = {module.__name__: module for module in (errors, explore, plot, run, testing)}
    own = [f"qlab.{name}" for names in by_floor().values() for name in names if name not in ("plot", "QlabError")]
    return own + [f"{module}.{name}" for module, held in modules.items() for name in held.__all__]


def test_every_public_name_has_its_entry(site: Path) -> None:
    with (site / "objects.inv").open("rb") as file:
        inventory = InventoryFile.load(file, "", lambda _base, uri: uri)
    known = {name for domain, entries in inventory.items() if domain.startswith("py:") for name in entries}
    assert [name for name in names_of_the_reference() if name not in known] == []


def test_the_stub_is_read_whole() -> None:
    assert sorted(name for names in by_floor().values() for name in names) == qlab.__all__


@pytest.mark.parametrize("lesson", LESSONS)
def test_each_lesson_has_its_page(site: Path, lesson: str) -> None:
    [notebook] = (ROOT / "notebooks").glob(f"{lesson}-*.ipynb")
    page = (site / "notebooks" / f"{notebook.stem}.html").read_text("utf-8")
    assert f"<h1>{lesson} " in page
    assert page.count('<form class="predict"') == page.count('<details class="result"') > 0
    assert [name for name in SHOWN.get(lesson, ()) if f"stories/{name}.html" not in page] == []


def test_each_image_has_words(site: Path) -> None:
    pages = [page for page in site.rglob("*.html") if "_static" not in page.parts]
    images = [(page.name, image) for page in pages for image in re.findall(r"<img [^>]*>", page.read_text("utf-8"))]
    assert images
    assert [each for each in images if not re.search(r'alt="[^"]{10,}"', each[1])] == []


@pytest.mark.parametrize(
    ("page", "ids"),
    [
        ("keys", [f"key-{role}" for role in Role if role is not Role.UNKNOWN]),
        ("events", [f"event-{name}" for name in EVENTS]),
        ("doctor", [f"finding-{name}" for name in doctor_page.found()]),
    ],
)
def test_everything_qlab_knows_has_its_section(pages: dict[Path, Links], site: Path, page: str, ids: list[str]) -> None:
    there = pages[(site / "docs" / "site" / f"{page}.html").resolve()].ids
    assert [id for id in ids if id not in there] == []


@pytest.mark.parametrize("story", STORIES)
def test_each_story_has_its_page(site: Path, story: str) -> None:
    assert 'id="player-data"' in (site / "docs" / "site" / "stories" / f"{story}.html").read_text("utf-8")


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda page: page.name)
def test_each_page_of_docs_is_there(site: Path, page: Path) -> None:
    assert (site / "docs" / f"{page.stem}.html").exists()


@pytest.mark.parametrize("word", ["stall", "backoff", "moveToFinished"])
def test_the_search_knows_a_word(site: Path, word: str) -> None:
    assert word.lower()[:6] in (site / "searchindex.js").read_text("utf-8").lower()
