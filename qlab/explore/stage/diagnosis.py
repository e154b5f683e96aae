"""Diagnosis: what the doctor finds in a state of the search. It looks at the explorer's own server, which holds the
state's keys, and takes the state's time for the server's.
"""

from __future__ import annotations

from dataclasses import replace

from qlab.observe.address import Address
from qlab.observe.attach import Observer
from qlab.observe.connection import Connection
from qlab.observe.doctor.finding import Report

__all__ = ["Doctor"]


class Doctor:
    """Examines the explorer's server.

    Actors have no connections of their own, so the server is looked at as a dump is: who works there is unknown.

    Args:
        url: The server's URL.
        prefix: BullMQ's key prefix.
    """

    def __init__(self, url: str, prefix: str) -> None:
        self._connection = Connection(replace(Address.parse(url), dump=True))
        self._observer = Observer(self._connection, prefix)

    def report(self, now: int) -> Report:
        """Return what is wrong with the queues that the server holds.

        Args:
            now: The time, ms since the epoch.
        """
        self._connection.at = now
        return self._observer.doctor()

    def close(self) -> None:
        """End the connection."""
        self._observer.close()
