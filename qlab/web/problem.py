"""Problem: an error over HTTP as RFC 9457 says, ``application/problem+json``."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from starlette.responses import JSONResponse

__all__ = ["TYPE", "Ascii", "problem"]

TYPE = "application/problem+json"


class Ascii(JSONResponse):
    """JSON whose texts may be any: a half of a surrogate pair has no UTF-8, and is written as an escape."""

    def render(self, content: Any) -> bytes:
        """Return the body."""
        return json.dumps(content, allow_nan=False, separators=(",", ":")).encode()


def problem(status: int, detail: str, headers: dict[str, str] | None = None, **more: Any) -> Ascii:
    """Return a response that tells of a problem: what was wrong, and what to do."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    return Ascii(body, status, headers, TYPE)
