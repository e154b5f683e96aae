"""A page on another port, and a name that DNS points here: neither changes nor reads anything of the application."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from pydantic import SecretStr

from qlab.app.processes.process import web
from qlab.app.settings import Settings
from qlab.lab.server_io import server as servers
from tests.app.conftest import patient
from tests.browser.conftest import REBOUND

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

__all__ = ["patient"]
pytestmark = pytest.mark.browser

ATTEMPTS = """async base => {
  const told = [];
  const say = (what, text) => told.push(`${what}: ${text}`);
  const json = {method: "POST", headers: {"Content-Type": "application/json"}, body: "{}"};
  for (const [path, options] of [
    ["/api/jobs/demo", {method: "POST", mode: "no-cors"}], ["/api/jobs/demo", {method: "POST"}],
    ["/api/queues/email/pause", {method: "POST", mode: "no-cors", body: "x"}], ["/api/jobs/sync", json],
    ["/api/jobs/email/1", {method: "DELETE"}], ["/api/queues", {}], ["/api/queues", {mode: "no-cors"}],
  ]) {
    try { const answer = await fetch(base + path, options); say(path, answer.type + await answer.text()); }
    catch (error) { say(path, "refused"); }
  }
  await new Promise(done => {
    navigator.sendBeacon(base + "/api/queues/email/pause", "x");
    const form = document.createElement("form"), frame = document.createElement("iframe");
    frame.name = "hidden"; document.body.append(frame, form);
    form.action = base + "/api/queues/email/pause"; form.method = "POST"; form.target = "hidden";
    frame.onload = () => done(); form.submit();
  });
  await new Promise(done => {
    const events = new EventSource(base + "/api/jobs/email/1/events");
    events.onopen = () => { say("events", "open"); events.close(); done(); };
    events.onerror = () => { events.close(); done(); };
  });
  await new Promise(done => {
    const frame = document.createElement("iframe");
    frame.src = base + "/board"; document.body.append(frame);
    frame.onload = () => {
      try { say("frame", frame.contentDocument.body.innerText); } catch (error) { say("frame", "closed"); }
      done();
    };
  });
  return told;
}"""


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>elsewhere</title><body>")

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def another_site() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Page) as site:
        serving = threading.Thread(target=site.serve_forever)
        serving.start()
        yield site.server_address[1]
        site.shutdown()
        serving.join()


@pytest.fixture
def base(patient: None, tmp_path: Path) -> Iterator[str]:
    server = servers.start()
    settings = Settings(redis_url=SecretStr(str(server.url)), database=tmp_path / "a.sqlite")
    with web(settings) as address:
        yield address
    server.close()


def check_untouched(base: str) -> None:
    assert sum(sum(states.values()) for states in httpx.get(f"{base}/api/queues").json().values()) == 1
    assert not httpx.get(f"{base}/api/queues/email").json()["paused"]


def test_a_page_on_another_port_neither_changes_nor_reads(base: str, context: BrowserContext) -> None:
    httpx.post(f"{base}/api/jobs/email", json={"to": "ada@example.com"}).raise_for_status()
    with another_site() as port:
        for host in ("127.0.0.1", "localhost"):
            page = context.new_page()
            page.goto(f"http://{host}:{port}/")
            text = page.evaluate(ATTEMPTS, base)
            page.close()
            assert not [each for each in text if "waiting" in each or "open" in each], text
            check_untouched(base)


def test_the_application_s_own_pages_still_work(base: str, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(f"{base}/board")
    assert "email" in page.inner_text("table")
    page.goto(f"{base}/health")  # without the board's policy, under which no script may fetch
    text = page.evaluate(
        """async () => [(await fetch("/api/queues/email/pause", {method: "POST"})).status,
                         (await fetch("/api/jobs/demo", {method: "POST"})).status]"""
    )
    assert text == [204, 202]
    page.close()


def test_a_name_that_dns_points_here_reads_nothing(base: str, context: BrowserContext) -> None:
    httpx.post(f"{base}/api/jobs/email", json={"to": "ada@example.com"}).raise_for_status()
    page = context.new_page()
    answer = page.goto(base.replace("127.0.0.1", REBOUND) + "/board")
    assert answer is not None
    assert answer.status == 421
    text = page.evaluate(
        """async () => Promise.all([["/api/queues", "GET"], ["/api/jobs/email/1", "DELETE"]].map(
             async ([path, method]) => (await fetch(path, {method})).status))"""
    )
    assert text == [421, 421]
    page.close()
    check_untouched(base)
