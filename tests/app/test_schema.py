"""Schemathesis asks the API, over HTTP, for everything that its OpenAPI allows and much that it does not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from qlab.app.processes.process import web
from qlab.app.settings import Settings

pytestmark = pytest.mark.slow

TOKEN = "for-the-test"
EXAMPLES = 60 if "QLAB_FUZZ" in os.environ else 8
"""Of each kind; `make fuzz` tries more."""
EVENTS = r"/(events|steps)$"
"""Events and steps last as long as the client asks for: they have tests of their own."""

CONFIG = """
# /api/jobs/email takes both methods, by two paths of the schema; these checks know one path at a time.
[[operations]]
include-path = ["/api/jobs/{queue}", "/api/jobs/email"]
checks.unsupported_method.enabled = false
checks.allow_header_conformance.enabled = false

# These take the name of a queue, as `/api/queues/{queue}` does: what one of them does with a name, all do.
[[operations]]
include-path-regex = "^/api/queues/.queue./(pause|resume|drain|retry-all|promote-all)$"
generation.max-examples = 3

# Of three POSTs of one shape one is enough to try every kind of wrong parameter and header on.
[[operations]]
include-path-regex = "^/api/queues/.queue./(resume|promote-all)$|/(promote|copy)$"
phases.coverage.enabled = false

# And these a queue and an id, as `/api/jobs/{queue}/{id}` does.
[[operations]]
include-path-regex = "^/api/jobs/.queue./.id./(retry|promote|copy)$"
generation.max-examples = 6

# And these nothing.
[[operations]]
include-path = ["/health", "/api/queues", "/api/jobs/demo"]
generation.max-examples = 3
"""


@pytest.mark.timeout(900)  # whatever else the machine does
def test_the_api_keeps_to_its_schema(settings: Settings, tmp_path: Path) -> None:
    guarded = settings.model_copy(update={"token": SecretStr(TOKEN)})
    options = [
        *("--header", f"Authorization: Bearer {TOKEN}"),
        *("--exclude-path-regex", EVENTS),
        *("--request-timeout", "60"),  # seconds; a thousand mails at once take long where much else runs
        *("--max-examples", str(EXAMPLES), "--seed", "1", "--no-color", "--generation-database", "none"),
    ]
    (tmp_path / "schemathesis.toml").write_text(CONFIG, encoding="utf-8")
    with web(guarded) as url:
        command = [sys.executable, "-m", "schemathesis.cli", "run", f"{url}/openapi.json", *options]
        ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=880, check=False)
    assert ran.returncode == 0, ran.stdout[-6000:] + ran.stderr[-1000:]
