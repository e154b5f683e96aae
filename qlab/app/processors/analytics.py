"""Analytics: a report as a flow. Each child adds up one source; the parent runs last and puts them together."""

from __future__ import annotations

from typing import Any

import bullmq

from qlab.app.processors.data import problem_of, read
from qlab.app.settings import Settings
from qlab.escape import html


async def process(settings: Settings, job: bullmq.Job) -> dict[str, Any]:
    """A child's numbers, or the parent's page."""
    return await _report(settings, job) if job.name == "report" else _source(settings, job.data["file"])


def _source(settings: Settings, file: str) -> dict[str, Any]:
    rows = list(read(settings, file))
    good = [float(row["amount"]) for row in rows if problem_of(row) is None]
    return {"source": file, "rows": len(rows), "bad": len(rows) - len(good), "amount": round(sum(good), 2)}


async def _report(settings: Settings, job: bullmq.Job) -> dict[str, Any]:
    values = await job.getChildrenValues()
    parts = sorted(values.values(), key=lambda part: str(part["source"]))
    settings.reports.mkdir(parents=True, exist_ok=True)
    name = f"report-{''.join(sign for sign in str(job.id) if sign.isalnum() or sign == '-')}.html"
    (settings.reports / name).write_text(page(str(job.data.get("title", "Report")), parts), encoding="utf-8")
    return {"report": name, "rows": sum(part["rows"] for part in parts), "amount": round(_amount(parts), 2)}


def _amount(parts: list[dict[str, Any]]) -> float:
    return float(sum(part["amount"] for part in parts))


def page(title: str, parts: list[dict[str, Any]]) -> str:
    """The report as a page of its own, a bar for each source; every text in it is escaped."""
    largest = max((abs(part["amount"]) for part in parts), default=0) or 1
    rows = "".join(
        f"<tr><th scope='row'>{html(part['source'])}</th><td>{part['rows']}</td><td>{part['bad']}</td>"
        f"<td>{part['amount']:.2f}</td>"
        f"<td><meter min='0' max='1' value='{abs(part['amount']) / largest:.3f}'></meter></td></tr>"
        for part in parts
    )
    head = "".join(f"<th scope='col'>{name}</th>" for name in ("source", "rows", "bad rows", "amount", "share"))
    return (
        f"<!doctype html><html lang='en'><meta charset='utf-8'><title>{html(title)}</title><h1>{html(title)}</h1>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></html>\n"
    )
