"""Calls whose effect is a lab's steps: their NestJS lines are those steps' own code, and Node leaves the same keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from qlab import Lab, exponential
from qlab.lab.handles.queue import Queue
from qlab.record.recording import Recording
from qlab.teach.worlds import used_up

__all__ = ["EFFECTS", "WORK", "Effect", "lines", "played"]

ADA, WEEK = {"to": "ada@example.com"}, {"of": "week"}
REPORT = {"jobId": "report-1"}
_ONCE = ("// constructor", "// in process", "const job")
"""What begins a line that says where something comes from: once is enough."""


def _nothing(_lab: Lab) -> None:
    """Nothing has happened before."""


class Effect(NamedTuple):
    """Something that calls of BullMQ's do.

    Attributes:
        title: What it is, in a few words.
        play: Do it in a lab; each of its steps becomes lines.
        before: What has happened in that lab already.
        held: Whether a processor makes the call, on the job it was called with.
    """

    title: str
    play: Callable[[Lab], object]
    before: Callable[[Lab], object] = _nothing
    held: bool = False


def played(effect: Effect) -> tuple[Recording, int]:
    """Play an effect in a lab of its own; return the recording, and how many steps were before it."""
    with Lab(trace=False) as lab:
        effect.before(lab)
        begun = len(lab.steps)
        effect.play(lab)
        return lab.recording, begun


def lines(effect: Effect) -> str:
    """Return the NestJS lines of an effect."""
    recording, begun = played(effect)
    said = [line for step in recording.steps[begun:] for line in step.code("nestjs").split("\n")]
    return "\n".join(line for at, line in enumerate(said) if not (line.startswith(_ONCE) and line in said[:at]))


def _email(lab: Lab) -> Queue:
    return lab.queue("email")


def _waiting(lab: Lab) -> None:
    _email(lab).add("welcome", ADA)


def _taken(lab: Lab) -> None:
    _waiting(lab)
    _email(lab).take()


def _paused(lab: Lab) -> None:
    _waiting(lab)
    _email(lab).pause()


def _mail_waiting(lab: Lab) -> None:
    lab.queue("mail").add("welcome", ADA)


def _refused(lab: Lab) -> None:
    _email(lab).add("welcome", {"to": "ada@example"})
    _email(lab).take().fail("SMTP 550: mailbox unavailable")


def _completed(lab: Lab) -> None:
    lab.queue("billing").add("invoice", {"n": 1}, jobId="invoice-7")
    lab.queue("billing").take().complete()


def _two_rules(lab: Lab) -> None:
    for hour in (9, 6):
        lab.queue("reports").schedule(f"report-{hour}", "report", WEEK, cron=f"0 {hour} * * *")


def _add(**options: object) -> Callable[[Lab], object]:
    return lambda lab: _email(lab).add("welcome", ADA, **options)


def _press(mode: Mapping[str, object], **options: object) -> Callable[[Lab], object]:
    wanted = {"deduplication": {"id": "user-1", **mode}, **options}
    return lambda lab: lab.queue("sync").add("sync", {"n": 1}, **wanted)


def _mend(lab: Lab) -> None:
    job = _email(lab).job("1")
    job.update_data(ADA)
    job.retry()


def _flow(lab: Lab) -> None:
    children = [_part("part-1", "numbers"), _part("part-2", "pictures")]
    lab.flow({"name": "report", "queue": "reports", "data": WEEK, "children": children, "options": REPORT})


def _failing_parent(lab: Lab) -> None:
    children = [_part("part-1", "numbers", failParentOnFailure=True)]
    lab.flow({"name": "report", "queue": "reports", "data": WEEK, "children": children, "options": REPORT})


def _part(id: str, name: str, **options: object) -> dict[str, object]:
    """Describe a child of a flow; without a job id it would get one that is drawn at random."""
    return {"name": name, "queue": "parts", "data": WEEK, "options": {"jobId": id, **options}}


def _complete(lab: Lab) -> None:
    _email(lab).take().complete("250 OK")
    _email(lab).wait_for_job()  # a worker looks for the next one


def _give_up(lab: Lab) -> None:
    _email(lab).take().fail("no address", unrecoverable=True)
    _email(lab).wait_for_job()


def _parts_done(lab: Lab) -> None:
    _flow(lab)
    for value in (30, 12):
        lab.queue_named("parts").take().complete(value)


def _put_together(lab: Lab) -> None:
    lab.queue("reports").take().complete("made of 2 parts")
    lab.queue("reports").wait_for_job()


EFFECTS: Mapping[str, Effect] = {
    "add": Effect("add a job", _add()),
    "add-bulk": Effect(
        "add several jobs at once", lambda lab: _email(lab).add_bulk([("welcome", ADA), ("receipt", ADA)])
    ),
    "delay": Effect("a delay", _add(delay="4s")),
    "priority": Effect("a priority", _add(priority=3)),
    "log": Effect(
        "write a line to a job's log",
        lambda lab: _email(lab).job("1").log("connected to the mail server"),
        _taken,
        held=True,
    ),
    "attempts": Effect("attempts and a backoff", _add(attempts=4, backoff=exponential("2s"))),
    "retry": Effect("retry by hand", lambda lab: lab.queue_named("email").job("1").retry(), used_up),
    "reset": Effect(
        "retry by hand, with fresh attempts",
        lambda lab: lab.queue_named("email").job("1").retry(reset_attempts=True),
        used_up,
    ),
    "every": Effect(
        "a scheduler by distance",
        lambda lab: lab.queue("mailbox").schedule("poll", data={"folder": "inbox"}, every="1h"),
    ),
    "cron": Effect(
        "a scheduler by cron",
        lambda lab: lab.queue("reports").schedule("report-6", "report", WEEK, cron="30 6 * * *"),
        _two_rules,
    ),
    "time-zone": Effect(
        "a cron with a time zone",
        lambda lab: lab.queue("daily").schedule("report", data=WEEK, cron="0 9 * * *", tz="Europe/Berlin"),
    ),
    "unschedule": Effect("end a scheduler", lambda lab: lab.queue_named("reports").unschedule("report-9"), _two_rules),
    "lifo": Effect("last in, first out", _add(lifo=True), _waiting),
    "pause": Effect("pause a queue", lambda lab: _email(lab).pause(), _waiting),
    "resume": Effect("resume a queue", lambda lab: _email(lab).resume(), _paused),
    "job-id": Effect(
        "a job id of your own", lambda lab: lab.queue("orders").add("pay", {"total": 10}, jobId="order-7")
    ),
    "simple": Effect("deduplication, simple", _press({})),
    "debounce": Effect("debounce", _press({"ttl": "5s", "extend": True, "replace": True}, delay="5s")),
    "throttle": Effect("throttle", _press({"ttl": "5s"})),
    "replace": Effect("replace", _press({"replace": True}, delay="5s")),
    "keep-last": Effect("keepLastIfActive", _press({"keepLastIfActive": True})),
    "remove": Effect("remove a job", lambda lab: lab.queue("billing").job("invoice-7").remove(), _completed),
    "keep": Effect("which finished jobs to keep", _add(removeOnComplete={"age": 60}, removeOnFail=1000)),
    "global-concurrency": Effect(
        "a bound for all workers together", lambda lab: lab.queue_named("mail").concurrency(3), _mail_waiting
    ),
    "global-limit": Effect(
        "a rate for all workers together", lambda lab: lab.queue_named("mail").limit(1, "1s"), _mail_waiting
    ),
    "flow": Effect("add a flow", _flow),
    "child-option": Effect("an option of a child", _failing_parent),
    "mend": Effect("other data, and a retry", _mend, _refused),
}
"""What the notebooks show, by the names in their sources."""

WORK: Mapping[str, Effect] = {
    "processor": Effect("a job is completed", _complete, _waiting),
    "failing": Effect("a job fails for good", _give_up, lambda lab: _email(lab).add("welcome", {}, attempts=4)),
    "children-values": Effect("a parent is completed", _put_together, _parts_done),
}
"""What processors among the written lines do to the one job they find, as steps of a lab."""
