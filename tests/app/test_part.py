"""A part of the application in a process of its own: killed, or left alone by whoever started it."""

from __future__ import annotations

import os
import signal

import httpx
import pytest
from pydantic import SecretStr

from qlab.app.processes.process import AppProcess
from qlab.app.settings import Settings
from qlab.errors import ServerStartError
from tests.lab.processes import ended, eventually, python, said

STARTS_A_PART = """
import sys
from pydantic import SecretStr
from qlab.app.processes.process import AppProcess
from qlab.app.settings import Settings
part = AppProcess("web", Settings(redis_url=SecretStr("{url}")))
print(part.address, flush=True)
sys.stdin.read()
"""


def answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/health").is_success
    except httpx.TransportError:
        return False


def test_a_part_ends_when_whoever_started_it_is_killed(settings: Settings) -> None:
    with python(STARTS_A_PART.format(url=settings.url)) as process:
        address = said(process)
        assert answers(address)
        process.send_signal(signal.SIGKILL)
        ended(process)
        eventually(lambda: not answers(address), "the part is still there")


def test_a_part_ends_with_its_block(settings: Settings) -> None:
    with AppProcess("web", settings) as web:
        assert answers(web.address)
    assert not answers(web.address)


def test_a_part_that_cannot_start_says_so(settings: Settings, capfd: pytest.CaptureFixture[str]) -> None:
    nowhere = settings.model_copy(update={"redis_url": SecretStr(f"unix://{os.devnull}")})
    with pytest.raises(ServerStartError, match="The worker process ended before it was ready"):
        AppProcess("worker", nowhere)
    assert "ServerUnreachable" in capfd.readouterr().err
