"""AppProcess: the web server or a mail worker, in a thread here, or in a process of its own, which can be killed.

python -m qlab.app.processes.process web              serves the API, says where, and ends when its standard input does
python -m qlab.app.processes.process worker 30000     works on the mails, with locks of this many ms
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from typing import Any, Literal, Self

from qlab.app.mail import Catcher
from qlab.app.processors.email import process
from qlab.app.queues import QUEUES
from qlab.app.settings import Settings, load
from qlab.app.web.api import create
from qlab.errors import ServerStartError
from qlab.run.real.live import LiveWorker
from qlab.web.bounds import uvicorn_config
from qlab.web.stop import served

__all__ = ["AppProcess", "mail_worker", "web"]


@contextlib.contextmanager
def web(settings: Settings, catcher: Catcher | None = None, **more: Any) -> Iterator[str]:
    """Serve the API in a thread, on any free port of loopback, until the block ends; yield its address.

    Args:
        settings: The application's settings.
        catcher: The mail catcher whose mails ``/mails`` shows; None: there is no such page.
        more: Further settings of uvicorn's.
    """
    with served(uvicorn_config(create(settings, catcher), port=0, log_level="error", **more)) as port:
        yield f"http://127.0.0.1:{port}"


def mail_worker(settings: Settings, concurrency: int = 1, **options: Any) -> LiveWorker:
    """Return a worker that sends the mails, in a thread.

    Args:
        settings: The application's settings.
        concurrency: How many mails at once.
        options: Further options of BullMQ's Worker by its names, such as ``stalledInterval`` (ms).
    """
    whole = {"prefix": settings.prefix, **options}
    return LiveWorker(settings.url, "email", partial(process, settings), concurrency, whole)


class AppProcess:
    """A web server or a mail worker in a process of its own; a context manager, whose end is the process's.

    Args:
        what: Which of the two.
        settings: The application's settings.
        lock_ms: How long a worker's lock on a job lasts unless renewed, ms.

    Attributes:
        address: Where the web server answers; empty for a worker.

    Raises:
        ServerStartError: If the process ends before it is ready.
    """

    def __init__(self, what: Literal["web", "worker"], settings: Settings, lock_ms: int = 30_000) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "qlab.app.processes.process", what, str(lock_ms)],
            env={**os.environ, **settings.environment()},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # a notebook's interrupt goes to the whole group
        )
        said = self._process.stdout.readline() if self._process.stdout else ""
        if not said:
            self.kill()
            raise ServerStartError(f"The {what} process ended before it was ready; its output says why.")
        self.address = said.strip()

    def kill(self) -> None:
        """End the process with SIGKILL, so that nothing in it can tidy up; harmless the second time."""
        self._process.kill()
        self._process.communicate()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()


def main(what: str, lock_ms: str = "30000") -> None:
    """Run the web server or the worker until stdin closes, that is, until the parent exits."""
    with contextlib.ExitStack() as stack:
        if what == "web":
            said = stack.enter_context(web(load()))
        else:
            stack.enter_context(mail_worker(load(), **QUEUES["email"].worker, lockDuration=int(lock_ms)))
            said = ""
        print(said, flush=True)
        sys.stdin.read()
        os._exit(0)  # nobody is left who needs the work to be finished


if __name__ == "__main__":
    main(*sys.argv[1:])
