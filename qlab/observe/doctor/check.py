"""Check: a function that looks for one kind of fault, registered by a decorator, and run so that it harms no other.

Another package adds checks of its own with the same decorator; the entry point ``qlab.findings`` names their module::

    [project.entry-points."qlab.findings"]
    billing = "billing.findings"

    # billing/findings.py
    from qlab.observe.doctor import Evidence, Finding, Severity, Survey, check

    @check("billing-too-old")
    def billing_too_old(survey: Survey) -> Iterator[Finding]: ...
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from qlab.errors import ClosedError, NotRedis, ServerUnreachable, TlsError, UsageError
from qlab.observe.doctor.finding import Finding, Severity
from qlab.observe.evidence import Evidence
from qlab.text.decoded import quoted

if TYPE_CHECKING:
    from qlab.observe.doctor.server import Server
    from qlab.observe.doctor.survey import Survey

__all__ = ["Check", "ServerCheck", "check", "checks", "contained", "not_loaded", "server_check", "server_checks"]

GROUP = "qlab.findings"
"""The entry points under which other packages name modules with checks of their own."""
BROKEN = "check-broken"
_FATAL = (ServerUnreachable, NotRedis, TlsError, ClosedError)
"""Nothing more can be asked after these: they end the round."""

Subject = TypeVar("Subject")
Look = Callable[[Subject], Iterator[Finding]]


class Check(NamedTuple):
    """A check of one queue.

    Attributes:
        names: The names of what it finds.
        look: The function that looks.
    """

    names: tuple[str, ...]
    look: Callable[[Survey], Iterator[Finding]]


class ServerCheck(NamedTuple):
    """A check of the server, and of its queues side by side.

    Attributes:
        names: The names of what it finds.
        look: The function that looks.
    """

    names: tuple[str, ...]
    look: Callable[[Server], Iterator[Finding]]


_CHECKS: dict[tuple[str, ...], Check] = {}
_SERVER_CHECKS: dict[tuple[str, ...], ServerCheck] = {}


def check(*names: str) -> Callable[[Look[Survey]], Look[Survey]]:
    """Register a function as a check of one queue.

    Args:
        names: What it finds, such as ``"orphan"``: the ``check`` of its findings.

    Returns:
        A decorator; the function gets a :class:`~qlab.observe.doctor.survey.Survey` and yields findings.

    Raises:
        UsageError: If another check has one of the names.
    """

    def register(look: Look[Survey]) -> Look[Survey]:
        _free(names, _CHECKS, look)
        _CHECKS[names] = Check(names, look)
        return look

    return register


def server_check(*names: str) -> Callable[[Look[Server]], Look[Server]]:
    """Register a function as a check of the server; as :func:`check`, but it gets a ``Server``."""

    def register(look: Look[Server]) -> Look[Server]:
        _free(names, _SERVER_CHECKS, look)
        _SERVER_CHECKS[names] = ServerCheck(names, look)
        return look

    return register


def _free(names: tuple[str, ...], known: Mapping[tuple[str, ...], Check | ServerCheck], look: Look[Subject]) -> None:
    taken = {name for each in known.values() for name in each.names if each.look.__qualname__ != look.__qualname__}
    if clash := sorted(taken & set(names)):
        raise UsageError(f"There is a check {quoted(clash[0], 40)!r} already; give yours a different name.")


def checks() -> tuple[Check, ...]:
    """Return the checks of a queue: the doctor's own, then those of other packages."""
    _load_packages()
    return tuple(_CHECKS.values())


def server_checks() -> tuple[ServerCheck, ...]:
    """Return the checks of the server: the doctor's own, then those of other packages."""
    _load_packages()
    return tuple(_SERVER_CHECKS.values())


@cache
def _load_packages() -> tuple[Finding, ...]:
    """Load what other packages name under the entry points, once; a finding for each that cannot be loaded."""
    broken = []
    for point in sorted(entry_points(group=GROUP), key=lambda each: each.name):
        try:
            point.load()
        except Exception as error:  # noqa: BLE001  # whatever another package's module raises
            broken.append(_broken(f"The checks of {quoted(point.value, 60)}", None, error))
    return tuple(broken)


def not_loaded() -> tuple[Finding, ...]:
    """Return a finding for each package whose checks cannot be loaded."""
    return _load_packages()


def contained(names: tuple[str, ...], queue: str | None, look: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """Yield what one check finds; where it breaks, that is a finding of its own, and the other checks go on.

    Args:
        names: The check's names.
        queue: The queue it looks at; None for the server.
        look: Calls it.

    Raises:
        ServerUnreachable, NotRedis, TlsError, ClosedError: If nothing can be asked any more.
    """
    try:
        yield from look()
    except _FATAL:
        raise
    except Exception as error:  # noqa: BLE001  # a check that breaks must not hide what the others find
        yield _broken(f"The check {', '.join(names)}", queue, error)


def _broken(what: str, queue: str | None, error: Exception) -> Finding:
    return Finding(
        BROKEN, Severity.WARNING, queue,
        f"{what} could not be finished: {type(error).__name__}.",
        "Whether this fault is there is not known; all other checks were made.",
        "See the message beside this. If a key has a type that BullMQ does not give it, find out who writes it.",
        "https://docs.bullmq.io/guide/architecture", (Evidence(type(error).__name__, str(error)),),
    )  # fmt: skip
