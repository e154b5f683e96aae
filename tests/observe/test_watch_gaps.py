"""A watcher loses nothing, says what it missed, and comes back after a lost connection or server."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import redis

from qlab import Lab, Recording
from qlab.errors import ServerUnreachable
from qlab.lab.server_io.server import _free_port
from qlab.observe.attach import Observer, attach
from qlab.observe.connection import Connection
from qlab.observe.watching.watch import Watch
from qlab.replay.replay import Replay, empty
from tests.observe import places
from tests.observe.watches import followed, watching


def test_ten_thousand_events_a_second_and_none_is_lost(live: Lab, observer: Observer) -> None:
    """An event stream trimmed to about 10,000 entries, as BullMQ's is, filled at 10,000 a second for three seconds.

    Where the machine gives the watcher no time at all for nearly a second, those who fill it wait with it.
    """
    live.queue("email").add("w", {})
    per_script, scripts = 500, 60
    add = live.redis.register_script(
        "for n = 1, ARGV[1] do redis.call('XADD', KEYS[1], 'MAXLEN', '~', 10000, '*', 'event', 'progress', "
        "'jobId', 'j' .. n % 100, 'data', ARGV[2] .. '-' .. n) end"
    )
    with followed(observer, "email") as (made, read):
        began = time.monotonic()
        for number in range(scripts):
            places.wait_until(lambda number=number: number * per_script - read[-1] < 9_000, "the watcher's turn")
            add(keys=[f"{live.prefix}:email:events"], args=[per_script, number])
            pause = began + (number + 1) * per_script / 10_000 - time.monotonic()
            threading.Event().wait(max(pause, 0))
    seen = [step for step in made[0] if step.operation.name == "progress"]
    assert len(seen) == per_script * scripts
    assert not [step for step in made[0] if step.operation.name == "gap"]


@pytest.mark.core
def test_a_trimmed_gap_is_noticed(live: Lab, observer: Observer) -> None:
    live.queue("email").add("w", {})
    stream = f"{live.prefix}:email:events"
    with Connection_of(observer) as connection:
        watch = Watch(connection, live.prefix, "email")
        replay = Replay(watch.begin(from_start=False), "email")
        for number in range(10):
            live.redis.xadd(stream, {"event": "progress", "jobId": "1", "data": str(number)})
        live.redis.xtrim(stream, maxlen=3, approximate=False)
        assert watch.read() == 3
        steps = [step for _ in range(4) for step in watch.backlog.play(replay, 0)]
    exact = "7 events are missing here" if connection.facts.modern else "Events may be missing here"
    assert steps[0].sentence.startswith(exact)
    assert [step.operation.name for step in steps] == ["gap", "progress", "progress", "progress"]


def test_hashes_left_for_later_belong_to_the_attempts_they_count(
    live: Lab, observer: Observer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read late, a hash counts attempts whose events wait still: of jobs added before the watch began, and after."""
    queue = live.queue("email", attempts=3, backoff="1ms")
    queue.add("before", {"n": 1})
    monkeypatch.setattr("qlab.observe.watching.watch.THICK", 0)  # as though events came thick
    with Connection_of(observer) as connection:
        watch = Watch(connection, live.prefix, "email")
        began = watch.begin(from_start=False).at
        replay = Replay(empty(live.prefix, began), "email")  # of a long line, a page does not show the middle
        queue.add("after", {"n": 2}, attempts=2)
        failing = {"1": ["SMTP 451: one\n1", "two", None], "2": ["three", "four"]}
        while any(failing.values()):
            places.wait_until(lambda: live.redis.exists(f"{live.prefix}:email:marker"), "a job that is due")
            while job := queue.take():
                error = failing[job.id].pop(0)
                job.fail(error) if error else job.complete("ok")
                watch.read()  # each in a batch of its own
        steps = list(watch.backlog.play(replay, places.DEADLINE_S))
    recording = Recording(steps[0].before, "real", "", "", steps)
    tried = recording.attempts()
    assert list(tried[tried.job == "1"].attempt) == [1, 2, 3]
    assert list(tried[tried.job == "1"].error)[:2] == ["SMTP 451: one\n1", "two"]
    assert list(tried[tried.job == "2"].error) == ["three", "four"]
    assert [recording.last.job(id, "email").data for id in "12"] == [{"n": 1}, {"n": 2}]


def test_a_connection_lost_between_events_and_hashes_loses_neither(
    live: Lab, observer: Observer, monkeypatch: pytest.MonkeyPatch
) -> None:
    live.queue("email").add("w", {})
    with Connection_of(observer) as connection:
        watch = Watch(connection, live.prefix, "email")
        replay = Replay(watch.begin(from_start=False), "email")
        live.queue("email").add("lost?", {"n": 1})
        with monkeypatch.context() as broken:
            broken.setattr(connection, "each", _away)
            with pytest.raises(ServerUnreachable):
                watch.read()
        assert watch.read()
        steps = list(watch.backlog.play(replay, places.DEADLINE_S))
    assert [step.title for step in steps] == ["email: added 2"]
    assert steps[-1].after.job("2", "email").data == {"n": 1}


def _away(_commands: object) -> list[object]:
    raise ServerUnreachable("Nobody answers.")


