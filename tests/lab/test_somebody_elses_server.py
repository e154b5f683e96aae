"""A lab on a server that is somebody's: it keeps to its prefix, leaves nothing, and says plainly what is wrong."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
import redis

from qlab import Lab, QlabError
from qlab.errors import AccessDenied, NotRedis, ServerTooOld, ServerUnreachable, TlsError, UsageError
from qlab.lab.server_io import server as embedded
from qlab.lab.server_io import session
from qlab.protocol import operations
from qlab.protocol.keys import Role
from tests import servers
from tests.lab.processes import eventually

pytestmark = pytest.mark.core


@pytest.fixture
def url(server_kind: str) -> Iterator[str]:
    """A server of the kind under test, which is somebody's."""
    with servers.running(server_kind) as url:
        if url is not None:
            yield url
            return
    server = embedded.start()
    yield str(server.url)
    server.close()


@pytest.fixture
def client(url: str) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(url, decode_responses=True) as client:
        yield client


@pytest.fixture
def tcp_url() -> Iterator[str]:
    """A server on a TCP port, with a password."""
    server = embedded.start(tcp=True)
    yield str(server.url)
    server.close()


def keys(client: redis.Redis) -> set[str]:
    return {str(key) for key in client.scan_iter()}


# Its own prefix, and nothing else


def test_it_has_a_prefix_of_its_own(url: str) -> None:
    with Lab(url=url) as one, Lab(url=url) as two:
        assert re.fullmatch(r"qlab-[0-9a-f]{8}", one.prefix)
        assert one.prefix != two.prefix
        job = one.queue("q").add("a")
        assert job.key == f"{one.prefix}:q:1"
        two.queue("q").add("b")
        assert one.snapshot().counts()["q"]["waiting"] == 1


def test_keys_of_others_are_neither_seen_nor_touched(url: str, client: redis.Redis) -> None:
    client.set("theirs", "1")
    client.lpush("bull:q:wait", "1", "2")
    with Lab(url=url) as lab:
        client.set(f"{lab.prefix}x:q:wait", "a prefix that begins alike")
        lab.queue("q").add("a")
        lab.queue("q").obliterate()
        assert lab.snapshot().queues == ()
        lab.queue("q").add("a")
        near = f"{lab.prefix}x:q:wait"
    assert keys(client) == {"theirs", "bull:q:wait", near}
    assert client.lrange("bull:q:wait", 0, -1) == ["2", "1"]


def test_closing_removes_every_key_of_the_prefix(url: str, client: redis.Redis) -> None:
    with Lab(url=url, prefix="mine[*]?") as lab:
        client.set("mineX:q:wait", "matched by a careless pattern")
        lab.queue("q").add_bulk([(f"job-{n}",) for n in range(1_200)])
        lab.redis.set("mine[*]?:q:by hand", "1")
        assert len(keys(client)) > 1_200
        client.set(b"mine[*]?:q:\xff", "a name that is not UTF-8")
    assert keys(client) == {"mineX:q:wait"}


def test_an_exception_leaves_nothing_either(url: str, client: redis.Redis) -> None:
    def fails() -> None:
        with Lab(url=url) as lab:
            lab.queue("q").add("a")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert keys(client) == set()


def test_closing_leaves_no_connection(url: str, client: redis.Redis) -> None:
    lab = Lab(url=url)
    lab.queue("q").add("a")
    lab.redis.ping()
    assert len(client.client_list()) > 3
    lab.close()
    eventually(lambda: len(client.client_list()) == 1, "a connection of the lab's is left")
    assert client.ping()


def login(url: str, client: redis.Redis, *commands: str) -> str:
    """The URL of a user who may do anything but these commands."""
    client.execute_command("ACL", "SETUSER", "pupil", "on", "nopass", "~*", "&*", "+@all", *(f"-{c}" for c in commands))
    return url.replace("unix://", "unix://pupil:any@")


def test_closing_removes_the_keys_without_unlink_too(url: str, client: redis.Redis) -> None:
    with Lab(url=login(url, client, "unlink")) as lab:
        lab.queue("q").add("a")
        assert keys(client)
    assert keys(client) == set()


