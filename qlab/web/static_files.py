"""Static files: stylesheets and scripts of a package, read once; every page has the palette."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

__all__ = ["static_routes"]

_TYPES = {"css": "text/css", "js": "text/javascript"}


def static_routes(package: str, *names: str) -> list[Route]:
    """Return the routes of a package's files, at ``/static/NAME``, and of the palette.

    Args:
        package: The package that has them in its folder ``static``.
        names: Their names.
    """
    places = [("qlab.web", "palette.css"), *((package, name) for name in names)]
    return [Route(f"/static/{name}", _serving(place, name), methods=["GET"]) for place, name in places]


def _serving(package: str, name: str) -> Callable[[Request], Awaitable[Response]]:
    text = (files(package) / "static" / name).read_text(encoding="utf-8")
    kind = _TYPES[name.rpartition(".")[2]]

    async def file(_: Request) -> Response:
        return Response(text, media_type=kind)

    return file