@contextmanager
def Connection_of(observer: Observer) -> Iterator[Connection]:  # noqa: N802
    connection = Connection(observer.connection.home)
    try:
        yield connection
    finally:
        connection.close()


@pytest.mark.core
def test_trimming_what_was_read_is_no_gap(live: Lab, observer: Observer) -> None:
    live.queue("email").add("w", {})
    stream = f"{live.prefix}:email:events"
    with watching(observer, "email") as made:
        for number in range(20):
            live.redis.xadd(stream, {"event": "progress", "jobId": "1", "data": str(number)})
        places.wait_until(lambda: True, "a moment")
    assert [step.operation.name for step in made[0]].count("progress") == 20
    assert "gap" not in {step.operation.name for step in made[0]}


def test_a_dropped_connection(live: Lab, observer: Observer) -> None:
    queue = live.queue("email")
    queue.add("w", {})
    with watching(observer, "email") as made:
        for number in range(5):
            others = [
                each["id"] for each in live.redis.client_list() if "xread" in each["cmd"] or "eval" in each["cmd"]
            ]
            for id in others:
                live.redis.client_kill_filter(_id=id)
            live.redis.xadd(f"{live.prefix}:email:events", {"event": "progress", "jobId": "1", "data": str(number)})
    assert [step.call.facts["progress"] for step in made[0] if step.operation.name == "progress"] == [
        0,
        1,
        2,
        3,
        4,
    ]


def test_a_restarted_server_with_and_without_its_data() -> None:
    port, on_disk = _free_port(), ("--appendonly", "yes", "--appendfsync", "always")
    seen: list[tuple[int, str]] = []
    stop, made = threading.Event(), []
    with tempfile.TemporaryDirectory(prefix="qlab-") as folder:
        with places.server(*on_disk, port=port, folder=folder):
            _progress(port, 0)
            observer = attach(f"redis://127.0.0.1:{port}")
            watch = threading.Thread(
                target=lambda: made.append(
                    observer.watch("q", stop=stop, progress=lambda number, _s, remark: seen.append((number, remark)))
                )
            )
            watch.start()
            places.wait_until(lambda: seen, "the watch")
            _progress(port, 1)
            places.wait_until(lambda: seen[-1] == (1, ""), "the first event")
        places.wait_until(lambda: "connection lost" in seen[-1][1], "the loss")
        with places.server(*on_disk, port=port, folder=folder):
            _progress(port, 2)
            places.wait_until(lambda: seen[-1] == (2, ""), "the return")
        places.wait_until(lambda: "connection lost" in seen[-1][1], "the second loss")
    with places.server(port=port):
        _progress(port, 3, "1-1")
        places.wait_until(lambda: seen[-1] == (3, ""), "the second return")
        stop.set()
        watch.join()
        observer.close()
    text = [(step.operation.name, step.call.facts.get("progress")) for step in made[0]]
    assert [each for each in text if each[0] != "snapshot"] == [
        ("progress", 1), ("progress", 2), ("gap", None), ("progress", 3),
    ]  # fmt: skip
    assert "started over" in next(step.sentence for step in made[0] if step.operation.name == "gap")


def test_a_watch_whose_server_does_not_come_back_says_that_its_end_is_missing() -> None:
    said: list[str] = []
    stop, made = threading.Event(), []
    with places.server() as port:
        _progress(port, 0)
        observer = attach(f"redis://127.0.0.1:{port}")
        watch = threading.Thread(
            target=lambda: made.append(
                observer.watch("q", stop=stop, progress=lambda _number, _s, remark: said.append(remark))
            )
        )
        watch.start()
        places.wait_until(lambda: said, "the watch")
    places.wait_until(lambda: "connection lost" in said[-1], "the loss")
    stop.set()
    watch.join()
    observer.close()
    assert made[0][-1].sentence.startswith("The end is missing, because the server could not be read: ")
    assert "The end is missing" in made[0].text()


def test_a_server_that_becomes_a_replica_for_a_while() -> None:
    """As the old master does in a failover: it first ends the wait for the next event, then may refuse to serve."""
    seen: list[tuple[int, str]] = []
    stop, made = threading.Event(), []
    with places.server() as port, redis.Redis(port=port) as client:
        _progress(port, 1)
        client.config_set("replica-serve-stale-data", "no")
        with attach(f"redis://127.0.0.1:{port}") as observer:

            def film() -> None:
                made.append(
                    observer.watch("q", stop=stop, progress=lambda number, _s, text: seen.append((number, text)))
                )

            watch = threading.Thread(target=film)
            watch.start()
            places.wait_until(lambda: seen, "the watch")
            client.replicaof("127.0.0.1", "1")
            places.wait_until(lambda: "does not serve" in seen[-1][1], "the refusal")
            client.replicaof("NO", "ONE")
            _progress(port, 2)
            places.wait_until(lambda: seen[-1] == (1, ""), "the return")
            stop.set()
            watch.join()
    assert [step.call.facts["progress"] for step in made[0] if step.operation.name == "progress"] == [2]


def _progress(port: int, number: int, id: str = "*") -> None:
    with redis.Redis(port=port) as client:
        client.hset("bull:q:meta", "opts.maxLenEvents", 10_000)
        client.xadd("bull:q:events", {"event": "progress", "jobId": "1", "data": str(number)}, id=id)
