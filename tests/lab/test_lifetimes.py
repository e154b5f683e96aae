"""When keys expire in virtual time, and what the server is told meanwhile."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from qlab import Lab
from qlab.lab.lifetimes import HELD_MS, LONG_AGO_MS, Lifetimes, requested_ms
from qlab.lab.server_io.tracking import Tracker
from qlab.protocol.keys import Role
from qlab.snapshot.reader import Reader
from qlab.snapshot.values import KeyState

NOW, SERVER_NOW = 1_767_225_600_000, 1_900_000_000_123


def held(name: str, expires_at: int | None) -> KeyState:
    return KeyState(name, "string", "embstr", expires_at, 1, value="x")


class Posted(list[tuple[Any, ...]]):
    """What was sent to the server."""

    def __call__(self, *command: Any) -> None:
        self.append(command)


@pytest.fixture
def posted() -> Posted:
    return Posted()


@pytest.fixture
def lifetimes(posted: Posted) -> Lifetimes:
    return Lifetimes(posted, "bull")


def settle(lifetimes: Lifetimes, state: KeyState | None, name: str = "k", elapsed_ms: int = 3) -> KeyState | None:
    return lifetimes.settle({name: state}, NOW, SERVER_NOW, range(elapsed_ms + 1))[name]


@pytest.mark.parametrize(
    ("left", "elapsed", "expected", "asked"),
    [
        (29_998, 3, (), 30_000),
        (29_998, 3, (29_999,), 29_999),
        (30_000, 1, (), 30_000),
        (4_999, 0, (5_000,), 5_000),
        (1_233, 4, (1_234,), 1_234),
        (1_233, 8, (9_999,), 1_240),
        (0, 1, (), 2),
        (29_990, 1, (30_000,), 30_000),  # the server's clock was put forward in between
        (30_003, 1, (30_000,), 30_000),  # or back
        (30_003, 1, (30_000, 30_004), 30_004),
        (10_000, 25_000, (30_000,), 30_000),  # somebody else set it while nobody looked
    ],
)
def test_the_ttl_that_was_asked_for(left: int, elapsed: int, expected: tuple[int, ...], asked: int) -> None:
    assert requested_ms(left, range(elapsed + 1), expected) == asked


def test_what_the_labs_own_client_set_is_told_however_long_ago_it_was() -> None:
    assert requested_ms(35_000, range(19_998, 20_002), ()) == 55_000, "not the rounder 50 s"


def test_nothing_is_rounded_far_where_nobody_knows_when_it_was_set() -> None:
    assert requested_ms(28_500, range(600_000), ()) == 30_000, "not 500 s"


def test_a_ttl_is_noted_and_was_stretched_by_the_read(lifetimes: Lifetimes, posted: Posted) -> None:
    shown = settle(lifetimes, held("k", SERVER_NOW + 29_999))
    assert shown is not None
    assert shown.expires_at == NOW + 30_000
    assert posted == []
    assert lifetimes.next() == NOW + 30_000


@pytest.mark.core
def test_a_read_stretches_what_it_finds_and_tells_what_it_found(lab: Lab) -> None:
    queue = lab.queue("q", lock_duration="30s")
    queue.add("a")
    queue.take()
    lock = f"{lab.prefix}:q:1:lock"
    assert lab.redis.pttl(lock) > HELD_MS // 2  # type: ignore[operator]
    assert lab.recording.last.ttl_ms(lock) == 30_000


def test_a_duration_is_expected_of_keys_of_its_own_role_alone(lifetimes: Lifetimes) -> None:
    lifetimes.expect(Role.LOCK, 1_002)
    lifetimes.expect(Role.DEDUPLICATION, 1_003)
    for name, asked in (("bull:q:1:lock", 1_002), ("bull:q:de:d", 1_003), ("bull:q:mine", 1_000)):
        shown = settle(lifetimes, held(name, SERVER_NOW + 1_000), name)
        assert shown is not None
        assert shown.expires_at == NOW + asked


def test_a_stretched_one_is_not_stretched_again(lifetimes: Lifetimes, posted: Posted) -> None:
    settle(lifetimes, held("k", SERVER_NOW + 5_000))
    posted.clear()
    shown = settle(lifetimes, held("k", SERVER_NOW + HELD_MS - 7))
    assert shown is not None
    assert shown.expires_at == NOW + 5_000
    assert posted == []


def test_a_key_that_is_gone_or_lost_its_ttl_is_forgotten(lifetimes: Lifetimes) -> None:
    for after in (None, held("k", None)):
        settle(lifetimes, held("k", SERVER_NOW + 5_000))
        assert settle(lifetimes, after) == after
        assert lifetimes.next() is None


def test_expiry_is_the_labs_to_tell(lifetimes: Lifetimes, posted: Posted) -> None:
    settle(lifetimes, held("a", SERVER_NOW + 1_000), "a")
    settle(lifetimes, held("b", SERVER_NOW + 2_000), "b")
    posted.clear()
    assert lifetimes.expire(NOW + 999) == frozenset()
    assert lifetimes.expire(NOW + 1_000) == frozenset({"a"})
    assert posted == [("PEXPIREAT", b"a", LONG_AGO_MS)]
    assert lifetimes.next() == NOW + 2_000


def test_a_name_that_is_not_utf8_is_sent_as_the_bytes_it_is(lifetimes: Lifetimes, posted: Posted) -> None:
    lifetimes.hold("k\udcff", NOW, stretch=True)
    assert posted[0][1] == b"k\xff"


@pytest.mark.core
def test_a_ttl_set_by_hand_ages_with_the_clock(lab: Lab) -> None:
    name = f"{lab.prefix}:q:mine"
    with lab.observe("by hand") as step:
        lab.redis.set(name, "x", px=5_000)
    assert lab.recording.last.ttl_ms(name) == 5_000
    assert step.step is not None
    lab.clock.advance("4s")
    assert lab.snapshot().ttl_ms(name) == 1_000
    with lab.observe("made to stay"):
        lab.redis.persist(name)
    lab.clock.advance("1m")
    assert lab.redis.get(name) == "x"


@pytest.mark.core
def test_a_ttl_set_outside_a_step_is_the_one_that_was_set(lab: Lab) -> None:
    """However long one thinks between that and the next step."""
    name = f"{lab.prefix}:q:mine"
    lab.redis.set(name, "x", px=57_000)
    threading.Event().wait(0.3)  # really thinks, for once
    assert lab.snapshot().ttl_ms(name) == 57_000
    with lab.observe("by hand"):
        lab.redis.set(name, "x", px=58_000)
        threading.Event().wait(0.3)
    assert lab.recording.last.ttl_ms(name) == 58_000


def test_a_ttl_set_by_hand_is_taken_for_no_locks(lab: Lab) -> None:
    """However well what is left of it, after one has thought, would go with the duration of a lock."""
    lab.queue("q", lock_duration="56900ms")
    name = f"{lab.prefix}:q:mine"
    lab.redis.set(name, "x", px=57_000)
    threading.Event().wait(0.3)
    assert lab.snapshot().ttl_ms(name) == 57_000


@pytest.mark.parametrize("late_in", ["flush", "keys"])
def test_a_busy_machine_reads_and_answers_late(lab: Lab, monkeypatch: pytest.MonkeyPatch, late_in: str) -> None:
    """What goes by between the server's reading and the lab's having the answer is no part of the key's age."""
    owner = {"flush": Tracker, "keys": Reader}[late_in]
    prompt = getattr(owner, late_in)

    def late(*args: Any, **options: Any) -> Any:
        threading.Event().wait(0.05)
        answer = prompt(*args, **options)
        threading.Event().wait(0.05)
        return answer

    monkeypatch.setattr(owner, late_in, late)
    name = f"{lab.prefix}:q:mine"
    for asked in (58_000, 7_000):
        lab.redis.set(name, "x", px=asked)
        assert lab.snapshot().ttl_ms(name) == asked


@pytest.mark.core
def test_the_trace_shows_nothing_of_it(lab: Lab) -> None:
    queue = lab.queue("q", lock_duration="1s")
    queue.add("a")
    queue.take()
    queue.add("b")
    lab.clock.advance("1s")
    queue.add("c")
    sent = [command for step in lab.steps for command in step.commands if command.name.startswith("PEXPIRE")]
    assert [command for command in sent if command.args[-1] in (str(HELD_MS), str(LONG_AGO_MS))] == []
    advance = lab.steps[3]
    assert (advance.script, advance.commands) == (None, ())
