"""The servers that the other tests rest on are what they are called, private, and gone afterwards."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import redis

from tests import servers
from tests.lab.processes import gone, python, said

VERSIONS = {"redis7": "7.", "redis62": "6.2."}


@pytest.mark.server
@pytest.mark.parametrize("kind", VERSIONS)
def test_runs_the_version_it_names_on_a_private_socket_only(kind: str) -> None:
    with servers.running(kind) as url:
        assert url is not None
        client = redis.Redis.from_url(url, decode_responses=True)
        info = client.info("server")
        assert info["redis_version"].startswith(VERSIONS[kind])
        assert info["tcp_port"] == 0
        socket = Path(client.config_get("unixsocket")["unixsocket"])
        assert socket.stat().st_mode & 0o077 == 0
        assert client.config_get("save")["save"] == ""
        client.close()


def fail_with_a_server_running(kind: str, seen: list[tuple[int, Path]]) -> None:
    with servers.running(kind) as url:
        client = redis.Redis.from_url(str(url), decode_responses=True)
        seen.append((client.info("server")["process_id"], Path(client.config_get("dir")["dir"])))
        client.close()
        raise ZeroDivisionError


@pytest.mark.server
@pytest.mark.parametrize("kind", VERSIONS)
def test_leaves_no_process_and_no_folder_even_when_the_test_fails(kind: str) -> None:
    seen: list[tuple[int, Path]] = []
    with pytest.raises(ZeroDivisionError):
        fail_with_a_server_running(kind, seen)
    [(pid, folder)] = seen
    assert not folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.server
def test_leaves_nothing_when_the_tests_are_killed() -> None:
    servers.need("redis7")
    script = """
from tests import servers
with servers.running("redis7") as url:
    print(url, flush=True)
    input()
"""
    with python(script) as process:
        folder = Path(said(process).removeprefix("unix://")).parent
        assert folder.exists()
        process.kill()
        gone(folder)


def test_the_embedded_server_is_left_to_the_lab() -> None:
    assert servers.available(servers.EMBEDDED)
    with servers.running(servers.EMBEDDED) as url:
        assert url is None


def test_a_missing_program_skips_with_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QLAB_TEST_NEED_ALL", raising=False)
    with pytest.raises(pytest.skip.Exception, match="not installed: apt-get install no-such-browser"):
        servers.need_program("no-such-browser")


def test_a_missing_program_fails_where_all_is_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QLAB_TEST_NEED_ALL", "1")
    with pytest.raises(pytest.fail.Exception, match="no-such-browser is not installed"):
        servers.need_program("no-such-browser")


def test_an_unknown_server_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QLAB_TEST_SERVER", "redis5")
    with pytest.raises(pytest.UsageError, match="use some of embedded, redis7, redis62"):
        servers.kinds_under_test()


def test_one_run_tests_all_the_servers_that_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QLAB_TEST_SERVER", "redis7,redis62")
    assert servers.kinds_under_test() == ("redis7", "redis62")
    monkeypatch.delenv("QLAB_TEST_SERVER")
    assert servers.kinds_under_test() == ("embedded",)
