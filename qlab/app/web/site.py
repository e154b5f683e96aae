"""Keeps pages of other sites out: an application on loopback is in reach of every page its developer opens."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qlab.app.settings import Settings
from qlab.app.web.problems import problem
from qlab.text.escape import shorten

__all__ = ["OwnPagesOnly", "allowed_hosts"]

SAFE = ("GET", "HEAD", "OPTIONS")
"""Methods that change nothing (RFC 9110, section 9.2.1)."""
OWN = ("same-origin", "none")
"""Values of ``Sec-Fetch-Site`` for requests of our own pages and of the user's address bar (W3C Fetch Metadata)."""
HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Sent with every answer: no other site may show it in a frame, guess its type, or load it as an image or script."""


def allowed_hosts(settings: Settings) -> list[str]:
    """The names a request may call this application by, without ports.

    Beyond loopback any name will do: there a request needs the token, which another site's page does not have.
    """
    if not settings.on_loopback:
        return ["*"]
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return list(dict.fromkeys([host, "127.0.0.1", "localhost", "[::1]"]))


class OwnPagesOnly:
    """Refuses what a page of another site sends, and a name that only an attacker's DNS gives this machine.

    Args:
        app: The application.
        hosts: The names a request may call it by; ``*`` for any.
    """

    def __init__(self, app: ASGIApp, hosts: list[str]) -> None:
        self._app, self._hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _with_headers(send)
        headers = Headers(scope=scope)
        if not await _known(scope, self._hosts):
            host = shorten(headers.get("host", ""), 60)
            names = ", ".join(self._hosts)
            refused = problem(421, f"Nobody here is called {host!r}; use one of {names}.", {"Connection": "close"})
            await refused(scope, receive, answer)
        elif not _ours(scope["method"], headers):
            await problem(403, "Another site's page may not use this application; open it directly.")(
                scope, receive, answer
            )
        else:
            await self._app(scope, receive, answer)


async def _known(scope: Scope, hosts: list[str]) -> bool:
    """Whether Starlette's check of the host lets the request through; its own answer is no sentence."""
    passed = False

    async def inner(_scope: Scope, _receive: Receive, _send: Send) -> None:
        nonlocal passed
        passed = True

    async def nothing() -> Message:
        return {"type": "http.disconnect"}

    async def unheard(_: Message) -> None:
        pass

    await TrustedHostMiddleware(inner, hosts, www_redirect=False)(scope, nothing, unheard)
    return passed


def _ours(method: str, headers: Headers) -> bool:
    """Whether a request comes from a page of ours, from the address bar, or from no browser at all.

    The rules are those of Go's ``http.CrossOriginProtection``: ``Sec-Fetch-Site`` decides where it is sent, else
    ``Origin``; with neither it is no browser's. Of safe requests another site's page may only follow a link.
    """
    where = headers.get("sec-fetch-site")
    if method in SAFE:
        link = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
        return where is None or where in OWN or link
    if where is not None:
        return where in OWN
    origin = headers.get("origin")
    return origin is None or _authority(origin) == headers.get("host", "").lower()


def _authority(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc.lower() or None
    except ValueError:
        return None


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending
