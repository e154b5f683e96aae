"""What is redacted is gone from every byte that leaves: snapshots, files, whatever the recording was made by."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qlab import Lab, Recording
from qlab.errors import OptionError
from qlab.observe.attach import Observer
from qlab.snapshot.redact import shape
from qlab.snapshot.values import Entry

SECRET = "ada@example.com"


def test_shapes() -> None:
    assert shape({"to": SECRET, "n": [1, 2, 3, 4], "ok": True, "x": None}) == {
        "to": "string(15)", "n": ["number", "number", "number", "… 1 more"], "ok": "boolean", "x": "null",
    }  # fmt: skip
    deep: object = "x"
    for _ in range(500):
        deep = [deep]
    assert json.dumps(shape(deep)).count("[") == 20


@given(st.recursive(st.text(st.characters(categories=["Lo"]), min_size=1) | st.integers(10**6, 10**9), st.lists))
def test_no_value_survives(value: object) -> None:
    text = json.dumps(shape(value), ensure_ascii=False)
    leaves = [value]
    for leaf in leaves:
        if isinstance(leaf, list):
            leaves.extend(leaf)
        else:
            assert str(leaf) not in text


def a_life(lab: Lab) -> None:
    queue = lab.queue("email", attempts=2)
    queue.add("w", {"to": SECRET})
    job = queue.take()
    job.progress({"mail": SECRET})
    job.log(f"to {SECRET}")
    job.update_data({"cc": SECRET})
    job.fail(f"no mailbox {SECRET}")
    queue.take().complete({"sent": SECRET})


def test_a_snapshot(live: Lab, observer: Observer) -> None:
    a_life(live)
    plain, redacted = observer.snapshot("email"), observer.snapshot("email", redact="all")
    assert SECRET in plain.text()
    assert SECRET not in redacted.text()
    assert SECRET not in redacted._repr_html_()
    assert redacted.counts() == plain.counts()
    assert redacted.job("1", "email").data == {"cc": "string(15)"}
    assert SECRET in observer.snapshot("email", redact=True).job("1", "email").failed_reason


@pytest.mark.parametrize("redact", [True, "all"])
def test_a_lab_s_recording(lab: Lab, tmp_path: Path, redact: object) -> None:
    a_life(lab)
    lab.recording.save(tmp_path / "plain.jsonl")
    lab.recording.save(tmp_path / "redacted.jsonl", redact=redact)  # type: ignore[arg-type]
    assert SECRET in (tmp_path / "plain.jsonl").read_text()
    text = (tmp_path / "redacted.jsonl").read_text()
    assert (SECRET in text) == (redact is True)
    assert SECRET not in text.replace(f"no mailbox {SECRET}", "")  # True keeps the error's text, and nothing else
    again = Recording.load(tmp_path / "redacted.jsonl")
    assert again.transitions().equals(lab.recording.transitions())
    assert again.last.job("1", "email").data == {"cc": "string(15)"}


def test_a_wrong_option(lab: Lab, tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="all"):
        lab.recording.save(tmp_path / "x.jsonl", redact="some")  # type: ignore[arg-type]


def test_events_alone_make_a_recording() -> None:
    text = [("1000-0", {"event": "added", "jobId": "1", "name": "w"}), ("1000-1", {"event": "waiting", "jobId": "1"}),
            ("1500-0", {"event": "active", "jobId": "1", "prev": "waiting"}),
            ("1800-0", {"event": "delayed", "jobId": "1", "delay": "2800"}),
            ("2900-0", {"event": "waiting", "jobId": "1", "prev": "delayed"}),
            ("2900-1", {"event": "active", "jobId": "1", "prev": "waiting"}),
            ("3000-0", {"event": "completed", "jobId": "1", "returnvalue": "7", "prev": "active"})]  # fmt: skip
    entries = [Entry(id, tuple(fields.items())) for id, fields in text]
    hashes = {"1": {"name": "w", "opts": '{"attempts":3}', "ats": "2", "atm": "2", "failedReason": "no", "stacktrace":
              '["Error: no\\n at x"]'}}  # fmt: skip
    recording = Recording.from_events(entries, "email", hashes=hashes)
    attempts = recording.attempts()
    assert list(attempts.outcome) == ["retried", "completed"]
    assert attempts.error[0] == "no"
    assert list(attempts.delay_ms) == [0, 1000]
    assert recording.last.counts_of("email")["completed"] == 1
