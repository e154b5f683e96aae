"""A step is one write: the read of what it is likely to change rides with BullMQ's command, and tells no less."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
import redis

from qlab import Lab, Queue
from qlab.errors import QlabError, ServerUnreachable
from qlab.lab.server_io import server as embedded
from qlab.lab.server_io.sticky_connection import StickyConnection
from qlab.protocol.keys import Role
from tests.lab.proxy import Proxy, proxy
from tests.observe.places import tls_server

BIG = "x" * 1_000_000


def true(lab: Lab) -> None:
    """The recording is what the server holds."""
    recorded = lab.recording.last
    assert dict(recorded.state) == dict(lab.snapshot().state)
    assert lab.recording.last.at == recorded.at, "and nothing was recorded that nobody did"


def cycle(queue: Queue, data: Any = None, value: Any = None) -> None:
    queue.add("a", data)
    job = queue.take()
    assert job
    job.complete(value)


def warm(lab: Lab) -> Queue:
    """A queue whose steps are guessed right by now."""
    queue = lab.queue("q")
    for _ in range(3):
        cycle(queue)
    return queue


@contextmanager
def sends() -> Iterator[list[str]]:
    """What is sent meanwhile, by any lab: one entry a write."""
    sent: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        for name in ("send", "send_packed"):
            plain = getattr(StickyConnection, name)

            def counted(*arguments: Any, plain: Any = plain, name: str = name) -> None:
                sent.append(name)
                plain(*arguments)

            patch.setattr(StickyConnection, name, counted)
        yield sent


def costs(lab: Lab, queue: Queue) -> list[int]:
    """The writes of add, take, complete, and of a take that finds nothing."""
    each = []
    queue.take()  # so that this one, too, is guessed
    jobs: list[Any] = []
    calls: list[Callable[[], Any]] = [
        lambda: queue.add("a"), lambda: jobs.append(queue.take()), lambda: jobs[0].complete(1), queue.take,
    ]  # fmt: skip
    for call in calls:
        with sends() as sent:
            call()
        each.append(len(sent))
    true(lab)
    return each


@pytest.mark.core
@pytest.mark.parametrize("trace", [True, False])
def test_a_step_is_one_write_where_nobody_else_is_connected(server_url: str | None, trace: bool) -> None:
    with Lab(url=server_url, trace=trace) as lab:
        assert costs(lab, warm(lab))[:3] == [1, 1, 1]
        assert [step.script for step in lab.steps[-4:-1]] == (
            ["addStandardJob", "moveToActive", "moveToFinished"] if trace else [None] * 3
        )


@pytest.mark.core
def test_the_labs_own_client_costs_a_write_more_once(lab: Lab) -> None:
    queue = warm(lab)
    lab.redis.ping()
    cycle(queue)
    cycle(queue)
    assert costs(lab, queue)[:3] == [1, 1, 1]


@pytest.mark.core
def test_with_somebody_else_connected_the_server_is_asked_once_more(lab: Lab) -> None:
    queue = warm(lab)
    with redis.Redis.from_url(str(lab.url)) as other:
        other.ping()
        cycle(queue)
        assert costs(lab, queue)[:3] == [2, 2, 2]
    cycle(queue)  # finds that he has gone
    cycle(queue)
    assert costs(lab, queue)[:3] == [1, 1, 1]


@pytest.mark.core
def test_what_somebody_else_does_in_the_middle_of_a_step_is_never_lost(lab: Lab) -> None:
    queue, stop = warm(lab), threading.Event()
    key, wait = f"{lab.prefix}:q:mine", f"{lab.prefix}:q:wait"

    def meddle() -> None:
        at = 0
        with redis.Redis.from_url(str(lab.url)) as other:
            while not stop.is_set():
                at += 1
                other.set(key, at)
                if at % 7 == 0:
                    other.rpush(wait, f"ghost-{at}")
                    other.lrem(wait, 1, f"ghost-{at}")

    thread = threading.Thread(target=meddle)
    thread.start()
    try:
        for _ in range(60):
            queue.add("a")
            if job := queue.take():
                job.complete()
    finally:
        stop.set()
        thread.join()
    for _ in range(3):
        queue.add("b")
    lab.snapshot()
    true(lab)


@pytest.mark.core
def test_calls_that_change_nothing_or_are_refused(lab: Lab) -> None:
    queue = warm(lab)
    for _ in range(3):
        assert not queue.take()
        queue.add("same", jobId="one")
        queue.pause()
        queue.pause()
        queue.resume()
        queue.drain()
    job = queue.add("a")
    for _ in range(3):
        with pytest.raises(QlabError):
            job.complete(1)  # nobody has taken it
        with pytest.raises(QlabError):
            job.promote()
    true(lab)


@pytest.mark.core
def test_values_of_a_megabyte(lab: Lab) -> None:
    queue = warm(lab)
    for _ in range(3):
        cycle(queue, BIG, BIG)
        true(lab)
    id = str(len([step for step in lab.steps if step.title.startswith("q: add")]))
    view = lab.recording.last.job(id, "q")
    assert view is not None
    assert view.fields["returnvalue"] == f'"{BIG}"'


@pytest.mark.core
def test_a_server_that_forgets_its_scripts(lab: Lab) -> None:
    queue = warm(lab)
    for _ in range(3):
        with redis.Redis.from_url(str(lab.url)) as other:
            other.script_flush()
        cycle(queue)
        true(lab)
    cycle(queue)
    assert costs(lab, queue)[:3] == [1, 1, 1]


@pytest.mark.core
def test_several_scripts_in_a_step(lab: Lab) -> None:
    queue = lab.queue("q")
    queue.schedule("tick", every="1s")
    for _ in range(6):
        lab.clock.advance("1s")
        if job := queue.take():
            job.complete()
        true(lab)


@pytest.mark.core
def test_the_real_clock_loses_no_ttl_that_ends(server_url: str | None) -> None:
    with Lab(url=server_url, clock="real") as lab:
        queue = lab.queue("q", lock_duration="3ms")
        random = Random(1)
        for _ in range(30):
            queue.add("a")
            if job := queue.take():
                threading.Event().wait(random.random() / 200)
                with pytest.MonkeyPatch.context():
                    try:
                        job.complete()
                    except QlabError:
                        continue
        threading.Event().wait(0.01)
        lab.snapshot()
        true(lab)


def test_the_key_that_it_touches_is_never_there_and_never_shown(lab: Lab) -> None:
    cycle(warm(lab))
    assert not [name for name in lab.redis.scan_iter() if "told" in str(name)]
    assert not [command for step in lab.steps for command in step.commands if "told" in command.text()]


def test_a_server_that_may_evict_keys_is_asked_once_more() -> None:
    server = embedded.start()
    try:
        with redis.Redis.from_url(str(server.url)) as client:
            client.config_set("maxmemory", "100mb")
        with Lab(url=str(server.url)) as lab:
            assert costs(lab, warm(lab))[:3] == [2, 2, 2]
    finally:
        server.close()


# -- other ways there --------------------------------------------------------------------------------------------------


def test_with_a_password() -> None:
    server = embedded.start(tcp=True)
    try:
        assert urlsplit(str(server.url)).password
        with Lab(url=str(server.url)) as lab:
            assert costs(lab, warm(lab))[:3] == [1, 1, 1]
            cycle(warm(lab), BIG, BIG)
            true(lab)
    finally:
        server.close()


def test_through_tls() -> None:
    with tls_server() as (port, folder):
        files = {"ca_certs": "ca.crt", "certfile": "server.crt", "keyfile": "server.key"}
        query = "&".join(f"ssl_{name}={quote(str(folder / file))}" for name, file in files.items())
        with Lab(url=f"rediss://127.0.0.1:{port}?{query}") as lab:
            assert costs(lab, warm(lab))[:3] == [1, 1, 1]
            cycle(warm(lab), BIG, BIG)
            true(lab)


@contextmanager
def behind_a_proxy() -> Iterator[tuple[Proxy, str]]:
    server = embedded.start(tcp=True)
    try:
        parts = urlsplit(str(server.url))
        with proxy(parts.port or 0) as between:
            yield between, f"redis://:{parts.password}@127.0.0.1:{between.port}"
    finally:
        server.close()


def test_byte_by_byte() -> None:
    with behind_a_proxy() as (between, url), Lab(url=url) as lab:
        queue = warm(lab)
        between.chop = True
        for _ in range(3):
            cycle(queue, {"to": "ada"}, 1)
        between.chop = False
        true(lab)


def done(queue: Queue) -> bool:
    """Whether a call comes to its end; where it does not, the error is the one sentence that there is for it."""
    lost: list[ServerUnreachable] = []
    try:
        queue.add("a")
    except ServerUnreachable as error:
        lost.append(error)
    assert all(str(error).startswith("The lab lost its connection to the server") for error in lost)
    return not lost


STRIDE = 1 if os.environ.get("QLAB_FUZZ") else 41


@pytest.mark.slow
@pytest.mark.parametrize("trace", [False, True])
def test_a_line_cut_at_any_byte_of_a_step(trace: bool) -> None:
    """The call fails in a sentence or is done; the recording is the server's state, and the lab goes on."""
    with behind_a_proxy() as (between, url), Lab(url=url, trace=trace) as lab:
        queue = warm(lab)
        between.cut(None)
        queue.add("a")
        whole, failed = between.carried, 0
        assert whole > 1_000
        for at in range(1, whole, STRIDE):
            between.cut(at)
            failed += not done(queue)
            between.cut(None)
            assert done(queue) or done(queue), "where it was MONITOR's line that was cut, the next call finds out"
            true(lab)
            if at % 5 == 1:
                queue.obliterate(force=True)
        assert failed > whole // STRIDE // 2
        assert lab.recording.last.container("q", Role.WAIT) is not None or not lab.recording.last.state
