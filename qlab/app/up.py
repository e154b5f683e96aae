"""Up: server, API, workers and mail catcher together, until Ctrl-C; then all of it ends in order."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Mapping

import uvicorn
from pydantic import SecretStr

from qlab.app.api import create
from qlab.app.mail import Catcher
from qlab.app.service import Service
from qlab.app.settings import Settings
from qlab.errors import UsageError
from qlab.lab import server as servers

_WAITING = 2_048
"""So many connections may wait to be accepted, as uvicorn has it."""
STOP_S = 20
"""How long the workers may take to finish what they have, s; then their jobs stall and wait for the next start."""


def up(settings: Settings, say: Callable[[Mapping[str, str]], None], *, embedded: bool) -> None:
    """Runs the application until SIGINT or SIGTERM.

    Args:
        settings: Its settings.
        say: Is told the addresses, by what they show, once everything answers.
        embedded: Start a server for it, which ends with it, instead of using the one of the settings.

    Raises:
        UsageError: If a port is taken.
        ServerStartError: If the embedded server does not start.
    """
    with contextlib.ExitStack() as stack:
        if embedded:
            server = servers.start()
            stack.callback(server.close)
            settings = settings.model_copy(update={"redis_url": SecretStr(str(server.url))})
        catcher = stack.enter_context(_catching(settings))
        settings = settings.model_copy(update={"smtp_port": catcher.port})
        listener = stack.enter_context(_listening(settings))
        asyncio.run(_serve(settings, catcher, listener, say))


@contextlib.contextmanager
def _catching(settings: Settings) -> Iterator[Catcher]:
    catcher = Catcher(settings.smtp_host, settings.smtp_port)
    try:
        catcher.start()
    except OSError as error:
        raise UsageError(f"Port {settings.smtp_port} for mails is taken; choose another: --smtp-port 8026.") from error
    try:
        yield catcher
    finally:
        catcher.close()


@contextlib.contextmanager
def _listening(settings: Settings) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((settings.host, settings.port))
            listener.listen(_WAITING)  # now: two that have only bound a port would both believe it theirs
        except OSError as error:
            raise UsageError(
                f"Port {settings.port} of {settings.host} is refused ({error.strerror}); choose another: --port 8001."
            ) from error
        yield listener


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leaves the signals to ``_serve``, which ends the workers too."""
        yield


async def _serve(
    settings: Settings, catcher: Catcher, listener: socket.socket, say: Callable[[Mapping[str, str]], None]
) -> None:
    config = uvicorn.Config(create(settings, catcher), log_level="warning", timeout_graceful_shutdown=3)
    server, loop = _Server(config), asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    serving = asyncio.ensure_future(server.serve([listener]))
    workers = await _start_workers(settings)
    try:
        await _schedule(settings)
        say(_addresses(listener))
        stopping = asyncio.ensure_future(stop.wait())
        died = asyncio.ensure_future(workers.wait())
        await asyncio.wait([stopping, died, serving], return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
    finally:
        await _end(workers)
        server.should_exit = True
        await serving


async def _start_workers(settings: Settings) -> asyncio.subprocess.Process:
    environment = {**os.environ, **settings.environment()}
    # A session of its own: Ctrl-C goes to the whole group of a terminal, and the workers are told by us, in order.
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "qlab", "app", "work", env=environment, start_new_session=True
    )


async def _schedule(settings: Settings) -> None:
    service = Service(settings)
    try:
        await service.schedule()
    finally:
        await service.close()


async def _end(workers: asyncio.subprocess.Process) -> None:
    if workers.returncode is None:
        workers.terminate()
        try:
            await asyncio.wait_for(workers.wait(), STOP_S)
        except TimeoutError:
            workers.kill()
            await workers.wait()


def _addresses(listener: socket.socket) -> dict[str, str]:
    host, port = listener.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    base = f"http://{shown}:{port}"
    return {
        "API docs": f"{base}/docs",
        "live board": f"{base}/board",
        "caught mails": f"{base}/mails",
        "try it": f"curl -X POST {base}/api/jobs/demo",
    }
