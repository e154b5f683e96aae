"""What the tests of the command share: the story, played once, and a way to run the command."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest

from qlab import Lab, Recording
from qlab.cli import main
from qlab.stories.email import email_story


class Ran(NamedTuple):
    """What a command did: its exit code and what it printed."""

    code: int
    out: str
    err: str


Qlab = Callable[..., Ran]


@pytest.fixture
def qlab(capsys: pytest.CaptureFixture[str]) -> Qlab:
    """Runs the command ``qlab`` in this process."""

    def run(*arguments: object) -> Ran:
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        code = ended.value.code
        return Ran(code if isinstance(code, int) else int(code is not None), *capsys.readouterr())

    return run


@pytest.fixture(scope="session")
def story() -> Recording:
    """The email story's recording."""
    with Lab() as lab:
        email_story(lab)
        return lab.recording
