"""A job scheduler, explained by its name: its rule, how often it ran, its next moments, its template, what stops it."""

from __future__ import annotations

from collections.abc import Iterator

from qlab.observe.connected.clients import clients
from qlab.observe.connected.workers import Workers
from qlab.observe.connection import Connection
from qlab.observe.evidence import Evidence, absent, hash_field, placed, scored
from qlab.observe.explaining.explanation import Explanation, Statement
from qlab.observe.explaining.hands import nobody
from qlab.observe.explaining.job_report import JobReport
from qlab.observe.page import read_page
from qlab.protocol.fields import DEBOUNCE_OPTION, DEDUPLICATION_OPTION, SHORT_OPTIONS
from qlab.protocol.keys import STATE_OF_ROLE, STATE_ROLES, Role, detail_key, iteration_id, job_key, queue_key
from qlab.protocol.schedulers import Rule
from qlab.protocol.states import FINISHED, READY, JobState
from qlab.protocol.versions import JOB_SCHEDULERS
from qlab.snapshot.model import Snapshot
from qlab.snapshot.values import KeyState
from qlab.text.decoded import quoted, to_json, when
from qlab.text.durations import format_at

__all__ = ["CUT_OFF", "THEN_REMOVE", "deduplicated", "made_by", "scheduler_named"]

Statements = Iterator[Statement]
NO_CHAIN = (
    "The job of one moment sets the next when a worker takes it. That job {lost}, so the scheduler stands still: "
    "nothing starts at its moments, and nothing says so."
)
CUT_OFF = "in no list, as where drain() cuts it out of `wait` (drain-5.lua, LTRIM)"
THEN_REMOVE = "Set the scheduler again (queue.upsertJobScheduler(id, …)), then remove that job: queue.remove(id)."


