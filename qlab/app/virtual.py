"""The application in a lab: the same queues, options and demo, and processors that take as long as real work would."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from types import MappingProxyType
from typing import Any

from bullmq.custom_errors import UnrecoverableError

from qlab.app.demo_request import DEMO, REPORT, SCHEDULES, SOURCE_OPTIONS, report_sources
from qlab.app.mail import fault_of
from qlab.app.queues import QUEUES, job_options
from qlab.app.settings import Settings
from qlab.lab.handles.flow import FlowNode
from qlab.lab.handles.job import Job
from qlab.lab.handles.queue import Queue
from qlab.lab.lab import Lab
from qlab.run.active_job import ActiveJob
from qlab.run.station import Processor

__all__ = ["PROCESSORS", "asked", "demo", "register", "schedule", "worked_off"]

Work = Generator[Any, None, Any]


def register(lab: Lab) -> dict[str, Queue]:
    """Make the application's queues in a lab, with its jobs' options and its rate limit; return them by name."""
    settings = Settings.model_construct()
    made: dict[str, Queue] = {name: lab.queue(name, **job_options(settings, name)) for name in QUEUES}
    limiter = QUEUES["notifications"].worker["limiter"]
    made["notifications"].limit(limiter["max"], limiter["duration"])
    return made


def schedule(queues: Mapping[str, Queue]) -> None:
    """Set up the schedulers, as the application's start does."""
    for each in SCHEDULES:
        when = {"cron": each.pattern} if each.pattern else {"every": each.every_ms}
        queues["scheduled"].schedule(each.name, data=dict(each.data) or None, **when)


def demo(lab: Lab, queues: Mapping[str, Queue]) -> tuple[list[Job], FlowNode]:
    """Do what ``POST /api/jobs/demo`` does; return the single jobs, and the report's flow."""
    jobs = [queues[wish.queue].add(wish.name, wish.data, **wish.options) for wish in DEMO]
    data = REPORT.model_dump()
    where = {"queue": "analytics", "options": dict(SOURCE_OPTIONS)}
    children = [{**child, **where} for child in report_sources(data)]
    tree = {"name": "report", "queue": "analytics", "data": data, "children": children}
    return jobs, lab.flow(tree)


def email(job: ActiveJob) -> Work:
    """A mail: four seconds on average. The address says how the mail server behaves, as the catcher's does."""
    yield job.random.expovariate(1 / 4_000)
    fault, times = fault_of(job.data["to"])
    if fault in ("550", "552", "554"):
        raise UnrecoverableError(f"SMTP {fault}: 5.1.1 no such mailbox")
    if fault is not None and (times is None or job.attempt <= times):
        raise ConnectionError(f"SMTP {fault}: try again later")
    return {"to": job.data["to"]}


def csv(job: ActiveJob) -> Work:
    """A file: half a minute, with progress."""
    for row in (30, 60, 90, 120):
        yield job.random.uniform(5_000, 10_000)
        job.progress({"row": row, "total": 120})
    return {"rows": 120}


def notification(job: ActiveJob) -> Work:
    """A push message: a tenth of a second."""
    yield "100ms"
    return {"user": job.data["user"]}


def analytics(job: ActiveJob) -> Work:
    """A source: about twenty seconds. The report: two."""
    yield "2s" if job.name == "report" else job.random.uniform(10_000, 30_000)
    return {"name": job.name}


def sync(job: ActiveJob) -> Work:
    """A batch of rows: about ten seconds."""
    yield job.random.uniform(5_000, 15_000)
    return {"rows": 120}


def scheduled(job: ActiveJob) -> Work:
    """A digest asks for a mail; a clean-up is quick."""
    yield "200ms"
    if job.name == "digest":
        job.add("email", "digest", {"to": job.data["to"], "name": "team", "template": "digest"})


PROCESSORS: Mapping[str, Processor] = MappingProxyType(
    {
        "email": email,
        "data-processing": csv,
        "notifications": notification,
        "analytics": analytics,
        "data-sync": sync,
        "scheduled": scheduled,
    }
)
"""The processors, for ``lab.run``."""


def asked(lab: Lab) -> Lab:
    """Register the queues in an empty lab and make the demo request; return the lab."""
    demo(lab, register(lab))
    return lab


def worked_off(lab: Lab) -> dict[str, Queue]:
    """Make the demo request in an empty lab and let workers do all of it; return the queues by name."""
    queues = register(lab)
    demo(lab, queues)
    lab.run(PROCESSORS)
    return queues
