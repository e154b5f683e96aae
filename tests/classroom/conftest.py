"""A class, served in a thread, and what phones ask of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from benchmarks.votes import Served
from qlab import Classroom


@pytest.fixture
def room() -> Iterator[Classroom]:
    with Classroom() as made:
        yield made


def token_of(room: Classroom) -> str:
    return room.wall.partition("#token=")[2]


def served_by(room: Classroom) -> Served:
    return Served(room.address, room.code, token_of(room))


def client(room: Classroom, **headers: str | bytes) -> httpx.Client:
    return httpx.Client(base_url=room.address, headers=headers, timeout=60, verify=False)


@contextmanager
def phone(room: Classroom, *, joined: bool = True) -> Iterator[httpx.Client]:
    """A phone, with a seat or without one."""
    with client(room) as made:
        if joined:
            assert made.get(f"/join/{room.code}").status_code == 303
        yield made


def teacher(room: Classroom) -> httpx.Client:
    return client(room, Authorization=f"Bearer {token_of(room)}")


def vote(http: httpx.Client, option: Any, number: Any = 1, round: Any = 1) -> httpx.Response:
    return http.post("/vote", json={"number": number, "round": round, "option": option})


def detail(answer: httpx.Response) -> str:
    """The one sentence that a problem tells."""
    assert answer.headers["content-type"] == "application/problem+json"
    said: str = answer.json()["detail"]
    assert said.endswith(".")
    assert "\n" not in said
    assert len(said) < 300
    return said
