"""A watch records what happens: a queue's life, several queues on one clock, and nothing that is redacted."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import redis

from qlab import Lab, Recording
from qlab.errors import ExportError, OptionError, QueueMissing, UsageError
from qlab.observe.attach import Observer, attach
from qlab.observe.watching.hashes import JobHashes
from qlab.protocol.states import JobState
from tests.observe import places
from tests.observe.watches import watching


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


@pytest.mark.core
@pytest.mark.parametrize("back", ["wait", "delayed"])
def test_a_job_that_its_processor_puts_back_has_not_failed(live: Lab, observer: Observer, back: str) -> None:
    """As where it meets a rate limit: no event tells that from a failure, and the hash counts no attempt."""
    queue = live.queue("email", attempts=2)
    queue.add("w", {})
    with watching(observer, "email") as made:
        job = queue.take()
        job.move_to_wait() if back == "wait" else job.move_to_delayed("1h")
        queue.add("x", {})
        queue.take().fail("SMTP 451") if back == "delayed" else None
    told = [step.sentence for step in made[0] if step.job == job.id]
    assert any(f"goes back {'from `active` to `wait`' if back == 'wait' else 'to `delayed`'}" in each for each in told)
    assert not any("failed" in each for each in told)
    attempts = made[0].attempts()
    assert "failed" not in set(attempts[attempts.job == job.id].outcome)
    assert (back == "wait") or any("Attempt 1 of 2 failed (SMTP 451)" in step.sentence for step in made[0])


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
