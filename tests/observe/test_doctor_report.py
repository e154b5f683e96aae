"""What a report of the doctor says: its sentences, numbers, forms and comparison."""

from __future__ import annotations

import json
import time

import pytest
from typer.testing import CliRunner

from qlab.cli.commands import build
from qlab.errors import UsageError
from qlab.observe.doctor.comparing import compare, prometheus
from qlab.observe.doctor.finding import Severity
from tests.observe.faults import work
from tests.observe.faults.bench import Bench
from tests.observe.faults.jobs import lock_lost


def test_a_finding_says_what_why_and_what_to_do(bench: Bench) -> None:
    lock_lost(bench)
    report = bench.observer.doctor("q")
    (finding,) = report
    assert finding.severity is Severity.ERROR
    assert not report.healthy
    assert finding.evidence[0].key == f"{bench.base}:1:lock"
    assert finding.link.startswith("https://docs.bullmq.io/")
    assert "Do: " in report.text()
    assert json.loads(json.dumps(report.to_json()))["findings"][0]["check"] == "active-without-lock"
    assert list(report.to_frame()["check"]) == ["active-without-lock"]
    assert "<table>" in report._repr_html_()


def test_a_number_is_the_true_one_or_says_that_it_is_the_least(bench: Bench) -> None:
    bench.nobody()
    bench.wait_for_jobs()
    due = (int(time.time() * 1000) - 60_000) * 4096
    bench.redis.zadd(f"{bench.base}:delayed", {f"d{number}": due for number in range(150)})
    bench.redis.zadd(f"{bench.base}:failed", {f"f{number}": 1 for number in range(450)})
    found = {finding.check: finding for finding in bench.observer.doctor("q")}
    assert found["overdue"].summary.startswith("150 delayed jobs are overdue")
    assert found["id-without-hash"].summary == "At least 500 ids in a state have no hash (600 are suspected)."
    assert len(found["id-without-hash"].evidence) == 2 * 500
    bench.redis.delete(f"{bench.base}:failed")
    found = {finding.check: finding for finding in bench.observer.doctor("q")}
    assert found["id-without-hash"].summary == "150 ids in a state have no hash."


@pytest.mark.core
def test_reports_are_compared_cut_and_measured(bench: Bench) -> None:
    before = bench.observer.doctor("q") if bench.queue.add("w", {}) else None
    bench.redis.delete(f"{bench.base}:1")
    after = bench.observer.doctor("q")
    assert before is not None
    changes = compare(before, after)
    assert [finding.check for finding in changes.new] == ["id-without-hash"]
    # On a server that is not its own a lab has a prefix of its own, and the report says it.
    name = bench.base.removeprefix("bull:")
    assert changes.text().startswith(f"new: ERROR  {name}: 1 id in a state")
    assert compare(after, before).gone == changes.new
    assert not compare(after, after).text()
    labels = f'check="id-without-hash",prefix="{after[0].prefix}",queue="q",severity="error"'
    assert f"qlab_findings{{{labels}}} 1" in prometheus(after)
    assert prometheus(before).endswith("qlab_healthy 1\n")
    assert len(after.at_least("error")) == 1
    with pytest.raises(UsageError, match="no severity 'bad'"):
        after.at_least("bad")


@pytest.mark.core
def test_a_pause_is_told_in_every_form_and_is_no_error(bench: Bench) -> None:
    work.paused_with_a_late_job(bench)
    bench.queue.add("w", {})
    bench.redis.hset(f"{bench.base}:2", "timestamp", 1)
    bench.nobody()
    report = bench.observer.doctor("q")
    (finding,) = report
    told = "The queue is paused: 1 job waits, and 1 delayed job is overdue."
    assert (finding.check, finding.severity, finding.summary) == ("paused", Severity.INFO, told)
    assert "it was paused 0" in finding.meaning
    assert "No worker is connected either" in finding.meaning
    assert report.healthy
    assert told in report._repr_html_()
    assert "Nothing is wrong" not in report.text()
    assert f'qlab_findings{{check="paused",prefix="{finding.prefix}",queue="q",severity="info"}} 1' in prometheus(
        report
    )
    assert not report.at_least("warning")
    shell = [str(bench.lab.url), "q", "--prefix", bench.lab.prefix, "--every", "10ms", "--looks", "2"]
    for options in ([], ["--format", "json"], ["--watch"]):
        done = CliRunner().invoke(build(), ["doctor", *shell, *options])
        assert done.exit_code == 0, done.output
        assert done.stdout.count(told) == 1
    bench.redis.hdel(f"{bench.base}:meta", "paused")
    assert [each.check for each in compare(report, bench.observer.doctor("q")).gone] == ["paused"]
