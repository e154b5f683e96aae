"""What an operation costs does not grow faster than what it is about: calls, bytes and comparisons are counted."""

from __future__ import annotations

import pytest
import redis

from qlab import Lab
from qlab.run import Evenly
from qlab.run.job import ActiveJob
from qlab.snapshot.reader import Reader
from tests.growth import Text, work

FEW, MANY = 150, 900
FLAT = 1.3


def test_reading_many_keys_compares_each_name_a_few_times(lab: Lab) -> None:
    def compared(count: int) -> float:
        names = [Text(f"{lab.prefix}:q:{at}") for at in range(count)]
        with redis.Redis.from_url(str(lab.url)) as client:
            reader = Reader(lambda *command: client.execute_command(*command, NEVER_DECODE=True), expiretime=False)
            Text.compared = 0
            assert len(reader.keys(names)) == count
        return Text.compared / count

    assert compared(MANY) <= FLAT * compared(FEW) + 1


@pytest.mark.parametrize("detail", ["keys", "bulk", "transitions"])
def test_a_job_costs_as_much_among_many_as_among_few(detail: str) -> None:
    def each(count: int) -> tuple[float, float]:
        with Lab(trace=False) as lab:
            queue = lab.queue("q", removeOnComplete=True)

            def run() -> None:
                if detail == "bulk":
                    queue.add_bulk([("a", {})] * count)
                else:
                    lab.run({"q": at_once}, arrivals=Evenly("q", "1s", count), detail=detail)  # type: ignore[arg-type]

            done = work(run)
        return done.calls / count, done.bytes / count

    sizes = (FEW // 10, MANY // 10) if detail == "keys" else (FEW, MANY)
    (calls_few, bytes_few), (calls_many, bytes_many) = map(each, sizes)
    assert calls_many <= FLAT * calls_few
    assert bytes_many <= FLAT * bytes_few


def at_once(_: ActiveJob) -> None:
    return None
