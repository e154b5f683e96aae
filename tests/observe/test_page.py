"""A page of a queue: exact counts, one atomic round trip, the same cost whatever the queue's size."""

from __future__ import annotations

import threading

import pytest
import redis

from qlab import Lab
from qlab.errors import QueueMissing, UsageError
from qlab.keys import Role
from qlab.observe.attach import Observer, attach
from qlab.observe.page import DEPTH
from qlab.states import JobState

pytestmark = pytest.mark.core


def test_counts_are_exact_and_pages_are_cut(live: Lab, observer: Observer) -> None:
    email = live.queue("email")
    email.add_bulk([("w", {"n": number}) for number in range(120)])
    email.add("later", {}, delay="1h")
    page = observer.snapshot("email", limit=10)
    assert page.sampled
    assert page.counts_of("email") == live.snapshot().counts_of("email")
    wait = page.key(f"{live.prefix}:email:wait")
    assert (wait.size, len(wait.items)) == (120, 10)
    assert wait.items == live.snapshot().key(wait.name).items[-10:]  # those whose turn is next
    assert len(list(page.all_jobs())) == 11


def test_every_key_of_a_job_on_the_page_is_read(live: Lab, observer: Observer) -> None:
    queue = live.queue("email")
    queue.add("w", {}, deduplication={"id": "once"})
    job = queue.take()
    job.log("one")
    whole, page = live.snapshot(), observer.snapshot("email")
    assert set(page.state) == set(whole.state)
    for name, state in page.state.items():
        if state.type != "stream" and state.expires_at is None:
            assert state == whole.key(name)


def test_a_flow_s_parent_is_read_with_its_children_s_keys(live: Lab, observer: Observer) -> None:
    live.queue("parents"), live.queue("children")
    live.flow({"name": "p", "queue": "parents", "data": {}, "children": [
        {"name": "c", "queue": "children", "data": {}}]})  # fmt: skip
    page = observer.snapshot("parents")
    (parent,) = page.all_jobs()
    assert parent.state is JobState.WAITING_CHILDREN
    assert page.key(f"{live.prefix}:parents:{parent.id}:dependencies").size == 1


def test_states_choose_the_jobs_but_not_the_counts(live: Lab, observer: Observer) -> None:
    queue = live.queue("email")
    queue.add("a", {}), queue.add("b", {}, delay="1h")
    page = observer.snapshot("email", states=["delayed"])
    assert [job.name for job in page.all_jobs()] == ["b"]
    assert page.counts_of("email")["waiting"] == 1


def test_a_job_asked_for_is_found_wherever_it_is(live: Lab, observer: Observer) -> None:
    queue = live.queue("email")
    queue.add_bulk([("w", {}) for _ in range(60)])
    queue.add("d", {}, jobId="mine", delay="9h")
    for number in range(5):
        queue.add("d", {}, delay=f"{number + 1}h")
    page = observer.snapshot("email", limit=3, ids=["mine", "40", "nobody"])
    assert page.state_of("mine", "email") is JobState.DELAYED
    assert page.state_of("40", "email") is JobState.WAITING
    assert page.state_of("nobody", "email") is JobState.UNKNOWN
    assert page.job("mine", "email").due == pytest.approx(page.at + 9 * 3_600_000, abs=60_000)


def test_one_command_a_snapshot(live: Lab, observer: Observer) -> None:
    live.queue("email").add("w", {})
    observer.snapshot(f"{live.prefix}:email")
    client = live.redis
    client.config_resetstat()
    observer.snapshot(f"{live.prefix}:email")
    ran = client.info("commandstats")
    scripts = [name for name in ran if name.startswith("cmdstat_eval")]
    assert len(scripts) == 1
    assert ran[scripts[0]]["calls"] == 1
    assert ran["cmdstat_exists"]["calls"] == 1  # inside the script, for the one job there is


