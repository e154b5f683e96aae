"""Analytics: a report as a flow. Each child adds up one source; the parent runs last and puts them together."""

from __future__ import annotations

import asyncio
from typing import Any

import bullmq

from qlab.app import report
from qlab.app.processors.data import problem_of, read
from qlab.app.settings import Settings

__all__ = ["process"]


async def process(settings: Settings, job: bullmq.Job) -> dict[str, Any]:
    """Return a child's numbers, or what the parent wrote: its page, its chart, and the sums."""
    return await _report(settings, job) if job.name == "report" else dict(_source(settings, job.data["file"]))


def _source(settings: Settings, file: str) -> report.Source:
    rows = list(read(settings, file))
    good = [float(row["amount"]) for row in rows if problem_of(row) is None]
    return {"source": file, "rows": len(rows), "bad": len(rows) - len(good), "amount": round(sum(good), 2)}


async def _report(settings: Settings, job: bullmq.Job) -> dict[str, Any]:
    values = await job.getChildrenValues()
    sources: list[report.Source] = sorted(values.values(), key=lambda each: str(each["source"]))
    name = f"report-{''.join(sign for sign in str(job.id) if sign.isalnum() or sign == '-')}"
    title = str(job.data.get("title", "Report"))
    # In a thread: drawing takes its time, and the loop must go on renewing this job's lock.
    page, chart = await asyncio.to_thread(report.write, settings.reports, name, title, sources)
    return {"report": page, "chart": chart, **report.total(sources)}
