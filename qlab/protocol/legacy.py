"""What BullMQ 2 to 4 put among job ids to wake a worker, which is not a job (addDelayMarkerIfNeeded.lua of 3 and 4).

moveToActive-11.lua of bullmq 3.4.4 (PyPI) still steps over an id that begins with ``0:``.
"""

from __future__ import annotations

from qlab.protocol.keys import Role

__all__ = ["MARKED_ROLES", "is_marker"]

MARKED_ROLES = (Role.WAIT, Role.PAUSED, Role.ACTIVE)
"""The lists in which a marker may lie, at either end."""


def is_marker(id: str, *, has_hash: bool) -> bool:
    """Return whether an element of such a list is a marker: ``0:<due in ms>``, or BullMQ 2's ``0``.

    Args:
        id: The element.
        has_hash: Whether a job of that id exists. ``0`` may be one; an id of a job's own holds no colon.
    """
    return id.startswith("0:") or (id == "0" and not has_hash)
