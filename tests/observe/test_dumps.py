"""The two dumps of a NestJS application: found, paged, explained, examined and played back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import qlab
from qlab.errors import UsageError
from qlab.observe.attach import Observer

DUMPS = Path(__file__).parents[2] / "data" / "dumps"


@pytest.fixture(scope="module", params=["6s", "20s"])
def dump(request: pytest.FixtureRequest) -> Iterator[tuple[str, Observer]]:
    with qlab.attach(f"file:{DUMPS / f'nestjs-demo-{request.param}.rdb'}") as observer:
        yield request.param, observer


def test_six_queues_made_by_npm(dump: tuple[str, Observer]) -> None:
    _name, observer = dump
    assert repr(observer).startswith("Observer(a dump, valkey 9")
    found = observer.queues()
    assert len(found) == 6
    assert {info.maker for info in found} == {"bullmq:6.7.0"}
    assert all(not info.paused for info in found)


def test_the_mails_and_what_became_of_them(dump: tuple[str, Observer]) -> None:
    name, observer = dump
    states = {job.id: str(job.state) for job in observer.snapshot("emailQueue").all_jobs()}
    third = "failed" if name == "20s" else "delayed"
    second = "completed" if name == "20s" else states["2"]
    assert states == {"1": "completed", "2": second, "3": third, "4": "delayed", "welcome-42": "completed"}


def test_a_page_holds_every_key_of_the_queue(dump: tuple[str, Observer]) -> None:
    _name, observer = dump
    for info in observer.queues():
        keys = set(observer.snapshot(info.name, limit=1_000).state)
        stored = set(observer.connection.execute("SCAN", "0", "COUNT", 1_000)[1])
        assert keys == {key for key in stored if key.startswith(f"bull:{info.name}:")}


def test_the_events_played_back_end_where_the_queue_is(dump: tuple[str, Observer]) -> None:
    name, observer = dump
    for info in observer.queues():
        recording = observer.watch(info.name, 0, from_start=True)
        page = observer.snapshot(info.name, limit=1_000)
        assert recording.last.counts_of(info.name) == page.counts_of(info.name)
        for job in page.all_jobs():
            assert recording.last.state_of(job.id, info.name) is job.state
    attempts = observer.watch("emailQueue", 0, from_start=True).attempts()
    waits = attempts[attempts.job == "3"].delay_ms.tolist()
    assert waits == pytest.approx([0, 2000, 4000, 8000] if name == "20s" else [0, 2000], abs=5)


def test_nobody_works_there_any_more(dump: tuple[str, Observer]) -> None:
    _name, observer = dump
    assert {finding.check for finding in observer.doctor()} == {"overdue"}
    assert "no worker" in observer.doctor("emailQueue")[0].summary


def test_what_is_no_dump(tmp_path: Path) -> None:
    (tmp_path / "x.rdb").write_text("not a dump")
    with pytest.raises(UsageError, match="is not a dump"):
        qlab.attach(f"file:{tmp_path / 'x.rdb'}")
    with pytest.raises(UsageError, match="cannot be read"):
        qlab.attach(f"file:{tmp_path / 'y.rdb'}")
