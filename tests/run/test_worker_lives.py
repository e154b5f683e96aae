"""What is done to a worker in real time from outside: it is paused, resumed, closed, killed, asked to cancel a job."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from qlab import Lab
from qlab.errors import OptionError
from qlab.protocol.keys import Role
from tests.lab.processes import eventually

pytestmark = pytest.mark.core


@pytest.fixture
def real(server_url: str | None) -> Iterator[Lab]:
    with Lab(server_url, clock="real", trace=False) as lab:
        yield lab


def test_a_paused_worker_takes_nothing_while_another_does_it_all(real: Lab) -> None:
    queue = real.queue("email")
    ada, bob = real.worker(queue, "ada"), real.worker(queue, "bob")
    with real.work(ada, print) as hers, real.work(bob, print) as his:
        ada.pause()
        queue.add_bulk([("welcome",)] * 30)
        assert his.wait(30)
        assert hers.done == 0
        bob.close()
        queue.add("later")
        ada.resume()
        assert hers.wait(1)
    held = {view.id: view.worker for view in real.snapshot().all_jobs()}
    assert (held.pop("31"), set(held.values())) == ("ada", {"bob"})


def test_a_worker_that_is_killed_leaves_its_job_to_another(real: Lab) -> None:
    queue = real.queue("email")
    ada = real.worker(queue, "ada", lock_duration="100ms")
    bob = real.worker(queue, "bob", stalled_interval="50ms", max_stalled=5)
    begun, go_on = threading.Event(), threading.Event()

    def work(_job: Any) -> None:
        begun.set()
        go_on.wait(60)

    queue.add("welcome")
    with real.work(ada, work) as live:
        assert begun.wait(30)
        ada.crash()
        assert (ada.state, live.running) == ("crashed", False)
        assert queue.counts()["active"] == 1
        lock = queue.job_key("1", Role.LOCK)
        eventually(lambda: not real.redis.exists(lock), "a dead worker's lock is renewed")
        with real.work(bob, lambda _job: "sent") as other:
            assert other.wait(1)
        go_on.set()
    view = real.snapshot().job("1", "email")
    assert view is not None
    assert (view.return_value, view.worker, view.fields["stc"]) == ("sent", "bob", "1")


def test_a_worker_that_closes_ends_its_job_and_leaves_the_next(real: Lab) -> None:
    queue = real.queue("email")
    ada = real.worker(queue, "ada")
    begun, go_on = threading.Event(), threading.Event()

    def work(_job: Any) -> None:
        begun.set()
        go_on.wait(60)

    queue.add_bulk([("welcome",)] * 2)
    with real.work(ada, work):
        assert begun.wait(30)
        closing = threading.Thread(target=ada.close)
        closing.start()
        eventually(lambda: ada.state == "closing", "it does not close")
        go_on.set()
        closing.join(30)
    assert ada.state == "closed"
    assert (queue.counts()["completed"], queue.counts()["waiting"]) == (1, 1)


def test_whoever_closes_a_worker_that_is_closing_waits_for_its_end_too(real: Lab) -> None:
    queue = real.queue("email")
    ada = real.worker(queue, "ada")
    begun, go_on = threading.Event(), threading.Event()
    found: list[int] = []

    def work(_job: Any) -> None:
        begun.set()
        go_on.wait(60)

    def close() -> None:
        ada.close()
        found.append(queue.counts()["completed"])

    queue.add("welcome")
    with real.work(ada, work):
        assert begun.wait(30)
        closing = [threading.Thread(target=close) for _ in range(2)]
        for each in closing:
            each.start()
        eventually(lambda: ada.state == "closing", "it does not close")
        go_on.set()
        for each in closing:
            each.join(30)
    assert found == [1, 1]
    ada.close()
    assert ada.state == "closed"


@pytest.mark.parametrize("asynchronous", [False, True], ids=["in a thread", "in the event loop"])
def test_a_processor_hears_that_its_job_is_cancelled_and_no_other_does(real: Lab, asynchronous: bool) -> None:
    queue = real.queue("email")
    ada = real.worker(queue, "ada", concurrency=2)
    begun, heard = threading.Barrier(3, timeout=30), threading.Event()

    def plain(job: Any, _token: str, signal: Any) -> str:
        begun.wait()
        assert heard.wait(30)
        signal.throw_if_aborted()
        return str(job.name)

    async def awaited(job: Any, _token: str, signal: Any) -> str:
        threading.Thread(target=begun.wait).start()
        if job.name == "withdrawn":
            await signal.wait()
            signal.throw_if_aborted()
        return str(job.name)

    jobs = queue.add_bulk([("withdrawn",), ("other",)])
    with real.work(ada, awaited if asynchronous else plain) as live:
        begun.wait()
        assert ada.cancel(jobs[0], "withdrawn")
        assert not ada.cancel("3")
        heard.set()
        assert live.wait(2)
    views = [real.snapshot().job(each.id, "email") for each in jobs]
    assert [(str(view.state), view.failed_reason or view.return_value) for view in views if view] == [
        ("failed", "withdrawn"),
        ("completed", "other"),
    ]


@pytest.mark.parametrize("name", ["ada lovelace", "zoë", "a\nb", "\u202e"])
def test_a_name_that_no_connection_can_have_is_refused_at_once_and_not_laid_to_the_server(real: Lab, name: str) -> None:
    queue = real.queue("email")
    queue.add("welcome")
    own = real.worker(queue, name)
    with pytest.raises(OptionError, match="cannot name a real worker"):
        real.work(own, print)
    own.close()
    with pytest.raises(OptionError, match="cannot name a real worker"):
        real.work(queue, print, name=name)
    with real.work(queue, print, name="ada:1!") as live:
        assert live.wait(1)


@pytest.mark.parametrize("ends", ["close", "crash", "pause", "force"])
def test_the_end_of_a_live_worker_is_told_with_the_job_it_has(real: Lab, ends: str) -> None:
    queue = real.queue("email")
    ada = real.worker(queue, "ada")
    begun, go_on = threading.Event(), threading.Event()

    def work(_job: Any) -> None:
        begun.set()
        assert go_on.wait(30)

    queue.add("welcome")
    with real.work(ada, work):
        assert begun.wait(30)
        ending = threading.Thread(target=partial(ada.close, force=True) if ends == "force" else getattr(ada, ends))
        ending.start()
        eventually(lambda: any("ada" in step.title for step in real.recording), "it is not recorded")
        go_on.set()
        ending.join(30)
        (told,) = [step.sentence for step in real.recording if "ada" in step.title]
    expected = {
        "close": "ada takes no more jobs, and ends when it is done with job 1.",
        "crash": "ada is killed while working on job 1: it stays in `active`",
        "force": "ada takes no more jobs, and ends without job 1: it stays in `active`",
        "pause": "ada takes no more jobs until it is resumed, and goes on with job 1.",
    }
    assert told.startswith(expected[ends])
    assert queue.counts()["active"] == (1 if ends in ("crash", "force") else 0)