def scheduler_named(connection: Connection, prefix: str, queue: str, id: str) -> Explanation | None:
    """Return a scheduler's explanation; None if the queue has none of that name, and no hash of an ended one."""
    name = detail_key(prefix, queue, Role.SCHEDULER, id)
    repeat = queue_key(prefix, queue, Role.REPEAT)
    at = connection.allowed("ZSCORE", repeat, id)
    raw = connection.allowed("HGETALL", name)
    if at is None and not raw:
        return None
    page = _page(connection, prefix, queue, id, at)
    held = KeyState(name, "hash", "", None, len(raw) // 2, raw=raw) if raw else None
    who = clients(connection).on(page, queue)
    told = tuple(_statements(page, queue, id, held, at, who))
    return Explanation(queue, id, JobState.UNKNOWN, page.at, told, "scheduler")


def _page(connection: Connection, prefix: str, queue: str, id: str, at: str | None) -> Snapshot:
    ids = [iteration_id(id, int(float(at)))] if at is not None else []
    return read_page(connection, prefix, queue, limit=1, states=(), ids=ids)


def _statements(page: Snapshot, queue: str, id: str, held: KeyState | None, at: str | None, who: Workers) -> Statements:
    key = detail_key(page.prefix, queue, Role.SCHEDULER, id)
    rule = Rule.of(held.fields if held else {})
    known = tuple(hash_field(key, held, name) for name in ("every", "pattern", "tz", "limit", "endDate", "ic")
                  if held and name in held.fields)  # fmt: skip
    repeat = queue_key(page.prefix, queue, Role.REPEAT)
    if held is None:
        text = f"It is a repeatable job of a {JOB_SCHEDULERS.older}: its rule is in its name, {quoted(id, 120)}."
        yield Statement("where", text, (absent(key), scored(repeat, id, at)))
    else:
        yield Statement("where", f"It is a job scheduler: {rule.text}.", known or (absent(key),))
        if "ic" in held.fields:
            yield Statement("history", f"It has made {rule.made:,} job{'' if rule.made == 1 else 's'}.",
                        (hash_field(key, held, "ic"),))  # fmt: skip
    if at is None:
        ended = rule.ended(page.at) or "it was removed, or nothing is set for it"
        yield Statement("next", f"It makes no more jobs: {ended}.", (*known, scored(repeat, id, None)))
        return
    next_ms = int(float(at))
    yield from _next(page, queue, id, rule, next_ms, who)
    yield from _template(key, held)


def _next(page: Snapshot, queue: str, id: str, rule: Rule, next_ms: int, who: Workers) -> Statements:
    repeat = queue_key(page.prefix, queue, Role.REPEAT)
    evidence = scored(repeat, id, next_ms)
    job = iteration_id(id, next_ms)
    roles = [role for role in STATE_ROLES if job in page.ids(queue, role)]
    if ended := rule.ended(page.at):
        yield Statement("next", f"It makes no more jobs: {ended}.", (evidence,))
        return
    state = STATE_OF_ROLE[roles[0]] if roles else JobState.UNKNOWN
    moments = rule.moments(next_ms)
    message = ", ".join(format_at(at) for at in moments) or format_at(next_ms)
    yield Statement("next", f"Its next moments: {message}; the first is {when(next_ms, page.at)}.", (evidence,))
    if past := rule.past_end(next_ms):
        text = f"Where PyPI's package takes the jobs, one more comes after the end: {format_at(past)}."
        yield Statement("note", text, (evidence,))
    if rule.differs(moments):
        text = "The clocks change there: PyPI's croniter and npm's cron-parser then differ by an hour, or by a job."
        yield Statement("note", text, (evidence,))
    if state is JobState.UNKNOWN or state in FINISHED:
        yield _stopped(page, queue, job, state, evidence)
        return
    where = placed(queue_key(page.prefix, queue, roles[0]), page.container(queue, roles[0]), job)
    yield Statement("next", f"The job of its next moment, {quoted(job, 80)}, is {state}.", (where,))
    if who.none:
        yield nobody(who, queue)


def _stopped(page: Snapshot, queue: str, job: str, state: JobState, evidence: Evidence) -> Statement:
    """Say why no job of the scheduler's waits: its last one finished, is in no list or set, or is gone."""
    again = "Set it again: queue.upsertJobScheduler."
    if page.job(job, queue) is None:
        return Statement(
            "next", f"{NO_CHAIN.format(lost='is missing')} {again}", (absent(job_key(page.prefix, queue, job)),)
        )
    if state is JobState.UNKNOWN:
        return Statement("next", f"{NO_CHAIN.format(lost=f'is {CUT_OFF}')} {THEN_REMOVE}", (evidence,))
    return Statement("next", f"{NO_CHAIN.format(lost=f'is {state}, and set none')} {again}", (evidence,))


def _template(key: str, held: KeyState | None) -> Statements:
    if held is None:
        return
    opts = to_json(held.fields.get("opts", "{}"))
    data = held.fields.get("data")
    also = "without data" if data is None else f"with the data {quoted(data, 120)}"
    text = f"Its jobs are called {quoted(held.fields.get('name', ''), 60)!r}, {also}."
    yield Statement("note", text, (hash_field(key, held, "name"), hash_field(key, held, "data")))
    if deduplication := deduplicated(opts):
        text = (
            f"Its template has the deduplication id {quoted(deduplication, 60)!r}: while one of its jobs holds it, the "
            "next is refused, and the scheduler stops. Set it again without a deduplication id in the template."
        )
        yield Statement("next", text, (hash_field(key, held, "opts"),))


def deduplicated(opts: object) -> str:
    """Return the deduplication id in a template's options; "" without one."""
    options = opts if isinstance(opts, dict) else {}
    names = (DEDUPLICATION_OPTION, SHORT_OPTIONS[DEDUPLICATION_OPTION], DEBOUNCE_OPTION)
    found = next((options[name] for name in names if options.get(name)), None)
    return str(found.get("id", "")) if isinstance(found, dict) else ""


def made_by(job: JobReport) -> Statements:
    """Say that a scheduler made the job, by which rule, and that it stands still until the job is taken."""
    id = job.view.fields.get("rjk", "") if job.view else ""
    if not id:
        return
    key = detail_key(job.page.prefix, job.queue, Role.SCHEDULER, id)
    held = job.page.key(key)
    rule = Rule.of(held.fields) if held else None
    what = f": {rule.text}" if rule else ""
    comes = (
        "came when the worker took this one" if job.state is JobState.ACTIVE else "comes when a worker takes this one"
    )
    text = f"The scheduler {quoted(id, 60)!r} made it{what}. Its next job {comes}."
    evidence = [job.field("rjk")]
    if rule:
        evidence += [hash_field(key, held, name) for name in ("every", "pattern", "tz") if held and name in held.fields]
        if passed := _passed(job, rule):
            text += f" It stands still until then: its moment {format_at(passed)} has passed without a job."
    yield Statement("note", text, tuple(evidence))


def _passed(job: JobReport, rule: Rule) -> int | None:
    """Return the scheduler's moment after the job's own, where that has passed and nobody has taken the job."""
    own = job.id.rpartition(":")[2]
    if job.state not in (*READY, JobState.DELAYED) or not own.isdecimal():
        return None
    after = [at for at in rule.moments(int(own)) if at > int(own)]
    return after[0] if after and after[0] <= job.now else None
