"""A class that votes: 200 phones join, listen and vote at once, on loopback, the server a process of its own."""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from statistics import quantiles
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from benchmarks.rows import Row

QUESTION = "05-a"
DEADLINE_S = 60.0


class Served(NamedTuple):
    """A class that is served: the students' address, the code, and the teacher's token."""

    address: str
    code: str
    token: str


class Answer(NamedTuple):
    """What a server answered."""

    status: int
    head: str
    body: str


Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def run(*, students: int = 200) -> list[Row]:
    """Measure one class of so many."""
    with command() as served:
        whole_s, times = asyncio.run(vote(served, students))
    late = quantiles(times, n=20)[18]
    figures = {"all of it (s)": whole_s, "a vote, 95 % (ms)": late, "the slowest vote (ms)": max(times)}
    what = f"{students} phones join, listen and vote at once"
    return [
        Row(what, whole_s, "s", "≤", 2, "loopback", figures),
        Row(f"{what}: a vote's answer, 95 %", late, "ms", "≤", 500, "loopback", figures),
    ]


@contextlib.contextmanager
def command() -> Iterator[Served]:
    """`qlab class`, in a process of its own."""
    asked = [sys.executable, "-m", "qlab", "class", "--port", "0", "--no-color"]
    with subprocess.Popen(asked, stdout=subprocess.PIPE, text=True) as process:
        said: dict[str, str] = {}
        while process.stdout and "teacher" not in said:
            name, _, rest = process.stdout.readline().partition(" ")
            said[name] = rest.strip()
        try:
            yield Served(said["students"], said["code"], said["teacher"].partition("#token=")[2])
        finally:
            process.terminate()


async def vote(served: Served, students: int) -> tuple[float, list[float]]:
    """Let so many join, listen and vote at once.

    Returns:
        How long all of it took, s, and each vote's answer, ms.

    Raises:
        RuntimeError: If a vote was not counted.
    """
    asked = await request(served, "POST", "/teacher/ask", {"id": QUESTION}, token=served.token)
    number = json.loads(asked.body)["number"]
    began = time.perf_counter()
    cookies = await asyncio.gather(*(join(served) for _ in range(students)))
    streams = await asyncio.gather(*(listen(served, cookie) for cookie in cookies))
    times = await asyncio.gather(*(_timed_ms(served, number, cookie, at % 3) for at, cookie in enumerate(cookies)))
    whole = time.perf_counter() - began
    wall = json.loads((await request(served, "GET", "/teacher/state", token=served.token)).body)
    if (wall["joined"], wall["voted"]) != (students, students):
        raise RuntimeError(f"{wall['voted']} of {students} votes were counted")
    await hang_up(*streams)
    return whole, list(times)


async def hang_up(*streams: Streams) -> None:
    """Close connections."""
    for _, writer in streams:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


async def _timed_ms(served: Served, number: int, cookie: str, option: int) -> float:
    began = time.perf_counter()
    answer = await request(served, "POST", "/vote", {"number": number, "round": 1, "option": option}, cookie=cookie)
    if answer.status != 200:
        raise RuntimeError(answer.body)
    return (time.perf_counter() - began) * 1000


async def join(served: Served) -> str:
    """Join; return the cookie."""
    answer = await request(served, "GET", f"/join/{served.code}")
    return answer.head.partition("qlab-seat=")[2].partition(";")[0]


async def listen(served: Served, cookie: str) -> Streams:
    """Open a stream of events, and return it once the first has come."""
    reader, writer = await _sent(served, "GET", "/events", None, cookie, "")
    async with asyncio.timeout(DEADLINE_S):
        await reader.readuntil(b"event: state\n")
    return reader, writer


async def request(
    served: Served, method: str, path: str, body: Any = None, cookie: str = "", token: str = ""
) -> Answer:
    """Return one request on a connection of its own."""
    reader, writer = await _sent(served, method, path, body, cookie, token)
    async with asyncio.timeout(DEADLINE_S):
        whole = (await reader.read()).decode()
    await hang_up((reader, writer))
    head, _, said = whole.partition("\r\n\r\n")
    return Answer(int(head.split()[1]), head, said)


async def _sent(served: Served, method: str, path: str, body: Any, cookie: str, token: str) -> Streams:
    place = urlsplit(served.address)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    content = b"" if body is None else json.dumps(body).encode()
    lines = [
        f"{method} {path} HTTP/1.1", f"Host: {place.netloc}", "Connection: close", f"Content-Length: {len(content)}",
        *([f"Cookie: qlab-seat={cookie}"] if cookie else []), *([f"Authorization: Bearer {token}"] if token else []),
    ]  # fmt: skip
    writer.write("\r\n".join([*lines, "", ""]).encode() + content)
    await writer.drain()
    return reader, writer
