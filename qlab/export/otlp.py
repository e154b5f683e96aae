"""OTLP: a recording as OpenTelemetry's traces, in the JSON that collectors and viewers take.

A job that was added is a span of the kind *producer*; each attempt is a span of the kind *consumer* in a trace of its
own, linked to the job's. Ids come from the recording, so the same recording gives the same bytes. Names are those of
OpenTelemetry's conventions for messaging: ``messaging.system``, ``messaging.destination.name``, ….
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any

from qlab.export.jobs import Seen, jobs_of
from qlab.files import write_file
from qlab.protocol.states import JobState
from qlab.record.attempts import Attempt, attempts_of
from qlab.record.recording import Recording

__all__ = ["save_otlp", "to_otlp"]

PRODUCER, CONSUMER = 4, 5
"""Kinds of spans (opentelemetry/proto/trace/v1/trace.proto)."""
OK, ERROR = 1, 2
"""Codes of a span's status, from the same document."""
FAILED = ("failed", "retried", "stalled")
"""How an attempt ends whose processor did not come to its end."""


def save_otlp(recording: Recording, path: Path | None) -> dict[str, Any]:
    """Write a recording's traces; see :meth:`qlab.Recording.to_otlp`."""
    made = to_otlp(recording)
    if path is not None:
        write_file(path, json.dumps(made, sort_keys=True), "export")
    return made


def to_otlp(recording: Recording) -> dict[str, Any]:
    """Return a recording's traces as an ``ExportTraceServiceRequest`` in OTLP's JSON."""
    jobs = jobs_of(recording)
    attempts = attempts_of(recording.first, recording.all_moves())
    spans = [_add(recording, job) for job in jobs.values()]
    spans += [_attempt(recording, each, jobs) for each in attempts]
    scope = {"name": "qlab"}
    resource = {"attributes": list(_attributes({"service.name": "qlab", "qlab.clock": recording.clock}))}
    return {"resourceSpans": [{"resource": resource, "scopeSpans": [{"scope": scope, "spans": spans}]}]}


def _add(recording: Recording, job: Seen) -> dict[str, Any]:
    at = job.added_at or recording.start
    return {
        **_ids(recording, job.queue, job.id, "add"),
        "name": f"send {job.queue}",
        "kind": PRODUCER,
        "startTimeUnixNano": _nano(at),
        "endTimeUnixNano": _nano(at),
        "attributes": list(_attributes(_messaging(job.queue, job.id, "send", job.name))),
        "status": {"code": OK},
    }


def _attempt(recording: Recording, attempt: Attempt, jobs: dict[tuple[str, str], Seen]) -> dict[str, Any]:
    job = jobs.get((attempt.queue, attempt.job))
    told = {
        **_messaging(attempt.queue, attempt.job, "process", job.name if job else ""),
        "qlab.attempt": attempt.attempt,
        "qlab.outcome": attempt.outcome,
    }
    if attempt.scheduled is not None:
        told["qlab.scheduled_ms"] = attempt.scheduled
    ended = recording.last.at if attempt.ended is None else attempt.ended
    return {
        **_ids(recording, attempt.queue, attempt.job, f"attempt {attempt.began} {attempt.attempt}"),
        "name": f"process {attempt.queue}",
        "kind": CONSUMER,
        "startTimeUnixNano": _nano(attempt.started),
        "endTimeUnixNano": _nano(max(ended, attempt.started)),
        "attributes": list(_attributes(told)),
        "links": [_ids(recording, attempt.queue, attempt.job, "add")] if job else [],
        "status": _status(attempt),
    }


def _status(attempt: Attempt) -> dict[str, Any]:
    if attempt.outcome in FAILED:
        return {"code": ERROR, "message": attempt.error or attempt.outcome}
    return {"code": OK} if attempt.outcome == str(JobState.COMPLETED) else {}


def _messaging(queue: str, id: str, operation: str, name: str) -> dict[str, Any]:
    return {
        "messaging.system": "bullmq",
        "messaging.destination.name": queue,
        "messaging.message.id": id,
        "messaging.operation.type": operation,
        "bullmq.job.name": name,
    }


def _ids(recording: Recording, queue: str, id: str, what: str) -> dict[str, str]:
    told = repr((recording.prefix, recording.start, queue, id, what)).encode("utf-8", "surrogatepass")
    return {"traceId": blake2b(told, digest_size=16).hexdigest(), "spanId": blake2b(told, digest_size=8).hexdigest()}


def _attributes(values: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for name, value in values.items():
        typed = {"intValue": str(value)} if isinstance(value, int) else {"stringValue": _utf8(str(value))}
        yield {"key": name, "value": typed}


def _utf8(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _nano(ms: int) -> str:
    return str(ms * 1_000_000)  # a 64-bit number is text in protobuf's JSON
