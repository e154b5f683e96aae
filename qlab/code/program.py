"""A recording as one program: every step's call in order, with npm's BullMQ, at the recording's own times.

The steps' code is that of :mod:`qlab.code.code`; what differs is where the objects come from. They are made once, at
the top, so that the calls stand next to each other as in an application.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from qlab.code import literals
from qlab.code.asked import in_full
from qlab.code.code import lines, no_call
from qlab.code.dialects import DIALECTS, Dialect, Place
from qlab.code.expressions import Expression, Raised
from qlab.code.surroundings import close, head
from qlab.files import write_file
from qlab.protocol import operations
from qlab.protocol.api.methods import METHODS, Owner
from qlab.protocol.backoff import BUILT_IN
from qlab.protocol.keys import Role, queue_key
from qlab.protocol.operations import Doer
from qlab.protocol.states import JobState
from qlab.record.recording import Recording
from qlab.record.script import Script
from qlab.record.step import Step

__all__ = ["save_typescript", "to_typescript"]

_NOT_RUNNING = (
    operations.RUN_WORKER,
    operations.PAUSE_WORKER,
    operations.RESUME_WORKER,
    operations.CLOSE_WORKER,
    operations.CANCEL_JOB,
)
"""What a worker is told; the script's take by hand and never run, so that it has nothing to tell them."""
_CHECK = (
    "// startStalledCheckTimer calls this at once, then every stalledInterval.",
    'await worker["moveStalledJobsToWait"]();',
)


def save_typescript(recording: Recording, path: Path | None) -> Script:
    """Write a recording as a script; see :meth:`qlab.Recording.to_typescript`."""
    made = to_typescript(recording)
    return made if path is None else replace(made, path=write_file(path, made.text, "script"))


def to_typescript(recording: Recording) -> Script:
    """Return a recording as a script that Node runs."""
    with in_full():
        return _Program(recording).script()


