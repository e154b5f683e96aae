"""A server that a lab has used is as new for the next, or is no more."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import redis

from qlab import Lab
from tests import used_again


@pytest.fixture(autouse=True)
def _none_free(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Here nothing is left of other tests, and nothing is left for them."""
    free: list[used_again.Server] = []
    monkeypatch.setattr(used_again, "_free", free)
    yield
    for server in free:
        server.close()


def opened() -> Lab:
    with used_again.servers():
        return Lab()


def state(url: str) -> tuple[object, ...]:
    """All that is on a server beside the one who asks."""
    with redis.Redis.from_url(url, decode_responses=True) as client:
        scripts = client.info("memory")["number_of_cached_scripts"]  # type: ignore[index]
        others = [each for each in client.client_list() if each["cmd"] != "client|list"]
        keys, slow = client.info("keyspace"), client.slowlog_get()
        return scripts, others, keys, slow, sorted(client.info("commandstats"))  # type: ignore[arg-type]


def test_the_next_lab_gets_it_as_new() -> None:
    with opened() as lab:
        new = str(lab.url)
        lab.queue("email").add("welcome")
        lab.redis.execute_command("SELECT", 3)
        lab.redis.set("elsewhere", "1")
    assert [str(each.url) for each in used_again._free] == [new]
    scripts, others, keys, slow, ran = state(new)
    assert (scripts, others, keys, slow) == (0, [], {}, [])
    assert set(ran) <= {"cmdstat_config|resetstat", "cmdstat_hello", "cmdstat_client|setinfo", "cmdstat_info",
        "cmdstat_client|list", "cmdstat_slowlog|get"}  # fmt: skip
    with opened() as other:
        assert str(other.url) == new
        assert not other.snapshot().state
        other.queue("email").add("welcome")
        assert other.recording.text() == lab.recording.text()


def test_one_that_was_changed_for_good_is_ended() -> None:
    with opened() as lab:
        lab.redis.config_set("hz", "20")
        url = str(lab.url)
    assert used_again._free == []
    with pytest.raises(redis.ConnectionError):
        redis.Redis.from_url(url, retry=used_again.ONCE).ping()


def test_one_that_is_in_use_is_lent_to_nobody_and_one_closed_twice_is_there_once() -> None:
    with opened() as lab, opened() as other:
        assert str(lab.url) != str(other.url)
        session = lab._session
    assert session.server is not None
    session.server.close()
    assert len(used_again._free) == 2


def test_one_with_a_port_or_a_dump_is_new() -> None:
    with used_again.servers(), Lab(tcp=True) as lab:
        assert str(lab.url).startswith("redis://")
    assert used_again._free == []
