"""Tellable: what a processor raised, as an error that BullMQ can store."""

from __future__ import annotations

import traceback

from bullmq.custom_errors import UnrecoverableError

__all__ = ["tellable"]


def tellable(error: BaseException) -> Exception:
    """Return an error, or one of the same name in its stead where BullMQ could not store it as it is.

    That is so if its text raises, if UTF-8 cannot encode it, or if it is no ``Exception``, such as asyncio's
    ``CancelledError``. Half of a surrogate pair becomes U+FFFD, as when npm's client sends it.
    """
    if isinstance(error, Exception) and _storable(error):
        return error
    kind = type(error)
    base = UnrecoverableError if isinstance(error, UnrecoverableError) else Exception
    made: type[Exception] = type(kind.__name__, (base,), {"__module__": kind.__module__})
    return made(_text(error))


def _storable(error: Exception) -> bool:
    """Return whether its text can be read and encoded, and so can what its trace shows beside it."""
    try:
        str(error).encode()
        if _shows_more(error):
            "".join(traceback.format_exception(error)).encode()
    except Exception:  # noqa: BLE001  its text is somebody's code
        return False
    return True


def _shows_more(error: Exception) -> bool:
    more = error.__cause__ or error.__context__ or getattr(error, "__notes__", None)
    return bool(more) or isinstance(error, BaseExceptionGroup | SyntaxError)


def _text(error: BaseException) -> str:
    try:
        text = str(error)
    except Exception as raised:  # noqa: BLE001  its text is somebody's code
        return f"an error whose text cannot be read ({type(raised).__name__})"
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
