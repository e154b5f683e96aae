"""Recordings that several tests look at, each made once."""

from __future__ import annotations

from functools import cache

from qlab import Lab, Recording, Snapshot, exponential
from qlab.stories.email import email_story
from tests import used_again
from tests.record.scenes import SCENES
from tests.record.scenes.stage import take_from


def scene(name: str) -> Recording:
    """The recording of a scene."""
    return played(name)[0]


@cache
def played(name: str, url: str | None = None) -> tuple[Recording, Snapshot]:
    """A scene's recording, on a server of the lab's own or somebody's, and all keys as they were read in the end."""
    with used_again.servers(), Lab(url) as lab:
        SCENES[name](lab)
        lab.recording.text()  # a trace is taken apart when it is first asked for
        return lab.recording, lab.snapshot()


@cache
def email() -> Recording:
    """The email story."""
    with used_again.servers(), Lab() as lab:
        email_story(lab)
        lab.recording.text()
        return lab.recording


@cache
def four_attempts() -> Recording:
    """One job that fails four times, after waits of 2, 4 and 8 s."""
    with used_again.servers(), Lab() as lab:
        queue = lab.queue("email", attempts=4, backoff=exponential("2s"))
        queue.add("welcome", {"to": "ada@example.com"})
        for number in range(1, 5):
            take_from(queue).fail(f"SMTP 45{number}")
            lab.clock.to_next()
        lab.recording.text()
        return lab.recording


@cache
def everything() -> Recording:
    """Many scenes in one lab: every kind of key and of change, one after the other."""
    with used_again.servers(), Lab() as lab:
        for name in PLAYABLE:
            SCENES[name](lab)
            lab.queue_named("email").obliterate(force=True)
            for child in ("files",) if "child" in name else ():
                lab.queue_named(child).obliterate(force=True)
        lab.queue_named("email").add("last")
        for data_type in (lab.redis.sadd, lab.redis.lpush):
            with lab.observe("bytes"):
                data_type(f"{lab.prefix}:email:{data_type.__name__}", b"\xff\x00\xfe", "ünï", "")
        with lab.observe("more bytes"):
            scores = {b"\xff": float("inf"), b"low": float("-inf"), b"mid": 0.1}
            lab.redis.zadd(f"{lab.prefix}:email:scores", scores)
            lab.redis.hset(f"{lab.prefix}:email:hash", mapping={b"\xfe": b"\xff"})
            lab.redis.set(f"{lab.prefix}:email:text", b"\xff\xfe")
        with lab.observe("edits"):
            lab.redis.zrem(f"{lab.prefix}:email:scores", "mid")
            lab.redis.hset(f"{lab.prefix}:email:hash", mapping={b"\xfe": b"\x80", "more": ""})
            lab.redis.append(f"{lab.prefix}:email:text", b"\x81")
            lab.redis.srem(f"{lab.prefix}:email:sadd", b"\xff\x00\xfe")
            lab.redis.xtrim(f"{lab.prefix}:email:events", maxlen=5, approximate=False)
            lab.redis.pexpire(f"{lab.prefix}:email:text", 60_000)
        lab.recording.text()
        return lab.recording


PLAYABLE = (
    "add_deduplicated_for_a_while", "add_kept_while_active", "complete_and_keep_two", "complete_and_be_removed",
    "fail_under_exponential_backoff", "fail_and_keep_one", "log", "progress", "retry_failed", "several_stall",
    "last_child_completes", "child_fails_its_parent", "pause", "limit", "schedule", "drain",
)  # fmt: skip
"""Scenes that can be played one after the other in one lab."""
