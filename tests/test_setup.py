"""The set-up keeps its word: one list of packages, a make that explains itself, a CI that fails when it should."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distributions, metadata, requires, version
from pathlib import Path

import jsonschema
import pytest
import yaml
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version
from rattler import MatchSpec

from tests import packaging_files as files
from tests.packaging_files import ROOT
from tests.servers import MAKES, need_program

ENVIRONMENT_SCHEMA = {
    "type": "object",
    "required": ["name", "channels", "dependencies"],
    "additionalProperties": False,
    "properties": {
        "name": {"const": "qlab"},
        "channels": {"const": ["conda-forge", "nodefaults"]},
        "dependencies": {
            "type": "array",
            "items": {
                "oneOf": [
                    {"type": "string"},
                    {
                        "type": "object",
                        "required": ["pip"],
                        "additionalProperties": False,
                        "properties": {"pip": {"type": "array", "items": {"type": "string"}}},
                    },
                ]
            },
        },
    },
}


# One list of packages, in three files


@pytest.mark.parametrize("name", sorted(files.declared("notebooks", "app", "docs", "test")))
def test_every_dependency_is_pinned_within_its_range(name: str) -> None:
    asked, pin = files.declared("notebooks", "app", "docs", "test")[name], files.pins().get(name)
    assert pin is not None, f"{name} is not in constraints.txt: run `make constraints`"
    [exact] = pin.specifier
    assert asked.specifier.contains(exact.version), f"{pin} is outside {asked}"
    assert pin.marker == asked.marker


@pytest.mark.parametrize("name", sorted(files.declared("notebooks", "app", "docs", "test")))
def test_the_oldest_of_every_dependency_is_pinned_as_its_lower_bound(name: str) -> None:
    """The bound that is declared is the one that `make oldest` tests; only stubs count their days behind it."""
    asked, pin = files.declared("notebooks", "app", "docs", "test")[name], files.pins("constraints-oldest.txt")[name]
    [bound] = [Version(clause.version) for clause in asked.specifier if clause.operator == ">="]
    [exact] = [Version(clause.version) for clause in pin.specifier]
    assert (
        exact.release[: len(bound.release)] == bound.release if "stubs" in name or "types-" in name else exact == bound
    )
    assert pin.marker == asked.marker


@pytest.mark.parametrize("file", ["constraints.txt", "constraints-oldest.txt"])
def test_constraints_are_exact_pins_of_published_packages(file: str) -> None:
    for line in files.constraint_lines(file):
        pin = Requirement(line)
        assert [clause.operator for clause in pin.specifier] == ["=="], line
        assert pin.url is None
        assert not pin.extras
    names = [canonicalize_name(Requirement(line).name) for line in files.constraint_lines(file)]
    assert len(names) == len(set(names))


def test_constraints_cover_what_the_dependencies_install() -> None:
    """Whatever an installed dependency asks for in turn is pinned as well, so that nothing moves between two runs."""
    oldest = sys.prefix.endswith("-oldest")  # `make oldest` installs from the other file
    pins, missing = files.pins("constraints-oldest.txt" if oldest else "constraints.txt"), []
    for name in pins:
        for line in _asked_for_by(name):
            wanted = Requirement(line)
            if _applies(wanted) and canonicalize_name(wanted.name) not in pins:
                missing.append(f"{name} asks for {wanted}")
    assert not missing


def test_every_pin_can_be_installed_on_the_oldest_python() -> None:
    """The first patch of it too: Debian 12 has 3.11.2, and soupsieve 4.1.3 asked for 3.11.5."""
    oldest = min(Version(each) for each in files.supported_pythons())
    asked = {name: metadata(name).get("Requires-Python") for name in _installed()}
    assert {name: text for name, text in asked.items() if text and f"{oldest}.0" not in SpecifierSet(text)} == {}


def _installed() -> list[str]:
    here = {canonicalize_name(each.name) for each in distributions()}
    return [name for name in files.pins("constraints.txt") if name in here]


def _asked_for_by(name: str) -> list[str]:
    try:
        return requires(name) or []
    except PackageNotFoundError:  # of another platform
        return []


def _applies(requirement: Requirement) -> bool:
    return requirement.marker is None or requirement.marker.evaluate({**default_environment(), "extra": ""})


def test_the_scripts_package_makes_no_modules_of_what_is_installed_below_it() -> None:
    """Node asks the nearest package.json: of type "module", it made JupyterLab's yarn fail in `make lab`."""
    assert json.loads((ROOT / "package.json").read_text(encoding="utf-8")).get("type", "commonjs") == "commonjs"


