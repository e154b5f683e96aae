"""Connections that look as workers do: a name, and a blocking call that nobody answers. Real ones, on a real server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import redis


@contextmanager
def connection(client: redis.Redis, name: str, *command: str, db: int | None = None) -> Iterator[None]:
    """A connection of this name whose last command is the one given; it is sent, and its reply is not waited for.

    Args:
        client: A client of the server.
        name: The connection's name; "" for none.
        command: Such as ``BZPOPMIN key 0``; none: it has only given its name.
        db: The database; None for the client's own.
    """
    options = {**client.connection_pool.connection_kwargs, "socket_timeout": None}
    if db is not None:
        options["db"] = db
    line = client.connection_pool.connection_class(**options)
    line.connect()
    try:
        for words in (("CLIENT", "SETNAME", name), command) if name else (command,):
            if words:
                line.send_command(*words)
        _wait(client, name, command[0].lower() if command else "client")
        yield
    finally:
        line.disconnect()


@contextmanager
def asleep(client: redis.Redis, name: str, call: str = "BZPOPMIN", db: int | None = None) -> Iterator[None]:
    """A worker that waits for a job."""
    words = ("nobody:rings", "nobody:takes") if call == "BRPOPLPUSH" else ("nobody:rings",)
    with connection(client, name, call, *words, "0", db=db):
        yield


def _wait(client: redis.Redis, name: str, command: str) -> None:
    from tests.observe import places

    places.wait_until(
        lambda: any(each["name"] == name and each["cmd"].startswith(command) for each in client.client_list()),
        "the connection",
    )
