"""Where clocks change: npm's cron-parser beside PyPI's croniter, and that a rule tells where they may differ."""

from __future__ import annotations

import json
import os
import subprocess

import pytest

from qlab.lab.lab import Lab
from qlab.protocol.schedulers import Rule
from qlab.text.durations import parse_at
from tests.observe.test_npm import NODE, node  # noqa: F401  # the fixture that installs the release, or skips

pytestmark = [pytest.mark.server, pytest.mark.slow]
BERLIN = "Europe/Berlin"
SPRING, AUTUMN, SUMMER = "2026-03-28T12:00:00Z", "2026-10-24T12:00:00Z", "2026-07-01T12:00:00Z"


@pytest.fixture(scope="module")
def program(request: pytest.FixtureRequest) -> str:
    """Node, with npm's BullMQ beside the script."""
    return str(request.getfixturevalue("node"))


def npm(program: str, pattern: str, tz: str | None, after: str, count: int, machine: str = "UTC") -> list[int]:
    """The next moments by npm's cron-parser on a machine of a time zone, ms since 1970."""
    asked = json.dumps({"pattern": pattern, "tz": tz, "after": parse_at(after), "count": count})
    env = {**os.environ, "TZ": machine}
    ran = subprocess.run(
        [program, "cron.mjs"], cwd=NODE, input=asked, capture_output=True, text=True, check=True, env=env
    )
    return list(json.loads(ran.stdout))


def pypi(pattern: str, tz: str | None, after: str, count: int) -> list[int]:
    """When a lab's worker that is always there begins the jobs, ms since 1970."""
    with Lab(trace=False, start=after) as lab:
        queue, begun = lab.queue("daily"), []
        queue.schedule("report", cron=pattern, tz=tz)
        while len(begun) < count:
            if job := queue.take():
                begun.append(lab.clock.now_ms)
                job.complete()
            else:
                lab.clock.to_next()
    return begun


def utc(*moments: str) -> list[int]:
    return [parse_at(f"2026-{each}:00Z") for each in moments]


def test_nine_o_clock_comes_twice_with_pypi_when_summer_time_begins(program: str) -> None:
    assert npm(program, "0 9 * * *", BERLIN, SPRING, 2) == utc("03-29T07:00", "03-30T07:00")
    assert pypi("0 9 * * *", BERLIN, SPRING, 3) == utc("03-29T06:00", "03-29T07:00", "03-30T07:00")


def test_nine_o_clock_is_an_hour_late_with_pypi_when_summer_time_ends(program: str) -> None:
    assert npm(program, "0 9 * * *", BERLIN, AUTUMN, 2) == utc("10-25T08:00", "10-26T08:00")
    assert pypi("0 9 * * *", BERLIN, AUTUMN, 2) == utc("10-25T09:00", "10-26T08:00")


@pytest.mark.parametrize("after", [SPRING, AUTUMN])
def test_in_utc_they_agree(program: str, after: str) -> None:
    assert npm(program, "0 3 * * *", "UTC", after, 3) == pypi("0 3 * * *", "UTC", after, 3)


def test_without_a_zone_npm_takes_that_of_its_machine_and_pypi_takes_utc(program: str) -> None:
    assert npm(program, "0 3 * * *", None, SUMMER, 1, machine=BERLIN) == utc("07-02T01:00")
    assert pypi("0 3 * * *", None, SUMMER, 1) == utc("07-02T03:00")


@pytest.mark.parametrize(("after", "differs"), [(SPRING, True), (AUTUMN, True), (SUMMER, False)])
def test_a_rule_tells_where_they_may_differ(program: str, after: str, differs: bool) -> None:
    rule = Rule(None, "0 9 * * *", BERLIN, None, None, 0)
    moments = tuple(pypi("0 9 * * *", BERLIN, after, 3))
    assert rule.differs(moments) is differs
    assert (npm(program, "0 9 * * *", BERLIN, after, 3) != list(moments)) is differs


def test_npm_makes_no_job_after_the_end_and_pypi_one(program: str) -> None:
    with Lab(clock="real", tcp=True, trace=False) as lab:
        command = [program, "cron_end.mjs", str(lab.url), "3.5"]
        ran = subprocess.run(command, cwd=NODE, capture_output=True, text=True, check=True, timeout=60)
    said = json.loads(ran.stdout)
    assert said["dues"]
    rule = Rule(None, "* * * * * *", None, None, said["end"], 0)
    assert set(said["dues"]) <= set(rule.moments(said["dues"][0], most=10))  # a busy machine leaves some out
    assert said["dues"][-1] <= said["end"]

    with Lab(trace=False) as lab:
        queue, dues = lab.queue("ticks"), []
        end = lab.clock.now_ms + 3_500
        queue.schedule("tick", cron="* * * * * *", end=end)
        lab.run(lambda job: dues.append(int(job.id.split(":")[-1])), until="1m")
    assert dues == list(rule._replace(end_ms=end).moments(dues[0], most=10, pypi=True))
    assert dues[-2] <= end < dues[-1]
