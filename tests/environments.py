"""Environments that a test makes for itself: the wheel as it is built, and what it asks for, lent by ours."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from importlib.metadata import PackagePath, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests import packaging_files as files
from tests.packaging_files import ROOT

EPOCH = "1767225600"
"""What every file of a package is dated, s since 1970: the same files then give the same bytes."""


def build_wheel(folder: Path) -> Path:
    """The wheel as hatchling builds it from this checkout, without a network."""
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH})
    [path] = folder.glob("qlab-*-py3-none-any.whl")
    return path


def build_both(folder: Path) -> tuple[Path, Path]:
    """The sdist, and the wheel as `python -m build` builds it from that, with the tools that are here: no network."""
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder)]
    dated = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH}
    done = subprocess.run(build, cwd=ROOT, env=dated, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    [sdist], [wheel] = folder.glob("qlab-*.tar.gz"), folder.glob("qlab-*-py3-none-any.whl")
    return sdist, wheel


def environment(folder: Path, wheel: Path, *more: str) -> Path:
    """An environment's folder of programs, with what `pip install wheel more…` puts there.

    What the wheel asks for is lent by ours, package by package: one that only an extra or the tests ask for is not
    there.
    """
    run_in(folder, sys.executable, "-m", "venv", "--without-pip", "new")
    python = next((folder / "new").glob("*/python"))
    packages = Path(run_in(folder, python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    for name in installed_with([*files.project()["dependencies"], *more]):
        for path in {Path(str(distribution(name).locate_file(file.parts[0]))) for file in files_of(name)}:
            if not (packages / path.name).exists():
                (packages / path.name).symlink_to(path)
    install = ("install", "--quiet", "--no-index", "--ignore-installed", "--no-deps", wheel)
    run_in(folder, sys.executable, "-m", "pip", "--python", python, *install)
    run_in(folder, sys.executable, "-m", "pip", "--python", python, "check")
    return python.parent


def run_in(folder: Path, *command: object) -> str:
    """What a command prints, run where neither the folder nor PYTHONPATH shows it the checkout's package."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run([*map(str, command)], cwd=folder, env=plain, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def installed_with(lines: Iterable[str]) -> set[str]:
    """The packages that requirements lead to, as far as this system installs them."""
    found: set[tuple[str, str]] = set()
    wanted = [(Requirement(line), "") for line in lines]
    while wanted:
        requirement, of_extra = wanted.pop()
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": of_extra}):
            continue
        name = canonicalize_name(requirement.name)
        for extra in {"", *requirement.extras} - {known for other, known in found if other == name}:
            found.add((name, extra))
            wanted += [(Requirement(line), extra) for line in distribution(name).requires or []]
    return {name for name, _ in found}


def files_of(name: str) -> list[PackagePath]:
    """The files of a package among the packages, not its programs elsewhere."""
    return [file for file in distribution(name).files or [] if file.parts[0] != ".."]
