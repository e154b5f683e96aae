"""The length of a line, where it depends on when a delayed job is due."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from qlab import Lab
from qlab.run.active_job import ActiveJob
from tests.run.test_details import check_same


def test_a_delayed_job_that_gets_another_moment_is_in_line_from_that_one_on() -> None:
    def scenario(lab: Lab) -> Mapping[str, Any]:
        email = lab.queue("email")
        email.add("long")
        later = email.add("later", delay="10s")

        def long(job: ActiveJob) -> Iterator[str]:
            yield "60s" if job.name == "long" else "1s"

        return {"processors": long, "until": None, "meanwhile": [("5s", lambda: later.change_delay("20s"))]}

    run = check_same(scenario)
    lengths = run.queue_length()
    joined = lengths[(lengths["in_line"] == 1) & (lengths["active"] == 1)]
    assert [(at.timestamp() * 1000 - run.began) for at in joined["at"]] == [25_000]
    assert run.waiting()["wait_ms"].tolist() == [0, 35_000]
    law = run.littles_law().iloc[0]
    assert law["in_line"] == pytest.approx(law["predicted"])
