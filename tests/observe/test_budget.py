"""A page has a budget of bytes and one of time: of what it leaves out it tells how much, and the rest is whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import redis

import qlab
from qlab import Lab
from qlab.observe import page as pages
from qlab.observe.connection import Script
from qlab.observe.doctor import survey as surveys
from qlab.observe.page import BYTES, BYTES_A_JOB, FIELDS, LONGEST

LARGE = b"x" * 1_000_000
CROWD = 25
"""So many jobs of each state are read at once, and so many in any case."""
BUDGET = BYTES + 50 * BYTES_A_JOB
JOB = {"name": "n", "opts": "{}", "timestamp": "1767225600000"}


@pytest.fixture(scope="module")
def server() -> Iterator[redis.Redis]:
    with Lab() as lab:
        yield redis.Redis.from_url(str(lab.url))


@pytest.fixture
def client(server: redis.Redis) -> redis.Redis:
    for key in server.scan_iter("bull:*"):
        server.unlink(key)
    server.hset("bull:q:meta", mapping={"opts.maxLenEvents": "10000"})
    return server


def url(client: redis.Redis) -> str:
    return f"unix://{client.connection_pool.connection_kwargs['path']}"


def page(client: redis.Redis, **options: Any) -> tuple[qlab.Snapshot, int]:
    """The page, and how many bytes the server sent for it."""
    with qlab.attach(url(client)) as observer:
        before = int(client.info("stats")["total_net_output_bytes"])  # type: ignore[index]
        seen = observer.snapshot("q", **options)
        after = int(client.info("stats")["total_net_output_bytes"])  # type: ignore[index]
    return seen, after - before


def test_jobs_of_many_megabytes_are_shown_without_their_data(client: redis.Redis) -> None:
    for number in range(50):
        client.hset(f"bull:q:{number}", mapping={**JOB, "data": LARGE})  # type: ignore[arg-type]
        client.lpush("bull:q:wait", number)
    seen, sent = page(client)
    assert sent < BUDGET
    assert len(seen.unread) == 50
    assert {(each.field, each.amount) for each in seen.unread} == {("data", len(LARGE))}
    assert {view.name for view in seen.all_jobs()} == {"n"}
    assert seen.counts()["q"]["waiting"] == 50
    assert "Not read, as too large for one page: bull:q:0 data (1,000,000)" in seen.text()
    assert "Not read" in seen._repr_html_()
    assert page(client, redact=True)[0].unread == seen.unread


def test_what_is_small_by_itself_is_bounded_together(client: redis.Redis) -> None:
    for number in range(200):
        client.hset(f"bull:q:{number}", mapping={**JOB, "data": b"x" * LONGEST})  # type: ignore[arg-type]
        client.zadd("bull:q:completed", {str(number): number})
    seen, sent = page(client)
    assert sent < BUDGET + 2 * LONGEST
    assert 0 < len(seen.unread) < 50
    assert sum(len(view.fields.get("data", "")) == LONGEST for view in seen.all_jobs()) == 50 - len(seen.unread)


@pytest.mark.parametrize("fields", [FIELDS + 1, 60_000])
def test_a_hash_of_very_many_fields_is_not_read_whole(client: redis.Redis, fields: int) -> None:
    for key in ("bull:q:1", "bull:q:meta", "bull:q:1:processed"):
        client.hset(key, mapping={f"f{number}": "x" for number in range(fields)})
    client.lpush("bull:q:wait", 1)
    seen, sent = page(client)
    assert sent < 200_000
    held = seen.key("bull:q:1")
    assert held is not None
    assert held.size == fields
    assert {each.key for each in seen.unread} >= {"bull:q:1", "bull:q:meta"}


def test_large_elements_of_every_type_end_the_reading(client: redis.Redis) -> None:
    client.lpush("bull:q:wait", 1)
    client.hset("bull:q:1", mapping=JOB)  # type: ignore[arg-type]
    client.rpush("bull:q:1:logs", *[LARGE] * 30)
    client.set("bull:q:1:lock", LARGE)
    for _ in range(30):
        client.xadd("bull:q:events", {"event": "completed", "jobId": "1", "returnvalue": LARGE})
    client.zadd("bull:q:failed", {LARGE + b"%d" % number: number for number in range(30)})
    seen, sent = page(client)
    assert sent < BUDGET + 11 * len(LARGE)  # the elements that passed it, ten at a time
    assert {each.key for each in seen.unread} >= {"bull:q:1:logs", "bull:q:failed"}


def test_an_ordinary_page_is_whole(client: redis.Redis) -> None:
    for number in range(400):
        client.hset(f"bull:q:{number}", mapping={**JOB, "data": "x" * 2_000})  # type: ignore[arg-type]
        client.lpush("bull:q:wait", number)
    assert page(client)[0].unread == ()
    assert page(client, limit=400)[0].unread == ()


FIFTY = """
local large = string.rep('x', ARGV[1])
for n = 1, 50 do
  redis.call('HSET', 'bull:q:' .. n, 'name', 'n', 'opts', '{}', 'timestamp', 1767225600000, 'data', large)
  redis.call('LPUSH', 'bull:q:wait', n)
  redis.call('XADD', 'bull:q:events', '*', 'event', 'completed', 'jobId', n, 'returnvalue', large)
  redis.call('XADD', 'bull:q:events', '*', 'event', 'active', 'jobId', n)
  redis.call('RPUSH', 'bull:q:1:logs', large)
