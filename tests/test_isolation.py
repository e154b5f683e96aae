"""Tests that touch time, processes, signals or sockets carry a marker, by what their module imports."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import time
from types import ModuleType

import pytest

from tests import isolation, servers


def made(**names: object) -> ModuleType:
    module = ModuleType("test_made")
    vars(module).update(names)
    return module


def test_what_a_module_imports_says_what_it_touches() -> None:
    assert isolation.markers_of(made(subprocess=subprocess, time=time)) == {"process", "time"}
    assert isolation.markers_of(made(text="subprocess")) == set()
    assert isolation.markers_of(None) == set()


def test_what_a_helper_touches_counts_for_those_that_use_it() -> None:
    assert {"process", "time"} <= isolation.markers_of(made(need=servers.need))


def test_the_markers_are_there_to_choose_by(request: pytest.FixtureRequest) -> None:
    assert request.node.get_closest_marker("process")
    assert request.node.get_closest_marker("time")
    assert not request.node.get_closest_marker("signal")


def test_a_shuffled_run_names_its_seed() -> None:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--collect-only",
        "--random-order",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:schemathesis",
        __file__,
    ]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)
    assert "--random-order-seed=" in ran.stdout


def test_no_process_of_the_tests_pays_for_what_they_do_not_use() -> None:
    # two to four seconds of CPU each
    assert not {"nbval.plugin", "schemathesis.pytest.plugin", "rfc3987_syntax"} & sys.modules.keys()
    assert gc.isenabled()
    assert not sys.dont_write_bytecode
    assert "PYTHONDONTWRITEBYTECODE" not in os.environ
    assert gc.get_freeze_count() > 10_000
