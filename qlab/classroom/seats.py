"""Seats: who has joined, by a cookie that nobody can guess; no names."""

from __future__ import annotations

import hmac
import secrets
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from qlab.errors import ClassFull, NotInClass

__all__ = ["CODE", "SEATS", "WINDOWS", "Seat", "Seats"]

SEATS = 500
"""This many may join; then a seat that is empty and has not voted is given away."""
WINDOWS = 3
"""A seat may have this many open pages; one more closes the oldest. A phone that lost its network leaves one open."""
CODE = 6
"""How many letters the code has: 20 ** 6 are 64 million codes."""
_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
"""Without vowels, which make words, and without letters that look like digits."""


class Seat:
    """Somebody who has joined.

    Attributes:
        windows: The pages they have open, oldest first.
    """

    def __init__(self) -> None:
        self.windows: deque[object] = deque()

    @contextmanager
    def window(self) -> Iterator[Callable[[], bool]]:
        """Open one page; yield a function that says whether it still has its place."""
        mine = object()
        self.windows.append(mine)
        if len(self.windows) > WINDOWS:
            self.windows.popleft()
        try:
            yield lambda: mine in self.windows
        finally:
            if mine in self.windows:
                self.windows.remove(mine)


class Seats:
    """The seats of a class.

    Attributes:
        code: What has to be known to join.
    """

    def __init__(self, most: int = SEATS) -> None:
        self.code = "".join(secrets.choice(_LETTERS) for _ in range(CODE))
        self._most, self._seats = most, OrderedDict[str, Seat]()

    def __len__(self) -> int:
        return len(self._seats)

    def __contains__(self, cookie: str) -> bool:
        return cookie in self._seats

    def join(self, code: str, cookie: str, kept: Callable[[str], bool]) -> str:
        """Take a seat, or keep the one that the cookie is for.

        Args:
            code: The code that was typed, in any case, with or without spaces.
            cookie: The cookie that came along; empty where none did.
            kept: Whether a seat may not be given away: its cookie is among the voters.

        Returns:
            The cookie.

        Raises:
            NotInClass: If the code is wrong.
            ClassFull: If no seat is left.
        """
        typed = "".join(code[:40].split()).replace("-", "").upper()
        if not hmac.compare_digest(typed.encode("utf-8", "replace"), self.code.encode()):
            raise NotInClass("This is not the code of the class; read it off the wall again.")
        if cookie in self._seats:
            return cookie
        if len(self._seats) >= self._most:
            self._give_away(kept)
        made = secrets.token_urlsafe(16)
        self._seats[made] = Seat()
        return made

    def _give_away(self, kept: Callable[[str], bool]) -> None:
        """Free the seat that was taken first among those that are empty and have not voted."""
        for cookie, seat in self._seats.items():
            if not seat.windows and not kept(cookie):
                del self._seats[cookie]
                return
        raise ClassFull(f"All {self._most:,} seats are taken; tell the teacher, who can start another class.")

    def of(self, cookie: str) -> Seat:
        """Return the seat that a cookie is for.

        Raises:
            NotInClass: If nobody gave out that cookie.
        """
        if cookie not in self._seats:
            raise NotInClass("You have not joined this class, or it has ended; type the code from the wall.")
        return self._seats[cookie]
