"""How long a failed job waits before its next attempt: plain values that can be planned, drawn, and given to BullMQ.

``attempt`` counts the attempts made so far, as BullMQ's ``attemptsMade`` does when it asks: after the first failure it
is 1, and the answer is the wait before attempt 2. Milliseconds throughout. -1 means: no more attempts, fail now.

BullMQ has ``fixed`` and ``exponential`` built in. npm's take a ``jitter``, PyPI's ignore it, and neither has a cap; so
a jittered, capped or custom backoff is stored under a name of its own, and the worker must be given the strategy: a
Backoff is itself callable as BullMQ's ``settings.backoffStrategy``.
"""

from __future__ import annotations

import inspect
import math
import random as system_random
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from qlab.errors import DurationError, OptionError
from qlab.text.durations import Duration, format_ms, parse_duration

__all__ = [
    "BUILT_IN",
    "FAIL_NOW",
    "Backoff",
    "Jittered",
    "custom",
    "exponential",
    "fixed",
    "from_option",
    "jittered",
    "npm_option",
]

FAIL_NOW = -1
MOST_ATTEMPTS = 10_000  # that a schedule lists; BullMQ itself has no limit
_MOST_DOUBLINGS = 1_023  # npm's numbers end there; it keeps a hostile `attempts` from filling the memory
Random = Callable[[], float]  # like random.random: 0 ≤ x < 1


class Backoff(ABC):
    """How long to wait after each failed attempt. ``str()`` of it reads well inside a sentence."""

    __slots__ = ()

    @abstractmethod
    def delay_ms(self, attempt: int, random: Random | None = None) -> int:
        """Return the wait after a failed attempt.

        Args:
            attempt: How many attempts have failed so far, from 1.
            random: Draws the chance that a jittered backoff needs, from 0 to 1.

        Returns:
            The wait in ms, or -1 to fail now.
        """

    @abstractmethod
    def to_option(self) -> dict[str, Any]:
        """Return the job option ``backoff``, as BullMQ stores it."""

    def band_ms(self, attempt: int) -> tuple[int, int]:
        """Return the shortest and the longest possible wait after ``attempt`` failed attempts, in ms."""
        wait = self.delay_ms(attempt)
        return wait, wait

    def schedule(self, attempts: int) -> tuple[int, ...]:
        """Return the waits before attempts 2 to ``attempts``, without chance: a jittered backoff gives its longest
        wait.

        Args:
            attempts: How often the job may run, the first time included: a whole number from 0 to 10,000.

        Returns:
            The waits in ms; fewer than ``attempts - 1`` if the backoff says "fail now".

        Raises:
            OptionError: If ``attempts`` is not such a number.
        """
        waits: list[int] = []
        for attempt in range(1, _whole("attempts", attempts, 0, MOST_ATTEMPTS)):
            wait = self.band_ms(attempt)[1]
            if wait == FAIL_NOW:
                break
            waits.append(wait)
        return tuple(waits)

    def __call__(self, attempts_made: int, type: str | None = None, err: object = None, job: object = None) -> int:  # noqa: ARG002
        """Answer BullMQ's worker, which calls its ``settings.backoffStrategy`` with these four."""
        return self.delay_ms(attempts_made)


@dataclass(frozen=True, slots=True)
class Fixed(Backoff):
    """The same wait each time (BullMQ's ``fixed``)."""

    delay: int

    def delay_ms(self, attempt: int, random: Random | None = None) -> int:  # noqa: ARG002
        """Return the same wait, whichever attempt failed; see :meth:`Backoff.delay_ms`."""
        _whole("attempt", attempt, 1)
        return self.delay

    def to_option(self) -> dict[str, Any]:
        """Return ``{"type": "fixed", "delay": 5000}``."""
        return {"type": "fixed", "delay": self.delay}

    def __str__(self) -> str:
        return f"fixed backoff of {format_ms(self.delay)}"


