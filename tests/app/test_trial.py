"""The trial of lesson 01: both ways of sending a mail, and what it says when it has been closed."""

from __future__ import annotations

import pytest

from qlab.app.processes import process
from qlab.app.processes.load_test import DEADLINE_S, Trial
from qlab.errors import ClosedError


def test_one_mail_is_sent_in_the_request_and_another_waits_in_the_queue() -> None:
    with Trial(mail="1ms") as trial:
        assert len(trial.ask(1, inline=True)) == len(trial.ask(1)) == 1
        assert trial.mails == 1
        assert trial.jobs_to("ada@example.com") == ["waiting"]


def test_a_connection_that_waits_for_the_others_stays_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client whose request met the end of its connection heard a ReadError: uvicorn ends an idle one after 5 s."""
    made = []
    usual = process.uvicorn_config
    monkeypatch.setattr(process, "uvicorn_config", lambda *given, **more: made.append(usual(*given, **more)) or made[0])
    with Trial():
        assert [config.timeout_keep_alive for config in made] == [DEADLINE_S]


def test_a_closed_trial_says_so() -> None:
    """Whoever runs a whole notebook and then comes back to an exercise finds it closed."""
    with Trial() as trial:
        pass
    trial.close()
    with pytest.raises(ClosedError, match="run the notebook from the top"):
        trial.post("ada@example.com")
    with pytest.raises(ClosedError):
        trial.ask(1)
    with pytest.raises(ClosedError):
        trial.jobs_to("ada@example.com")
