"""The application's pages in a browser: live without a reload, buttons that ask, narrow, dark, and without a fault."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from typing import TYPE_CHECKING
from urllib.parse import quote

import httpx
import pytest

from qlab.app.mail import Catcher
from qlab.app.processes.process import web
from qlab.app.service import Ticket
from qlab.app.settings import Settings
from tests.app.conftest import catcher, finished, patient, serving, settings
from tests.browser.conftest import HOSTILE, THEMES
from tests.browser.faults import violations

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

__all__ = ["catcher", "patient", "settings"]
pytestmark = pytest.mark.browser

MARKUP = HOSTILE.removesuffix("\udcff")  # BullMQ packs what is UTF-8
SIZES = [(1280, 720), (848, 720), (390, 844)]
WIDER = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
KEYS = "keys => keys.forEach(key => document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true})))"
FOCUSED = "() => document.activeElement.textContent"
FOCUS = "id => document.activeElement.id === id"
CUT = """() => [...document.querySelectorAll('.wide')].filter(node => node.scrollWidth > node.clientWidth)
  .map(node => node.ariaLabel)"""
SMALL = """() => [...document.querySelectorAll('body *')].filter(node => node.checkVisibility()
  && [...node.childNodes].some(each => each.nodeType === 3 && each.textContent.trim())
  && parseFloat(getComputedStyle(node).fontSize) < 12).map(node => node.outerHTML.slice(0, 80))"""


@pytest.fixture
def base(settings: Settings, catcher: Catcher) -> Iterator[str]:
    with web(settings, catcher) as address:
        yield address


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    made = context.new_page()
    complaints: list[str] = []
    made.on("pageerror", lambda error: complaints.append(str(error)))
    made.on("console", lambda message: complaints.append(message.text))
    yield made
    assert complaints == []


def post(base: str, path: str, **body: object) -> httpx.Response:
    return httpx.post(f"{base}{path}", json=body).raise_for_status()


def test_counts_change_without_a_reload_and_both_ways_are_measured(base: str, page: Page) -> None:
    page.goto(f"{base}/board")
    page.evaluate("() => { window.stayed = true }")
    cell = "tr:has(a[href='/board/email']) td[data-label=waiting]"
    post(base, "/api/jobs/emails", count=7)
    page.wait_for_function("cell => document.querySelector(cell).innerText.startsWith('7')", arg=cell)
    page.get_by_role("button", name="Mail server slow").click()
    page.wait_for_function("() => document.body.innerText.includes('taking 3 s a mail')")
    page.get_by_role("button", name="Send in the request").click()
    page.wait_for_function("() => document.getElementById('inline-time').textContent.endsWith('ms')")
    page.get_by_role("button", name="Queue it").click()
    page.wait_for_function("() => document.getElementById('queued-time').textContent.endsWith('ms')")
    page.wait_for_function("cell => document.querySelector(cell).innerText.startsWith('8')", arg=cell)
    number = "id => parseInt(document.getElementById(id).textContent.replaceAll(',', ''))"
    assert page.evaluate(number, "inline-time") >= 3_000  # what was measured outlives the refresh
    assert page.evaluate("() => window.stayed")


def test_what_cannot_be_undone_is_asked_first(base: str, page: Page) -> None:
    post(base, "/api/jobs/emails", count=3)
    page.goto(f"{base}/board/email")
    page.get_by_role("button", name="Drain").click()
    assert "Remove the 3 jobs that wait?" in page.locator("#ask").inner_text()
    page.keyboard.press("Escape")
    assert httpx.get(f"{base}/api/queues/email").json()["counts"]["waiting"] == 3
    page.get_by_role("button", name="Drain").click()
    page.get_by_role("button", name="Yes, do it").click()
    page.wait_for_function("() => document.body.innerText.includes('No jobs.')")
    page.get_by_role("button", name="Pause email").click()
    assert "take no more" in page.locator("#ask").inner_text()
    page.get_by_role("button", name="Yes, do it").click()
    page.get_by_role("button", name="Resume email").wait_for()
    assert httpx.get(f"{base}/api/queues/email").json()["paused"]


def fail(settings: Settings, base: str) -> str:
    """The path of a mail's job that the mail server refused; BullMQ wrote the error's stack, and that of its cause.

    Beside it there is a delayed job whose id, name and data are hostile.
    """
    job: str = post(base, "/api/jobs/email", to="ada+550@example.com", name="Ada").json()["id"]

    async def refused() -> None:
        async with serving(settings, ("email",)) as service:
            options = {"jobId": MARKUP, "delay": 3_600_000}
            await service._queues["email"].add(MARKUP, {"to": MARKUP}, options)
            await finished(service, Ticket("email", job))

    with ThreadPoolExecutor() as apart:  # the browser's loop runs in this thread
        apart.submit(asyncio.run, refused()).result()
    return f"/board/email/{job}"


def test_a_job_s_page_tells_each_error_first_and_its_stack_on_demand(settings: Settings, base: str, page: Page) -> None:
    page.goto(base + fail(settings, base))
    attempt, stack = page.locator("ol > li"), page.locator("ol > li pre")
    assert attempt.inner_text().splitlines()[0].endswith("UnrecoverableError: SMTP 550: 5.1.1 no such mailbox")
    assert not stack.is_visible()
    page.get_by_text("Stack", exact=True).click()
    assert stack.inner_text().startswith("Traceback")


def test_no_page_has_a_fault_narrow_or_dark(settings: Settings, base: str, page: Page, axe: str) -> None:
    post(base, "/api/jobs/demo")
    failed = fail(settings, base)
    hostile = f"/board/email/{quote(MARKUP, safe='')}"
    pages = ("/board", "/board/email", "/board/email?state=failed", "/board/email?find=ada", "/board/email/1", failed,
             hostile, "/flows", "/mails", "/docs")  # fmt: skip
    for path in pages:
        page.goto(f"{base}{path}")
        for scheme, (width, height) in product(THEMES, SIZES):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": height})
            assert violations(page, axe, "body") == [], (path, scheme, width)
            assert not page.evaluate(WIDER), (path, width)
            assert page.evaluate(SMALL) == [], (path, width)
            assert page.evaluate(CUT) == [], (path, width)
        assert page.locator("meta[http-equiv=refresh]").count() == 0


def test_keys_go_through_a_list_open_a_job_and_are_listed(base: str, page: Page) -> None:
    post(base, "/api/jobs/emails", count=3)
    page.goto(f"{base}/board")
    page.keyboard.press("?")
    assert "next, previous row" in page.locator("#help").inner_text()
    assert page.evaluate(FOCUSED) == "Close"
    page.keyboard.press("Escape")
    page.locator("#help").wait_for(state="hidden")
    page.keyboard.press("j")
    page.wait_for_function(FOCUS, arg="row-email")
    page.keyboard.press("Enter")
    page.wait_for_url("**/board/email")
    for key, focused in (("j", "job-wait-1"), ("ArrowDown", "job-wait-2"), ("j", "job-wait-3"), ("k", "job-wait-2")):
        page.keyboard.press(key)
        page.wait_for_function(FOCUS, arg=focused)
    page.keyboard.press("x")
    assert page.get_by_role("button", name="Remove 1 chosen").is_enabled()
    post(base, "/api/jobs/email", to="ada@example.com")  # a live update leaves focus and choice
    page.get_by_role("link", name="4", exact=True).wait_for()
    assert page.evaluate("() => document.activeElement.id") == "job-wait-2"
    assert page.locator("#pick-wait-2").is_checked()
    page.keyboard.press("Enter")
    page.wait_for_url("**/board/email/2")
    page.keyboard.press("Delete")
    assert "Remove job 2" in page.locator("#ask").inner_text()
    assert page.evaluate(FOCUSED) == "Cancel"
    page.keyboard.press("Escape")
    page.locator("#ask").wait_for(state="hidden")
    page.keyboard.press("u")
    page.wait_for_url("**/board/email")
    page.keyboard.press("p")
    page.get_by_role("button", name="Yes, do it").press("Enter")
    page.get_by_role("button", name="Resume email").wait_for()
    page.keyboard.press("/")
    page.keyboard.type("p2p")  # letters in a field are letters
    assert page.locator("#find").input_value() == "p2p"
    page.keyboard.press("Enter")
    page.wait_for_url("**find=p2p")
    page.evaluate(KEYS, ["g", "f"])  # pressed one by one on a busy machine, more than a second may pass between them
    page.wait_for_url("**/flows")


@pytest.mark.parametrize("path", ["/board", "/live/email", "/flows", "/mails"])
def test_focus_before_the_first_frame_is_no_fault(base: str, page: Page, path: str) -> None:
    page.add_init_script("document.addEventListener('readystatechange', () => document.querySelector('a')?.focus())")
    page.goto(f"{base}{path}")
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.locator("a:focus").count() == 1
    assert page.locator("[autofocus]").count() == 0  # whether the browser gets to it before us is a matter of luck


def test_chosen_jobs_are_removed_after_a_question_and_what_was_not_done_is_said(base: str, page: Page) -> None:
    post(base, "/api/jobs/emails", count=3)
    page.goto(f"{base}/board/email?state=waiting")
    page.get_by_label("Choose all that are shown").check()
    page.get_by_role("button", name="Remove 3 chosen").click()
    assert "Remove the 3 waiting jobs that you chose?" in page.locator("#ask").inner_text()
    httpx.delete(f"{base}/api/jobs/email/2").raise_for_status()  # somebody else was quicker
    page.get_by_role("button", name="Yes, do it").click()
    page.wait_for_function("() => document.getElementById('outcome').textContent.includes('done for 2 of 3')")
    assert "Not for 2: Queue email has no job '2'" in page.locator("#outcome").inner_text()
    page.get_by_text("No waiting jobs.").wait_for()


def test_a_text_that_is_marked_stays_marked_while_the_page_lives(base: str, page: Page) -> None:
    post(base, "/api/jobs/emails", count=2)
    page.goto(f"{base}/board/email")
    page.evaluate("() => getSelection().selectAllChildren(document.getElementById('job-wait-2'))")
    post(base, "/api/jobs/email", to="ada@example.com")
    page.locator("#job-wait-3").wait_for()
    assert page.evaluate("() => getSelection().toString()") == "2"


def test_the_player_goes_along_with_the_queue_beside_the_experiment(
    settings: Settings, base: str, page: Page, axe: str
) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{base}/live/email")
    page.wait_for_function("() => globalThis.qlabPlayer")
    page.get_by_role("button", name="Send 50").click()
    page.wait_for_function("() => qlabPlayer.held === 50 && qlabPlayer.index === 50")
    page.evaluate("() => qlabPlayer.show(10)")  # who looks back stays there
    post(base, "/api/jobs/email", to="ada@example.com")
    page.wait_for_function("() => qlabPlayer.held === 51")
    assert page.evaluate("() => qlabPlayer.index") == 10
    box = page.locator(".qlab-player").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 720
    for scheme, (width, height) in product(THEMES, SIZES):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": height})
        assert violations(page, axe, "body") == [], (scheme, width)
        assert not page.evaluate(WIDER), width


GROUND = "selector => getComputedStyle(document.querySelector(selector)).backgroundColor"


def test_a_theme_that_is_chosen_stays_on_every_page_and_in_the_player(base: str, page: Page, axe: str) -> None:
    post(base, "/api/jobs/emails", count=3)
    page.emulate_media(color_scheme="light")
    page.goto(f"{base}/board")
    light = page.evaluate(GROUND, "body")
    page.get_by_label("Theme").select_option("Dark")
    dark = page.evaluate(GROUND, "body")
    assert dark != light
    for path in ("/board/email", "/docs", "/mails"):
        page.goto(f"{base}{path}")
        assert (page.evaluate(GROUND, "body"), page.get_by_label("Theme").input_value()) == (dark, "dark"), path
        assert violations(page, axe, "body") == [], path
    page.goto(f"{base}/live/email")
    page.wait_for_function("() => globalThis.qlabPlayer")
    worn = page.evaluate(GROUND, ".qlab-player")
    assert violations(page, axe, "body") == []
    page.emulate_media(color_scheme="dark")
    page.get_by_label("Theme").select_option("System theme")
    assert page.evaluate(GROUND, ".qlab-player") == worn
    page.get_by_label("Theme").select_option("Light")
    assert page.evaluate(GROUND, "body") == light
    assert page.evaluate(GROUND, ".qlab-player") != worn
    assert violations(page, axe, "body") == []


def test_a_job_is_added_by_the_form_and_what_is_wrong_stands_beside_its_field(
    base: str, context: BrowserContext, axe: str
) -> None:
    page = context.new_page()  # the browser complains of the 422
    page.goto(f"{base}/board/email")
    page.keyboard.press("a")
    page.wait_for_function(FOCUS, arg="new-name")
    page.get_by_label("Priority").fill("3000000")
    page.get_by_label("Delay, ms").fill("soon")
    page.get_by_role("button", name="Add this job").click()
    page.get_by_text("Priority must be a whole number from 0 to 2,097,151.").wait_for()
    assert page.get_by_text("Delay must be a whole number from 0 to").is_visible()
    assert page.evaluate("() => document.activeElement.id") == "new-delay"
    assert violations(page, axe, "body") == []
    page.get_by_label("Priority").fill("")
    page.get_by_label("Delay, ms").fill("3600000")
    page.get_by_label("Data, as JSON").fill("{")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Data is not JSON").wait_for()
    page.get_by_label("Data, as JSON").fill('{"to": "ada@example.com"}')
    page.get_by_label("Name").fill(MARKUP)
    post(base, "/api/jobs/email", to="grace@example.com")  # a live update leaves what is typed
    page.locator("#job-wait-1").wait_for()
    page.get_by_role("button", name="Add this job").click()
    page.get_by_text("of email, due in 3,600,000 ms.").wait_for()
    assert page.locator("#new-name").input_value() == MARKUP
    page.locator("#new-said a").click()
    page.wait_for_url("**/board/email/2")
    assert "delayed" in page.locator("#live").inner_text()
