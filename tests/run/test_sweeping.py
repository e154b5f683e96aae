"""Sweeps by an executor: any function is sent, and what goes wrong is one sentence."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from qlab.errors import QlabError, UsageError
from qlab.run import RandomLoad, sweep


@pytest.fixture(scope="module")
def processes() -> Iterator[Executor]:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        yield executor


def test_a_function_within_a_function_is_sent_to_a_process(processes: Executor) -> None:
    offset = 100

    table = sweep(lambda workers, seed: offset + 10 * workers + seed, (1, 2), range(2), executor=processes)

    assert table["value"].tolist() == [110, 111, 120, 121]


def test_seeds_that_can_be_read_once_serve_every_number_of_workers() -> None:
    table = sweep(lambda workers, seed: workers + seed, (1, 2), (seed for seed in (5, 6)))

    assert table["value"].tolist() == [6, 7, 7, 8]


def test_what_cannot_be_sent_is_said_in_one_sentence(processes: Executor) -> None:
    lock = threading.Lock()

    def measure(_workers: int, _seed: int) -> float:
        with lock:
            return 1.0

    with pytest.raises(UsageError, match="The measure cannot be sent to the executor's workers"):
        sweep(measure, executor=processes)
    with pytest.raises(UsageError, match="2 is not an executor"):
        sweep(measure, executor=2)  # type: ignore[arg-type]


class NeedsTwoError(Exception):
    """Its pickling fails: it is made of two arguments, and says one."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(one + two)


def strange(workers: int, _seed: int) -> float:
    raise NeedsTwoError("strange: ", str(workers))


def divided(workers: int, seed: int) -> float:
    return workers / seed


def ended(_workers: int, _seed: int) -> float:
    os._exit(1)


def test_what_a_measure_raises_is_raised_here(processes: Executor) -> None:
    with pytest.raises(ZeroDivisionError) as raised:
        sweep(divided, (1,), (0,), executor=processes)
    assert "in divided" in raised.value.__notes__[0]
    with pytest.raises(QlabError, match="NeedsTwoError: strange: 1"):
        sweep(strange, (1,), (0,), executor=processes)


def test_a_lost_worker_is_said_in_one_sentence() -> None:
    with (
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor,
        pytest.raises(QlabError, match="The executor lost a worker"),
    ):
        sweep(ended, (1,), (1,), executor=executor)


def test_an_executor_that_was_shut_down_is_said_in_one_sentence() -> None:
    with ThreadPoolExecutor(1) as executor:
        pass
    with pytest.raises(QlabError, match="The executor lost a worker, or was shut down"):
        sweep(divided, (1,), (1,), executor=executor)


@pytest.mark.parametrize("name", ["workers", "seeds"])
def test_one_number_where_several_belong_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match=f"{name} cannot be 5: give several"):
        sweep(lambda _workers, _seed: 0.0, **{name: 5})  # type: ignore[arg-type]


@pytest.mark.parametrize(("every", "workers", "told"), [("0s", 1, "at least 1 ms"), ("1s", "two", "workers cannot be")])
def test_theory_refuses_what_is_no_load(every: str, workers: object, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        RandomLoad(every, "500ms").theory_ms(workers)  # type: ignore[arg-type]


def test_a_measure_that_returns_no_number_is_refused() -> None:
    with (
        ThreadPoolExecutor(1) as executor,
        pytest.raises(UsageError, match="The measure returned None"),
    ):
        sweep(lambda _workers, _seed: None, (1,), (1,), executor=executor)  # type: ignore[arg-type, return-value]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # of Dask's own server
def test_dasks_executor_measures_what_one_process_measures(tmp_path: Path) -> None:
    import dask
    from distributed import Client, LocalCluster

    offset = 100
    load = RandomLoad("2s", "3s", jobs=30)
    nowhere = {"dashboard_address": None, "local_directory": str(tmp_path), "silence_logs": 50}
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", **nowhere) as cluster,
        Client(cluster) as client,
    ):
        executor = client.get_executor()
        assert sweep(load, (2, 3), range(2), executor=executor).equals(sweep(load, (2, 3), range(2)))
        made = sweep(lambda workers, seed: offset + 10 * workers + seed, (1, 2), range(2), executor=executor)
        assert made["value"].tolist() == [110, 111, 120, 121]
        with pytest.raises(ZeroDivisionError):
            sweep(divided, (1,), (0,), executor=executor)
        with pytest.raises(QlabError, match="lost a worker"):
            sweep(ended, (1,), (1,), executor=executor)
