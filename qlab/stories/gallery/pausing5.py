"""A queue that BullMQ 5 pauses: that release's own script, run in a lab."""

from __future__ import annotations

from importlib.resources import files

from qlab.lab.lab import Lab
from qlab.protocol.keys import Role, queue_key
from qlab.stories.gallery.lost_workers import take

__all__ = ["SCRIPT", "pause_under_5"]

SCRIPT = "pause-7.lua"
"""As PyPI's bullmq 2.26.0 packages it (MIT licence): the pause of npm's BullMQ 5."""


def pause_under_5(lab: Lab) -> None:
    """Pause, work and resume with that release's own script."""
    email = lab.queue("email")
    email.add("welcome")
    email.add("reminder")
    running = take(email)
    _pause(lab, "paused")
    email.take("worker-2")
    running.complete()
    _pause(lab, "resumed")
    while job := email.take("worker-2"):
        job.complete()


def _pause(lab: Lab, event: str) -> None:
    """Run BullMQ 5's script as ``Queue.pause`` and ``Queue.resume`` of that release do (Scripts.pauseArgs)."""
    first, second = (Role.WAIT, Role.PAUSED) if event == "paused" else (Role.PAUSED, Role.WAIT)
    roles = (first, second, Role.META, Role.PRIORITIZED, Role.EVENTS, Role.DELAYED, Role.MARKER)
    script = files("qlab.stories.bullmq5").joinpath(SCRIPT).read_text(encoding="utf-8")
    with lab.observe(f"the queue is {event} by {SCRIPT}"):
        lab.redis.eval(script, len(roles), *(queue_key(lab.prefix, "email", role) for role in roles), event)
