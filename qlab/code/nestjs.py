"""A recording as a module of NestJS: its queues registered, its calls injected, its processors left to be written.

The calls are those of :mod:`qlab.code.code`; what differs is that the queues are a service's own properties.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from qlab.code import literals
from qlab.code.asked import beyond, default_job_options
from qlab.code.code import lines, no_call
from qlab.code.dialects import DIALECTS, Dialect, Place
from qlab.code.expressions import Expression
from qlab.code.nest_files import MARK, calls_service, connection_file, processors_file, queues_module
from qlab.code.nest_names import property_names
from qlab.errors import ExportError
from qlab.files import refusing, write_files
from qlab.protocol import operations
from qlab.protocol.api.methods import METHODS, Owner
from qlab.protocol.operations import Doer
from qlab.record.recording import Recording
from qlab.record.script import NestModule
from qlab.record.step import Step
from qlab.text.escape import shorten, terminal

__all__ = ["save_nestjs", "to_nestjs"]

_CALLED = frozenset({Owner.QUEUE, Owner.JOB, Owner.FLOWS, Owner.EVENTS})
"""Whose methods a service calls. A processor's job and its worker are the processor's."""

_OTHERS = frozenset({Doer.HAND, Doer.OUTSIDE})
"""Who is no application: commands by hand, and other clients."""


def save_nestjs(recording: Recording, defaults: Mapping[str, Mapping[str, Any]], folder: Path | None) -> NestModule:
    """Write a recording as a module of NestJS; see :meth:`qlab.Lab.to_nestjs`.

    Args:
        recording: The recording.
        defaults: The options that each job of a queue gets, by the queue's name; calls do not repeat them.
        folder: Where to; None: nowhere.
    """
    made = to_nestjs(recording, defaults)
    if folder is None:
        return made
    _check_ours(folder, made)
    write_files(folder, made.files, "module")
    return replace(made, folder=folder)


def to_nestjs(recording: Recording, defaults: Mapping[str, Mapping[str, Any]]) -> NestModule:
    """Return a recording as a module of NestJS."""
    return _Module(recording, defaults).made()


def _check_ours(folder: Path, made: NestModule) -> None:
    for name in made.files:
        path = folder / name
        with refusing(path, "module"):
            ours = path.is_file() and MARK.encode() in path.read_bytes().splitlines()[:1]
            theirs = path.exists() and not ours
        if theirs:
            raise ExportError(
                f"{shorten(terminal(path), 200)} exists, and qlab did not write it, or it was changed; "
                "name another folder."
            )


class _Module:
    """What a module is put together from."""

    def __init__(self, recording: Recording, defaults: Mapping[str, Mapping[str, Any]]) -> None:
        self.recording = recording
        self.unsaid: list[str] = []
        queues = list(dict.fromkeys([*defaults, *_queues(recording)]))
        self.names = property_names(queues)
        self.defaults = {queue: default_job_options(defaults.get(queue, {})) for queue in queues}
        self.called: dict[str, None] = {}
        self.owners: set[Owner] = set()

    def made(self) -> NestModule:
        """Return the whole: the calls first, for they tell what is injected."""
        begun = len(self.recording.first.state)
        if begun:
            self.unsaid.append(f"The recording begins with {begun} keys; the calls make none of them.")
        calls = [call for step in self.recording if (call := self._call(step))]
        injected = {self.names[queue]: queue for queue in self.called}
        files = {
            "connection.ts": connection_file(),
            "queues.module.ts": queues_module(self.defaults, self.recording.prefix, flows=Owner.FLOWS in self.owners),
            "calls.service.ts": calls_service(injected, self.owners, calls, self.unsaid),
        }
        if workers := _workers(self.recording):
            files["processors.ts"] = processors_file(workers, self.names)
        return NestModule(files, tuple(self.unsaid))

    def _call(self, step: Step) -> tuple[int, str, list[str]] | None:
        """Return a step's number, title and lines; None if it is not a call of the service."""
        method = METHODS.get(step.operation)
        title = literals.typescript(step.title)[1:-1]
        said = list(self._lines(step)) if method and method.owner in _CALLED else []
        if any(not line.startswith("//") for line in said):
            return step.index, title, said
        if said or (step.diff and step.operation.doer in _OTHERS) or step.operation == operations.GAP:
            self.unsaid.append(no_call(step))
        return None

    def _lines(self, step: Step) -> Iterator[str]:
        with beyond(self.defaults.get(step.queue or "", {})):
            yield from lines(step, self._dialect(step))
        if step.operation == operations.EMIT:
            yield "await queueEvents.close();"

    def _dialect(self, step: Step) -> Dialect:
        nest = DIALECTS["nestjs"]
        here = {Owner.QUEUE: f"this.{self.names.get(step.queue or '', '')}"}
        return replace(nest, makes=self._makes, variables={**nest.variables, **here})

    def _makes(self, owner: Owner, place: Place) -> Sequence[str]:
        self.owners.add(owner)
        if owner is Owner.FLOWS:
            return ()
        if owner is Owner.EVENTS:
            return DIALECTS["typescript"].makes(owner, place)
        self.called[place.queue] = None
        job = f"const job = await this.{self.names[place.queue]}.getJob({literals.typescript(place.job)});"
        return [job] if owner is Owner.JOB else ()


def _queues(recording: Recording) -> list[str]:
    """Return every queue that has keys at some time or is asked for something."""
    states = [recording.first, *(step.after for step in recording)]
    return sorted(
        {name for state in states for name in state.queues} | {step.queue for step in recording if step.queue}
    )


def _workers(recording: Recording) -> list[tuple[str, Mapping[str, Expression], list[str]]]:
    """Return the workers that took jobs: queue, options unlike BullMQ's usual ones, names of their jobs."""
    found: dict[str, tuple[str, Mapping[str, Expression], set[str]]] = {}
    for step in recording:
        if step.operation != operations.TAKE or not step.queue:
            continue
        options = step.call.facts.get("options", {})
        job = step.after.job(step.job, step.queue) if step.job else None
        worker = found.setdefault(f"{step.queue} {literals.typescript(options)}", (step.queue, options, set()))
        worker[2].update([job.name] if job else [])
    return [(queue, options, sorted(names)) for queue, options, names in found.values()]
