"""What tests of code share: npm's packages beside it, and the compiler."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import servers

NODE = Path(__file__).parent / "node"
CHECK_S = 200.0


@pytest.fixture(scope="session")
def node() -> str:
    """The program `node`, with npm's packages installed; skips where there is none."""
    return servers.need_packages(NODE)


@pytest.fixture(scope="session")
def check(node: str) -> Callable[[Mapping[str, str]], str]:
    """Checks TypeScript modules by their names, and gives the compiler's complaints."""

    def checked(modules: Mapping[str, str]) -> str:
        with compiled(node, modules) as (said, _folder):
            return said

    return checked


@contextmanager
def compiled(node: str, modules: Mapping[str, str], *options: str) -> Iterator[tuple[str, Path]]:
    """The compiler's complaints about modules by their names (`a/b` is in a folder), and where they are, beside npm's.

    Options are the compiler's own, such as `--noEmit false`, which leaves JavaScript beside each.
    """
    with tempfile.TemporaryDirectory(prefix="made-", dir=NODE) as folder:  # another process may compile as well
        made = Path(folder)
        for name, text in modules.items():
            path = made / f"{name}.ts"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        project = {"extends": "../tsconfig.json", "include": ["**/*.ts"]}
        (made / "tsconfig.json").write_text(json.dumps(project), encoding="utf-8")
        compiler = [node, str(NODE / "node_modules" / "typescript" / "bin" / "tsc"), "--project", folder, *options]
        ran = subprocess.run(compiler, cwd=NODE, capture_output=True, text=True, timeout=CHECK_S, check=False)
        yield ran.stdout.replace(f"{made.name}/", "made/"), made
