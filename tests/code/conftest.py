"""What tests of code share: npm's packages beside it, and the compiler."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Mapping
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
        made = NODE / "made"
        made.mkdir(exist_ok=True)
        try:
            for name, text in modules.items():
                (made / f"{name}.ts").write_text(text, encoding="utf-8")
            compiler = [node, str(NODE / "node_modules" / "typescript" / "bin" / "tsc"), "--project", str(NODE)]
            ran = subprocess.run(compiler, cwd=NODE, capture_output=True, text=True, timeout=CHECK_S, check=False)
            return ran.stdout
        finally:
            shutil.rmtree(made)

    return checked
