"""What queueing theory says of a queue with Poisson arrivals, exponential work and c workers: M/M/c.

Source: L. Kleinrock, Queueing Systems I (1975), 3.5; A. K. Erlang (1917).
"""

from __future__ import annotations

from math import exp

from qlab.errors import UsageError

__all__ = ["erlang_c", "mean_wait_ms", "waits_no_longer"]


def erlang_c(offered: float, workers: int) -> float:
    """Return the probability that a job must wait, in an M/M/c queue.

    Args:
        offered: The offered load in Erlang: arrivals per second × mean seconds of work.
        workers: How many workers there are.

    Returns:
        A probability; 1 if the load is more than the workers can handle.

    Raises:
        UsageError: If the load is negative or there is no worker.
    """
    if offered < 0 or workers < 1:
        raise UsageError("Erlang's formula needs a load of at least 0 and at least one worker.")
    if offered >= workers:
        return 1.0
    blocked = 1.0  # Erlang B by its recursion, which overflows nowhere
    for servers in range(1, workers + 1):
        blocked = offered * blocked / (servers + offered * blocked)
    return blocked / (1 - offered / workers * (1 - blocked))


def mean_wait_ms(arrivals_per_s: float, service_ms: float, workers: int) -> float:
    """Return the mean wait in an M/M/c queue.

    Args:
        arrivals_per_s: How many jobs arrive per second, on average.
        service_ms: How long a worker needs for one, on average, ms.
        workers: How many workers there are.

    Returns:
        The mean wait, ms; infinite if the workers cannot keep up.
    """
    offered = arrivals_per_s * service_ms / 1000
    if offered >= workers:
        return float("inf")
    return erlang_c(offered, workers) * service_ms / (workers - offered)


def waits_no_longer(wait_ms: float, arrivals_per_s: float, service_ms: float, workers: int) -> float:
    """Return the probability that a job waits for at most a given time, in an M/M/c queue.

    1 − C · e^(−(c/S − λ) t), where C is the probability of waiting, S the mean service time and λ the arrival rate.

    Args:
        wait_ms: The time, ms.
        arrivals_per_s: How many jobs arrive per second, on average.
        service_ms: How long a worker needs for one, on average, ms.
        workers: How many workers there are.

    Returns:
        A probability; 0 if the workers cannot keep up.
    """
    offered = arrivals_per_s * service_ms / 1000
    if offered >= workers:
        return 0.0
    return 1 - erlang_c(offered, workers) * exp(-(workers - offered) * wait_ms / service_ms)
