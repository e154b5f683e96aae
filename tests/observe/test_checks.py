"""A check that breaks hides nothing, and another package adds checks of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from qlab import Lab
from qlab.errors import ServerUnreachable, UsageError
from qlab.observe.attach import Observer
from qlab.observe.doctor import Finding, Survey, check
from qlab.observe.doctor.check import contained
from tests.observe import places

pytestmark = pytest.mark.core

PACKAGE = """
from collections.abc import Iterator

from qlab.observe.doctor import Evidence, Finding, Server, Severity, Survey, check, server_check
from qlab.protocol.keys import Role


@check("billing-late")
def billing_late(survey: Survey) -> Iterator[Finding]:
    if survey.queue == "bills":
        yield Finding("billing-late", Severity.ERROR, survey.queue, "Bills are late.", "m", "a", "https://x.test",
                      (Evidence("bull:bills:wait", str(survey.size(Role.WAIT))),))


@check("billing-broken")
def billing_broken(survey: Survey) -> Iterator[Finding]:
    yield from {}["nothing"]


@server_check("billing-server")
def billing_server(server: Server) -> Iterator[Finding]:
    yield Finding("billing-server", Severity.INFO, None, f"{len(server.queues)} queues.", "m", "a", "https://x.test")
"""


def wheel(folder: Path, module: str = PACKAGE) -> Path:
    """A package as another project would build it, with the module under the entry point."""
    made, info = folder / "billing-1.0-py3-none-any.whl", "billing-1.0.dist-info"
    files = {
        "billing/__init__.py": "", "billing/findings.py": module,
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: billing\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": "[qlab.findings]\nbilling = billing.findings\n",
    }  # fmt: skip
    files[f"{info}/RECORD"] = "".join(f"{name},,\n" for name in [*files, f"{info}/RECORD"])
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return made


def installed(made: Path, folder: Path) -> Path:
    """Installs a wheel into a folder by pip."""
    where = folder / "site"
    words = ("install", "--quiet", "--no-index", "--no-deps", "--no-compile", "--target", str(where), str(made))
    subprocess.run([sys.executable, "-m", "pip", *words], check=True, capture_output=True)
    return where


def doctor(port: int, site: Path, environment: dict[str, str]) -> dict[str, list[dict[str, str]]]:
    command = (sys.executable, "-m", "qlab", "doctor", f"redis://127.0.0.1:{port}", "--json")
    variables = {**environment, "PYTHONPATH": str(site)}
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=variables)
    assert done.returncode in (0, 1), done.stderr
    return dict(json.loads(done.stdout))


@pytest.fixture
def environment() -> dict[str, str]:
    import os

    return dict(os.environ)


def test_another_package_adds_its_findings(tmp_path: Path, environment: dict[str, str]) -> None:
    site = installed(wheel(tmp_path), tmp_path)
    with places.server() as port, redis.Redis(port=port) as client:
        for name in ("bills", "mails"):
            client.hset(f"bull:{name}:meta", "opts.maxLenEvents", 10_000)
        found = [
            (each["check"], each["queue"], each["severity"]) for each in doctor(port, site, environment)["findings"]
        ]
    assert found[0] == ("billing-late", "bills", "error")
    assert ("billing-server", None, "info") in found
    assert sorted(queue for name, queue, _severity in found if name == "check-broken") == ["bills", "mails"]
    assert len(found) == 4


def test_a_package_that_cannot_be_loaded_is_told_and_harms_nobody(tmp_path: Path, environment: dict[str, str]) -> None:
    site = installed(wheel(tmp_path, "raise RuntimeError('no licence')"), tmp_path)
    with places.server() as port, redis.Redis(port=port) as client:
        client.hset("bull:mails:meta", "opts.maxLenEvents", 10_000)
        (found,) = doctor(port, site, environment)["findings"]
    assert found["check"] == "check-broken"
    assert "billing.findings" in found["summary"]
    assert found["evidence"] == [["RuntimeError", "no licence"]]


def test_a_name_is_taken_once() -> None:
    with pytest.raises(UsageError, match="'orphan' already"):

        @check("orphan")
        def mine(_survey: Survey) -> Iterator[Finding]:
            return iter(())


def test_what_breaks_is_contained_and_the_end_of_the_server_is_not() -> None:
    def breaks(error: Exception) -> Iterator[Finding]:
        raise error
        yield

    (found,) = contained(("x",), "q", lambda: breaks(IndexError("list index")))
    assert (found.check, found.queue, found.evidence[0]) == ("check-broken", "q", ("IndexError", "list index"))
    with pytest.raises(ServerUnreachable):
        list(contained(("x",), "q", lambda: breaks(ServerUnreachable("gone"))))


def test_a_marker_of_another_type_hides_no_other_queue(live: Lab, observer: Observer) -> None:
    base = f"{live.prefix}:a"
    live.redis.hset(f"{base}:meta", "version", "bullmq:5.1.0")
    live.redis.hset(f"{base}:1", mapping={"name": "x", "data": "{}", "opts": "{}", "timestamp": 1, "delay": 1})
    live.redis.zadd(f"{base}:delayed", {"1": 1_767_225_600_000 * 4096})
    live.redis.set(f"{base}:marker", "x")
    live.redis.hset(f"{live.prefix}:z:meta", "version", "bullmq:5.1.0")
    live.redis.zadd(f"{live.prefix}:z:failed", {"9": 1})
    found = {(finding.check, finding.queue) for finding in observer.doctor()}
    assert {("overdue", "a"), ("id-without-hash", "z")} <= found
    assert not [check for check, _queue in found if check == "check-broken"]
