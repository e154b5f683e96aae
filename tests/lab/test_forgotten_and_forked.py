"""A lab that nobody holds ends; a forked child is refused; whatever others write between two steps does no harm."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from qlab import Lab
from qlab.errors import ClosedError
from tests.lab.processes import ended, python, said, servers_in

RAW_WRITES = 10_000


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="q") as folder:
        monkeypatch.setenv("TMPDIR", folder)
        monkeypatch.setattr(tempfile, "tempdir", None)
        yield folder


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts what /proc lists")
@pytest.mark.parametrize("used", [False, True])
def test_a_cell_that_is_run_twenty_times_leaves_one_server(temporary: str, used: bool) -> None:
    first = 0
    for at in range(20):
        lab = Lab()
        if used:
            queue = lab.queue("q")
            queue.add("a")
            queue.take()
            lab.clock.advance("1s")
        first = first or descriptors()
        assert descriptors() <= first + 30, f"round {at}"
    del lab
    if used:
        del queue
    with Lab() as last:
        last.queue("q").add("a")
        assert len(list(Path(temporary).iterdir())) == 1
        assert len(servers_in(temporary)) <= 1


def test_the_last_one_alone_is_left_where_each_replaces_another(temporary: str) -> None:
    for _ in range(20):
        lab = Lab()
        queue = lab.queue("q")
        queue.add("a")
    assert len(list(Path(temporary).iterdir())) == 1
    queue.add("b")
    assert len(lab.steps) == 2
    lab.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_a_forked_child_is_refused_in_a_sentence_and_harms_nothing() -> None:
    script = """
import os
from qlab import Lab
from qlab.errors import UsageError
calls = [
    lambda: queue.add("child"), lambda: queue.take(), lambda: lab.snapshot(), lambda: lab.clock.advance("1s"),
    lambda: queue.job("1"), lambda: lab.redis, lambda: lab.connection, lambda: lab.queue("z"),
]
with Lab() as lab:
    queue = lab.queue("q")
    queue.add("a")
    pid = os.fork()
    if pid == 0:
        for call in calls:
            try:
                call()
            except UsageError as error:
                print(error, flush=True)
        with Lab() as mine:
            print(mine.queue("q").add("a").state, flush=True)
        os._exit(0)
    os.waitpid(pid, 0)
    queue.add("b")
    print(dict(lab.snapshot().state) == dict(lab.recording.last.state), [step.title for step in lab.steps], flush=True)
"""
    with python(script) as process:
        text = {said(process) for _ in range(8)}
        assert text == {
            "This lab belongs to the process that this one was forked from; make one here, with lab = Lab()."
        }
        assert said(process) == "waiting"
        assert said(process) == "True ['q: add a', 'q: add b']"
        ended(process)


@pytest.mark.core
def test_ten_thousand_raw_writes_between_two_steps_do_no_harm(lab: Lab) -> None:
    queue = lab.queue("q")
    queue.add("a")
    for at in range(RAW_WRITES):
        lab.redis.set(f"{lab.prefix}:by-hand", at)
    with lab.redis.pipeline(transaction=False) as pipe:
        for at in range(RAW_WRITES // 100):
            pipe.set(f"{lab.prefix}:by-hand:{at}", at)
        pipe.execute()
    queue.add("b")
    assert [step.title for step in lab.steps] == ["q: add a", "from outside", "q: add b"]
    assert dict(lab.recording.last.state) == dict(lab.snapshot().state)


def test_a_closed_lab_says_so_before_anything_else() -> None:
    lab = Lab()
    lab.close()
    assert lab.closed
    with pytest.raises(ClosedError):
        lab.snapshot()
