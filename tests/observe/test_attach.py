"""An observer reaches any server, says plainly why it does not, and never writes."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from typing import Any

import pytest
import redis

from qlab import Lab
from qlab.errors import (
    AccessDenied,
    ClosedError,
    NotRedis,
    QlabError,
    QueueError,
    ServerTooOld,
    ServerUnreachable,
    TlsError,
    UsageError,
)
from qlab.observe.attach import Observer, attach
from tests.observe import places

SMALLEST = ("+@read", "+@connection", "+@scripting", "-@write")


def functions(observer: Observer, queue: str) -> dict[str, Callable[[], object]]:
    """Whatever an observer can do."""
    return {
        "queues": observer.queues,
        "snapshot": lambda: observer.snapshot(queue, limit=5, ids=["1"]),
        "explain": lambda: [observer.explain(queue, id) for id in (*map(str, range(1, 8)), "nobody")],
        "doctor": observer.doctor,
        "watch": lambda: observer.watch(queue, 0.3),  # an idle queue: it waits for the bell, too
        "watch from start": lambda: observer.watch(queue, 0, from_start=True),
    }


def a_busy_queue(lab: Lab) -> None:
    queue = lab.queue("email", attempts=2, backoff="1h")
    for number in range(6):
        queue.add("welcome", {"n": number})
    queue.add("later", {}, delay="1h")
    taken = [queue.take() for _ in range(3)]
    taken[0].complete("ok")
    taken[1].fail("SMTP 451")


@pytest.mark.core
def test_it_works_under_the_smallest_user_and_runs_no_write_command(live: Lab) -> None:
    """That user is not even allowed to write; the server's counters say, after each function, that nobody tried."""
    a_busy_queue(live)
    admin = live.redis
    admin.execute_command("ACL", "SETUSER", "observer", "reset", "on", ">secret", "~*", *SMALLEST)
    forbidden = {*admin.acl_cat("write"), "keys", "monitor"}
    assert len(forbidden) > 50
    with attach(f"{live.url}?username=observer&password=secret", prefix=live.prefix) as observer:
        for name, run in functions(observer, "email").items():
            admin.config_resetstat()
            run()
            ran = {command.removeprefix("cmdstat_").partition("|")[0] for command in admin.info("commandstats")}
            assert len(ran) > 2, name
            assert not ran & forbidden, name
        assert len(observer.watch("email", 0, from_start=True)) > 10
        page, info = observer.snapshot("email"), observer.queues("email")[0]
        assert page.counts_of("email") == info.counts
    admin.execute_command("ACL", "DELUSER", "observer")


def test_it_holds_one_connection_only(live: Lab) -> None:
    a_busy_queue(live)
    before = len(live.redis.client_list())
    with attach(str(live.url), prefix=live.prefix) as observer:
        for name, run in functions(observer, "email").items():
            if not name.startswith("watch"):
                run()
        assert len(live.redis.client_list()) == before + 1
        two = before + 2  # watching is done over a connection of its own, and over no more than that
        seen: list[int] = []
        observer.watch("email", 0.3, progress=lambda *_: seen.append(len(live.redis.client_list())))
        assert set(seen) == {two}
    places.wait_until(lambda: len(live.redis.client_list()) == before, "the connection's end")


def test_a_lost_connection_is_opened_again(live: Lab, observer: Observer) -> None:
    a_busy_queue(live)
    observer.snapshot("email")
    mine = observer.connection.execute("CLIENT", "ID")
    live.redis.client_kill_filter(_id=mine)
    assert observer.snapshot("email").counts_of("email")["waiting"] == 3


def test_a_closed_observer_says_so(observer: Observer) -> None:
    observer.close()
    observer.close()
    with pytest.raises(ClosedError, match="attach again"):
        observer.queues()


