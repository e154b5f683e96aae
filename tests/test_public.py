"""The public names: sorted, true, and cheap to import."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import qlab

HEAVY = ("pandas", "numpy", "matplotlib", "redis", "bullmq", "rich", "typer", "IPython", "ipywidgets", "anywidget")


def loaded_by(statement: str) -> set[str]:
    """The modules that a new Python has loaded after a statement."""
    script = f"import sys\n{statement}\nprint(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    return set(ran.stdout.split())


def test_all_is_the_public_names_sorted() -> None:
    assert qlab.__all__ == sorted(qlab.__all__)
    assert dir(qlab) == qlab.__all__


@pytest.mark.parametrize("name", qlab.__all__)
def test_each_public_name_is_there_and_says_what_it_is(name: str) -> None:
    public = getattr(qlab, name)
    assert public.__doc__


def test_each_name_is_written_once() -> None:
    stub = Path(qlab.__file__).with_suffix(".pyi").read_text(encoding="utf-8")
    for name in qlab.__all__:
        assert stub.count(f" {name} as {name}") == 1
        assert f'"{name}"' not in Path(qlab.__file__).read_text(encoding="utf-8")


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="attribute Lba"):
        _ = qlab.Lba


@pytest.mark.parametrize("heavy", HEAVY)
def test_importing_qlab_loads_nothing_heavy(heavy: str, after_import: set[str]) -> None:
    assert "qlab" in after_import
    assert heavy not in after_import


@pytest.fixture(scope="module")
def after_import() -> set[str]:
    return loaded_by("import qlab")


def test_a_lab_needs_no_tables_and_no_figures() -> None:
    assert not {"pandas", "matplotlib", "IPython"} & loaded_by("from qlab import Lab, exponential")
