"""The board's pages while they live: a refresh leaves the focus where it was, and one that failed is made again."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import httpx
import pytest

from qlab.app.settings import Settings
from tests.app.conftest import catcher, patient, serving, settings
from tests.browser.test_board import base, page, post

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

__all__ = ["base", "catcher", "page", "patient", "settings"]
pytestmark = pytest.mark.browser

COUNT = """() => { window.refreshes = 0;
  document.getElementById('live').addEventListener('refreshed', () => { window.refreshes += 1 }) }"""
FOCUSED = "() => document.activeElement.id"
NO_MOVE = "for (const each of [Element, Node]) delete each.prototype.moveBefore"
"""Makes a browser that takes the focus from what is moved."""


def change(base: str, page: Page) -> None:
    """Add a job, and wait until the page shows what is there now."""
    before = page.evaluate("() => window.refreshes")
    post(base, "/api/jobs/email", to="ada@example.com")
    page.wait_for_function("before => window.refreshes > before", arg=before)


@pytest.mark.parametrize("script", ["", NO_MOVE], ids=["moves", "takes the focus"])
def test_a_refresh_after_every_key_leaves_the_focus_and_the_choice(base: str, page: Page, script: str) -> None:
    page.add_init_script(script)
    post(base, "/api/jobs/emails", count=3)
    page.goto(f"{base}/board")
    page.evaluate(COUNT)
    page.keyboard.press("j")
    change(base, page)
    assert page.evaluate(FOCUSED) == "row-email"
    page.keyboard.press("Enter")
    page.wait_for_url("**/board/email")
    page.evaluate(COUNT)
    for key, focused in (("j", "job-wait-1"), ("j", "job-wait-2"), ("ArrowDown", "job-wait-3"), ("k", "job-wait-2")):
        page.keyboard.press(key)
        change(base, page)
        assert page.evaluate(FOCUSED) == focused
    page.keyboard.press("x")
    change(base, page)
    assert page.evaluate(FOCUSED) == "job-wait-2"
    assert page.locator("#pick-wait-2").is_checked()
    page.keyboard.press("Enter")
    page.wait_for_url("**/board/email/2")


def test_a_row_that_moves_keeps_the_focus_even_where_moving_takes_it(settings: Settings, base: str, page: Page) -> None:
    async def prioritized(*, first: bool) -> None:
        async with serving(settings, ()) as service:
            queue = service._queues["email"]
            if first:
                for id in "abcd":
                    await queue.add("mail", {"to": "ada@example.com"}, {"jobId": id, "priority": 5})
            else:
                job = await queue.getJob("c")
                await job.changePriority({"priority": 1})

    with ThreadPoolExecutor() as apart:  # the browser's loop runs in this thread
        apart.submit(asyncio.run, prioritized(first=True)).result()
        page.add_init_script(NO_MOVE)
        page.goto(f"{base}/board/email?state=prioritized")
        page.locator("#job-prioritized-b").focus()
        apart.submit(asyncio.run, prioritized(first=False)).result()
    post(base, "/api/jobs/email", to="ada@example.com")
    page.wait_for_function("() => document.querySelector('a[data-row]').id === 'job-prioritized-c'")
    assert page.evaluate(FOCUSED) == "job-prioritized-b"


@pytest.mark.parametrize(("key", "next"), [("j", "job-wait-3"), ("k", "job-wait-1")])
def test_where_the_row_with_the_focus_is_gone_the_keys_go_on_beside_it(
    base: str, page: Page, key: str, next: str
) -> None:
    post(base, "/api/jobs/emails", count=4)
    page.goto(f"{base}/board/email")
    page.locator("#job-wait-2").focus()
    httpx.delete(f"{base}/api/jobs/email/2").raise_for_status()
    page.locator("#job-wait-2").wait_for(state="detached")
    page.keyboard.press("x")  # of no row: the one that moved up was not chosen
    assert page.locator("input[name=job]:checked").count() == 0
    page.keyboard.press(key)
    assert page.evaluate(FOCUSED) == next


def test_a_link_with_the_focus_leads_where_it_led(base: str, page: Page) -> None:
    post(base, "/api/jobs/emails", count=3)
    page.goto(f"{base}/board")
    first = page.locator(".news a").first
    first.focus()
    leads = first.get_attribute("href")
    post(base, "/api/jobs/email", to="ada@example.com")
    page.wait_for_function("leads => document.querySelector('.news a').getAttribute('href') !== leads", arg=leads)
    assert page.evaluate("() => document.activeElement.getAttribute('href')") == leads


def test_a_refresh_that_failed_is_made_again_without_another_event(base: str, context: BrowserContext) -> None:
    page = context.new_page()  # the browser complains of the 503
    page.goto(f"{base}/board/email")
    page.get_by_text("No jobs.").or_(page.get_by_text("No job has been added")).first.wait_for()
    page.route("**/board/email", lambda route: route.fulfill(status=503))
    post(base, "/api/jobs/email", to="ada@example.com")
    page.get_by_text("The queue's server does not answer; trying again.").wait_for()
    for _ in range(3):  # more often than there were events
        page.wait_for_event("response", lambda response: response.status == 503)
    page.unroute("**/board/email")
    page.locator("#job-wait-1").wait_for()
    page.wait_for_function("() => document.getElementById('told').textContent === 'Live.'")
    assert page.evaluate("() => document.body.dataset.stale ?? ''") == ""