def test_closing_says_which_keys_it_must_leave(url: str, client: redis.Redis) -> None:
    lab = Lab(url=login(url, client, "unlink", "del"))
    lab.queue("q").add("a")
    with pytest.warns(UserWarning, match=f"keys stay on the server, under the prefix '{lab.prefix}' .*; remove them"):
        lab.close()
    assert {key.partition(":")[0] for key in keys(client)} == {lab.prefix}


def test_a_right_that_is_missing_is_not_told_as_an_old_server(url: str, client: redis.Redis) -> None:
    told = refused(AccessDenied, login(url, client, "client"), "refuses this user .*client")
    assert "6.2" not in told


def test_a_prefix_in_use_is_refused(url: str, client: redis.Redis) -> None:
    client.set("bull:email:id", "7")
    with pytest.raises(UsageError, match="There are keys under the prefix 'bull' on this server already"):
        Lab(url=url, prefix="bull")
    assert keys(client) == {"bull:email:id"}
    eventually(lambda: len(client.client_list()) == 1, "a connection of the lab's is left")


def test_the_variable_names_the_server(url: str, client: redis.Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QLAB_REDIS_URL", url)
    with Lab() as lab:
        assert str(lab.url) == url
        lab.queue("q").add("a")
        assert {key.partition(":")[0] for key in keys(client)} == {lab.prefix}
    assert keys(client) == set()
    monkeypatch.setenv("QLAB_REDIS_URL", "")
    with Lab() as lab:
        assert lab.prefix == "bull"


def test_flushall_by_somebody_is_seen(url: str, client: redis.Redis) -> None:
    with Lab(url=url) as lab:
        queue = lab.queue("q")
        queue.add("a")
        client.flushall()
        lab.redis.ping()  # makes the lab look: the server's news may be on its way yet
        job = queue.add("b")
        assert job.id == "1"
        assert [step.operation.name for step in lab.steps] == ["add", "outside", "add"]
        assert dict(lab.recording.last.state) == dict(lab.snapshot().state)


def test_what_somebody_does_to_its_keys_is_a_step_of_its_own(url: str, client: redis.Redis) -> None:
    with Lab(url=url) as lab:
        queue = lab.queue("q")
        queue.add("a")
        client.rpush(f"{lab.prefix}:q:wait", "ghost")
        lab.redis.ping()
        queue.add("b")
        assert [step.operation.name for step in lab.steps] == ["add", "outside", "add"]
        assert [change.key for change in lab.steps[1].diff] == [f"{lab.prefix}:q:wait"]
        assert dict(lab.recording.last.state) == dict(lab.snapshot().state)


# What can be wrong, each in a sentence


def refused(kind: type[QlabError], url: str, says: str) -> str:
    with pytest.raises(kind, match=says) as caught:
        Lab(url=url)
    assert type(caught.value) is kind
    text = str(caught.value)
    assert re.search(r"; .*\.$", text)
    assert "\n" not in text
    return text


@pytest.fixture
def unused_port() -> Iterator[int]:
    """A port on which nobody listens, and which nobody else gets meanwhile."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield int(bound.getsockname()[1])


@contextmanager
def listener(answer: Callable[[bytes], bytes]) -> Iterator[int]:
    """Something that listens on a port and answers as it likes."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_serve, args=(server, answer))
        thread.start()
        try:
            yield int(server.getsockname()[1])
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join()


def _serve(server: socket.socket, answer: Callable[[bytes], bytes]) -> None:
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        with connection:
            while asked := connection.recv(4096):
                connection.sendall(answer(asked))


def test_nobody_there(unused_port: int) -> None:
    refused(ServerUnreachable, f"redis://127.0.0.1:{unused_port}", "No server answers at redis://127.0.0.1:")
    refused(ServerUnreachable, "unix:///nowhere/socket", "No server answers at unix:///nowhere/socket")
    for relative in ("unix://s", "unix:s", "unix://./s", "unix://"):
        refused(UsageError, relative, "a socket needs its full path, with three slashes")
    refused(ServerUnreachable, "redis://no-such-host.invalid:6379", "No server answers at redis://no-such-host.invalid")


def test_somebody_who_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "ANSWER_S", 0.1)
    with listener(lambda _: b"") as port:
        refused(ServerUnreachable, f"redis://127.0.0.1:{port}", "No server answers")


