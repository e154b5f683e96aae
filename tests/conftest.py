"""What every test may ask for: a server's URL, and a lab on it."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests import isolation, servers, used_again

if TYPE_CHECKING:
    from qlab import Lab

# How long an example takes says how busy the machine is, and nothing of the code. The examples are the same in each run
# (of the same tests on the same packages), so that what fails once fails again; `make fuzz` looks for new ones.
settings.register_profile(
    "qlab", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize="QLAB_FUZZ" not in os.environ
)
settings.load_profile("qlab")

# Also where the shell forbids it: the tests start some hundred Pythons, and each would compile all it imports anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


def pytest_report_header() -> str:
    return f"qlab server under test: {', '.join(servers.kinds_under_test())}"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Where several servers are under test, whatever asks for one runs on each, those of one kind together."""
    kinds = servers.kinds_under_test()
    if "server_kind" in metafunc.fixturenames and len(kinds) > 1:
        metafunc.parametrize("server_kind", kinds, indirect=True, scope="session")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for name in isolation.markers_of(getattr(item, "module", None)):
            item.add_marker(name)
    # Several processes share the tests out from the first to the last: so most of these scenes are played in one alone.
    items.sort(key=lambda item: not isolation.shows_films(getattr(item, "module", None)))


def pytest_sessionstart() -> None:
    """Look for no garbage while modules and tests are made: they stay."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Spare the garbage collector what lasts as long as the process: modules and tests are a million objects.

    A lab that is opened beside another makes a full pass, which would walk them all.
    """
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def unhurried() -> None:
    """Let a page take its time: what it leaves out for want of it says how busy the machine is.

    The tests of the page's own time set theirs.
    """
    from qlab.observe import page

    page.MS = 10_000


@pytest.fixture(scope="session")
def server_kind(request: pytest.FixtureRequest) -> str:
    """The kind of server under test."""
    return str(getattr(request, "param", servers.kinds_under_test()[0]))


@pytest.fixture(scope="session")
def server_url(server_kind: str) -> Iterator[str | None]:
    """The server under test, one for the session; None stands for the Valkey each Lab embeds."""
    with servers.running(server_kind) as url:
        yield url


@pytest.fixture
def lab(server_url: str | None) -> Iterator[Lab]:
    """A new lab on the server under test, its clock at 2026-01-01T00:00:00Z; closed after the test."""
    from qlab import Lab

    with used_again.servers():
        opened = Lab(url=server_url)
    with opened as lab:
        yield lab


@pytest.fixture
def used_servers() -> Iterator[None]:
    """The labs that a test opens get embedded servers that others have left, emptied."""
    with used_again.servers():
        yield


@pytest.fixture
def no_collection() -> Iterator[None]:
    """No garbage is collected at the bottom of the stack, where the finalizers of earlier tests' objects cannot run."""
    gc.disable()
    yield
    gc.enable()