@dataclass(frozen=True, slots=True)
class Exponential(Backoff):
    """Twice as long each time: delay × 2^(attempt − 1) (BullMQ's ``exponential``), at most ``cap``."""

    delay: int
    cap: int | None = None

    def delay_ms(self, attempt: int, random: Random | None = None) -> int:  # noqa: ARG002
        """Return twice the wait each time, at most the cap; see :meth:`Backoff.delay_ms`."""
        wait: int = self.delay * 2 ** min(_whole("attempt", attempt, 1) - 1, _MOST_DOUBLINGS)
        return wait if self.cap is None else min(wait, self.cap)

    def to_option(self) -> dict[str, Any]:
        """Return ``{"type": "exponential", "delay": 2000}``; with a cap, type ``exponential-capped`` and ``cap``."""
        if self.cap is None:
            return {"type": "exponential", "delay": self.delay}
        return {"type": "exponential-capped", "delay": self.delay, "cap": self.cap}

    def __str__(self) -> str:
        cap = "" if self.cap is None else f", at most {format_ms(self.cap)}"
        return f"exponential backoff of {format_ms(self.delay)}{cap}"


@dataclass(frozen=True, slots=True)
class Jittered(Backoff):
    """A random wait between (1 − ratio) × d and d, where d is the base's wait. This is npm's rule (backoffs.ts)."""

    base: Fixed | Exponential
    ratio: float

    def delay_ms(self, attempt: int, random: Random | None = None) -> int:
        """Draw the wait with ``random``; see :meth:`Backoff.delay_ms`."""
        longest = self.base.delay_ms(attempt)
        chance = (random or system_random.random)()
        return math.floor(chance * longest * self.ratio + longest * (1 - self.ratio))

    def band_ms(self, attempt: int) -> tuple[int, int]:
        """Return the shortest and the longest wait possible after ``attempt`` failed attempts, in ms."""
        longest = self.base.delay_ms(attempt)
        return math.floor(longest * (1 - self.ratio)), longest

    def to_option(self) -> dict[str, Any]:
        """Return the base's option, its type ending in ``-jittered``, with ``jitter``."""
        option = self.base.to_option()
        return {**option, "type": f"{option['type']}-jittered", "jitter": self.ratio}

    def __str__(self) -> str:
        return f"{self.base}, up to {self.ratio:.0%} shorter by chance"


@dataclass(frozen=True, slots=True)
class Custom(Backoff):
    """Waits that your own function decides."""

    function: Callable[..., Any]
    name: str = "custom"

    def delay_ms(self, attempt: int, random: Random | None = None) -> int:  # noqa: ARG002
        """Return the wait that your function chooses, given only the number; see :meth:`Backoff.delay_ms`."""
        return self(attempt)

    def __call__(self, attempts_made: int, type: str | None = None, err: object = None, job: object = None) -> int:
        """Ask the function, with BullMQ's four arguments or as many of them as it takes."""
        attempt = _whole("attempt", attempts_made, 1)
        answer = self.function(*(attempt, type or self.name, err, job)[: _arity(self.function)])
        if answer == FAIL_NOW:
            return FAIL_NOW
        try:
            return parse_duration(answer)
        except DurationError as error:
            raise OptionError(f"The backoff {self.name!r} must return a wait, or -1 to fail now. {error}") from None

    def to_option(self) -> dict[str, Any]:
        """Return ``{"type": "<name>"}``: the function itself stays with the worker."""
        return {"type": self.name}

    def __str__(self) -> str:
        return f"backoff {self.name!r}"


BUILT_IN = ("fixed", "exponential")


def npm_option(option: Any) -> Any:
    """Return a stored backoff as npm's package takes it (``BackoffOptions``: ``type``, ``delay`` and ``jitter``).

    npm has jitter of its own. A cap it has not: such a type stays a strategy of the worker's (``backoffStrategy``).
    """
    backoff = from_option(option)
    if isinstance(backoff, Jittered) and isinstance(backoff.base, Fixed | Exponential):
        plain = backoff.base.to_option()
        if plain["type"] in BUILT_IN:
            return {**plain, "jitter": backoff.ratio}
    return {name: value for name, value in option.items() if name != "cap"} if isinstance(option, dict) else option


def fixed(delay: Duration) -> Fixed:
    """Wait ``delay`` before each retry, e.g. ``fixed("5s")``.

    Raises:
        DurationError: If that is not a duration.
    """
    return Fixed(parse_duration(delay))


