"""Servers that lie: whatever valid RESP an observer gets, it says so in a sentence, and follows nobody.

A proxy stands before a real server and changes some of its replies, by a seed. ``make fuzz`` tries many more seeds.
"""

from __future__ import annotations

import contextlib
import os
import random
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import hiredis
import msgpack
import pytest
import redis

import qlab
from qlab import Lab
from qlab.errors import NotRedis, QlabError, ServerUnreachable
from qlab.observe.wire import replies, timely

SEEDS = range(int(os.environ.get("QLAB_FUZZ", "40")))
ODD: list[Any] = [
    None, 0, -1, 7, 2**63 - 1, b"", b"x", b"\xff\x00", b"NaN", b"-inf", b"1-1", b"99999999999999999999-0", b"9" * 400,
    [], [[]], [None], [0], [b"x"], [b"a", b"b", b"c"], [[b"1-1", [b"event"]]], b"hash", b"list", b"stream",
]  # fmt: skip
ERRORS = [
    b"ERR no", b"NOPERM no", b"MOVED 1 192.0.2.1:6379", b"ASK 1 192.0.2.1:6379", b"WRONGTYPE no", b"BUSY no",
    b"LOADING no", b"NOSCRIPT no", b"CLUSTERDOWN no", b"\x1b[31m", b"READONLY no", b"MASTERDOWN no",
]  # fmt: skip


class Error(bytes):
    pass


def packed(value: Any) -> bytes:
    if isinstance(value, Error):
        return b"-" + value + b"\r\n"
    if value is None:
        return b"$-1\r\n"
    if isinstance(value, int):
        return b":%d\r\n" % value
    if isinstance(value, bytes):
        return b"$%d\r\n%s\r\n" % (len(value), value)
    return b"*%d\r\n%s" % (len(value), b"".join(map(packed, value)))


def inside(value: Any) -> list[Any] | None:
    """What a script has packed, if that is what it is."""
    try:
        within = msgpack.unpackb(value, raw=True) if isinstance(value, bytes) else None
    except ValueError:
        return None
    return within if isinstance(within, list) else None


def spoiled(value: Any, dice: random.Random) -> Any:
    """A reply with one thing in it changed."""
    within = inside(value)
    if within is not None and dice.random() < 0.9:
        return msgpack.packb(spoiled(within, dice), use_bin_type=False)
    if isinstance(value, list) and value and dice.random() < 0.8:
        at, copy = dice.randrange(len(value)), list(value)
        match dice.randrange(6):
            case 0:
                del copy[at]
            case 1:
                copy.insert(at, dice.choice(ODD))
            case 2:
                copy = copy[:at]
            case _:
                copy[at] = spoiled(copy[at], dice)
        return copy
    if isinstance(value, int) and dice.random() < 0.5:
        return value + dice.choice([-1, 1, 10**6, -(10**15), 2**62])
    return Error(dice.choice(ERRORS)) if dice.random() < 0.1 else dice.choice(ODD)


Answer = Callable[[list[bytes], Any], Any]


