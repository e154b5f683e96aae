"""The API's page of documentation, and the NestJS lines beside the queues: what they say is so."""

from __future__ import annotations

import asyncio
import html
import pydoc
import re
import shlex
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from pydantic import SecretStr

from qlab.app import queues
from qlab.app.demo_request import SCHEDULES, SOURCE_OPTIONS, report_sources
from qlab.app.queues import NAMES, QUEUES, QueueName, nestjs
from qlab.app.settings import Settings
from qlab.app.web.api import create
from qlab.app.web.reference import page
from tests.app.test_api import client


def test_every_operation_is_there_and_every_example_of_work_is_taken(settings: Settings) -> None:
    async def story() -> None:
        async with client(settings) as http:
            shown = await http.get("/docs")
            assert "default-src 'none'" in shown.headers["content-security-policy"]
            commands = [shlex.split(html.unescape(each)) for each in re.findall(r"<pre>(curl .*?)</pre>", shown.text)]
            operations = [(method, path) for path, each in http_paths(shown.text) for method in each]
            assert len(commands) == len(operations) > 15
            for command in commands:
                if "-d" in command:
                    url, body = next(each for each in command if "://" in each), command[command.index("-d") + 1]
                    answer = await http.post(url, content=body, headers={"Content-Type": "application/json"})
                    assert answer.status_code == (200 if url.endswith("/selected") else 202), command

    def http_paths(text: str) -> list[tuple[str, list[str]]]:
        schema = create(settings).openapi()
        for path in schema["paths"]:
            assert f"<code>{html.escape(path)}</code>" in text
        return [(path, list(methods)) for path, methods in schema["paths"].items()]

    asyncio.run(story())


def test_the_page_loads_nothing_and_escapes_where_it_is() -> None:
    settings = Settings(token=SecretStr("s3cret"))
    shown = page(create(settings).openapi(), "http://a'<b>", token=True)
    assert re.findall("<script[^>]*>", shown) == ['<script src="/static/theme.js">']
    assert "<b>" not in re.sub(r"<h3><b>", "", shown)
    assert "s3cret" not in shown
    assert shown.count("Bearer $QLAB_APP_TOKEN") == shown.count("<article>") - 1  # all but /health
    for queue in ("email", "data-processing", "notifications", "analytics", "data-sync"):
        assert html.escape(nestjs(queue)) in shown  # type: ignore[arg-type]


@pytest.mark.parametrize("name", NAMES)
def test_a_queues_nestjs_lines_say_what_its_registration_says(name: QueueName) -> None:
    lines = nestjs(name)
    for part in (f"registerQueue({{ name: '{name}'", f"@Processor('{name}'", f"@InjectQueue('{name}')", "@Module("):
        assert part in re.sub(r"\(\{\s+", "({ ", lines)
    said = re.sub(r"(?<=\d)_(?=\d)", "", lines)
    for option in flat({**QUEUES[name].options, **QUEUES[name].worker}):
        assert option in said
    shown = re.sub(r"^ *", "", pydoc.plain(pydoc.render_doc(queues)), flags=re.MULTILINE)  # what help() shows
    assert re.sub(r"^ *", "", lines, flags=re.MULTILINE) in shown


def test_the_nestjs_lines_set_up_the_demos_schedules_and_flow() -> None:
    said = re.sub(r"(?<=\d)_(?=\d)", "", nestjs("scheduled"))
    for each in SCHEDULES:
        repeat = f"pattern: '{each.pattern}'" if each.pattern else f"every: {each.every_ms}"
        assert f"upsertJobScheduler('{each.name}', {{ {repeat} }}" in said
    source, flow = report_sources({"sources": ["a.csv"]})[0], nestjs("analytics")
    assert f"name: '{source['name']}', queueName: 'analytics'" in flow
    assert f"data: {{ {next(iter(source['data']))} }}" in flow
    assert all(f"{option}: true" in flow for option in SOURCE_OPTIONS)


def test_the_root_says_what_the_settings_say() -> None:
    defaults = Settings.model_construct()
    said = str(queues.__doc__)
    for part in (f"attempts: {defaults.attempts}", f"delay: {defaults.backoff_ms}", f"count: {defaults.keep_finished}"):
        assert part in said
    assert f"connection: {{ url: '{defaults.url}' }}, prefix: '{defaults.prefix}'" in said


def flat(options: Mapping[str, Any]) -> Iterator[str]:
    """Each option as TypeScript has it."""
    for key, value in options.items():
        if isinstance(value, Mapping):
            yield from flat(value)
        else:
            yield f"{key}: '{value}'" if isinstance(value, str) else f"{key}: {value}"
