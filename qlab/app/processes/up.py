"""Up: server, API, workers and mail catcher together, until Ctrl-C; then all of it ends in order."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shlex
import socket
import sys
from collections.abc import Callable, Iterator, Mapping

from pydantic import SecretStr

from qlab.app.mail import Catcher
from qlab.app.processes.worker_process import STOP_S
from qlab.app.service import Service
from qlab.app.settings import Settings
from qlab.app.web.api import create
from qlab.connect import connection_errors
from qlab.errors import ServerStartError, UsageError
from qlab.lab.server_io import server as servers
from qlab.run.real.prompt_worker import reach
from qlab.text.escape import mask_url
from qlab.web.bounds import uvicorn_config
from qlab.web.site import is_loopback
from qlab.web.sockets import address_of, listening_at
from qlab.web.stop import Server, Stop

__all__ = ["up"]


def up(settings: Settings, say: Callable[[Mapping[str, str]], None], *, embedded: bool) -> None:
    """Run the application until SIGINT or SIGTERM. A mail server elsewhere is used as it is; on loopback it is ours.

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
        stop = stack.enter_context(Stop())
        if embedded:
            server = servers.start()
            stack.callback(server.close)
            settings = settings.model_copy(update={"redis_url": SecretStr(str(server.url))})
        else:
            with connection_errors(settings.url):
                asyncio.run(reach(settings.url))
        catcher = stack.enter_context(_catching(settings)) if is_loopback(settings.smtp_host) else None
        listener = stack.enter_context(listening_at(settings.host, settings.port))
        asyncio.run(_serve(settings, catcher, listener, say, stop))


@contextlib.contextmanager
def _catching(settings: Settings) -> Iterator[Catcher]:
    catcher = Catcher(settings.smtp_host, settings.smtp_port, delay_s=settings.mail_delay_ms / 1_000)
    try:
        catcher.start()
    except OSError as error:
        raise UsageError(
            f"Port {settings.smtp_port} for mail cannot be opened ({error.strerror}); choose another: --smtp-port 8026."
        ) from error
    try:
        yield catcher
    finally:
        catcher.close()


async def _serve(
    settings: Settings,
    catcher: Catcher | None,
    listener: socket.socket,
    say: Callable[[Mapping[str, str]], None],
    stop: Stop,
) -> None:
    app = create(settings, catcher)
    server = Server(uvicorn_config(app, log_level="warning"))
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
            raise ServerStartError("The workers' process ended by itself; its output says why.")
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
        """Start a process."""
        environment = {**os.environ, **self._settings.environment()}
        command = (sys.executable, "-m", "qlab", "app", "work", "--attended")
        # A session of its own: Ctrl-C goes to the whole group of a terminal, and the workers are told by us, in order.
        # So does the end of a closed terminal; of that, or of our being killed, the end of their input tells them.
        self._process = await asyncio.create_subprocess_exec(
            *command, env=environment, stdin=asyncio.subprocess.PIPE, start_new_session=True
        )

    async def kill(self) -> None:
        """Kill the process, so that nothing in it can tidy up, and start another one."""
        killed = self._process
        await self.start()  # before the kill: `wait` goes on with the new one
        if killed is not None and killed.returncode is None:
            killed.kill()
            await killed.wait()

    async def wait(self) -> None:
        """Return when the process ends that nobody has replaced."""
        seen = None
        while self._process is not None and self._process is not seen:
            seen = self._process
            await seen.wait()

    async def end(self) -> None:
        """Let the jobs at work finish, and end the process."""
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
    base = address_of(listener)
    return {
        "API docs": f"{base}/docs",
        "live board": f"{base}/board",
        **({"caught mails": f"{base}/mails"} if mails is None else {"mails go to": mails}),
        "try it": f"curl -X POST {base}/api/jobs/demo",
        **({} if settings is None else _watching(settings)),
    }


def _watching(settings: Settings) -> dict[str, str]:
    """Return the queue's server, without its password, and the commands that look at the mails there."""
    url, queue = mask_url(settings.url), f"{settings.prefix}:email"
    where = f"{shlex.quote(url)} {queue}"
    return {
        "Redis": url,
        "watch it": f"qlab watch {where}",
        "ask it": f"qlab explain {where} 1",
        "examine it": f"qlab doctor {where}",
    }
