"""Every line of evidence is a value that was read in this very call: each is compared with the key itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import redis

from qlab import Lab
from qlab.observe.attach import Observer, attach
from qlab.observe.doctor.checks import queues
from qlab.observe.evidence import NO_KEY, NONE, Evidence
from qlab.protocol.keys import Role, parse_key
from tests import used_again
from tests.observe import truth
from tests.record.scenes import SCENES

MANY = 40
"""Of more keys than twice that, which only a scene of many equal jobs has, the first and the last are looked at."""


def told(observer: Observer, prefix: str) -> Iterator[Evidence]:
    """All the evidence there is: the doctor's, with and without an upgrade, and that of every job and scheduler."""
    yield from truth.of(observer.doctor(upgrade="6"))
    queues = {info.name for info in observer.queues()}
    for queue in queues:
        yield from truth.of(observer.explain(f"{prefix}:{queue}", "never"))
    names = sorted(observer.connection.execute("SCAN", "0", "COUNT", 100_000)[1])
    for name in dict.fromkeys([*names[:MANY], *names[-MANY:]]):
        key = parse_key(name, prefix)
        id = key.job if key.role is Role.JOB else key.detail if key.role is Role.SCHEDULER else None
        if id and key.queue in queues:
            yield from truth.of(observer.explain(f"{prefix}:{key.queue}", id))


@pytest.mark.parametrize("name", SCENES)
def test_each_line_is_what_the_key_says(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queues, "LOOK_AGAIN_S", 0)
    with used_again.servers(), Lab() as lab:
        SCENES[name](lab)
        with attach(str(lab.url), prefix=lab.prefix) as observer:
            lines = list(told(observer, lab.prefix))
        seen: truth.Seen = {}
        client = redis.Redis.from_url(str(lab.url), decode_responses=True)
        assert lines
        assert truth.lies(client, lines, seen) == []
        wrong = [each._replace(raw=each.raw + "?") for each in lines if each.raw.isdecimal() and "LIST" not in each.key]
        assert len(truth.lies(client, wrong, seen)) == len(wrong)  # the comparison can fail


@pytest.mark.parametrize(
    ("key", "true", "false"),
    [
        ("bull:q:1 name", "welcome", "w"), ("bull:q:1 gone", NONE, NO_KEY), ("bull:q:2 name", NO_KEY, "welcome"),
        ("bull:q:1 name length", "7", "8"), ("bull:q:2", NO_KEY, ""), ("bull:q:wait 0", "b c", "a"),
        ("bull:q:wait right of a", "0", "1"), ("bull:q:wait holds b c", "1", "0"), ("bull:q:wait length", "2", "3"),
        ("bull:q:failed b c", "7", NONE), ("bull:q:failed rank of b c", "1", "0"),
        ("bull:q:failed", "a 1.5 b c 7", "a"), ("bull:q:meta length", "0", "1"),
        ("bull:q:wait member", "b c", "d"),
        ("bull:q:lock time to live", "60000 ms", "10 ms"), ("bull:q:wait time to live", NONE, "10 ms"),
        ("CONFIG save", "", "3600 1"),
    ],
)  # fmt: skip
def test_the_comparison_tells_true_from_false(key: str, true: str, false: str) -> None:
    from tests.observe import places

    with places.server() as port, redis.Redis(port=port, decode_responses=True) as client:
        client.hset("bull:q:1", "name", "welcome")
        client.rpush("bull:q:wait", "b c", "a")
        client.zadd("bull:q:failed", {"a": 1.5, "b c": 7})
        client.set("bull:q:lock", "token", px=60_000)
        assert truth.true(client, Evidence(key, true))
        assert not truth.true(client, Evidence(key, false))


def test_what_is_too_long_to_be_read_is_not_said_to_be_missing(live: Lab, observer: Observer) -> None:
    live.queue("email").add("w", {"text": "x" * 150_000})
    told = observer.explain("email", "1")
    assert "half there" not in told.text()
    live.redis.hdel(f"{live.prefix}:email:1", "name")
    (where,) = [each for each in observer.explain("email", "1").of("where") if "half there" in each.text]
    assert "it has no name." in where.text
    assert truth.lies(live.redis, truth.of(told)) == []


def test_a_name_is_told_whole_and_a_value_where_there_is_room() -> None:
    name = f"bull:orders:{'a' * 36}:dependencies holds bull:files:{'b' * 36}"
    assert Evidence(name, "1").text() == f"{name} = 1"
    assert len(Evidence("bull:q:1 data", "x" * 500).text()) <= 92
