"""The ACL file that ships: a user who may do what an observer needs, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path

import pytest
import redis

import qlab
from qlab import Lab, Observer
from qlab.errors import AccessDenied, QueueMissing
from tests import servers
from tests.observe import hands, places
from tests.observe.test_attach import a_busy_queue

LINE = (files("qlab.observe") / "observer.acl").read_text("ascii").split()
ALLOWED = {word.removeprefix("+") for word in LINE if word.startswith("+")}
CALLS: dict[str, Callable[[Observer], object]] = {
    "doctor": lambda observer: observer.doctor().text(),
    "explain": lambda observer: [
        observer.explain("email", id).text() for id in (*map(str, range(1, 12)), "no", "tick")
    ],
    "failures": lambda observer: observer.failures(),
    "find": lambda observer: observer.find("email", "welcome"),
    "flow": lambda observer: observer.flow("email", 8).text(),
    "latency": lambda observer: observer.latency("email"),
    "metrics": lambda observer: observer.metrics("email"),
    "place": lambda observer: observer.place("email"),
    "queues": lambda observer: observer.queues(),
    "schedulers": lambda observer: observer.schedulers("email"),
    "snapshot": lambda observer: observer.snapshot("email", ids=["1"]).text(),
    "watch": lambda observer: [each.title for each in observer.watch("email", 0, from_start=True)],
    "workers": lambda observer: observer.workers("email"),
}


@pytest.fixture
def server() -> Iterator[redis.Redis]:
    """A queue of every kind of job, beside keys that are nobody's business, and the user of the file."""
    with Lab() as lab:
        a_busy_queue(lab)
        lab.queue("email").schedule("tick", every="1m")
        lab.queue("other")
        lab.flow({"name": "p", "queue": "email", "children": [{"name": "c", "queue": "other"}]})
        lab.redis.set("session:1", "x")
        lab.redis.execute_command("ACL", "SETUSER", *LINE[1:])
        lab.redis.execute_command("ACL", "SETUSER", "observer", "on", ">secret")
        yield lab.redis


def url_of(server: redis.Redis, login: str = "") -> str:
    return f"unix://{login}{server.connection_pool.connection_kwargs['path']}"


def test_every_call_is_here() -> None:
    public = {name for name in dir(Observer) if not name.startswith("_") and callable(getattr(Observer, name))}
    assert set(CALLS) == public - {"close"}


def said(call: Callable[[Observer], object], observer: Observer) -> str:
    """What a call says, whatever the time: an age may gain a unit meanwhile, and its line break elsewhere."""
    one_line = re.sub(r"(\s|\\n)+", " ", str(call(observer)))
    return re.sub(r"(\d[\d.,]*( (ms|s|min|h|d|days?|y)\b)? ?)+", "#", one_line)


def test_what_is_said_of_an_age_is_the_same_a_moment_later() -> None:
    now, later = ("It began 332 d 9 h\\n    59.9 s ago.", "It began\\n    332 d 10 h ago.")
    assert said(lambda _: now, None) == said(lambda _: later, None) == "It began #ago."  # type: ignore[arg-type]


def test_every_call_says_under_it_what_it_says_to_everybody(server: redis.Redis) -> None:
    with qlab.attach(url_of(server)) as anybody, qlab.attach(url_of(server, "observer:secret@"), prefix="bull") as user:
        for name, call in CALLS.items():
            assert said(call, user) == said(call, anybody), name
    assert server.execute_command("ACL", "LOG") == []


def test_redis_7_0_takes_the_line_without_the_one_command_that_it_lacks() -> None:
    servers.need("redis7")
    page = (Path(__file__).parents[2] / "docs" / "observing.md").read_text(encoding="utf-8")
    assert "on 7.0 leave out `+client|setinfo`" in page
    words = [word for word in LINE[1:] if word != "+client|setinfo"]
    with places.server(binary=str(servers.program("redis7"))) as port, redis.Redis(port=port) as client:
        for added in (["ACL", "SETUSER", *words], ["ACL", "SETUSER", "observer", "on", ">secret"]):
            client.execute_command(*added)
        for base in ("bull:q", "shop:q"):
            client.lpush(f"{base}:wait", "1")
            client.hset(f"{base}:meta", mapping={"version": "bullmq:5.80.0"})
            client.xadd(f"{base}:events", {"event": "waiting", "jobId": "1"})
        with qlab.attach(f"redis://observer:secret@127.0.0.1:{port}", prefix="bull") as user:
            assert [each.name for each in user.queues()] == ["q"]
            assert "1 id in a state has no hash" in user.doctor().text()
        with (
            hands.asleep(client, "shop:cQ=="),  # whose keys this user may not read
            qlab.attach(f"redis://observer:secret@127.0.0.1:{port}") as user,
        ):
            assert [(each.prefix, each.name) for each in user.queues()] == [("bull", "q")]
            assert user.place("q") == ("bull", "q")
            with pytest.raises(AccessDenied, match="one prefix only, name that"):
                user.snapshot("shop:q")
            with pytest.raises(QueueMissing, match="no queue 'other' among the keys that this user may read"):
                user.snapshot("other")


def test_what_is_allowed_writes_nothing_and_ends_nothing(server: redis.Redis) -> None:
    commands = {each.partition("|")[0] for each in ALLOWED}
    for harmful in ("write", "admin", "blocking"):
        kept = {str(each) for each in server.acl_cat(harmful)} & (
            ALLOWED | (commands - {"client", "object", "cluster"})
        )
        assert kept <= ({"xread", "client|list"} if harmful != "write" else set()), harmful
    with redis.Redis.from_url(url_of(server, "observer:secret@")) as user:
        for refused in (
            ("SET", "bull:q:id", "1"), ("EVAL", "return redis.call('DEL', 'bull:q:id')", 0), ("GET", "session:1"),
            ("KEYS", "*"), ("FLUSHALL",), ("CONFIG", "GET", "*"), ("CLIENT", "KILL", "ID", "1"), ("MONITOR",),
        ):  # fmt: skip
            with pytest.raises(redis.exceptions.NoPermissionError):
                user.execute_command(*refused)
        with pytest.raises(redis.ResponseError):
            user.execute_command("EVAL_RO", "return redis.call('DEL', 'bull:email:id')", 0)
    assert server.exists("bull:email:id")


def test_it_comes_without_a_password_and_switched_off() -> None:
    assert LINE[:3] == ["user", "observer", "off"]
    assert not any(word.startswith((">", "#", "nopass")) for word in LINE)