class _Program:
    """What a script is put together from: the objects that its calls need, and its steps."""

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self.unsaid: list[str] = []
        self.queues: dict[str, Place] = {}
        self.workers: dict[str, Place] = {}
        self.owners: set[Owner] = set()
        self._named = _processed_by(recording)
        self._holders: dict[tuple[str, str], str] = {}
        self._last: dict[str, str] = {}

    def script(self) -> Script:
        """Return the whole: the steps first, for they tell what has to stand at the top."""
        begun = len(self.recording.first.state)
        if begun:
            self.unsaid.append(f"The recording begins with {begun} keys; the script begins with none.")
        for name in self._declared():
            self.queues[name] = Place(name, self.recording.prefix, None, None, {})
        steps = [line for step in self.recording for line in self._step(step)]
        opened = (self.queues, self.workers, self.owners)
        top = head(self.recording, *opened, self.unsaid)
        return Script("\n".join([*top, *steps, *close(*opened)]) + "\n", tuple(self.unsaid))

    def _declared(self) -> list[str]:
        """Return the queues whose ``meta`` says how many events are kept, as npm's Queue writes it when it is made."""
        states = [self.recording.first, *(step.after for step in self.recording)]
        metas = (
            (name, state.key(queue_key(state.prefix, name, Role.META))) for state in states for name in state.queues
        )
        return sorted({name for name, meta in metas if meta is not None and "opts.maxLenEvents" in meta.fields})

    # -- steps ---------------------------------------------------------------------------------------------------------

    def _step(self, step: Step) -> Iterator[str]:
        said = list(self._lines(step))
        if step.operation == operations.FLOW and _drawn(step.call.facts.get("flow", ())):
            self.unsaid.append(f"Step {step.index} draws ids at random, and will draw others.")
        passed = step.at - step.before.at
        silent = all(line.startswith("//") for line in said)
        if silent and step.operation.doer is not Doer.CLOCK and (step.diff or step.operation == operations.GAP):
            self.unsaid.append(no_call(step))
        yield ""
        yield f"// {step.index}. {literals.typescript(step.title)[1:-1]}"
        if passed:
            yield f"await pass({passed});"
        if step.operation.doer is Doer.CLOCK:
            return
        yield from said if silent else _block(said, refused=bool(step.call.facts.get("refused")))

    def _lines(self, step: Step) -> Iterator[str]:
        if step.operation == operations.WAIT_FOR_JOB:
            marker = queue_key(step.after.prefix, step.queue or "", Role.MARKER)
            yield "// An idle worker takes the marker (BZPOPMIN)."
            yield self._dialect(step).command(("ZPOPMIN", marker))
            return
        if step.operation in _NOT_RUNNING:
            yield "// The workers of this script take jobs by hand and do not run."
            return
        dialect = self._dialect(step)
        if step.operation == operations.CHECK_STALLED:
            place = Place(step.queue or "", step.after.prefix, None, None, step.call.facts.get("options", {}))
            yield from dialect.makes(Owner.WORKER, place)
            yield from _CHECK
            return
        said = list(lines(step, dialect))
        if any(not line.startswith("//") for line in said):
            yield from self._tokens(step)
            yield from self._strategy(step)
        yield from said
        if step.operation == operations.EMIT:
            yield "await queueEvents.close();"

    def _tokens(self, step: Step) -> Iterator[str]:
        if step.operation == operations.EXTEND_LOCKS:
            tokens = [self._token(step, id) for id in step.call.facts.get("ids", ())]
            yield f"const tokens = {literals.typescript(tokens)};"
            return
        method = METHODS.get(step.operation)
        if (method and step.job and method.owner in (Owner.HELD, Owner.WORKER)) or step.operation == operations.TAKE:
            job = step.returned if step.operation == operations.TAKE else step.job
            yield f"const token = {literals.typescript(self._token(step, str(job)))};"

    def _token(self, step: Step, job: str) -> str:
        for state in (step.before, step.after):
            held = state.job(job, step.queue)
            if held is not None and held.lock is not None:
                self._holders[step.queue or "", job] = held.lock
                return held.lock
        return self._holders.get((step.queue or "", job), "nobody")

    def _strategy(self, step: Step) -> Iterator[str]:
        before = step.before.job(step.job, step.queue) if step.job and step.operation == operations.FAIL else None
        backoff = before.opts.get("backoff") if before else None
        if isinstance(backoff, dict) and backoff.get("type") not in BUILT_IN:  # then npm's worker asks a strategy
            yield f"wait = {self._waited(step)};  // what the recording's strategy answered"

    @staticmethod
    def _waited(step: Step) -> int:
        after = step.after.job(step.job or "", step.queue)
        if after is None or after.state == JobState.FAILED:
            return -1
        return (after.due - step.at) if after.due is not None else 0

    # -- the objects ---------------------------------------------------------------------------------------------------

    def _dialect(self, step: Step) -> Dialect:
        def adapt(_name: str, given: list[Expression]) -> list[Expression]:
            return [_with_stack(each, step) for each in given]

        return replace(DIALECTS["typescript"], literal=literals.stored, makes=self._makes, adapt=adapt, variables={
            **DIALECTS["typescript"].variables, Owner.HELD: "job?"
        })  # fmt: skip

    def _makes(self, owner: Owner, place: Place) -> Sequence[str]:
        self.owners.add(owner)
        if owner is Owner.FLOWS:
            return ()
        if owner is Owner.EVENTS:
            return DIALECTS["typescript"].makes(owner, place)
        if owner is Owner.WORKER:
            return [f"const worker = {self._worker(place)};"]
        if owner is Owner.HELD:
            return [f"const job = await Job.fromId({self._worker(place)}, {literals.typescript(place.job)});"]
        unwritten = Place(place.queue, place.prefix, None, None, {"skipMetasUpdate": True})
        self.queues.setdefault(place.queue, unwritten)
        queue = f"queues[{literals.typescript(place.queue)}]"
        if owner is Owner.QUEUE:
            return [f"const queue = {queue};"]
        return [f"const job = await {queue}.getJob({literals.typescript(place.job)});"]

    def _worker(self, place: Place) -> str:
        name = f"{place.queue} {place.worker}" if place.worker else self._last.get(place.queue, place.queue)
        place = place if place.worker in self._named else replace(place, worker=None)
        number = 1
        while (made := self.workers.get(name)) and place.options and made.options != place.options:
            number += 1
            name = f"{place.queue} {number}"
        self.workers.setdefault(name, place)
        self._last[place.queue] = name
        return f"workers[{literals.typescript(name)}]"


def _processed_by(recording: Recording) -> frozenset[str]:
    """Return workers whose name stands in their jobs (``pb``): npm's writes it there if it has one."""
    jobs = (job for step in recording if step.operation == operations.TAKE for job in step.after.all_jobs())
    return frozenset(job.fields["pb"] for job in jobs if "pb" in job.fields)


def _with_stack(given: Any, step: Step) -> Any:
    if not isinstance(given, Raised):
        return given
    after = step.after.job(step.job or "", step.queue)
    return replace(given, stack=after.stacktrace[-1]) if after and after.stacktrace else given


def _drawn(flow: Sequence[Any]) -> bool:
    return any("jobId" not in tree.get("opts", {}) or _drawn(tree.get("children") or ()) for tree in flow)


def _block(said: Sequence[str], *, refused: bool) -> Iterator[str]:
    yield "try {" if refused else "{"
    yield from (f"  {line}" for text in said for line in text.split("\n"))
    yield "} catch {}" if refused else "}"
