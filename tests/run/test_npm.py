"""Interoperation: npm's BullMQ processes what qlab adds, and qlab processes what npm's BullMQ adds."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import bullmq
import pytest

from qlab import Lab, exponential
from tests.observe.test_npm import NODE, node

pytestmark = pytest.mark.slow

__all__ = ["node"]
DEADLINE_S = 120.0


@contextmanager
def npm(node: str, side: str, lab: Lab) -> Iterator[subprocess.Popen[str]]:
    command = [node, "interop.mjs", side, str(lab.url)]
    process = subprocess.Popen(command, cwd=NODE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process
    finally:
        process.kill()
        process.communicate()


def ended(process: subprocess.Popen[str]) -> Any:
    output, _ = process.communicate("end\n", timeout=DEADLINE_S)
    return json.loads(output)


def wait_for_completed(lab: Lab, number: int) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while lab.snapshot().counts_of("shared")["completed"] < number:
        assert time.monotonic() < deadline, lab.snapshot().counts_of("shared")


@pytest.fixture
def shared() -> Iterator[Lab]:
    with Lab(clock="real", tcp=True, trace=False) as lab:
        lab.queue("shared")
        yield lab


def test_npm_processes_what_qlab_adds(node: str, shared: Lab) -> None:
    queue = shared.queue("shared")
    queue.add("later", {"n": 3}, delay="300ms")
    queue.add("second", {"n": 4}, priority=2)
    queue.add("first", {"n": 5}, priority=1)
    queue.add("flaky", {"n": 2}, attempts=3, backoff=exponential("100ms"), priority=3)
    children = [{"name": "child", "queue": "shared", "data": {"n": n}} for n in (6, 7)]
    flow = shared.flow({"name": "parent", "queue": "shared", "children": children})
    with npm(node, "work", shared) as worker:
        wait_for_completed(shared, 7)
        seen = ended(worker)
    assert seen[:2] == [["child", 1]] * 2  # a job without a priority goes before any with one
    names = [name for name, _ in seen]
    assert names.index("first") < names.index("second")
    assert [attempt for name, attempt in seen if name == "flaky"] == [1, 2, 3]
    later = shared.snapshot().job("1", "shared")
    assert later is not None
    assert later.processed_on is not None
    assert later.processed_on >= later.timestamp + 300
    view = shared.snapshot().job(flow.job.id, "shared")
    assert view is not None
    assert sorted(child["n"] for child in view.return_value["children"]) == [6, 7]


def test_qlab_processes_what_npm_adds(node: str, shared: Lab) -> None:
    seen: list[tuple[str, int]] = []

    async def work(job: bullmq.Job) -> Any:
        seen.append((job.name, job.attemptsMade + 1))
        if job.name == "flaky" and job.attemptsMade < 2:
            raise ConnectionError(f"try {job.attemptsMade + 1}")
        if job.name == "parent":
            return {"children": list((await job.getChildrenValues()).values())}
        return {"by": "qlab", "n": job.data["n"]}

    with npm(node, "add", shared) as other:
        with shared.work("shared", work):
            wait_for_completed(shared, 8)
        text = {(name, attempts): value for name, attempts, value in ended(other)}
    names = [name for name, _ in seen]
    assert names[0] == "plain"
    assert names.index("first") < names.index("second")
    assert [attempt for name, attempt in seen if name == "flaky"] == [1, 2, 3]
    assert text["flaky", 3] == {"by": "qlab", "n": 2}
    assert text["later", 1] == {"by": "qlab", "n": 3}
    assert sorted(child["n"] for child in text["parent", 1]["children"]) == [6, 7]
