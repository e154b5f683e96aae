"""Reference: the API's documentation as one page, made from its OpenAPI; it loads nothing from anywhere.

FastAPI's own page, at ``/swagger``, fetches its script from a public server, and stays empty without a network.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from qlab.app.web import page_layout
from qlab.text.escape import html
from qlab.text.html import marked
from qlab.web.site import POLICY

__all__ = ["page", "router"]

_INTRODUCTION = (
    "What is asked for is queued and answered at once, with `202`, the job's id, and in `Location` where to look for "
    "it. Errors are problem details (RFC 9457)."
)
Schema = Mapping[str, Any]


def router() -> APIRouter:
    """Return the page, at ``/docs``; who comes without a path is led there."""
    made = APIRouter()

    @made.get("/")
    async def home() -> RedirectResponse:
        return RedirectResponse("/docs")

    @made.get("/docs", response_class=HTMLResponse)
    async def docs(request: Request) -> HTMLResponse:
        base = str(request.base_url).rstrip("/")
        token = request.app.state.settings.token is not None
        return HTMLResponse(page(request.app.openapi(), base, token=token), headers=POLICY)

    return made


def page(schema: Schema, base: str, *, token: bool = False) -> str:
    """Return the documentation.

    Args:
        schema: The OpenAPI.
        base: Where the API is, for the commands to copy.
        token: Whether requests need the bearer token.
    """
    content = (
        f"<p>{marked(_INTRODUCTION)}</p>"
        '<p>The same for a program: <a href="/openapi.json">openapi.json</a>. To try it out in the page: '
        '<a href="/swagger">Swagger UI</a>, which needs a network.</p>'
        + "".join(
            f"<h2>{html(tag[:1].upper() + tag[1:])}</h2>"
            + "".join(_operation(schema, *each, base, token) for each in found)
            for tag, found in _by_tag(schema).items()
        )
    )
    return page_layout.page(f"{schema['info']['title']}: the HTTP API", content, still=True)


Found = tuple[str, str, Schema]


def _by_tag(schema: Schema) -> dict[str, list[Found]]:
    found: dict[str, list[Found]] = {}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            found.setdefault(operation["tags"][0], []).append((method.upper(), path, operation))
    return found


def _operation(schema: Schema, method: str, path: str, operation: Schema, base: str, token: bool) -> str:
    said, _, lines = operation.get("description", "").partition("\n\nIn NestJS:\n\n```ts\n")
    nest = f"<details><summary>In NestJS</summary><pre>{html(lines[:-3].rstrip())}</pre></details>" if lines else ""
    return (
        f"<article><h3><b>{html(method)}</b> <code>{html(path)}</code></h3><p>{marked(said)}</p>"
        f"{_parameters(operation)}<pre>{html(command(schema, method, path, operation, base, token=token))}</pre>"
        f"{_answers(operation)}{nest}</article>"
    )


def _parameters(operation: Schema) -> str:
    rows = "".join(
        f"<tr><th scope='row'><code>{html(each['name'])}</code></th><td>{html(each['in'])}</td>"
        f"<td>{marked(each.get('description') or each['schema'].get('description') or '')}</td></tr>"
        for each in operation.get("parameters", ())
    )
    return f"<table class='words'>{rows}</table>" if rows else ""


def _answers(operation: Schema) -> str:
    answers = ", ".join(
        f"<code>{html(status)}</code> {marked(each['description'])}" for status, each in operation["responses"].items()
    )
    return f"<p>Answers: {answers}</p>"


def command(schema: Schema, method: str, path: str, operation: Schema, base: str, *, token: bool) -> str:
    """Return the request as a shell command that can be copied, with an example of the body."""
    where = base + path.replace("{queue}", "email").replace("{id}", "1")
    parts = ["curl"] if method == "GET" else ["curl", "-X", method]
    if "/events" in path:
        parts.append("-N")
    parts.append(where)
    line = shlex.join(parts)
    if token and not path.startswith("/health"):
        line += ' -H "Authorization: Bearer $QLAB_APP_TOKEN"'  # the shell's to fill in
    body = _example(schema, operation)
    return line if body is None else f"{line} -H 'Content-Type: application/json' -d {shlex.quote(json.dumps(body))}"


def _example(schema: Schema, operation: Schema) -> dict[str, Any] | None:
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" not in content:
        return None
    model = _resolved(schema, content["application/json"]["schema"])
    return {name: _value(schema, field) for name, field in model["properties"].items()}


def _value(schema: Schema, field: Schema) -> Any:
    field = {**_resolved(schema, field), **field}
    return field["default"] if "default" in field else next(iter(field.get("examples", ("",))))


def _resolved(schema: Schema, part: Schema) -> Schema:
    name = part.get("$ref", "").rpartition("/")[2]
    resolved: Schema = schema["components"]["schemas"][name] if name else part
    return resolved
