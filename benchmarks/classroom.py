"""A class on one machine: labs in kernels of their own, the memory of each, and the time to a first step."""

from __future__ import annotations

import json
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from queue import Empty
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.rows import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jupyter_client.blocking.client import BlockingKernelClient

PATIENCE_S = 600
CELL = """
from qlab import Lab
lab = Lab()
email = lab.queue("email")
job = email.add("welcome", {"to": "ada@example.com"})
import json, os
print(json.dumps([os.getpid(), lab.redis.info("server")["process_id"]]))
"""


def run(*, labs: int = 30) -> list[Row]:
    """Start so many kernels, one after the other, each left running; each opens a lab and adds a job."""
    times, processes = [], []
    with ExitStack() as opened:
        clients = [opened.enter_context(kernel()) for _ in range(labs)]
        for client in clients:
            began = time.perf_counter()
            processes.append(json.loads(said(client, CELL)))
            times.append(time.perf_counter() - began)
        kernels, servers = ([megabytes(pid) for pid in each] for each in zip(*processes, strict=True))
    medians = {"kernel (MB)": median(kernels), "server (MB)": median(servers), "first step (s)": median(times)}
    each = median(kernels) + median(servers)
    return [
        Row(f"{labs} labs in {labs} kernels: memory of one", each, "MB", "≤", None, "for information", medians),
        Row("the same: from the cell to the first step", median(times), "s", "≤", None, "for information", medians),
    ]


@contextmanager
def kernel() -> Iterator[BlockingKernelClient]:
    """A running kernel; ended at the end of the block."""
    from jupyter_client.manager import KernelManager

    manager = KernelManager(kernel_name="python3")
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=PATIENCE_S)
        yield client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=False)


def said(client: BlockingKernelClient, cell: str) -> str:
    """Return what a cell prints.

    Raises:
        RuntimeError: If it raises, or never ends.
    """
    printed: list[str] = []
    wanted = client.execute(cell)
    while True:
        try:
            message = client.get_iopub_msg(timeout=PATIENCE_S)
        except Empty:
            raise RuntimeError("the cell never ended") from None
        if message["parent_header"].get("msg_id") != wanted:
            continue
        if message["msg_type"] == "stream":
            printed.append(message["content"]["text"])
        if message["msg_type"] == "error":
            raise RuntimeError("\n".join(message["content"]["traceback"]))
        if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
            return "".join(printed)


def megabytes(pid: int) -> float:
    """Return a process's share of memory (PSS: what several share counts once in all), MB; Linux.

    Raises:
        RuntimeError: If the system does not tell.
    """
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"the system does not tell the memory of process {pid}")