@pytest.mark.parametrize("name", ["email", "{prefix}:email"])
def test_one_round_trip_a_snapshot(live: Lab, observer: Observer, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    live.queue("email").add("w", {})
    observer.snapshot("email")  # the server knows the script from now on
    sent: list[object] = []
    ask = observer.connection._ask
    monkeypatch.setattr(observer.connection, "_ask", lambda command: (sent.append(command[0]), ask(command))[1])
    observer.snapshot(name.format(prefix=live.prefix))
    assert len(sent) == 1


def test_hostile_ids_and_bytes_come_through(live: Lab, observer: Observer) -> None:
    live.queue("email").add("w", {})
    client = redis.Redis.from_url(str(live.url))
    client.rpush(f"{live.prefix}:email:wait", b"\xff\x00<b>")
    client.hset(f"{live.prefix}:email:".encode() + b"\xff\x00<b>", "name", b"\xfe")
    page = observer.snapshot("email")
    assert page.job("\udcff\x00<b>", "email").name == "\udcfe"
    client.delete(f"{live.prefix}:email:".encode() + b"\xff\x00<b>")
    client.close()


@pytest.mark.parametrize("limit", [0, -1, 1_001, True, 2.5, "10"])
def test_a_wrong_limit(observer: Observer, live: Lab, limit: object) -> None:
    live.queue("email").add("w", {})
    with pytest.raises(UsageError, match="1 to 1,000"):
        observer.snapshot("email", limit=limit)  # type: ignore[arg-type]


def test_a_wrong_state_and_a_missing_queue(observer: Observer, live: Lab) -> None:
    live.queue("email").add("w", {})
    with pytest.raises(UsageError, match="waiting-children"):
        observer.snapshot("email", states=["sleeping"])
    with pytest.raises(QueueMissing, match="queues\\(\\)"):
        observer.snapshot("nowhere")


def test_under_full_load_every_job_is_in_exactly_the_state_reported(live: Lab) -> None:
    """Two movers shift jobs between containers while pages are read: no id is ever missing, or there twice."""
    queue = live.queue("email")
    queue.add_bulk([("w", {}) for _ in range(40)])
    stop = threading.Event()

    def move() -> None:
        with redis.Redis.from_url(str(live.url)) as client:
            shift = client.register_script(
                "local id = redis.call('RPOP', KEYS[1]) if id then redis.call('LPUSH', KEYS[2], id) end "
                "local back = redis.call('LLEN', KEYS[2]) > 20 and redis.call('RPOP', KEYS[2]) "
                "if back then redis.call('LPUSH', KEYS[1], back) end"
            )
            while not stop.is_set():
                shift(keys=[f"{live.prefix}:email:wait", f"{live.prefix}:email:active"])

    movers = [threading.Thread(target=move) for _ in range(2)]
    for mover in movers:
        mover.start()
    try:
        with attach(str(live.url), live.prefix) as observer:
            seen = set()
            for _ in range(200):
                page = observer.snapshot("email")
                counts = page.counts_of("email")
                assert counts["waiting"] + counts["active"] == 40 == len(page.places)
                assert all(page.job(id, "email") for _, id in page.places)
                seen.add(tuple(page.ids("email", Role.WAIT)[:1]))
            assert len(seen) > 5  # the queue did move meanwhile
    finally:
        stop.set()
        for mover in movers:
            mover.join()


def test_the_middle_of_a_long_list_lies_beyond_a_page(live: Lab, observer: Observer) -> None:
    live.redis.hset(f"{live.prefix}:big:meta", "opts.maxLenEvents", 10_000)
    ids = [f"j{number}" for number in range(3 * DEPTH)]
    live.redis.rpush(f"{live.prefix}:big:wait", *ids)
    live.redis.hset(f"{live.prefix}:big:{ids[5]}", "name", "x")
    page = observer.snapshot("big", limit=1, ids=[ids[5], ids[3 * DEPTH // 2]])
    assert page.state_of(ids[5], "big") is JobState.WAITING
    assert page.state_of(ids[3 * DEPTH // 2], "big") is JobState.UNKNOWN
