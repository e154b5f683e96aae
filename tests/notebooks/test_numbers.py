"""Numbers with a unit in the lessons' prose: each stands in an output that nbval compares, or is proved here."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from qlab import Lab
from tests.notebooks.course import SOLUTIONS, code, name, shown, text

pytestmark = pytest.mark.notebooks

UNITS = "s|ms|%|commands?|keys?|fields?|jobs?|scripts?|events?|attempts?|children|hours?|minutes?|seconds?|bytes"
NUMBER = re.compile(rf"(?<![\w.:-])\+?(\d[\d,.]*\d|\d)\s?(?:{UNITS})\b")
TO_DO = {("02", "+60 s"), ("08", "45 s"), ("08", "29s")}
"""What a reader is asked to do."""
PROVED = {("03", "65 bytes"), ("12", "4,094 jobs"), ("13", "10,000 events"), ("14", "30 seconds")}
"""What is proved below, and of lesson 12 in test_course.py."""


def unproved(path: Path) -> Iterator[tuple[str, str]]:
    """The numbers of a lesson's prose that none of its outputs has. How long a lesson takes, its first cell says."""
    outputs = "\n".join(shown(cell) for cell in code(path)).replace(",", "")
    for cell in text(path)[1:]:
        for found in NUMBER.finditer(cell.source):
            if not re.search(rf"(?<![\d.]){re.escape(found[1].replace(',', ''))}(?!\d)", outputs):
                yield path.stem[:2], found[0]


@pytest.mark.parametrize("path", SOLUTIONS, ids=name)
def test_each_number_of_the_prose_stands_in_an_output(path: Path) -> None:
    number = path.stem[:2]
    assert set(unproved(path)) == {each for each in TO_DO | PROVED if each[0] == number}


def test_how_long_a_lock_lasts_and_how_many_events_are_kept(lab: Lab) -> None:
    queue = lab.queue("email")
    queue.add("welcome")
    job = queue.take()
    assert job
    lock = lab.snapshot().key(f"{job.key}:lock")
    assert lock
    assert lock.expires_at == lab.clock.now_ms + 30_000
    meta = lab.snapshot().key(f"{lab.prefix}:email:meta")
    assert meta
    assert meta.fields["opts.maxLenEvents"] == "10000"


def test_one_byte_of_data_makes_a_hashtable_of_a_hash(lab: Lab) -> None:
    texts = ["x" * length for length in (62, 63)]
    assert [len(json.dumps(each)) for each in texts] == [64, 65]
    jobs = [lab.queue("notes").add("note", each) for each in texts]
    keys = [lab.snapshot().key(job.key) for job in jobs]
    assert [key.encoding for key in keys if key] == ["listpack", "hashtable"]