@contextlib.contextmanager
def proxy(url: str, answer: Answer) -> Iterator[str]:
    """A server whose replies are the other's, as ``answer`` gives them."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            path = url.removeprefix("unix://").partition("?")[0]
            with redis.Redis(unix_socket_path=path) as real:
                line: Any = real.connection_pool.get_connection()
                reader = hiredis.Reader()
                with contextlib.suppress(OSError):
                    while data := self.request.recv(65_536):
                        reader.feed(data)
                        while (command := reader.gets()) is not False:
                            self.request.sendall(packed(answer(command, said(line, command))))
                line.disconnect()

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads, allow_reuse_address, block_on_close = True, True, False

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"redis://:s3cret@127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def said(line: Any, command: list[bytes]) -> Any:
    if command[0].upper() == b"AUTH":
        return b"OK"
    line.send_command(*command)
    try:
        return line.read_response(disable_decoding=True)
    except redis.ResponseError as error:
        return Error(b"NOSCRIPT no" if isinstance(error, redis.exceptions.NoScriptError) else str(error).encode())


@pytest.fixture(scope="module")
def real() -> Iterator[str]:
    with Lab() as lab:
        email = lab.queue("email", attempts=2)
        for number in range(5):
            email.add("welcome", {"to": "ada@example.com", "number": number}, delay="1m" if number == 4 else 0)
        email.take().complete({"ok": True})
        email.take().fail("SMTP 451")
        email.take()
        email.schedule("tick", every="1m")
        lab.queue("other")
        lab.flow({"name": "p", "queue": "email", "children": [{"name": "c", "queue": "other", "data": {}}]})
        yield str(lab.url)


CALLS: list[Callable[[qlab.Observer], object]] = [
    lambda observer: observer.queues(),
    lambda observer: observer.snapshot("email").text(),
    lambda observer: observer.snapshot("email", ids=["1", "x"], redact=True).jobs(),
    lambda observer: observer.explain("email", "3").text(),
    lambda observer: observer.explain("email", "1").text(),
    lambda observer: observer.doctor().text(),
    lambda observer: observer.watch("email", 0.02, from_start=True).text(),
    lambda observer: observer.watch("email", 0.02).transitions(),
]


FOUND = (94, 1315)
"""A greeting that is answered by NOSCRIPT; an event without a field."""


@pytest.mark.parametrize("seed", [*SEEDS, *(seed for seed in FOUND if seed not in SEEDS)])
def test_no_lie_is_a_traceback(real: str, seed: int) -> None:
    dice = random.Random(seed)
    share = dice.choice([0.02, 0.1, 0.5])

    def answer(_command: list[bytes], reply: Any) -> Any:
        return spoiled(reply, dice) if dice.random() < share else reply

    with proxy(real, answer) as url:
        for call in CALLS:
            text = ""
            try:
                with qlab.attach(url) as observer:
                    call(observer)
            except QlabError as error:
                text = str(error)
            assert "s3cret" not in text
            assert text.isprintable() or not text


@pytest.mark.parametrize("error", [b"MOVED 1 127.0.0.1:%d", b"ASK 1 127.0.0.1:%d", b"MOVED 1 :%d"])
def test_nobody_is_followed_outside_a_cluster(real: str, error: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as elsewhere:
        elsewhere.settimeout(0)
        moved = Error(error % elsewhere.getsockname()[1])

        def answer(command: list[bytes], reply: Any) -> Any:
            return moved if command[0].upper().startswith(b"EVAL") else reply

        refused = pytest.raises(NotRedis, match="as only one in a cluster does")
        with proxy(real, answer) as url, qlab.attach(url) as observer, refused:
            observer.snapshot("email")
        with pytest.raises(BlockingIOError):
            elsewhere.accept()


def test_a_walk_that_never_ends_is_ended(real: str) -> None:
    asked = 0

    def answer(command: list[bytes], reply: Any) -> Any:
        nonlocal asked
        scans = command[0].upper() == b"SCAN"
        asked += scans
        return [b"%d" % (asked + 1), []] if scans else reply

    refused = pytest.raises(NotRedis, match="does not end after 1,000 pages")
    with proxy(real, answer) as url, qlab.attach(url) as observer, refused:
        observer.queues()
    assert asked >= 1_000


def test_a_reply_that_drips_has_a_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timely, "WHOLE_S", 0.2)
    ended = threading.Event()

    def drip(listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while not ended.is_set():
                client, _ = listener.accept()
                with client, contextlib.suppress(OSError):
                    client.recv(4_096)
                    client.sendall(b"$1000000\r\n")
                    while not ended.is_set():
                        client.sendall(b"x")
                        time.sleep(0.01)  # as slow as the server likes: this is what is tested

    with socket.create_server(("127.0.0.1", 0)) as listener:
        dripping = threading.Thread(target=drip, args=(listener,))
        dripping.start()
        with pytest.raises(ServerUnreachable, match="No server answers"):
            qlab.attach(f"redis://127.0.0.1:{listener.getsockname()[1]}")
        ended.set()
        socket.create_connection(listener.getsockname()).close()  # wakes it
        dripping.join(10)


@pytest.mark.parametrize("host", ["\x1b[31mred", "a\u202eb", "h\nh", "\x00"])
def test_a_url_of_control_characters_is_told_without_them(host: str) -> None:
    for url in (
        f"redis://{host}:1",
        f"redis://{host}",
        f"{host}://x",
        f"redis+sentinel://{host}:1/m",
        f"unix:///{host}",
    ):
        with pytest.raises(QlabError) as text:
            qlab.attach(url)
        assert str(text.value).isprintable()


GOOD = [[b"1-1", [b"event", b"added"]], [b"99999999999999999999-0", [b"event", b"x\n1-1", b"jobId", b""]]]


@pytest.mark.parametrize("bad", [
    None, [1], [[]], [[b"1-1"]], [[b"1-1", [], 0]], [[b"1-1", []]], [[b"1-1", [b"event"]]], [[b"1-1", [b"event", 1]]],
    [[b"1-1", b"ab"]], [[b"1-1\n2-2", [b"a", b"b"]]], [[b"1-1\n", [b"a", b"b"]]], [[b"1", [b"a", b"b"]]],
    [["1-1", [b"a", b"b"]], [b"1-1", [b"a", b"b"]]], [[b"1-" + b"9" * 21, [b"a", b"b"]]],
    ["\u0661-1", [b"a", b"b"]],
])  # fmt: skip
def test_entries_are_looked_through_together_and_each_counts(bad: Any) -> None:
    assert replies.entries([])
    assert replies.entries(GOOD)
    assert not replies.entries(bad)
    assert not isinstance(bad, list) or not replies.entries([*GOOD, *bad])
