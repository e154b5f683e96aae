"""Lesson 00: the report on this machine, and its checks: right answers pass, wrong ones get one thing to try."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import qlab
from qlab.errors import ServerStartError
from qlab.teach import ready
from tests.teach.saying import last

if TYPE_CHECKING:
    from qlab import Lab


def test_this_machine_is_ready() -> None:
    found = ready.machine()
    assert found.ready
    assert found.text().endswith("This machine is ready.")
    assert "→" not in found.text()


def test_a_missing_part_gets_its_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ready, "find_spec", lambda name: None if name == "anywidget" else name)
    monkeypatch.setattr(ready, "version", lambda _name: "8.1.0")
    monkeypatch.setattr(ready, "PYTHON", (9, 0))
    found = ready.machine()
    assert not found.ready
    said = found.text()
    assert "→ Python is below 9.0." in said
    assert "→ `anywidget` is missing. Try: python -m pip install 'qlab[notebooks]'." in said
    assert "→ `redis` is 8 or newer" in said
    assert "not ready yet" in said
    assert "anywidget" in found._repr_html_()


def test_a_machine_without_a_server_is_told_where_to_read_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_lab(**_options: object) -> None:
        raise ServerStartError("No server starts here.")

    monkeypatch.setattr(ready, "Lab", no_lab)
    assert "→ No server could be used: No server starts here. Try: follow docs/servers.md." in ready.machine().text()


def test_00a_wants_a_job_in_a_lab_of_ones_own(lab: Lab) -> None:
    assert "mine.queue('first')" in last("00-a", lab)
    lab.queue("first").add("hello")
    assert qlab.check("00-a", lab).passed


def test_00b_follows_the_receipt(lab: Lab) -> None:
    email = lab.queue("email")
    assert "no job `receipt`" in last("00-b", lab)
    email.add("receipt")
    assert "email.take()" in last("00-b", lab)
    job = email.take()
    assert ".complete" in last("00-b", lab)
    job.fail("no")
    assert "start over" in last("00-b", lab)
    email.add("receipt")
    email.take().complete("250 OK")
    assert qlab.check("00-b", lab).passed


def test_00c_looks_at_what_the_last_step_did(lab: Lab) -> None:
    email = lab.queue("email")
    email.add("report")
    assert "moved a job" in last("00-c", lab)
    job = email.take()
    email.pause()
    assert "a method of a job" in last("00-c", lab)
    job.update_data(None)
    assert "changed no key" in last("00-c", lab)
    job.log("half way")
    assert qlab.check("00-c", lab).passed
