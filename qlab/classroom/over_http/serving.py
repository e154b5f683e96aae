"""Serving: a class over HTTP in a thread, on loopback and where wanted on the local network, until it is closed."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from socket import socket
from typing import NamedTuple

from qlab.classroom.class_session import Session
from qlab.classroom.over_http.served_class import CONNECTIONS, create
from qlab.errors import UsageError
from qlab.teach.questions import course_questions
from qlab.web.bounds import uvicorn_config
from qlab.web.sockets import address_of, lan_address, listening_at, many_files
from qlab.web.stop import served

__all__ = ["Addresses", "serve"]


class Addresses(NamedTuple):
    """Where a class is served.

    Attributes:
        students: What students open.
        here: What this machine opens, which is what the teacher does.
    """

    students: str
    here: str


@contextlib.contextmanager
def serve(session: Session, *, lan: bool, host: str, port: int) -> Iterator[Addresses]:
    """Serve a class until the block ends.

    Args:
        session: The class.
        lan: Whether the local network is served too.
        host: This machine's address there; empty: found.
        port: The port; 0: any that is free.

    Raises:
        UsageError: If the machine is on no network, or the port is taken.
    """
    with _sockets(_lan_host(lan, host), port) as listeners:
        places = Addresses(address_of(listeners[-1]), address_of(listeners[0]))
        app = create(session, places.students, *(each.getsockname()[0] for each in listeners))
        many_files(2 * CONNECTIONS)
        course_questions()  # reads the notebooks and loads the lessons: no class should wait for that
        with served(uvicorn_config(app, CONNECTIONS, log_level="error", access_log=False), listeners):
            try:
                yield places
            finally:
                session.close()


def _lan_host(lan: bool, host: str) -> str:
    """Return the address on the local network; empty where only this machine is served."""
    if not lan and host:
        raise UsageError("An address on the local network needs lan=True (--lan); give both, or neither.")
    if host in ("0.0.0.0", "::"):  # noqa: S104  it is refused
        raise UsageError("Name one address of this machine, such as 192.168.1.5: students have to type it.")
    return (host or lan_address()) if lan else ""


@contextlib.contextmanager
def _sockets(lan: str, port: int) -> Iterator[list[socket]]:
    """Listen on loopback, for the teacher, and on the local network, if any, for the phones, at one port."""
    with contextlib.ExitStack() as stack:
        here = stack.enter_context(listening_at("127.0.0.1", port))
        there = [stack.enter_context(listening_at(lan, here.getsockname()[1]))] if lan else []
        yield [here, *there]
