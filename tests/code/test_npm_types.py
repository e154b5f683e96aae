"""Every scene's TypeScript is checked against the types of npm's bullmq and of @nestjs/bullmq."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import servers
from tests.code import calls

NODE = Path(__file__).parent / "node"
INSTALL_S, CHECK_S = 100.0, 100.0

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def check() -> Callable[[str], str]:
    """Checks a TypeScript module, and gives the compiler's complaints; skips where there is no Node."""
    node = servers.need_program("node", "apt-get install nodejs npm")
    if not (NODE / "node_modules" / "bullmq").is_dir():
        npm = servers.need_program("npm")
        command = [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
        made = subprocess.run(command, cwd=NODE, capture_output=True, text=True, timeout=INSTALL_S, check=False)
        if made.returncode:
            shutil.rmtree(NODE / "node_modules", ignore_errors=True)
            servers.missing("npm's bullmq", f"npm ci failed ({made.stderr.strip().splitlines()[-1:]})")

    def checked(module: str) -> str:
        made = NODE / "made"
        made.mkdir(exist_ok=True)
        try:
            (made / "calls.ts").write_text(module, encoding="utf-8")
            compiler = [node, str(NODE / "node_modules" / "typescript" / "bin" / "tsc"), "--project", str(NODE)]
            ran = subprocess.run(compiler, cwd=NODE, capture_output=True, text=True, timeout=CHECK_S, check=False)
            return ran.stdout
        finally:
            shutil.rmtree(made)

    return checked


def test_every_scenes_typescript_is_npms(check: Callable[[str], str]) -> None:
    assert check(calls.typescript(calls.code("typescript"))) == ""


def test_every_scenes_nestjs_is_nests(check: Callable[[str], str]) -> None:
    assert check(calls.nestjs(calls.code("nestjs"))) == ""


def test_a_method_that_npm_has_not_is_seen(check: Callable[[str], str]) -> None:
    wrong = calls.typescript(("await job.moveToCompletedly(1, token);", "await job.extendLock(1, token);"))
    complaints = check(wrong)
    assert "moveToCompletedly" in complaints
    assert "TS2345" in complaints