def test_user_password_and_database() -> None:
    with places.server("--requirepass", "s3cret") as port:
        client = redis.Redis(port=port, password="s3cret", db=3)
        client.hset("bull:q:meta", "opts.maxLenEvents", 10000)
        with attach(f"redis://:s3cret@127.0.0.1:{port}/3") as observer:
            assert [info.name for info in observer.queues()] == ["q"]
            assert "s3cret" not in repr(observer)
            assert "s3cret" not in repr(observer.connection)
        with attach(f"redis://default:s3cret@127.0.0.1:{port}/0") as observer:
            assert observer.queues() == []
        for url in (f"redis://:wr0ng@127.0.0.1:{port}", f"redis://127.0.0.1:{port}"):
            with pytest.raises(AccessDenied) as caught:
                attach(url)
            assert "wr0ng" not in str(caught.value)
        client.execute_command("ACL", "SETUSER", "nobody", "on", ">pw", "~*", "+@connection")
        with attach(f"redis://nobody:pw@127.0.0.1:{port}/3") as observer, pytest.raises(AccessDenied, match="rights"):
            observer.snapshot("q")
        client.close()


@pytest.mark.parametrize(
    "url",
    ["redis://:s3#cret@127.0.0.1:1", "redis://:s3/cret@127.0.0.1:1", "redis://ada:s3?cret@127.0.0.1:1",
     "redis://ada:s3cret", "redis://u:[s3cret@127.0.0.1:1", "redis://:s3cret@\u2100.com:1",
     "redis+cluster://:s3]cret@127.0.0.1:1", "redis+sentinel://:s3/cret@127.0.0.1:1/m",
     "rediss://ada:s3/cret@127.0.0.1", "redis://127.0.0.1:1?password=s3cret&x=1", "redis://:s3@cret/@127.0.0.1:1",
     "redis://:s3@cret?a=b@127.0.0.1:1", "redis://ada:12?s3cret@127.0.0.1:1", b"redis://:s3cret@127.0.0.1:1", None],
)  # fmt: skip
def test_a_password_with_special_characters_is_not_shown_either(url: Any) -> None:
    with pytest.raises(UsageError, match="write") as caught:
        attach(url)
    assert "s3" not in str(caught.value)
    assert "cret" not in str(caught.value)
    assert str(caught.value).count("\n") == 0


def test_such_a_password_works_where_it_is_written_as_urls_want_it() -> None:
    with places.server("--requirepass", "s3/c#r?e@t") as port:
        with attach(f"redis://:s3%2Fc%23r%3Fe%40t@127.0.0.1:{port}") as observer:
            assert observer.queues() == []
        with pytest.raises(AccessDenied) as caught:
            attach(f"redis://:s3%2Fc%23r%3Fe%40x@127.0.0.1:{port}")
        assert "s3" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    ["127.0.0.1:6379", "http://127.0.0.1", "", "redis://127.0.0.1:port", "redis+sentinel://127.0.0.1:26379",
     "redis+cluster://127.0.0.1/2", "redis+sentinel://a:b/mymaster"],
)  # fmt: skip
def test_a_wrong_url_says_how_to_write_it(url: str) -> None:
    with pytest.raises(UsageError, match=r"write|leave"):
        attach(url)


def test_certificates_without_tls_are_refused() -> None:
    with pytest.raises(UsageError, match="rediss"):
        attach("redis://127.0.0.1", ca="ca.crt")


def test_files_of_certificates_that_cannot_be_used_are_named() -> None:
    for name in ("ca", "cert"):
        with pytest.raises(UsageError, match=r"none\.crt cannot be read \(No such file"):
            attach("rediss://127.0.0.1:1", **{name: "nowhere/none.crt"})
    with pytest.raises(UsageError, match="key= belongs to the certificate in cert="):
        attach("rediss://127.0.0.1:1", key="nowhere/none.key")


@pytest.mark.parametrize("url", ["redis://ssl.invalid:1", "unix:///nowhere/certificate-handshake.sock"])
def test_an_address_that_sounds_of_tls_is_not_taken_for_an_error_of_it(url: str) -> None:
    with pytest.raises(ServerUnreachable, match="No server answers"):
        attach(url)


HALF = "a\ud800"
"""Half of a surrogate pair: text that no bytes are."""