end
"""


def fifty(client: redis.Redis, bytes: int) -> int:
    """How many bytes are sent for a page of fifty jobs whose data, results and rows are each so long."""
    client.unlink(*client.keys("bull:q:*"))  # type: ignore[misc]
    client.hset("bull:q:meta", mapping={"opts.maxLenEvents": "10000"})
    client.eval(FIFTY, 0, bytes)  # type: ignore[no-untyped-call]
    seen, sent = page(client)
    assert seen.counts()["q"]["waiting"] == len(list(seen.all_jobs())) == 50
    return sent


def test_a_page_of_fifty_jobs_of_five_megabytes_sends_no_more_than_its_budget_and_one_element_a_key(
    client: redis.Redis,
) -> None:
    for bytes in (20_000, 500_000, 5_000_000):
        assert fifty(client, bytes) < BUDGET + 100_000 + 2 * bytes


BUCKETS = 32
"""More elements than one step of SSCAN finds: it gives whole buckets of seven elements each, some with a chain."""


def test_a_set_ends_with_the_buckets_that_spent_the_budget(client: redis.Redis) -> None:
    size = 90_000
    client.lpush("bull:q:wait", 1)
    client.hset("bull:q:1", mapping=JOB)  # type: ignore[arg-type]
    client.sadd("bull:q:1:dependencies", *(b"%d" % number + b"x" * size for number in range(200)))
    seen, sent = page(client, limit=50)
    assert sent < BUDGET + 100_000 + BUCKETS * size
    assert [each.key for each in seen.unread] == ["bull:q:1:dependencies"]


def ordinary(client: redis.Redis, fields: int = 3) -> None:
    """Forty waiting and forty delayed jobs, each a hash of so many fields more."""
    for number in range(80):
        more = {f"f{at}": "x" * 70 for at in range(fields)}  # longer than what a listpack holds
        client.hset(f"bull:q:{number}", mapping={**JOB, **more})
        if number % 2:
            client.lpush("bull:q:wait", number)
        else:
            client.zadd("bull:q:delayed", {str(number): number})


def test_where_the_time_is_spent_the_counts_are_exact_and_what_was_left_is_said(
    client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    ordinary(client)
    monkeypatch.setattr(pages, "MS", 0)
    monkeypatch.setattr(pages, "MS_A_JOB", 0)
    seen, _ = page(client)
    assert (seen.counts_of("q")["waiting"], seen.counts_of("q")["delayed"]) == (40, 40)
    assert {(each.key, each.amount, each.late) for each in seen.unread} == {
        ("bull:q:wait", 40 - CROWD, True), ("bull:q:delayed", 40 - CROWD, True),
    }  # fmt: skip
    assert "Not read, as the page's time was spent: bull:q:" in seen.text()
    last = "79"
    assert seen.job(last, "q") is None
    asked, _ = page(client, ids=[last])
    assert asked.state_of(last, "q") == "waiting"  # who was asked for is read all the same
    assert asked.job(last, "q") is not None


def test_the_jobs_whose_turn_is_next_are_on_a_page_however_slow_the_server_is(
    client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    ordinary(client)
    client.hset("bull:q:0", mapping={f"more{number}": "x" * 70 for number in range(CROWD)})
    client.hset("bull:q:2", "data", LARGE)
    monkeypatch.setattr(pages, "MS", -1000)
    seen, _ = page(client)
    for role, first in (("wait", 1), ("delayed", 0)):
        next_ones = [f"bull:q:{number}" for number in range(first, 80, 2)]
        assert [seen.key(key) is not None for key in next_ones] == [True] * CROWD + [False] * (40 - CROWD), role
    left = {(each.key, each.field): (each.amount, each.late) for each in seen.unread}
    assert left["bull:q:0", ""] == (CROWD + len(JOB) + 3, True)
    assert left["bull:q:2", "data"][0] == len(LARGE)
    assert len(left) == 4  # the two lists' others


RACING = "(function() local at = 0; return {clock = function() at = at + 1000; return at end} end)()"
"""Lua of a clock that goes a thousand seconds whenever it is asked."""


def test_the_time_of_the_servers_other_threads_is_not_the_pages(
    client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = pages._SCRIPT
    assert script.text.count('rawget(_G, "os")') == 1
    monkeypatch.setattr(pages, "_SCRIPT", Script.of(script.text.replace('rawget(_G, "os")', RACING), script.shape))
    ordinary(client)
    assert page(client)[0].unread == ()
    monkeypatch.setattr(pages, "MS", -1000)
    assert page(client)[0].unread


def test_the_doctor_reads_again_what_ran_out_of_time_or_says_so(
    client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    ordinary(client)
    budgets = [-1000, -1000, 25]

    def hurried(*place: Any, **options: Any) -> qlab.Snapshot:
        monkeypatch.setattr(pages, "MS", budgets.pop(0) if budgets else -1000)
        return pages.read_page(*place, **options)

    monkeypatch.setattr(surveys, "read_page", hurried)
    with qlab.attach(url(client)) as observer:
        assert not observer.doctor("q").unchecked
        assert not budgets
        report = observer.doctor("q")
    assert [note.partition(": ")[0] for note in report.unchecked] == ["bull:q"]
    assert "took too long over its page" in report.text()


@pytest.mark.parametrize("ms", [0.2, 0.5, 1, 2])
def test_whoever_is_on_a_page_cut_short_was_read(
    client: redis.Redis, monkeypatch: pytest.MonkeyPatch, ms: float
) -> None:
    ordinary(client, fields=300)
    monkeypatch.setattr(pages, "MS", ms)
    monkeypatch.setattr(pages, "MS_A_JOB", 0)
    seen, _ = page(client)
    assert seen.counts_of("q")["waiting"] == seen.counts_of("q")["delayed"] == 40
    for role in ("wait", "delayed"):
        held = seen.key(f"bull:q:{role}")
        assert held is not None
        on_page = [each[0] if role == "delayed" else each for each in held.value]
        assert all(seen.key(f"bull:q:{id}") is not None for id in on_page)
        left = sum(each.amount for each in seen.unread if each.key == held.name)
        assert len(on_page) + left == 40
    assert all(each.late for each in seen.unread)
