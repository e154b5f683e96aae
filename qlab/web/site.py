"""Keeps pages of other sites out: an application on loopback is in reach of every page its developer opens."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qlab.text.escape import shorten
from qlab.web.problem import problem

__all__ = ["POLICY", "OwnPagesOnly", "is_loopback", "own_hosts"]

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
POLICY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src data:; base-uri 'none'; form-action 'none'"
}
"""Sent with a page: it runs its server's own scripts and loads nothing from elsewhere, whatever text it shows."""


def own_hosts(*hosts: str) -> list[str]:
    """Return the names a request may call this machine by, without ports: those given, and loopback's.

    Args:
        hosts: Where the application listens.
    """
    shown = [f"[{host}]" if ":" in host else host for host in hosts]
    return list(dict.fromkeys([*shown, "127.0.0.1", "localhost", "[::1]"]))


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine, under a name that nobody else has."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class OwnPagesOnly:
    """Refuses what a page of another site sends, and a name that only an attacker's DNS gives this machine.

    Args:
        app: The application.
        hosts: The names a request may call it by; ``*`` for any.
    """

    def __init__(self, app: ASGIApp, hosts: list[str]) -> None:
        self._app, self._hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _with_headers(send)
        headers = Headers(scope=scope)
        if not _known(headers.get("host", ""), self._hosts):
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


def _known(host: str, hosts: list[str]) -> bool:
    """Return whether a Host header names one of these, with any port.

    Starlette 0.48's own check accepts neither IPv6 addresses nor capitals, and does not explain its refusal.
    """
    if "*" in hosts:
        return True
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port
    except ValueError:  # no address, or no port
        return False
    whole = parts.netloc == host and "@" not in host  # nothing that only a URL has
    return whole and parts.hostname in {each.strip("[]").lower() for each in hosts}


def _ours(method: str, headers: Headers) -> bool:
    """Return whether a request comes from a page of ours, from the address bar, or from no browser at all.

    The rules are those of Go's ``http.CrossOriginProtection``: ``Sec-Fetch-Site`` decides where it is sent, else
    ``Origin``; with neither, no browser sent it. Of safe requests another site's page may only follow a link.
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