@pytest.mark.core
@pytest.mark.parametrize(
    "look",
    [
        lambda observer: observer.queues(HALF),
        lambda observer: observer.snapshot(HALF),
        lambda observer: observer.snapshot(f"bull:{HALF}"),
        lambda observer: observer.snapshot("email", ids=[HALF]),
        lambda observer: observer.explain(HALF, "1"),
        lambda observer: observer.explain("email", HALF),
        lambda observer: observer.find("email", HALF),
        lambda observer: observer.flow("email", HALF),
        lambda observer: observer.doctor(HALF),
        lambda observer: observer.watch(HALF, 0),
        lambda observer: observer.failures([HALF]),
        lambda observer: attach(str(observer.connection.address.url), prefix=HALF),
    ],
)
def test_text_that_no_bytes_are_is_refused(live: Lab, observer: Observer, look: Callable[[Observer], object]) -> None:
    live.queue("email").add("welcome")
    with pytest.raises(UsageError, match=r"^'(bull:)?a\\ud800' cannot be in Redis, .*; leave lone surrogates out\.$"):
        look(observer)


def test_a_url_that_no_bytes_are_is_refused_and_its_password_not_shown() -> None:
    for url in (f"redis://ada:s3cret@{HALF}", f"redis://ada:s3cret{HALF}@127.0.0.1", f"unix:///{HALF}"):
        with pytest.raises(UsageError, match="leave lone surrogates out") as caught:
            attach(url)
        assert "s3cret" not in str(caught.value)


@pytest.mark.core
def test_a_database_or_a_cluster_that_is_not_there(live: Lab) -> None:
    with places.server() as port:
        with pytest.raises(UsageError, match="no such database"):
            attach(f"redis://127.0.0.1:{port}/99")
        with pytest.raises(UsageError, match="not a database number"):  # redis-py takes it for number 0
            attach(f"redis://127.0.0.1:{port}/mail")
        with pytest.raises(UsageError, match="not a cluster; write redis://"):
            attach(f"redis+cluster://127.0.0.1:{port}")


def test_a_server_that_does_not_serve_for_a_while_is_told_as_one_away() -> None:
    """A watch goes on when it serves again, as after a restart."""
    with places.server() as port, redis.Redis(port=port) as client:
        client.hset("bull:q:meta", "opts.maxLenEvents", 10000)
        with attach(f"redis://127.0.0.1:{port}") as observer:
            client.config_set("replica-serve-stale-data", "no")
            client.replicaof("127.0.0.1", "1")
            with pytest.raises(ServerUnreachable, match="does not serve at the moment"):
                observer.snapshot("q")
            client.replicaof("NO", "ONE")
            assert observer.snapshot("q").queues == ("q",)


@pytest.mark.core
def test_a_user_of_one_prefix_s_keys_sees_its_queues_and_is_told_of_others(live: Lab) -> None:
    a_busy_queue(live)
    live.redis.zadd("elsewhere:secret:failed", {"1": 1})
    live.redis.execute_command("ACL", "SETUSER", "keyed", "reset", "on", ">pw", f"~{live.prefix}:*", *SMALLEST)
    url = f"{live.url}?username=keyed&password=pw"
    try:
        with attach(url, prefix=live.prefix) as observer:
            assert [info.name for info in observer.queues()] == ["email"]
            for run in functions(observer, "email").values():
                run()
        with attach(url, prefix="elsewhere") as observer, pytest.raises(AccessDenied, match="rights"):
            observer.snapshot("secret")
    finally:
        live.redis.execute_command("ACL", "DELUSER", "keyed")
        live.redis.delete("elsewhere:secret:failed")


def test_refused() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(ServerUnreachable, match=r"No server answers at redis://ada:\*\*\*@127"):
        attach(f"redis://ada:lovelace@127.0.0.1:{port}")
    with pytest.raises(ServerUnreachable, match=r"at redis\+sentinel://:\*\*\*@127.+/mymaster \(asked 1 Sentinel:"):
        attach(f"redis+sentinel://:lovelace@127.0.0.1:{port}/mymaster")


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", NotRedis),
        (b"-ERR unknown command 'HELLO'\r\n", ServerTooOld),
        (b"*4\r\n$6\r\nserver\r\n$5\r\nredis\r\n$7\r\nversion\r\n$5\r\n6.0.9\r\n", ServerTooOld),
        (b"+OK\r\n", NotRedis),
    ],
)
def test_what_is_no_redis_or_too_old(answer: bytes, error: type[QlabError]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_answer, args=(listener, answer))
        thread.start()
        with pytest.raises(error):
            attach(f"redis://127.0.0.1:{listener.getsockname()[1]}")
        thread.join()


def _answer(listener: socket.socket, answer: bytes) -> None:
    client, _ = listener.accept()
    with client:
        while client.recv(1000):
            client.sendall(answer)


@pytest.mark.server
def test_tls_with_certificates_and_without() -> None:
    with places.tls_server() as (port, folder):
        ca, cert, key = (str(folder / name) for name in ("ca.crt", "server.crt", "server.key"))
        with attach(f"rediss://127.0.0.1:{port}", ca=ca, cert=cert, key=key) as observer:
            assert observer.queues() == []
        with pytest.raises(TlsError, match="--ca"):
            attach(f"rediss://127.0.0.1:{port}")  # an authority nobody knows
        with pytest.raises(TlsError, match="rediss://"):
            attach(f"redis://127.0.0.1:{port}")
    with places.server() as plain, pytest.raises(TlsError):
        attach(f"rediss://127.0.0.1:{plain}")


def test_a_replica_serves_as_well() -> None:
    at_once = ("--repl-diskless-sync-delay", "0")
    with places.server(*at_once) as master, places.server("--replicaof", f"127.0.0.1 {master}") as replica:
        with redis.Redis(port=master) as client:
            client.hset("bull:q:meta", "opts.maxLenEvents", 10000)
            client.lpush("bull:q:wait", "1")
        with redis.Redis(port=replica) as copy:
            places.wait_until(lambda: copy.exists("bull:q:wait"), "the replication")
        with attach(f"redis://127.0.0.1:{replica}") as observer:
            assert observer.connection.facts.role == "replica"
            assert observer.snapshot("q").counts_of("q")["waiting"] == 1


@pytest.mark.server
def test_sentinels_lead_to_the_master() -> None:
    with places.server() as master, places.sentinel(master) as port:
        with redis.Redis(port=master) as client:
            client.hset("bull:q:meta", "opts.maxLenEvents", 10000)
        with attach(f"redis+sentinel://127.0.0.1:1,127.0.0.1:{port}/mymaster/0") as observer:
            assert [info.name for info in observer.queues()] == ["q"]
        with pytest.raises(ServerUnreachable, match="none knows"):
            attach(f"redis+sentinel://127.0.0.1:{port}/other")


@pytest.mark.server
def test_a_sentinel_that_wants_a_login_gets_the_server_s() -> None:
    with places.server("--requirepass", "s3/cret") as master, places.sentinel(master, "requirepass s3/cret") as port:
        with attach(f"redis+sentinel://:s3%2Fcret@127.0.0.1:{port}/mymaster") as observer:
            assert observer.queues() == []
        for login in ("", ":wrong@"):
            with pytest.raises(AccessDenied, match="Sentinel") as caught:
                attach(f"redis+sentinel://{login}127.0.0.1:{port}/mymaster")
            assert "wrong" not in str(caught.value)


def test_a_cluster_is_found_whole_over_one_connection() -> None:
    with places.cluster() as port:
        client = redis.RedisCluster(host="127.0.0.1", port=port)
        names = [f"{{q{number}}}" for number in range(9)]
        for name in names:
            client.hset(f"bull:{name}:meta", "opts.maxLenEvents", 10000)
            client.lpush(f"bull:{name}:wait", "7")
            client.hset(f"bull:{name}:7", mapping={"name": "n", "data": "{}", "opts": "{}", "timestamp": 1})
        client.hset("bull:untagged:meta", "opts.maxLenEvents", 10000)
        for url in (f"redis+cluster://127.0.0.1:{port}", f"redis://127.0.0.1:{port}"):
            with attach(url) as observer:
                assert observer.connection.cluster
                assert [info.name for info in observer.queues()] == sorted(names)
                for name in names:
                    assert observer.snapshot(name).state_of("7", name) == "waiting"
                with pytest.raises(QueueError, match="hash tag"):
                    observer.snapshot("untagged")
        client.close()
