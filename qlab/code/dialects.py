"""Dialects: how Python, TypeScript and NestJS write a call and make the object that has it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from qlab.code import literals
from qlab.code.expressions import Expression, Named
from qlab.protocol.api.methods import Method, Owner
from qlab.protocol.api.worker_options import npm_options, pypi_options
from qlab.protocol.keys import DEFAULT_PREFIX

__all__ = ["DIALECTS", "Dialect", "Place"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a call is made.

    Attributes:
        queue: The queue's name.
        prefix: BullMQ's prefix.
        job: The job's id, where the call is about one; or what stands for it.
        worker: The worker's name, where one makes the call.
        options: The worker's options that matter to it.
    """

    queue: str
    prefix: str
    job: str | Named | None
    worker: str | None
    options: Mapping[str, Any]

    def connected(self) -> dict[str, Expression]:
        """Return the options of each of BullMQ's objects."""
        prefix = {} if self.prefix == DEFAULT_PREFIX else {"prefix": self.prefix}
        return {"connection": Named("connection"), **prefix}


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a language writes calls.

    Attributes:
        package: Whose methods it calls: ``npm`` or ``PyPI``.
        comment: What begins a comment.
        end: What ends a statement.
        literal: Writes an expression.
        makes: Writes the line that makes the object, or None where the surroundings give it.
        variables: What each object is called.
        adapt: Turns npm's arguments into this package's.
        declare: What begins the declaration of a variable.
        send: How a plain client sends a command.
    """

    package: str
    comment: str
    end: str
    literal: literals.Literal
    makes: Callable[[Owner, Place], Sequence[str]]
    variables: Mapping[Owner, str]
    adapt: Callable[[str, list[Expression]], list[Expression]]
    declare: str = "const "
    send: str = "call"

    def declares(self, name: str) -> str:
        """Return the beginning of a statement that keeps a result in a variable."""
        return f"{self.declare}{name} = "

    def command(self, words: Sequence[Expression]) -> str:
        """Return a command of Redis as a statement, sent by a plain client."""
        return f"await redis.{self.send}({', '.join(self.literal(each, 0) for each in words)}){self.end}"

    def call(self, method: Method, name: str, given: Sequence[Expression], result: str = "") -> str:
        """Return a call as a statement."""
        waits = "" if self.package in method.at_once else "await "
        lead = f"{result}{waits}{self.variables[method.owner]}.{name}("
        return f"{lead}{self._given(given, len(lead))}){self.end}"

    def _given(self, given: Sequence[Expression], column: int) -> str:
        """Arguments: on one line, or with the last one's entries on lines of their own, or each on its own line."""
        each_flat = [self.literal(each, 0) for each in given]
        flat = ", ".join(each_flat)
        if "\n" not in flat and column + len(flat) + 2 <= literals.WIDTH:
            return flat
        first = "".join(f"{each}, " for each in each_flat[:-1])
        if "\n" not in first and column + len(first) + 1 <= literals.WIDTH and isinstance(given[-1], dict | list):
            return first + (each_flat[-1] if "\n" in each_flat[-1] else self.literal(given[-1], 0, broken=True))
        return "\n" + "".join(f"  {self.literal(each, 2)},\n" for each in given)

    def name_of(self, method: Method) -> str | None:
        """Return the method's name in this dialect's package."""
        return method.npm if self.package == "npm" else method.pypi


# -- TypeScript --------------------------------------------------------------------------------------------------------


def _typescript_makes(owner: Owner, place: Place) -> Sequence[str]:
    write, options = literals.typescript, place.connected()
    queue = write(place.queue)
    if owner in (Owner.QUEUE, Owner.JOB):
        made = [f"const queue = new Queue({queue}, {write(options)});"]
        return made if owner is Owner.QUEUE else [*made, f"const job = await queue.getJob({write(place.job)});"]
    if owner is Owner.WORKER:
        whole = {
            **options,
            "autorun": False,
            **({"name": place.worker} if place.worker else {}),
            **npm_options(place.options),
        }
        return [f"const worker = new Worker({queue}, null, {write(whole)});"]
    if owner is Owner.FLOWS:
        return [f"const flowProducer = new FlowProducer({write(options)});"]
    if owner is Owner.EVENTS:
        return [f"const queueEvents = new QueueEventsProducer({queue}, {write(options)});"]
    return [f"// job {write(place.job)} of queue {queue}, as its worker has it"]


