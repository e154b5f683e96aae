"""pyproject.toml, constraints.txt and environment.yml, read for the tests that hold them together."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
# What conda-forge calls differently from PyPI.
CONDA_NAMES = {"redis-py": "redis", "matplotlib-base": "matplotlib", "msgpack-python": "msgpack"}
# In conda's list because a package of pyproject asks for it through an extra, which conda does not know.
CONDA_EXTRAS = {"hiredis", "pip", "python"}


def project() -> dict[str, Any]:
    """The [project] table of pyproject.toml."""
    table: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return table


def requirements(lines: Iterable[str]) -> dict[str, Requirement]:
    """Requirement lines by canonical name."""
    parsed = [Requirement(line) for line in lines]
    return {canonicalize_name(requirement.name): requirement for requirement in parsed}


def declared(*extras: str) -> dict[str, Requirement]:
    """What pyproject.toml asks for: the core, and the extras named."""
    table = project()
    lines = list(table["dependencies"])
    for extra in extras:
        lines += table["optional-dependencies"][extra]
    return requirements(lines)


def constraint_lines(file: str = "constraints.txt") -> list[str]:
    """The lines of a file of constraints that are not comments."""
    lines = (ROOT / file).read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def pins(file: str = "constraints.txt") -> dict[str, Requirement]:
    """What a file of constraints pins."""
    return requirements(constraint_lines(file))


def supported_pythons() -> list[str]:
    """The Pythons that pyproject.toml's classifiers name, such as 3.11."""
    found = [re.fullmatch(r"Programming Language :: Python :: (3\.\d+)", each) for each in project()["classifiers"]]
    return [match[1] for match in found if match]


def environment() -> dict[str, Any]:
    """environment.yml."""
    read: dict[str, Any] = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
    return read


def conda_specs() -> list[str]:
    """The specs conda itself solves."""
    return [entry for entry in environment()["dependencies"] if isinstance(entry, str)]


def pip_lines() -> list[str]:
    """What pip installs into the conda environment, the project itself included."""
    [table] = [entry for entry in environment()["dependencies"] if isinstance(entry, dict)]
    lines: list[str] = table["pip"]
    return lines


def same_versions(one: SpecifierSet | str, other: SpecifierSet | str) -> bool:
    """Whether two version ranges are written of the same clauses."""
    return set(SpecifierSet(str(one))) == set(SpecifierSet(str(other)))
