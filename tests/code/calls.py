"""The code of every scene's steps, and files that put it where a compiler finds it."""

from __future__ import annotations

from functools import cache

from qlab.record.step import Step
from tests.code.every_option import by_hostile_names, every_option
from tests.record.films import scene
from tests.record.scenes import SCENES

NPM = """\
import {
  type ConnectionOptions, DelayedError, FlowProducer, type Job, Queue, QueueEventsProducer, UnrecoverableError,
  WaitingChildrenError, WaitingError, Worker,
} from "bullmq";
import type { Redis } from "ioredis";
declare const connection: ConnectionOptions;
declare const redis: Redis;
declare const tokens: string[];
export const used = [DelayedError, WaitingChildrenError, WaitingError, UnrecoverableError];
"""
NEST = """\
import { InjectFlowProducer, InjectQueue, Processor, WorkerHost } from "@nestjs/bullmq";
@Processor("email")
export class Email extends WorkerHost {
  constructor(
    @InjectQueue("email") private readonly queue: Queue,
    @InjectFlowProducer() private readonly flowProducer: FlowProducer,
  ) { super(); }
  async process(job: Job, token: string): Promise<unknown> { return [job, token]; }
"""


def steps() -> list[Step]:
    """Every step of every scene, of a lab in which every option is given, and of one whose names are hostile."""
    scenes = [step for name in SCENES for step in scene(name)]
    return [*scenes, *every_option(), *by_hostile_names()]


@cache
def code(language: str) -> tuple[str, ...]:
    """The code of all scenes in a language, each text once."""
    return tuple(dict.fromkeys(step.code(language) for step in steps()))


def typescript(texts: tuple[str, ...]) -> str:
    """A module whose functions are the given pieces."""
    functions = (
        f"export async function step{number}(job: Job, token: string) {{ {{\n{text}\n}} }}\n"
        for number, text in enumerate(texts)
    )
    return NPM + "".join(functions)


def nestjs(texts: tuple[str, ...]) -> str:
    """A module with a processor's class whose methods are the given pieces."""
    methods = (
        f"  async step{number}(job: Job, token: string): Promise<unknown> {{ {{\n{text}\n}}\nreturn 0; }}\n"
        for number, text in enumerate(texts)
    )
    return NPM + NEST + "".join(methods) + "}\n"
