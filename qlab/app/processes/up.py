"""Up: server, API, workers and mail catcher together, until Ctrl-C; then all of it ends in order."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shlex
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Self, cast

import uvicorn
from pydantic import SecretStr

from qlab.app.mail import Catcher
from qlab.app.processes.worker_process import STOP_S
from qlab.app.service import Service
from qlab.app.settings import Settings, is_loopback
from qlab.app.web.api import create
from qlab.app.web.bounds import uvicorn_config
from qlab.connect import connection_errors
from qlab.errors import ServerStartError, UsageError
from qlab.lab.server_io import server as servers
from qlab.run.real.prompt_worker import reach
from qlab.text.escape import mask_url

__all__ = ["up"]

_WAITING = 2_048
"""So many connections may wait to be accepted, as uvicorn has it."""


def up(settings: Settings, say: Callable[[Mapping[str, str]], None], *, embedded: bool) -> None:
    """Runs the application until SIGINT or SIGTERM. A mail server elsewhere is used as it is; on loopback it is ours.

    Args:
        settings: Its settings.
        say: Is told the addresses, by what they show, once everything answers.
        embedded: Start a server for it, which ends with it, instead of using the one of the settings.

    Raises:
        UsageError: If a port is taken.
        ServerStartError: If the embedded server does not start, or the workers end by themselves.
        ServerError: If the server of the settings cannot be used.
    """
    with contextlib.ExitStack() as stack:
        stop = stack.enter_context(_Stop())
        if embedded:
            server = servers.start()
            stack.callback(server.close)
            settings = settings.model_copy(update={"redis_url": SecretStr(str(server.url))})
        else:
            with connection_errors(settings.url):
                asyncio.run(reach(settings.url))
        catcher = stack.enter_context(_catching(settings)) if is_loopback(settings.smtp_host) else None
        listener = stack.enter_context(_listening(settings))
        asyncio.run(_serve(settings, catcher, listener, say, stop))


@contextlib.contextmanager
def _catching(settings: Settings) -> Iterator[Catcher]:
    catcher = Catcher(settings.smtp_host, settings.smtp_port, delay_s=settings.mail_delay_ms / 1_000)
    try:
        catcher.start()
    except OSError as error:
        raise UsageError(
            f"Port {settings.smtp_port} for mails is refused ({error.strerror}); choose another: --smtp-port 8026."
        ) from error
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
        """Leaves the signals to ``up``, which ends the workers too."""
        yield


class _Stop:
    """SIGINT and SIGTERM from the beginning to the end: the first ends all in order, and no other disturbs that."""

    def __init__(self) -> None:
        self._told, self._loop = asyncio.Event(), cast("asyncio.AbstractEventLoop | None", None)
        self.asked = False

    def __enter__(self) -> Self:
        self._before = {number: signal.signal(number, self._tell) for number in (signal.SIGINT, signal.SIGTERM)}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _tell(self, *_: object) -> None:
        self.asked = True
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._told.set)

    async def wait(self) -> None:
        """Returns once one of them has come."""
        self._loop = asyncio.get_running_loop()
        if not self.asked:
            await self._told.wait()


async def _serve(
    settings: Settings,
    catcher: Catcher | None,
    listener: socket.socket,
    say: Callable[[Mapping[str, str]], None],
    stop: _Stop,
) -> None:
    app = create(settings, catcher)
    server = _Server(uvicorn_config(app, log_level="warning"))
    serving = asyncio.ensure_future(server.serve([listener]))
    workers = _Workers(settings)
    await workers.start()
    app.state.workers = workers
    try:
        await _schedule(settings)
        mails = f"{settings.smtp_host}:{settings.smtp_port}" if catcher is None else None
        say(_addresses(listener, mails, settings))
        stopping = asyncio.ensure_future(stop.wait())
        died = asyncio.ensure_future(workers.wait())
        await asyncio.wait([stopping, died, serving], return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if died.done() and not stop.asked:
            raise ServerStartError("The workers' process has ended by itself; what it printed says why.")
    finally:
        await workers.end()
        if not serving.done():
            app.state.service.closing.set()
        server.should_exit = True
        await serving


class _Workers:
    """The workers' process; after a kill another one takes its place.

    Args:
        settings: The application's settings.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Starts a process."""
        environment = {**os.environ, **self._settings.environment()}
        command = (sys.executable, "-m", "qlab", "app", "work", "--attended")
        # A session of its own: Ctrl-C goes to the whole group of a terminal, and the workers are told by us, in order.
        # So does the end of a closed terminal; of that, or of our being killed, the end of their input tells them.
        self._process = await asyncio.create_subprocess_exec(
            *command, env=environment, stdin=asyncio.subprocess.PIPE, start_new_session=True
        )

    async def kill(self) -> None:
        """Kills the process, so that nothing in it can tidy up, and starts another one."""
        killed = self._process
        await self.start()  # before the kill: `wait` goes on with the new one
        if killed is not None and killed.returncode is None:
            killed.kill()
            await killed.wait()

    async def wait(self) -> None:
        """Returns when the process ends that nobody has replaced."""
        seen = None
        while self._process is not None and self._process is not seen:
            seen = self._process
            await seen.wait()

    async def end(self) -> None:
        """Lets the jobs at work finish, and ends the process."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), STOP_S)
        except TimeoutError:
            process.kill()
            await process.wait()


async def _schedule(settings: Settings) -> None:
    service = Service(settings)
    try:
        await service.schedule()
    finally:
        await service.close()


def _addresses(listener: socket.socket, mails: str | None, settings: Settings | None = None) -> dict[str, str]:
    host, port = listener.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    base = f"http://{shown}:{port}"
    return {
        "API docs": f"{base}/docs",
        "live board": f"{base}/board",
        **({"caught mails": f"{base}/mails"} if mails is None else {"mails go to": mails}),
        "try it": f"curl -X POST {base}/api/jobs/demo",
        **({} if settings is None else _watching(settings)),
    }


def _watching(settings: Settings) -> dict[str, str]:
    """The queue's server, without its password, and the command that watches the mails there."""
    url = mask_url(settings.url)
    return {"Redis": url, "watch it": f"qlab watch {shlex.quote(url)} {settings.prefix}:email"}