def test_environment_yml_is_what_conda_reads() -> None:
    jsonschema.validate(files.environment(), ENVIRONMENT_SCHEMA)
    for spec in files.conda_specs():
        MatchSpec(spec, strict=True)
    for line in files.pip_lines():
        assert line == "--editable ." or Requirement(line)


def test_environment_yml_agrees_with_pyproject() -> None:
    wanted = files.declared("notebooks")
    by_conda = {}
    for spec in files.conda_specs():
        name, _, versions = spec.partition(" ")
        by_conda[files.CONDA_NAMES.get(name, name)] = versions
    by_pip = files.requirements(line for line in files.pip_lines() if not line.startswith("-"))
    assert not by_conda.keys() & by_pip.keys()
    assert (by_conda.keys() | by_pip.keys()) - files.CONDA_EXTRAS == wanted.keys()
    for name in wanted.keys() & by_conda.keys():
        assert files.same_versions(by_conda[name], wanted[name].specifier), name
    for name, requirement in by_pip.items():
        assert files.same_versions(requirement.specifier, wanted[name].specifier), name
        assert requirement.marker == wanted[name].marker
    assert files.same_versions(by_conda["python"], files.project()["requires-python"])
    assert "hiredis" in wanted["redis"].extras


def test_all_is_the_sum_of_the_extras() -> None:
    extras = files.project()["optional-dependencies"]
    [everything] = extras["all"]
    assert Requirement(everything).extras == extras.keys() - {"all"}


def test_redis_stays_below_8() -> None:
    """redis 8 sets socket_timeout=5, and a BullMQ worker that waits longer for a job then dies without a word."""
    asked = files.declared()["redis"].specifier
    assert not asked.contains("8.0.0", prereleases=True)
    assert asked.contains("7.4.0")
    assert int(version("redis").partition(".")[0]) == 7


def test_the_containers_use_what_is_there() -> None:
    """Nothing here builds them; what they name has to exist all the same."""
    container = json.loads((ROOT / ".devcontainer/devcontainer.json").read_text("utf-8"))
    supported = re.findall(r"Python :: (3\.\d+)", (ROOT / "pyproject.toml").read_text("utf-8"))
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    assert container["postCreateCommand"] == "make setup"
    for image in (container["image"], re.findall(r"^FROM (\S+)$", dockerfile, re.MULTILINE)[0]):
        assert re.fullmatch(r"python:(3\.\d+)(-slim)?-bookworm", image)[1] in supported  # type: ignore[index]
    assert "--constraint constraints.txt '.[notebooks]'" in dockerfile
    assert (ROOT / "constraints.txt").exists()


def test_a_students_container_starts_with_a_copy_of_the_course(tmp_path: Path) -> None:
    """The image is not built here; what it starts is run, with a stand-in for the hub's server."""
    found = re.search(r"^CMD (.+)$", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE)
    assert found
    (tmp_path / "bin").mkdir()
    hub = tmp_path / "bin" / "jupyterhub-singleuser"
    hub.write_text('#!/bin/sh\necho started "$@"\n', encoding="utf-8")
    hub.chmod(0o755)
    path = os.pathsep.join([str(tmp_path / "bin"), str(Path(sys.executable).parent), os.environ["PATH"]])
    command = [*json.loads(found[1]), "--port=8888"]
    ran = subprocess.run(
        command, cwd=tmp_path, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=True
    )
    assert ran.stdout.splitlines()[-1] == "started --port=8888"
    assert (tmp_path / "qlab-course" / "00-contents.ipynb").exists()


SERVERS = (ROOT / "docs" / "servers.md").read_text("utf-8")
OPENED = {
    "JupyterLab": ["notebooks"], "Binder": [".binder"], "Colab": ["tools/long_description.py"],
    "JupyterHub": ["Dockerfile"], "devcontainer": [".devcontainer"], "Conda": ["environment.yml"],
    "GitHub, nbviewer, marimo": ["notebooks"], "VS Code": [".devcontainer"],
}  # fmt: skip
"""Where the course can be opened, and what in this repository is there for it."""
UNTRIED = re.compile(r"\bno image was built|\bnot Colab itself|\bnot built|\bnot whether conda|\bnot the sites")


