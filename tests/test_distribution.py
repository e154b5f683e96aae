"""What is committed and what is packed: nothing of this machine, and everything that qlab needs to run."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

import pytest
from trove_classifiers import classifiers

from tests.environments import build_both, build_wheel, environment, run_in
from tests.packaging_files import ROOT
from tests.servers import need_program
from tools.long_description import project_urls

pytestmark = pytest.mark.slow

# Written in pieces, so that this file does not hold what it forbids.
HOMES = ("home", "root", "Users", "work")
A_MACHINES_PATH = re.compile(rf"(?<![\w.$}}~-])/(?:{'|'.join(HOMES)})/[\w.]")
A_REGISTRY = re.compile(
    "|".join([r"pypi\.o" + "rg", "pythonhosted" + r"\.", r"registry\.npm" + "js", r"deb\.deb" + "ian"])
)


def committed() -> Iterator[tuple[str, str]]:
    """The committed text files: name and content."""
    listed = subprocess.run(
        [need_program("git"), "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.is_file():
            yield from readable(name, path)


def readable(name: str, path: Path) -> Iterator[tuple[str, str]]:
    """The file where it is text; nothing where it is binary."""
    content = path.read_bytes()
    if b"\0" not in content:
        yield name, content.decode("utf-8", "replace")


@pytest.mark.parametrize("forbidden", [A_MACHINES_PATH, A_REGISTRY], ids=["machine path", "registry"])
def test_no_committed_file_names(forbidden: re.Pattern[str]) -> None:
    found = []
    for name, text in committed():
        found += [f"{name}: …{text[max(0, m.start() - 20) : m.end() + 20]!r}…" for m in forbidden.finditer(text)]
    assert not found


@pytest.mark.parametrize("text", ["/" + "home/ada/qlab", "file:///" + "Users/ada", "(/" + "root/.cache"])
def test_the_search_would_find_a_machines_path(text: str) -> None:
    assert A_MACHINES_PATH.search(text)


@pytest.mark.parametrize("text", ["/usr/bin/env", "./work/x", "$HOME/work/x", "https://example.com/work/1"])
def test_the_search_passes_over_other_paths(text: str) -> None:
    assert not A_MACHINES_PATH.search(text)


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The sdist and the wheel, built once."""
    return build_both(tmp_path_factory.mktemp("packages"))


@pytest.fixture(scope="session")
def wheel(packages: tuple[Path, Path]) -> zipfile.ZipFile:
    """The wheel as it is built from the sdist: what the sdist lacks, this lacks."""
    return zipfile.ZipFile(packages[1])


def described(wheel: zipfile.ZipFile) -> Message:
    """The wheel's metadata."""
    [name] = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
    return message_from_bytes(wheel.read(name))


def test_an_index_takes_both(packages: tuple[Path, Path]) -> None:
    check = [sys.executable, "-m", "twine", "check", "--strict", *map(str, packages)]
    checked = subprocess.run(check, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout
    assert checked.stdout.count("PASSED") == 2


def test_twine_would_refuse_a_package_without_a_page(packages: tuple[Path, Path], tmp_path: Path) -> None:
    with zipfile.ZipFile(packages[1]) as whole, zipfile.ZipFile(tmp_path / packages[1].name, "w") as bare:
        for name in whole.namelist():
            content = whole.read(name)
            bare.writestr(name, content.partition(b"\n\n")[0] if name.endswith("METADATA") else content)
    check = [sys.executable, "-m", "twine", "check", "--strict", str(tmp_path / packages[1].name)]
    assert subprocess.run(check, capture_output=True, check=False).returncode == 1


def test_the_metadata_says_who_may_use_it_and_where(wheel: zipfile.ZipFile) -> None:
    told = described(wheel)
    assert told["Name"] == "qlab"
    assert told["Version"] == version_of("qlab")
    assert told.get_all("License-File") == ["LICENSE"]
    assert set(told.get_all("Classifier", [])) <= classifiers
    assert told.get_all("Project-URL", []) == [f"{name}, {url}" for name, url in project_urls().items()]
    assert told["Description-Content-Type"] == "text/markdown"


def test_the_page_leads_nowhere_that_an_index_has_not(wheel: zipfile.ZipFile) -> None:
    page = described(wheel).get_payload()
    assert isinstance(page, str)
    assert "# qlab" in page
    assert re.findall(r"\]\((?!https?:)[^)]*\)", page) == []


def test_the_wheel_holds_every_file_of_the_package(wheel: zipfile.ZipFile) -> None:
    package = {path for path in (ROOT / "qlab").rglob("*") if path.is_file()}
    expected = {path.relative_to(ROOT).as_posix() for path in package if "__pycache__" not in path.parts}
    packed = {name for name in wheel.namelist() if ".dist-info/" not in name}
    course = {name for name in packed if name.startswith("qlab/course/")}
    assert packed - course == expected
    assert "qlab/py.typed" in packed
    assert any(name.endswith(".lua") for name in packed)


def test_the_wheel_brings_the_course_and_its_data_and_no_solutions(wheel: zipfile.ZipFile) -> None:
    notebooks = {f"qlab/course/notebooks/{path.name}" for path in (ROOT / "notebooks").glob("*.ipynb")}
    data = {f"qlab/course/data/dumps/{path.name}" for path in (ROOT / "data" / "dumps").glob("*.rdb")}
    course = {name for name in wheel.namelist() if name.startswith("qlab/course/")}
    assert course == notebooks | data | {"qlab/course/data/focus-bear-day.csv"}


def test_the_wheel_has_the_command_and_the_licence(wheel: zipfile.ZipFile) -> None:
    texts = {name.rpartition("dist-info/")[2]: name for name in wheel.namelist() if ".dist-info/" in name}
    assert "qlab = qlab.cli:main" in wheel.read(texts["entry_points.txt"]).decode()
    assert "MIT License" in wheel.read(texts["licenses/LICENSE"]).decode()
    metadata = wheel.read(texts["METADATA"]).decode()
    assert "Requires-Python: >=3.11" in metadata
    assert "License-Expression: MIT" in metadata


def test_the_wheel_is_the_same_bytes_from_the_checkout_and_from_the_sdist(
    packages: tuple[Path, Path], tmp_path: Path
) -> None:
    assert build_wheel(tmp_path).read_bytes() == packages[1].read_bytes()


# The wheel, installed


@pytest.fixture(scope="module")
def programs(wheel: zipfile.ZipFile, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment's folder of programs, with what `pip install .` puts there: the wheel, and what it asks for."""
    return environment(tmp_path_factory.mktemp("environment"), Path(str(wheel.filename)))


def test_an_installed_qlab_can_be_imported(programs: Path, tmp_path: Path) -> None:
    where = run_in(tmp_path, programs / "python", "-c", "import qlab; print(qlab.__file__)").strip()
    assert Path(where).is_relative_to(programs.parent)


def test_an_installed_qlab_plays_the_demo(programs: Path, tmp_path: Path) -> None:
    said: dict[str, Any] = json.loads(run_in(tmp_path, programs / "qlab", "demo", "--out", "story", "--json"))
    assert said["folder"] == "story"
    assert {path.name for path in (tmp_path / "story").iterdir()} == set(said["files"])
    assert "no attempt is left" in said["steps"][-1]["sentence"]