def exponential(delay: Duration, cap: Duration | None = None) -> Exponential:
    """Wait ``delay``, then twice, four times … as long: ``exponential("2s")`` waits 2, 4, 8 s.

    Args:
        delay: The first wait: ``"2s"``, a timedelta, or a number of ms.
        cap: The longest wait; None for no limit. BullMQ itself has no such option: the lab's workers apply it.

    Returns:
        The backoff, for ``lab.queue`` or ``queue.add``.

    Raises:
        DurationError: If one of them is not a duration.
    """
    return Exponential(parse_duration(delay), None if cap is None else parse_duration(cap))


def jittered(base: Backoff | Duration, ratio: float = 0.5) -> Jittered:
    """Shorten each wait of ``base`` at random, so that retries do not arrive in step.

    Args:
        base: ``fixed(...)``, ``exponential(...)``, or a duration for a fixed wait.
        ratio: The largest share of the wait to take off, from 0 to 1.

    Returns:
        The backoff, for ``lab.queue`` or ``queue.add``.

    Raises:
        OptionError: If ``base`` cannot be jittered, or ``ratio`` is not from 0 to 1.
        DurationError: If ``base`` is not a duration.
    """
    if isinstance(base, Jittered | Custom):
        raise OptionError(f"The {base} cannot be jittered; jitter a fixed or an exponential one.")
    given: object = ratio
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 <= given <= 1:
        raise OptionError(f"A jitter ratio must be between 0 and 1, not {given!r}; 0.5 shortens a wait by up to half.")
    return Jittered(base if isinstance(base, Fixed | Exponential) else fixed(_duration(base)), given)


def custom(function: Callable[..., Any], name: str = "custom") -> Custom:
    """Let your function decide each wait.

    Args:
        function: Takes the number of attempts made, and returns a duration (a bare number is ms) or -1 to fail now. It
            may take more of BullMQ's arguments: ``(attempts_made, type, err, job)``.
        name: The type to store with the job.

    Returns:
        The backoff, for ``lab.queue`` or ``queue.add``.

    Raises:
        OptionError: If ``function`` cannot be called, or ``name`` is one of BullMQ's own.
    """
    given: object = function
    if not callable(given) or _arity(given) == 0:
        raise OptionError("A custom backoff is a function of the attempts made, e.g. lambda attempt: attempt * 1000.")
    if not name or name in BUILT_IN:
        raise OptionError(f"{name!r} cannot name a custom backoff; choose another name.")
    return Custom(function, name)


def from_option(option: object) -> Backoff | None:
    """Return the backoff that a job's stored ``backoff`` option stands for, or None: there is none, or qlab does not
    know it.

    Reads BullMQ's own (a number is fixed; npm's ``jitter`` counts) and those that ``to_option`` writes. Never fails.
    """
    try:
        return _from_option(option)
    except (DurationError, OptionError):
        return None


def _from_option(option: object) -> Backoff | None:
    if not isinstance(option, Mapping):
        return fixed(_duration(option)) if option else None
    kind = str(option.get("type")).removesuffix("-jittered")
    delay, cap, jitter = _duration(option.get("delay")), option.get("cap"), option.get("jitter")
    if kind == "fixed":
        base: Fixed | Exponential = fixed(delay)
    elif kind in ("exponential", "exponential-capped"):
        base = exponential(delay, cap if kind.endswith("capped") else None)
    else:
        return None
    return jittered(base, jitter) if jitter else base


def _duration(value: object) -> int:
    return parse_duration(value)  # type: ignore[arg-type]  # parse_duration itself refuses what is not a duration


def _whole(name: str, value: object, least: int, most: int | None = None) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < least or (most and value > most):
        limits = f"from {least:,} to {most:,}" if most else f"of at least {least:,}"
        raise OptionError(f"{name} is {value!r}; give a whole number {limits}.")
    return value


def _arity(function: Callable[..., Any]) -> int:
    """Return how many of BullMQ's four arguments to give: those the function requires, or all four if it has room."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except ValueError:  # some built-ins have no signature; they are given the number alone
        return 1
    if any(p.kind is p.VAR_POSITIONAL for p in parameters):
        return 4
    places = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    return 4 if len(places) >= 4 else max(sum(p.default is p.empty for p in places), min(1, len(places)))
