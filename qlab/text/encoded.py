"""Text as bytes: UTF-8, where a lone surrogate of ``surrogateescape`` stands for a byte that is not, and others for
none.
"""

from __future__ import annotations

from qlab.errors import UsageError
from qlab.text.escape import repr_of

__all__ = ["in_bytes", "is_encodable", "is_of_bytes"]


def is_encodable(text: str) -> bool:
    """Return whether UTF-8 can encode a text: not where it holds half of a surrogate pair."""
    return _encodes(text, "strict")


def is_of_bytes(text: str) -> bool:
    """Return whether some bytes are that text, as what comes from Redis is decoded."""
    return _encodes(text, "surrogateescape")


def _encodes(text: str, errors: str) -> bool:
    try:
        text.encode("utf-8", errors)
    except UnicodeEncodeError:
        return False
    return True


def in_bytes(text: str) -> bytes:
    """Return the bytes in Redis that a text came from, or would be.

    Raises:
        UsageError: If no bytes are that text.
    """
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError as error:
        raise UsageError(
            f"{repr_of(text)} cannot be in Redis, for UTF-8 cannot encode it; leave lone surrogates out."
        ) from error
