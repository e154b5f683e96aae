"""The commands that look at a server: the URL and the options by which they reach it, the same for each."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import partial, wraps
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

from qlab.cli.line import ProgressLine

__all__ = ["attached"]

Url = Annotated[
    str,
    typer.Argument(
        help="Where the server is: redis://, rediss://, unix://, redis+cluster://, redis+sentinel://; "
        "or file:dump.rdb for a dump."
    ),
]
UrlOrNone = Annotated[str | None, *Url.__metadata__]
Prefix = Annotated[str | None, typer.Option("--prefix", help="Only queues under this BullMQ prefix.")]
Ca = Annotated[Path | None, typer.Option("--ca", help="With rediss://, the authority's certificate.")]
Cert = Annotated[Path | None, typer.Option("--cert", help="With rediss://, your certificate.")]
Key = Annotated[Path | None, typer.Option("--key", help="With rediss://, the key of your certificate.")]


def attached(
    command: Callable[..., None] | None = None, *, without: Callable[[], None] | None = None
) -> Callable[..., Any]:
    """Make a command of a function of an observer, a progress line, and parameters of its own.

    The command takes the server's URL first, then what the function takes by itself, then ``--prefix``, ``--ca``,
    ``--cert`` and ``--key``.

    Args:
        command: The function.
        without: What to do where no URL is given; None: the URL is needed.

    Returns:
        The command, or without a function a decorator that makes one.
    """
    if command is None:
        return partial(attached, without=without)

    @wraps(command)
    def run(
        url: str | None, prefix: str | None, ca: Path | None, cert: Path | None, key: Path | None, **own: Any
    ) -> None:
        from qlab.observe.attach import attach

        if url is None:
            if without is not None:
                without()
            return

        files = {name: str(path) for name, path in (("ca", ca), ("cert", cert), ("key", key)) if path}
        with ProgressLine() as line, attach(url, prefix, **files) as observer:
            observer.progress = line.walking
            command(observer, line, **own)

    parameters = [_parameter("url", Url) if without is None else _parameter("url", UrlOrNone, None), *_own(command)]
    parameters += [_parameter(name, kind, None) for name, kind in _OPTIONS.items()]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # what typer reads
    run.__annotations__ = {each.name: each.annotation for each in parameters}
    return run


_OPTIONS = {"prefix": Prefix, "ca": Ca, "cert": Cert, "key": Key}


def _own(command: Callable[..., None]) -> list[inspect.Parameter]:
    """Return the parameters behind the observer and the line, their annotations as objects."""
    hints = get_type_hints(command, localns={"Observer": Any}, include_extras=True)
    behind = list(inspect.signature(command).parameters.values())[2:]
    return [each.replace(annotation=hints[each.name]) for each in behind]


def _parameter(name: str, kind: Any, default: Any = inspect.Parameter.empty) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=default, annotation=kind)
