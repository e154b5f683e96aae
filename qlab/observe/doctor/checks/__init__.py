"""The doctor's own checks, by what they look at; loading this registers them, in this order."""

from qlab.observe.doctor.checks import (  # noqa: F401  # their checks register themselves
    flows,
    held,
    jobs,
    queues,
    schedulers,
    strays,
    upgrade,
    working,
)
