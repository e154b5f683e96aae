"""Sweeps: the same run with other numbers of workers and other seeds, as many at once as an executor has places."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qlab.errors import UsageError
from qlab.executors import each_of
from qlab.lab.handles.options import checked_number
from qlab.lab.lab import Lab
from qlab.run.active_job import ActiveJob
from qlab.run.arrivals import Poisson, interval_ms
from qlab.run.simulate import run as simulate
from qlab.run.theory import mean_wait_ms
from qlab.text.durations import Duration, parse_duration
from qlab.text.escape import repr_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["RandomLoad", "sweep"]

Measure = Callable[[int, int], float]


@dataclass(frozen=True)
class RandomLoad:
    """A measure for :func:`sweep`: jobs that arrive at random and take random time; it gives their mean wait.

    It can be sent to another process, or to another machine.

    Attributes:
        every: The mean time between two arrivals.
        work: The mean time that a job takes.
        jobs: How many arrive.
    """

    every: Duration
    work: Duration
    jobs: int = 1_000

    def __call__(self, workers: int, seed: int) -> float:
        """Return the mean wait of a run with this many workers, ms."""
        service = parse_duration(self.work)

        def work(job: ActiveJob) -> Iterator[float]:
            yield job.random.expovariate(1 / max(service, 1))

        with Lab(trace=False, seed=seed) as lab:
            lab.queue("load")
            arrivals = Poisson("load", self.every, jobs=self.jobs)
            made = simulate(lab, {"load": work}, workers, arrivals=arrivals, detail="transitions")
            return float(made.waiting()["wait_ms"].mean())

    def theory_ms(self, workers: int) -> float:
        """Return the mean wait that M/M/c predicts, ms; infinite if the workers cannot keep up.

        Raises:
            UsageError: If there is no time between arrivals, or ``workers`` is not a number.
        """
        most = checked_number(workers, "workers", least=0)
        return mean_wait_ms(1000 / interval_ms(self.every), parse_duration(self.work), most)


def sweep(
    measure: Measure,
    workers: Iterable[int] = (1, 2, 3, 4),
    seeds: Iterable[int] = range(5),
    *,
    executor: Executor | None = None,
) -> pd.DataFrame:
    """Measure the same thing with different numbers of workers, and with different seeds.

    Args:
        measure: Called with a number of workers and a seed; returns a number, such as a mean wait in ms. With an
            executor it is sent: a :class:`RandomLoad`, a module's function; with ``pip install 'qlab[dask]'`` any.
        workers: The numbers of workers.
        seeds: The seeds.
        executor: Any ``concurrent.futures`` Executor, such as a ``ProcessPoolExecutor`` or Dask's
            ``client.get_executor()``; None: one after another, here.

    Returns:
        One row per run: workers, seed, value; and theory, if the measure has a ``theory_ms``. The rows are in the order
        asked for, whatever the executor finished first.

    Raises:
        UsageError: If there is nothing to measure, the measure cannot be sent to the executor's workers, or returns
            no number.
    """
    if not callable(measure):
        raise UsageError(f"{repr_of(measure)} cannot measure anything; give a function of workers and seed.")
    for name, given in (("workers", workers), ("seeds", seeds)):
        if not isinstance(given, Iterable):
            raise UsageError(f"{name} cannot be {repr_of(given)}: give several, such as {name}=range(1, 5).")
    chances = list(seeds)
    pairs = [(checked_number(each, "workers", least=1), seed) for each in workers for seed in chances]
    if not pairs:
        raise UsageError("A sweep needs at least one number of workers and one seed; give both.")
    if executor is None:
        values = [measure(*pair) for pair in pairs]
    else:
        values = each_of(executor, measure, pairs, "The measure")
    return _frame(measure, pairs, list(map(_number, values)))


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise UsageError(f"The measure returned {repr_of(value, 60)}; let it return a number.") from None


def _frame(measure: Measure, pairs: list[tuple[int, int]], values: list[float]) -> pd.DataFrame:
    import pandas as pd

    frame = pd.DataFrame(pairs, columns=["workers", "seed"]).assign(value=values)
    theory = getattr(measure, "theory_ms", None)
    return frame if theory is None else frame.assign(theory=[theory(workers) for workers, _seed in pairs])
