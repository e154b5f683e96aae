"""The ids that npm's Queue refuses are those that a lab refuses."""

from __future__ import annotations

import subprocess

import pytest

from qlab.errors import OptionError
from qlab.lab.lab import Lab
from tests.observe import places
from tests.observe.test_npm import NODE, node  # noqa: F401  # the fixture that installs the release, or skips

pytestmark = [pytest.mark.server, pytest.mark.slow]
IDS = ("42", "a:b", "a:b:c", "order-7", "-3", "007")


def taken(lab: Lab, id: str) -> str:
    try:
        lab.queue_named("ids").add("x", jobId=id)
    except OptionError:
        return "refused"
    return "taken"


def test_npm_and_a_lab_refuse_the_same_ids(request: pytest.FixtureRequest, lab: Lab) -> None:
    with places.server() as port:
        command = [request.getfixturevalue("node"), "ids.mjs", str(port), *IDS]
        ran = subprocess.run(command, cwd=NODE, capture_output=True, text=True, check=True, timeout=60)
    lab.queue("ids")
    assert ran.stdout.split() == [taken(lab, id) for id in IDS]
    assert ran.stdout.split()[:4] == ["refused", "refused", "taken", "taken"]