def places() -> dict[str, tuple[str, str]]:
    """What servers.md says of each place: what it uses, and how far that was tested."""
    table = SERVERS.partition("| where | what it uses | tested |\n| --- | --- | --- |\n")[2].partition("\n\n")[0]
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table.splitlines()]
    return {re.sub(r" [\d.]+$", "", where): (uses, tested) for where, uses, tested in rows}


def test_of_each_place_it_is_said_whether_it_was_tested() -> None:
    assert list(places()) == list(OPENED)
    assert all((ROOT / path).exists() for paths in OPENED.values() for path in paths)
    said = {where: re.match(r"\*\*(yes|in part|no)\*\*", tested) for where, (_, tested) in places().items()}
    assert all(said.values()), said
    assert {where for where, found in said.items() if found and found[1] == "yes"} == {"JupyterLab"}
    assert all(UNTRIED.search(tested) for _, tested in places().values() if tested.startswith("**in part**"))


def test_what_is_said_to_be_untried_is_tried_by_nothing_here() -> None:
    """Once a check builds an image, calls conda or opens the course elsewhere, the table has to say so."""
    checks = [*(ROOT / "tests").rglob("*.py"), ROOT / "Makefile", ROOT / ".ci/run", ROOT / ".github/workflows/ci.yml"]
    calls = re.compile(r"""\b(?:docker build|repo2docker|conda env create|mamba |devcontainer build|code --install)""")
    found = {path.name for path in checks if calls.search(path.read_text("utf-8"))}
    assert found <= {"test_setup.py", "test_shell_snippets.py"}, "say in docs/servers.md what is tested now"


def test_the_places_have_the_versions_that_their_rows_name() -> None:
    oldest, newest = files.pins("constraints-oldest.txt"), files.pins("constraints.txt")
    uses = {where: said[0] for where, said in places().items()}
    assert f"| JupyterLab {'.'.join(_pinned(newest['jupyterlab']).split('.')[:2])} |" in SERVERS
    assert f"pandas {_pinned(oldest['pandas'])}" in uses["Colab"]
    assert (ROOT / ".binder/runtime.txt").read_text("utf-8").strip() == f"python-{uses['Binder'].split()[2].strip(',')}"
    for where, paths in OPENED.items():
        assert where in ("JupyterLab", "Colab", "VS Code") or paths[0] in uses[where], where


def _pinned(requirement: Requirement) -> str:
    [exact] = requirement.specifier
    return exact.version


def test_one_least_python_everywhere() -> None:
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]
    assert files.project()["requires-python"] == ">=3.11"
    assert tools["ruff"]["target-version"] == "py311"
    assert tools["mypy"]["python_version"] == "3.11"
    assert "sys.version_info < (3, 11)" in (ROOT / "tools/find-python").read_text("utf-8")


# make, and the script that CI runs


