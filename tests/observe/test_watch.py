"""A watcher sees all that happens, says what it missed, and comes back after a lost connection or server."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis

from qlab import Lab, Recording
from qlab.errors import ExportError, OptionError, QueueMissing, ServerUnreachable, UsageError
from qlab.lab.server_io.server import _free_port
from qlab.observe.attach import Observer, attach
from qlab.observe.connection import Connection
from qlab.observe.watching.hashes import JobHashes
from qlab.observe.watching.watch import Watch
from qlab.protocol.states import JobState
from qlab.replay.replay import Replay, empty
from tests.observe import places


@contextmanager
def watching(observer: Observer, queue: str, **options: object) -> Iterator[list[Recording]]:
    """A watch in a thread, for as long as the block; then its recording is in the list."""
    with followed(observer, queue, **options) as (made, _read):
        yield made


@contextmanager
def followed(observer: Observer, queue: str, **options: object) -> Iterator[tuple[list[Recording], list[int]]]:
    """The same, and how many events the watch has read, as its last element says."""
    stop, began, made, read = threading.Event(), threading.Event(), [], [0]

    def told(events: int, *_: object) -> None:
        read.append(events)
        began.set()

    def film() -> None:
        made.append(observer.watch(queue, stop=stop, progress=told, **options))  # type: ignore[arg-type]

    thread = threading.Thread(target=film)
    thread.start()
    try:
        assert began.wait(places.DEADLINE_S)
        yield made, read
    finally:
        stop.set()
        thread.join()


@pytest.mark.core
def test_a_queue_s_life_as_a_recording(live: Lab, observer: Observer) -> None:
    queue = live.queue("email", attempts=3, backoff="1ms")
    queue.add("before", {})
    with watching(observer, "email") as made:
        queue.add_bulk([("w", {"n": number}) for number in range(3)])
        queue.add("later", {}, delay="1h")
        queue.add("p", {}, priority=2)
        first = queue.take()
        first.progress(50)
        first.complete({"m": 1})
        second = queue.take()
        for error in ("SMTP 451", "SMTP 452", "SMTP 453"):
            second.fail(error)
            second = retaken(queue, second.id)
        queue.job("5").remove()
        queue.pause()
    (recording,) = made
    truth = live.snapshot()
    for view in truth.all_jobs():
        assert recording.last.state_of(view.id, "email") is view.state
    assert recording.last.counts_of("email") == truth.counts_of("email")
    attempts = recording.attempts()
    tried = attempts[attempts.job == second_id(truth)]
    assert list(tried.error) == ["SMTP 451", "SMTP 452", "SMTP 453"]
    assert list(tried.outcome) == ["retried", "retried", "failed"]
    assert (tried.ended >= tried.started).all()
    moves = recording.transitions()
    assert {"waiting", "active", "completed", "failed"} <= set(moves.target.dropna())
    assert len(recording.counts()) >= len(recording)
    assert "paused" in recording.last.key(f"{live.prefix}:email:meta").fields
    assert recording.clock == "real"
    assert all(step.sentence.endswith(".") for step in recording)


def retaken(queue: object, id: str) -> object:
    """The job again, as soon as its backoff lets it be taken; other jobs that come first are finished."""
    deadline = time.monotonic() + places.DEADLINE_S
    while time.monotonic() < deadline:
        job = queue.take()  # type: ignore[attr-defined]
        if not job and queue.job(id).state is JobState.FAILED:  # type: ignore[attr-defined]
            return None
        if job and job.id == id:
            return job
        if job:
            job.complete(None)
    raise AssertionError("the job did not come back")


def second_id(truth: object) -> str:
    return next(view.id for view in truth.all_jobs() if view.state is JobState.FAILED)  # type: ignore[attr-defined]


def test_the_player_s_page_and_the_file_hold_the_same(live: Lab, observer: Observer, tmp_path: Path) -> None:
    queue = live.queue("email")
    queue.add("before", {})
    with watching(observer, "email", path=tmp_path / "w.jsonl") as made:
        queue.add("w", {})
        queue.take().complete("ok")
        file = tmp_path / "w.jsonl"
        places.wait_until(lambda: len(Recording.load(file, partial=True)) >= 3, "the file's growth")
    again = Recording.load(tmp_path / "w.jsonl")
    assert [step.sentence for step in again] == [step.sentence for step in made[0]]
    assert again.last == made[0].last
    assert again.text()
    assert again._repr_html_()


@pytest.mark.core
def test_from_the_beginning_of_the_stream(live: Lab, observer: Observer) -> None:
    queue = live.queue("email")
    queue.add("w", {})
    queue.take().complete("ok")
    recording = observer.watch("email", 0, from_start=True)
    assert recording.note.startswith("Watched from outside: a step is an event of the queue's stream")
    assert [step.operation.name for step in recording][:3] == ["add", "take", "complete"]
    assert recording.last.counts_of("email")["completed"] == 1


def test_a_stalled_job_is_told_as_such(live: Lab, observer: Observer) -> None:
    queue = live.queue("email", attempts=2)
    queue.add("w", {})
    job = queue.take()
    with watching(observer, "email") as made:
        live.redis.delete(f"{live.prefix}:email:{job.id}:lock")
        queue.check_stalled()
        live.redis.delete(f"{live.prefix}:email:stalled-check")
        queue.check_stalled()
    assert "check_stalled" in [step.operation.name for step in made[0]]


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


def test_a_job_removed_as_it_completed_is_not_taken_for_a_completed_one(live: Lab, observer: Observer) -> None:
    queue = live.queue("email")
    queue.add_bulk([("w", {}) for _ in range(60)])  # more than a page shows
    for _ in range(60):
        queue.take().complete("ok")
    with watching(observer, "email") as made:
        queue.add("gone", {}, removeOnComplete=True)
        queue.add("kept", {})
        queue.take().complete("ok")
        queue.take().complete("ok")
    last = made[0].last
    assert (last.state_of("61", "email"), last.state_of("62", "email")) == (JobState.UNKNOWN, JobState.COMPLETED)


def test_a_watch_of_bull_s_queue_says_that_it_sees_pages_alone(live: Lab, observer: Observer) -> None:
    live.redis.rpush(f"{live.prefix}:old:wait", "1")
    live.redis.hset(
        f"{live.prefix}:old:1", mapping={"name": "n", "data": "{}", "opts": '{"timestamp":1}', "timestamp": 1}
    )
    recording = observer.watch("old", 0)
    assert "Bull 3 or 4 keeps no events" in recording.note
    assert "one every 5 seconds" in recording.note
    assert [step.operation.name for step in recording] == ["snapshot"]


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


def test_what_is_redacted_is_nowhere_in_the_file(live: Lab, observer: Observer, tmp_path: Path) -> None:
    queue = live.queue("email", attempts=2)
    queue.add("w", {"to": "ada@example.com"})
    file = tmp_path / "w.jsonl"
    with watching(observer, "email", path=file, redact="all"):
        queue.add("w", {"to": "ada@example.com", "n": [1, 2]})
        job = queue.take()
        job.progress({"mail": "ada@example.com"})
        job.log("to ada@example.com")
        job.fail("no such mailbox: ada@example.com")
        queue.take().complete({"sent": "ada@example.com"})
    text = file.read_text()
    assert "ada" not in text
    assert "string(15)" in text
    assert Recording.load(file).last.job("1", "email").data == {"to": "string(15)"}


def test_wrong_arguments(live: Lab, observer: Observer, tmp_path: Path) -> None:
    live.queue("email").add("w", {})
    with pytest.raises(QueueMissing):
        observer.watch("nowhere", 0)
    with pytest.raises(OptionError, match="redact"):
        observer.watch("email", 0, redact="some")  # type: ignore[arg-type]
    with pytest.raises(ExportError):
        observer.watch("email", 0, path=tmp_path / "no" / "such" / "folder.jsonl")
    assert len(observer.watch("email", 0)) == 1  # the last look


def test_every_figure_and_page_works_on_what_was_watched(live: Lab, observer: Observer, tmp_path: Path) -> None:
    from matplotlib.axes import Axes

    import qlab

    queue = live.queue("email", attempts=2, backoff="1h")
    queue.add("before", {})
    with watching(observer, "email") as made:
        queue.add_bulk([("w", {"n": number}) for number in range(3)])
        queue.take().complete("ok")
        queue.take().fail("SMTP 451")
        queue.take()
    (recording,) = made
    for figure in (qlab.plot.timeline, qlab.plot.counts, qlab.plot.states):
        assert isinstance(figure(recording), Axes)
        assert len(figure.table(recording))
    assert "SMTP 451" in recording.to_html(tmp_path / "film.html").read_text()
    assert "Player" in repr(qlab.Player(recording))


def test_a_cluster_is_watched_and_explained() -> None:
    with places.cluster() as port, redis.RedisCluster(host="127.0.0.1", port=port) as client:
        for name in ("{a}", "{b}", "{c}"):
            client.hset(f"bull:{name}:meta", "opts.maxLenEvents", 10_000)
            client.lpush(f"bull:{name}:wait", "1")
            client.hset(f"bull:{name}:1", mapping={"name": "n", "timestamp": 1, "opts": "{}"})
        with attach(f"redis://127.0.0.1:{port}") as observer:
            for name in ("{a}", "{b}", "{c}"):
                assert "next in line" in observer.explain(name, 1).text()
                with watching(observer, name) as made:
                    client.xadd(f"bull:{name}:events", {"event": "progress", "jobId": "1", "data": "7"})
                assert [step.operation.name for step in made[0]].count("progress") == 1
            assert jobs_while_their_slot_moves(client, observer) == ["n", None, "m"]


def jobs_while_their_slot_moves(client: redis.RedisCluster, observer: Observer) -> list[str | None]:
    """The names of three jobs, read in one go: one here, one nowhere, one at the node the slot is moving to."""
    client.hset("bull:{a}:2", "name", "m")
    here = client.get_node_from_key("bull:{a}:2")
    there = next(node for node in client.get_primaries() if node != here)
    source, target = client.get_redis_connection(here), client.get_redis_connection(there)
    slot = client.keyslot("bull:{a}:2")
    target.cluster("SETSLOT", slot, "IMPORTING", source.cluster("MYID"))
    source.cluster("SETSLOT", slot, "MIGRATING", target.cluster("MYID"))
    source.migrate(there.host, there.port, "bull:{a}:2", 0, 5_000)
    hashes = JobHashes(observer.connection, "bull", "{a}").read([b"1", b"3", b"2"])
    return [flat[flat.index(b"name") + 1].decode() if flat else None for flat in hashes.values()]


@pytest.mark.core
def test_several_queues_are_one_recording_on_one_clock(live: Lab, observer: Observer, tmp_path: Path) -> None:
    for name in ("orders", "files"):
        live.queue(name).add("first", {})
    path = tmp_path / "both.jsonl"
    with watching(observer, ["orders", "files"], path=path) as made:  # type: ignore[arg-type]
        live.flow({"name": "o", "queue": "orders", "children": [{"name": "f", "queue": "files"}]})
        for _first_and_flow in range(2):
            live.queue("files").take().complete("zip")
        for _first_and_flow in range(2):
            live.queue("orders").take().complete("done")
    (recording,) = made
    assert {step.queue for step in recording} == {"orders", "files"}
    assert [step.at for step in recording] == sorted(step.at for step in recording)
    assert [step.index for step in recording] == list(range(1, len(recording) + 1))
    assert {recording.last.counts_of(queue)["completed"] for queue in ("orders", "files")} == {2}
    ended = [each.queue for step in recording for each in step.transitions if each.target is JobState.COMPLETED]
    assert ended == ["files", "files", "orders", "orders"]
    assert all(step.sentence for step in recording)
    assert len(Recording.load(path)) == len(recording)


def test_one_recording_holds_queues_of_one_prefix(live: Lab, observer: Observer) -> None:
    live.queue("orders").add("first", {})
    with attach(str(live.url)) as anybody:
        live.redis.hset("other:q:meta", "opts.maxLenEvents", 10_000)
        try:
            for queues in ([], [f"{live.prefix}:orders", "other:q"]):
                with pytest.raises(UsageError, match="queues of one prefix"):
                    anybody.watch(queues, 0.01)
        finally:
            live.redis.delete("other:q:meta")
