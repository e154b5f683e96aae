"""Finding a text: what the server looks through first finds what a look into every job would, letter by letter."""

from __future__ import annotations

import random

import pytest

from qlab import Lab
from qlab.observe.attach import Observer
from qlab.observe.looking import find

pytestmark = pytest.mark.core

LETTERS = (
    "aAkKsSiI.: \u00df\u017f\u212a\u00c5\u00e5\u0130\u0131\ufb01\u0149\u1e9e"
    "\u00fc\u00dc\u03a3\u03c3\u03c2\u0434\u0414\u65e5\U0001f389\udcff\udcc3"
)
"""Among them such as become ASCII in small letters, or two letters, and bytes that are no UTF-8."""


def texts(seed: int) -> list[str]:
    chosen = random.Random(seed)  # the same texts in each run
    return ["".join(chosen.choices(LETTERS, k=chosen.randrange(1, 12))) for _ in range(120)]


def raw(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def test_the_same_jobs_are_found_as_by_a_look_into_each(live: Lab, observer: Observer) -> None:
    base, held = f"{live.prefix}:q", texts(1)
    for at, text in enumerate(held):
        live.redis.hset(f"{base}:{at + 1000}", mapping={"name": b"n", "data": raw(text), "timestamp": 1})
        live.redis.rpush(f"{base}:wait", at + 1000)
    for wanted in {*LETTERS, *(text[:size] for text in texts(2)[:60] for size in (1, 2, 3)), *(h[1:4] for h in held)}:
        if wanted:
            right = [str(at + 1000) for at, text in enumerate(held)
                     if any(wanted.casefold() in each.casefold() for each in (text, "n", str(at + 1000)))]  # fmt: skip
            assert [match.id for match in observer.find("q", wanted, limit=1_000)] == right, wanted


def test_every_field_and_the_id_are_looked_through(live: Lab, observer: Observer) -> None:
    base = f"{live.prefix}:q"
    for at, field in enumerate(find.FIELDS):
        live.redis.hset(f"{base}:{at}", mapping={"name": "n", "timestamp": 1} | {field: "Needle"})
        live.redis.rpush(f"{base}:wait", at)
    live.redis.hset(f"{base}:needle-7", mapping={"name": "n", "timestamp": 1})
    live.redis.rpush(f"{base}:wait", "needle-7")
    found = {match.id: match.field for match in observer.find("q", "needle")}
    assert found == {**{str(at): field for at, field in enumerate(find.FIELDS)}, "needle-7": "id"}


def test_long_fields_and_foreign_keys_end_nothing(live: Lab, observer: Observer) -> None:
    base = f"{live.prefix}:q"
    for id, data in (("long", "x" * 150_000 + "needle"), ("short", "needle"), ("too-long", "needle" * 200_000)):
        live.redis.hset(f"{base}:{id}", mapping={"name": "n", "data": data, "timestamp": 1})
    live.redis.set(f"{base}:stranger", "needle")
    live.redis.rpush(f"{base}:wait", "long", "stranger", "gone", "short", "too-long")
    live.redis.set(f"{base}:delayed", "of another type")
    found = observer.find("q", "needle")
    assert [match.id for match in found] == ["long", "short"]
    assert (found.looked_at, found.whole, found.skipped) == (5, True, 1)


@pytest.mark.parametrize("bytes", [1, 100, 1_000])
def test_a_call_ends_after_some_bytes_and_the_next_goes_on(
    live: Lab, observer: Observer, bytes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(find, "BYTES", bytes)
    monkeypatch.setattr(find, "PAGE", 7)
    base = f"{live.prefix}:q"
    for at in range(40):
        live.redis.hset(f"{base}:{at}", mapping={"name": "n", "data": f"needle {at}", "timestamp": 1})
        live.redis.zadd(f"{base}:completed", {str(at): at})
    seen: list[tuple[int, int]] = []
    found = observer.find("q", "needle", limit=100, progress=lambda *at: seen.append(at))
    assert [match.id for match in found] == [str(at) for at in reversed(range(40))]
    assert seen[-1] == (40, 40)
    assert len(seen) >= 40 // 7