def test_not_redis() -> None:
    with listener(lambda _: b"HTTP/1.1 400 Bad Request\r\n\r\n") as port:
        refused(NotRedis, f"redis://127.0.0.1:{port}", "does not speak the Redis protocol; check the port")


def test_too_old_a_server() -> None:
    """No binary of Redis 5 is at hand: this speaks just enough of its protocol to say what it is."""
    info = b"# Server\r\nredis_version:5.0.14\r\n"

    def answer(asked: bytes) -> bytes:
        if b"INFO" in asked and b"SETINFO" not in asked:
            return b"$%d\r\n%b\r\n" % (len(info), info)
        return b"-ERR unknown command\r\n" * asked.count(b"*")

    with listener(answer) as port:
        refused(
            ServerTooOld, f"redis://127.0.0.1:{port}", "Redis 5.0.14, and a lab needs 6.2 or later; use a newer one"
        )


def test_a_wrong_password_and_none(tcp_url: str) -> None:
    port = urlsplit(tcp_url).port
    text = refused(AccessDenied, f"redis://:wrong-secret@127.0.0.1:{port}/0", "check the user, the password")
    assert "wrong-secret" not in text
    assert ":***@" in text
    refused(AccessDenied, f"redis://127.0.0.1:{port}/0", "password")


def test_no_tls_there(tcp_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "ANSWER_S", 0.2)  # a plain server waits for more of what it takes for a command
    port = urlsplit(tcp_url).port
    refused(TlsError, f"rediss://127.0.0.1:{port}/0", "No TLS connection to rediss://127.0.0.1")


@pytest.mark.parametrize("url", ["http://127.0.0.1", "127.0.0.1:6379", "nonsense", "redis://host:port/0"])
def test_urls_that_are_none(url: str) -> None:
    refused(UsageError, url, "is not a Redis URL")


def test_the_password_is_in_no_text(tcp_url: str) -> None:
    password = urlsplit(tcp_url).password or "?"
    with Lab(url=tcp_url) as lab:
        lab.queue("q").add("a")
        assert f"at {tcp_url.replace(password, '***')}" in repr(lab)
        assert repr(lab.url) == repr(tcp_url.replace(password, "***"))
        assert str(lab.url) == tcp_url
        assert not any(password in text for text in (repr(lab), repr(lab.url), repr(lab.redis), lab.last.text()))


def test_a_server_that_goes_away_is_said_in_a_sentence() -> None:
    server = embedded.start()
    lab = Lab(url=str(server.url))
    queue = lab.queue("q")
    queue.add("a")
    server.close()
    for call in (lambda: queue.add("b"), lambda: lab.clock.advance("1s"), lab.snapshot, queue.counts):
        with pytest.raises(ServerUnreachable, match=r"see whether (it|the server) is running"):
            call()
    assert len(lab.steps) == 1
    lab.close()


def test_a_server_that_hangs_up_is_called_again(url: str, client: redis.Redis) -> None:
    """The server forgets which keys a lost connection wanted to hear of: going on as before would record nothing."""
    with Lab(url=url) as lab:
        queue = lab.queue("q")
        queue.add("a")
        own = client.client_id()
        for other in client.client_list():
            if int(other["id"]) != own:
                client.client_kill_filter(_id=other["id"])
        client.rpush(f"{lab.prefix}:q:wait", "ghost")  # behind the lab's back
        assert queue.add("b").state == "waiting"
        assert queue.add("c").state == "waiting"
        assert dict(lab.recording.last.state) == dict(lab.snapshot().state)
        assert lab.last.script == "addStandardJob"
        assert lab.recording.last.ids("q", Role.WAIT) == ("3", "2", "1", "ghost")
        assert [step.operation for step in lab.steps].count(operations.OUTSIDE) == 1