_NPM = {Owner.HELD: "job", Owner.WORKER: "worker", Owner.JOB: "job?"}
_TYPESCRIPT = Dialect(
    "npm", "//", ";", literals.typescript, _typescript_makes,
    {**_NPM, Owner.QUEUE: "queue", Owner.FLOWS: "flowProducer", Owner.EVENTS: "queueEvents"},
    lambda _name, given: given,
)  # fmt: skip

# -- NestJS ------------------------------------------------------------------------------------------------------------


def _nest_makes(owner: Owner, place: Place) -> Sequence[str]:
    write = literals.typescript
    queue = write(place.queue)
    injected = f"// constructor(@InjectQueue({queue}) private readonly queue: Queue) {{}}"
    if owner is Owner.QUEUE:
        return [injected]
    if owner is Owner.JOB:
        return [injected, f"const job = await this.queue.getJob({write(place.job)});"]
    if owner is Owner.FLOWS:
        return ["// constructor(@InjectFlowProducer() private readonly flowProducer: FlowProducer) {}"]
    if owner is Owner.EVENTS:
        return _typescript_makes(owner, place)
    return [f"// in process(job: Job, token: string) of the @Processor({queue}) class"]


_NESTJS = Dialect(
    "npm", "//", ";", literals.typescript, _nest_makes,
    {**_NPM, Owner.WORKER: "this.worker", Owner.QUEUE: "this.queue", Owner.FLOWS: "this.flowProducer",
     Owner.EVENTS: "queueEvents"},
    lambda _name, given: given,
)  # fmt: skip

# -- Python ------------------------------------------------------------------------------------------------------------


def _python_makes(owner: Owner, place: Place) -> Sequence[str]:
    write, options = literals.python, place.connected()
    queue = write(place.queue)
    if owner in (Owner.QUEUE, Owner.JOB):
        made = [f"queue = Queue({queue}, {write(options)})"]
        return made if owner is Owner.QUEUE else [*made, f"job = await queue.getJob({write(place.job)})"]
    if owner is Owner.WORKER:
        whole = {
            **options,
            "autorun": False,
            **({"name": place.worker} if place.worker else {}),
            **pypi_options(place.options),
        }
        return [f"worker = Worker({queue}, None, {write(whole)})"]
    if owner is Owner.FLOWS:
        return [f"flow_producer = FlowProducer({write(options)})"]
    if owner is Owner.EVENTS:
        return [f"queue_events = QueueEventsProducer({queue}, {write(options)})"]
    return [f"# job {write(place.job)} of queue {queue}, as its worker has it"]


def _python_given(name: str, given: list[Expression]) -> list[Expression]:
    """Turn the arguments of npm's methods into those of PyPI's (3.4.4: ``queue.py``, ``job.py``, ``worker.py``)."""
    if name == "moveToActive":
        return given[:1]
    if name in ("moveToCompleted", "moveToFailed"):
        return given[:2]  # PyPI's fetches no next job unless told to
    if name == "moveToWaitingChildren":
        return [*given, {}]
    if name == "obliterate":
        return [each["force"] for each in given]
    if name == "upsertJobScheduler":
        return [*given[:2], *given[2].values()]
    return given


_PYTHON = Dialect(
    "PyPI", "#", "", literals.python, _python_makes,
    {Owner.HELD: "job", Owner.JOB: "job", Owner.WORKER: "worker", Owner.QUEUE: "queue",
     Owner.FLOWS: "flow_producer", Owner.EVENTS: "queue_events"},
    _python_given, declare="", send="execute_command",
)  # fmt: skip

DIALECTS: Mapping[str, Dialect] = MappingProxyType({"python": _PYTHON, "typescript": _TYPESCRIPT, "nestjs": _NESTJS})
"""The languages by their names."""
