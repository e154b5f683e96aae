"""The files of a NestJS module: connection, registrations, calls, and processors that are left to be written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from qlab.code import literals
from qlab.code.expressions import Expression, Named
from qlab.code.nest_names import class_name
from qlab.protocol.api.methods import Owner
from qlab.protocol.api.worker_options import npm_options
from qlab.protocol.keys import DEFAULT_PREFIX

__all__ = ["MARK", "calls_service", "connection_file", "processors_file", "queues_module"]

MARK = "// Written by qlab, which replaces only files that begin with this line: delete it once you change the file."
_CONNECTION = """\
// npm install @nestjs/bullmq @nestjs/common bullmq
export const connection = { url: process.env.REDIS_URL ?? "redis://127.0.0.1:6379" };"""
_TO_BE_WRITTEN = """\
// A recording does not contain the work itself. Write process(), then name the class among the providers of
// QueuesModule: its worker starts with the application."""
_MOST_NAMES = 20


def connection_file() -> str:
    """Return where Redis is."""
    return _file([_CONNECTION])


def queues_module(queues: Mapping[str, Mapping[str, Expression]], prefix: str, *, flows: bool) -> str:
    """Return the module: every queue registered.

    Args:
        queues: The queues' default job options, by name.
        prefix: BullMQ's prefix.
        flows: Whether a FlowProducer is registered as well.
    """
    usual = {} if prefix == DEFAULT_PREFIX else {"prefix": prefix}
    registered = [_registered(name, options) for name, options in queues.items()]
    return _file([
        'import { BullModule } from "@nestjs/bullmq";',
        'import { Module } from "@nestjs/common";',
        "",
        'import { Calls } from "./calls.service.js";',
        'import { connection } from "./connection.js";',
        "",
        "@Module({",
        "  imports: [",
        f"    BullModule.forRoot({literals.typescript({'connection': Named('connection'), **usual}, 4)}),",
        *(f"    BullModule.registerQueue({each})," for each in registered),
        *(["    BullModule.registerFlowProducer({}),"] if flows else []),
        "  ],",
        "  providers: [Calls],",
        "  exports: [Calls],",
        "})",
        "export class QueuesModule {}",
    ])  # fmt: skip


def _registered(name: str, options: Mapping[str, Expression]) -> str:
    defaults = {"defaultJobOptions": dict(options)} if options else {}
    return literals.typescript({"name": name, **defaults}, 4)


def calls_service(
    injected: Mapping[str, str],
    owners: set[Owner],
    calls: Iterable[tuple[int, str, Sequence[str]]],
    unsaid: Sequence[str],
) -> str:
    """Return the service that makes the calls, a method each.

    Args:
        injected: The names of the queues that it calls, by what they are called in it.
        owners: Whose methods it calls.
        calls: A step's number, title and lines each.
        unsaid: The steps that it cannot make.
    """
    flows, events = Owner.FLOWS in owners, Owner.EVENTS in owners
    properties = [
        *(f"@InjectQueue({literals.typescript(name)}) private readonly {as_}: Queue" for as_, name in injected.items()),
        *(["@InjectFlowProducer() private readonly flowProducer: FlowProducer"] if flows else []),
    ]
    decorators = [*(["InjectFlowProducer"] if flows else []), *(["InjectQueue"] if injected else [])]
    classes = [*(["FlowProducer"] if flows else []), *(["Queue"] if injected else [])]
    return _file([
        *_import("@nestjs/bullmq", decorators),
        'import { Injectable } from "@nestjs/common";',
        *_import("bullmq", [*classes, *(["QueueEventsProducer"] if events else [])]),
        *(["", 'import { connection } from "./connection.js";'] if events else []),
        "",
        "// The calls of the recording, in order. What its workers and its clock did is left out.",
        *(f"// Not in here: {each}" for each in unsaid),
        "@Injectable()",
        "export class Calls {",
        *_constructor(properties),
        *(line for call in calls for line in _method(*call)),
        "}",
    ])  # fmt: skip


def _constructor(properties: Sequence[str]) -> Iterator[str]:
    if properties:
        yield "  constructor("
        yield from (f"    {each}," for each in properties)
        yield "  ) {}"


def _method(number: int, title: str, lines: Sequence[str]) -> Iterator[str]:
    yield ""
    yield f"  // {number}. {title}"
    yield f"  async step{number}(): Promise<void> {{"
    yield from (f"    {line}" for text in lines for line in text.split("\n"))
    yield "  }"


def processors_file(
    workers: Sequence[tuple[str, Mapping[str, Expression], Sequence[str]]], names: Mapping[str, str]
) -> str:
    """Return a class for each worker, whose work is left to be written.

    Args:
        workers: Queue, options and the names of the jobs it took, each.
        names: What each queue is called.
    """
    classes = [line for worker in _numbered(workers) for line in _processor(*worker, names)]
    return _file([
        'import { Processor, WorkerHost } from "@nestjs/bullmq";',
        'import { Job } from "bullmq";',
        "",
        _TO_BE_WRITTEN,
        *classes,
    ])  # fmt: skip


Worker = tuple[str, Mapping[str, Expression], Sequence[str]]


def _numbered(workers: Sequence[Worker]) -> Iterator[tuple[int, Worker]]:
    seen: Counter[str] = Counter()
    for worker in workers:
        seen[worker[0]] += 1
        yield seen[worker[0]], worker


def _processor(number: int, worker: Worker, names: Mapping[str, str]) -> Iterator[str]:
    queue, options, jobs = worker
    given = [literals.typescript(queue), *([literals.typescript(npm_options(options))] if options else [])]
    yield ""
    yield f"@Processor({', '.join(given)})"
    yield f"export class {class_name(names[queue], number)} extends WorkerHost {{"
    yield "  async process(job: Job): Promise<unknown> {"
    if jobs:
        more = [f"and {len(jobs) - _MOST_NAMES} more"] if len(jobs) > _MOST_NAMES else []
        yield f"    // Jobs it had: {', '.join([*map(literals.typescript, jobs[:_MOST_NAMES]), *more])}."
    yield "    throw new Error(`The work of ${job.name} is not written yet.`);"
    yield "  }"
    yield "}"


def _import(package: str, names: Sequence[str]) -> Iterator[str]:
    if names:
        yield f'import {{ {", ".join(sorted(names))} }} from "{package}";'


def _file(lines: Sequence[str]) -> str:
    return "\n".join([MARK, *lines]) + "\n"