def run(*command: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run in the project's folder, free of what an outer make hands down."""
    inherited = {name: value for name, value in os.environ.items() if name not in MAKES}
    return subprocess.run(command, cwd=ROOT, env=inherited | variables, capture_output=True, text=True, check=False)


def test_bare_make_lists_every_target_with_a_line() -> None:
    need_program("make")
    listed = run("make")
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert phony is not None
    assert listed.returncode == 0
    lines = dict(re.findall(r"^  make ([a-z-]+) +(\S.*)$", listed.stdout, re.MULTILINE))
    assert lines.keys() == set(phony[1].split())
    assert max(map(len, listed.stdout.splitlines())) <= 110


def test_make_test_runs_every_check_in_order() -> None:
    need_program("make")
    planned = run("make", "--dry-run", "test").stdout
    steps = ["ruff check", "ruff format --check", "mypy --strict qlab tools docs/conf.py"]
    steps += [
        'not browser and not notebooks and not explore and not site"',
        "QLAB_TEST_SERVER=redis7,redis62 ",
        "--nbval",
        "-m notebooks",
        "-m tools.site",
        "-m site",
        "-m browser",
    ]
    places = [planned.find(step) for step in steps]
    assert -1 not in places
    assert places == sorted(places)
    assert "--nbval-lax" not in planned


def test_no_target_leaves_out_a_test_by_the_folders_it_names() -> None:
    marked = {mark: {str(path.parent.relative_to(ROOT)) for path in (ROOT / "tests").rglob("test_*.py")
                     if re.search(rf"^(?:pytestmark = |@)pytest\.mark\.{mark}$", path.read_text("utf-8"), re.MULTILINE)}
              for mark in ("browser", "notebooks", "explore", "site")}  # fmt: skip
    assert marked == {mark: {f"tests/{mark}"} for mark in marked}
    for folder in ("browser", "notebooks", "site"):  # `make unit` passes over these
        for path in (ROOT / "tests" / folder).glob("test_*.py"):
            assert f"\npytestmark = pytest.mark.{folder}\n" in path.read_text("utf-8"), path.name


def test_without_a_python_setup_says_what_to_do() -> None:
    refused = run(ROOT / "tools/find-python", PYTHON="no-such-python")
    assert refused.returncode == 1
    assert refused.stdout == ""
    assert "apt-get install python3 python3-venv" in refused.stderr


def program(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (folder / name).chmod(0o755)


def test_setup_passes_over_a_python_that_is_too_old(tmp_path: Path) -> None:
    program(tmp_path, "python-old", "exit 1")
    program(tmp_path, "python-new", "exit 0")
    found = run(ROOT / "tools/find-python", PYTHON="python-old python-new", PATH=f"{tmp_path}:{os.environ['PATH']}")
    assert found.stdout.strip() == str(tmp_path / "python-new")


def interpreter(folder: Path, version: str) -> None:
    program(folder, f"python{version}", f'case "$2" in *print*) echo {version};; esac')


@pytest.fixture
def machine(tmp_path: Path) -> dict[str, str]:
    """The variables of a machine with the programs that CI needs, a make that says how it is called, and no pyenv."""
    for name in ("chromium", "redis-server"):
        program(tmp_path, name, "exit 0")
    return {"PATH": f"{tmp_path}:{os.environ['PATH']}", "PYENV_ROOT": str(tmp_path / "none"), "TMP": str(tmp_path)}


@pytest.mark.parametrize("status", [0, 3])
def test_ci_ends_as_make_test_ends(tmp_path: Path, machine: dict[str, str], status: int) -> None:
    program(tmp_path, "make", f'echo "make $* $QLAB_TEST_NEED_ALL"; exit {status}')
    ended = run(need_program("bash"), ROOT / ".ci/run", **machine)
    assert ended.returncode == status
    assert ended.stdout.splitlines()[0] == "make test 1"
    assert status == 0 or ended.stdout == "make test 1\n"


def test_ci_runs_the_unit_tests_on_the_other_pythons_that_are_there_and_says_which(
    tmp_path: Path, machine: dict[str, str]
) -> None:
    own = f"{sys.version_info[0]}.{sys.version_info[1]}"
    if (tested := ROOT / ".venv/bin/python").exists():  # `make test` has run there, whatever runs this
        own = run(tested, "-c", "import sys; print('%d.%d' % sys.version_info[:2])").stdout.strip()
    others = [each for each in files.supported_pythons() if each != own]
    program(tmp_path, "make", 'echo "make $*"')
    for each in files.supported_pythons():
        program(tmp_path, f"python{each}", "exit 1")
    interpreter(tmp_path, others[0])
    said = run(need_program("bash"), ROOT / ".ci/run", **machine).stdout
    assert f"ci: unit tests on Python {others[0]}\nmake unit QUICK=1 PYTHON={tmp_path}/python{others[0]}\n" in said
    assert all(f"ci: Python {each} is not here: not tested" in said for each in others[1:])
    assert said.count("make unit") == 1


def test_github_runs_what_ci_runs_on_every_supported_python() -> None:
    [job] = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text("utf-8"))["jobs"].values()
    assert job["strategy"]["matrix"]["python"] == files.supported_pythons()
    assert job["steps"][-1]["run"] == ".ci/run"


def test_another_python_gets_an_environment_of_its_own(tmp_path: Path) -> None:
    need_program("make")
    interpreter(tmp_path, "3.12")
    here = {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    assert ".venv-3.12/bin/python -m pytest" in run("make", "--dry-run", "unit", "PYTHON=python3.12", **here).stdout
    assert 'VENV=".venv"' in run("make", "--dry-run", "--always-make", "setup", "PYTHON=python3.12", **here).stdout
    assert "and not slow" in run("make", "--dry-run", "unit", "QUICK=1").stdout
    assert "and not slow" not in run("make", "--dry-run", "test").stdout
