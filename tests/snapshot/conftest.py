"""A bare server of the kind under test, without a lab: what a reader reads."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
import redis

from qlab.lab.server_io import server as embedded
from qlab.snapshot.reader import Reader
from tests import servers


@pytest.fixture(scope="session")
def bare_url(server_kind: str) -> Iterator[str]:
    """The URL of a server of the kind under test, for the session."""
    with servers.running(server_kind) as url:
        if url is not None:
            yield url
            return
    server = embedded.start()
    try:
        yield server.url
    finally:
        server.close()


@pytest.fixture(scope="session")
def connection(bare_url: str) -> Iterator[redis.Redis]:
    """A client that decodes as the lab's does: any bytes come through."""
    client = redis.Redis.from_url(bare_url, encoding_errors="surrogateescape", decode_responses=True)
    yield client
    client.close()


@pytest.fixture
def db(connection: redis.Redis) -> redis.Redis:
    """The client on an empty server."""
    connection.flushall()
    return connection


@pytest.fixture(scope="session")
def has_expiretime(connection: redis.Redis) -> bool:
    return int(connection.info("server")["redis_version"].split(".")[0]) >= 7


@pytest.fixture
def reader(db: redis.Redis, has_expiretime: bool) -> Reader:
    return Reader(partial(db.execute_command, NEVER_DECODE=True), expiretime=has_expiretime)
