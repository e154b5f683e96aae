"""The observer's work, counted: many queues in one round trip, the keyspace walked once, three looks a job.

``benchmarks/large.py`` measures the same at the sizes that matter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

import pytest
import redis

import qlab
from qlab import Lab
from qlab.observe.connection import Connection
from qlab.observe.doctor.survey import SWEEP
from qlab.observe.keyspace_walk import PAGE
from qlab.observe.looking import find
from qlab.observe.page import AT_ONCE
from tests.growth import work

QUEUES, OTHERS = 230, 4_000
FEW, MANY = 1_000, 11_000
FILL = """
for n = 1, ARGV[2] do
  redis.call('LPUSH', ARGV[1] .. ':wait', 'j' .. n)
  redis.call('HSET', ARGV[1] .. ':j' .. n, 'name', 'w', 'data', '{}', 'opts', '{}', 'timestamp', 1767225600000)
end
redis.call('HSET', ARGV[1] .. ':meta', 'opts.maxLenEvents', 10000)
redis.call('ZADD', ARGV[1] .. ':marker', 0, '0')
"""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with Lab() as lab:
        client: redis.Redis = redis.Redis.from_url(str(lab.url))
        with client.pipeline(transaction=False) as pipe:
            for number in range(QUEUES):
                pipe.hset(f"bull:q{number}:meta", mapping={"opts.maxLenEvents": "10000"})
                pipe.rpush(f"bull:q{number}:wait", "1")
                pipe.hset(f"bull:q{number}:1", mapping={"name": "n", "timestamp": f"{number + 1}"})
            for number in range(OTHERS):
                pipe.set(f"other:{number}", "x")
            pipe.execute()
        client.close()
        yield str(lab.url)


@pytest.fixture
def trips(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each command was sent, and how many round trips there were in all."""
    counted: Counter[str] = Counter()
    send = Connection._send

    def counting(self: Connection, commands: list[list[object]], *, raw: bool = False) -> list[object]:
        counted["trips"] += 1
        counted.update(str(command[0]) for command in commands)
        return send(self, commands, raw=raw)

    monkeypatch.setattr(Connection, "_send", counting)
    return counted


def test_the_queues_of_a_server_cost_one_walk_and_a_round_trip_for_many(url: str, trips: Counter[str]) -> None:
    with qlab.attach(url) as observer:
        found = observer.queues()
    assert len(found) == QUEUES
    assert [each.oldest_waiting for each in found if each.name == "q7"] == [8]
    assert {each.counts["waiting"] for each in found} == {1}
    keys = 3 * QUEUES + OTHERS
    # SCAN may give a page fewer than asked for, and a script that is not known yet is sent once more.
    connected = 3  # the role, CLIENT LIST and CLIENT INFO: a worker may wait on a queue that has no key yet
    assert trips["trips"] <= 2 * (keys // PAGE + 1) + QUEUES // AT_ONCE + 1 + 4 + connected


def test_a_queue_costs_few_commands_and_bytes(url: str) -> None:
    with redis.Redis.from_url(url) as client, qlab.attach(url) as observer:
        observer.queues()  # the server knows the scripts from now on
        commands, sent = asked(client, observer.queues)
    assert sum(commands.values()) / QUEUES <= 20
    assert sent / QUEUES <= 700 + OTHERS * 16 / QUEUES  # each name comes once


@pytest.fixture
def sizes(url: str) -> Iterator[redis.Redis]:
    """A server with a queue ``few`` of a thousand jobs and a queue ``many`` of eleven thousand."""
    with redis.Redis.from_url(url, db=1) as client:
        for queue, number in (("few", FEW), ("many", MANY)):
            client.eval(FILL, 0, f"bull:{queue}", number)
        yield client
        client.delete(*client.scan_iter(count=10_000))


def asked(client: redis.Redis, look: Callable[[], object]) -> tuple[Counter[str], int]:
    """How often the server ran each command for a look, those within scripts included, and how many bytes it sent."""
    client.config_resetstat()
    look()
    stats, sent = client.info("commandstats"), client.info("stats")["total_net_output_bytes"]
    return Counter({name.removeprefix("cmdstat_"): stat["calls"] for name, stat in stats.items()}), sent


def pages_of(client: redis.Redis) -> int:
    """How many calls one walk over the keyspace takes."""
    return asked(client, lambda: list(client.scan_iter(count=PAGE)))[0]["scan"]


def url_of(client: redis.Redis) -> str:
    return f"unix://{client.connection_pool.connection_kwargs['path']}?db=1"


@pytest.mark.parametrize("look", ["queues", "doctor", "doctor of one"])
def test_the_keyspace_is_walked_once(sizes: redis.Redis, look: str) -> None:
    once = pages_of(sizes)
    with qlab.attach(url_of(sizes)) as observer:
        looks = {
            "queues": observer.queues,
            "doctor": observer.doctor,
            "doctor of one": lambda: observer.doctor("bull:few"),
        }
        assert asked(sizes, looks[look])[0]["scan"] == once >= 10


def test_the_doctor_s_work_a_job_stays_what_it_is(sizes: redis.Redis) -> None:
    """Counted is what ten thousand more jobs cost, so that what a round costs by itself falls out."""
    with qlab.attach(url_of(sizes)) as observer:
        looks = [partial(observer.doctor, f"bull:{queue}") for queue in ("few", "many")]
        few, many = (asked(sizes, look) for look in looks)
        calls = sum((many[0] - few[0]).values()) / (MANY - FEW)
        assert calls <= 3 + 2 / SWEEP + 0.01  # its data's length, its stack traces', its stalls; and the page itself
        assert (many[1] - few[1]) / (MANY - FEW) <= 40  # bytes: its key's name once, its id once
        worked = [work(look) for look in looks]
    assert (worked[1].calls - worked[0].calls) / (MANY - FEW) <= 4
    assert (worked[1].bytes - worked[0].bytes) / (MANY - FEW) <= 150
    assert worked[1].kept - worked[0].kept <= 10_000


def test_to_find_a_text_brings_over_none_of_the_jobs_without_it(sizes: redis.Redis) -> None:
    """Counted is what ten thousand more jobs cost; none of it crosses the wire."""
    with qlab.attach(url_of(sizes)) as observer:
        looks = [partial(observer.find, f"bull:{queue}", "not in any job") for queue in ("few", "many")]
        assert [look().looked_at for look in looks] == [FEW, MANY]
        few, many = (asked(sizes, look) for look in looks)
        assert sum((many[0] - few[0]).values()) / (MANY - FEW) <= 5 + 3 / find.PAGE  # four lengths, and the fields
        assert (many[1] - few[1]) / (MANY - FEW) <= 1  # bytes
        worked = [work(look) for look in looks]
    assert (worked[1].calls - worked[0].calls) / (MANY - FEW) <= 2  # some 166 for each page of a hundred
