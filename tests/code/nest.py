"""NestJS under Node: the calls of compiled modules are made, and the keys they leave are read."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.code.conftest import NODE

Calling = Callable[[str, Path, Sequence[tuple[int, int]]], dict[str, Any]]


@contextmanager
def nest(node: str) -> Iterator[Calling]:
    """One Node process for many modules. Give a server's URL, a module's folder, and its steps with their times."""
    command = [node, str(NODE / "nest.mjs")]
    with subprocess.Popen(
        command, cwd=NODE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout

        def call(url: str, folder: Path, steps: Sequence[tuple[int, int]]) -> dict[str, Any]:
            process.stdin.write(json.dumps([url, str(folder), list(steps)]) + "\n")  # type: ignore[union-attr]
            process.stdin.flush()  # type: ignore[union-attr]
            if not (line := process.stdout.readline()):  # type: ignore[union-attr]
                raise AssertionError(process.stderr.read()[-2000:])  # type: ignore[union-attr]
            keys: dict[str, Any] = json.loads(line)
            return keys

        try:
            yield call
        finally:
            process.stdin.close()
            process.wait(timeout=60)


def told(keys: dict[str, tuple[Any, ...]]) -> dict[str, tuple[Any, ...]]:
    """Keys without options that a package writes though nobody gave them; of a stack trace the message alone."""
    for _type, value, *_ in keys.values():
        if not isinstance(value, dict):
            continue
        for option, nothing in (("attempts", (0, 1)), ("delay", (0,))):
            if isinstance(options := value.get("opts"), dict) and options.get(option) in nothing:
                del options[option]
        if value.get("opts") == {}:
            del value["opts"]
        if "stacktrace" in value:
            value["stacktrace"] = [trace.partition("\n")[0].partition(": ")[2] for trace in value["stacktrace"]]
    return {name: key for name, key in keys.items() if key[1] != {}}


def without_zero(keys: dict[str, tuple[Any, ...]]) -> dict[str, tuple[Any, ...]]:
    """Keys without the delay of 0 that PyPI's package stores among every job's options; an application says none."""
    for _type, value, *_ in keys.values():
        if isinstance(value, dict) and isinstance(options := value.get("opts"), dict) and options.get("delay") == 0:
            del options["delay"]
    return keys
