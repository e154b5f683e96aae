"""Static files: stylesheets and scripts of a package, read once; every page has the palette."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

__all__ = ["static_routes", "text_route"]

_TYPES = {"css": "text/css", "js": "text/javascript"}


def static_routes(package: str, *names: str) -> list[Route]:
    """Return the routes of a package's files, at ``/static/NAME``, and of the palette.

    Args:
        package: The package that has them in its folder ``static``.
        names: Their names.
    """
    places = [("qlab.web", "palette.css"), *((package, name) for name in names)]
    return [text_route(name, (files(place) / "static" / name).read_text(encoding="utf-8")) for place, name in places]


def text_route(name: str, text: str) -> Route:
    """Return the route of a file whose text is made elsewhere, at ``/static/NAME``."""
    return Route(f"/static/{name}", _serving(text, _TYPES[name.rpartition(".")[2]]), methods=["GET"])


def _serving(text: str, kind: str) -> Callable[[Request], Awaitable[Response]]:

    async def file(_: Request) -> Response:
        return Response(text, media_type=kind)

    return file
