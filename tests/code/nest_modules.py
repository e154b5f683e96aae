"""Lines of NestJS as whole modules, for the compiler and for Node."""

from __future__ import annotations

import re
from string import Template
from typing import Any

from qlab.code.nest_files import connection_file, queues_module
from qlab.protocol.keys import DEFAULT_PREFIX

INJECTED = re.compile(r'@InjectQueue\("([^"]+)"\)')
IMPORTS = """\
import {
  BullModule, InjectFlowProducer, InjectQueue, OnQueueEvent, OnWorkerEvent, Processor, QueueEventsHost,
  QueueEventsListener, WorkerHost,
} from "@nestjs/bullmq";
import { Body, Controller, HttpCode, Injectable, Module, type OnModuleInit, Post, Res } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { type DefaultJobOptions, FlowProducer, Job, Queue, UnrecoverableError } from "bullmq";
"""
AROUND = """
interface Answer { header(name: string, value: string): void }
type Email = { to: string };
type Push = { user: string; kind: string };
type Place = { row: number };
declare const JOBS: DefaultJobOptions;
async function send(_mail: unknown): Promise<string> { return "250 OK"; }
declare function charge(euro: number, key: string): Promise<void>;
declare function read(file: string): Promise<string[]>;
declare function push(data: Push): Promise<void>;
declare function report(values: unknown): Promise<void>;
declare function sum(file: string): Promise<number>;
declare function upsert(rows: string[]): Promise<void>;
declare function digest(): Promise<void>;
declare function cleanUp(): Promise<void>;
"""
"""What an application brings along."""
SERVICE = Template("""\
@Injectable()
export class Calls {
  constructor($given) {}
  async step1($held): Promise<unknown> {
$text
return 0;
  }
}
""")
WORKING = Template("""\
import { connection } from "./connection.js";
import { Calls } from "./calls.service.js";
import { $providers } from "./processors.js";
@Module({
  imports: [BullModule.forRoot({ connection }), BullModule.registerQueue({ name: "$queue" })],
  providers: [Calls, $providers],
})
export class QueuesModule {}
""")
WAITING = Template("""\
@Injectable()
export class Calls {
  constructor(@InjectQueue("$queue") private readonly queue: Queue) {}
  async step1(): Promise<void> {
    while (await this.queue.getJobCountByTypes("wait", "active")) await new Promise((done) => setTimeout(done, 5));
  }
}
""")


def module(text: str) -> str:
    """Lines as a module: classes as they stand, statements in a method of a class that holds what they use."""
    others = "" if "class AppModule" in text else "declare class AppModule {}\n"
    return f"{IMPORTS}{AROUND}{others}{text if re.search(r'^@|^export', text, re.MULTILINE) else service(text)}\n"


def service(text: str) -> str:
    """Statements as the one method of an injected class."""
    queues = list(dict.fromkeys(INJECTED.findall(text)))
    assert len(queues) <= 1, "two queues would bear the same name"
    given = [f'@InjectQueue("{queue}") private readonly queue: Queue' for queue in queues]
    if "flowProducer" in text:
        given.append("@InjectFlowProducer() private readonly flowProducer: FlowProducer")
    held = "job: Job, token: string" if "// in process(" in text else ""
    return SERVICE.substitute(given=", ".join(given), held=held, text=text)


def making_calls(folder: str, text: str) -> dict[str, str]:
    """A module of NestJS whose service makes the calls, by the names of its files."""
    queues: dict[str, dict[str, Any]] = {queue: {} for queue in INJECTED.findall(text)}
    return {
        f"{folder}/connection": connection_file(),
        f"{folder}/queues.module": queues_module(queues, DEFAULT_PREFIX, flows="flowProducer" in text),
        f"{folder}/calls.service": module(text),
    }


def at_work(folder: str, text: str) -> dict[str, str]:
    """A module of NestJS with a processor, whose service returns when no job is left; by the names of its files."""
    [queue, *_] = re.findall(r'@Processor\("(\w+)"', text)
    providers = ", ".join(re.findall(r"export class (\w+)", text))
    return {
        f"{folder}/connection": connection_file(),
        f"{folder}/processors": module(text),
        f"{folder}/queues.module": IMPORTS + WORKING.substitute(queue=queue, providers=providers),
        f"{folder}/calls.service": IMPORTS + WAITING.substitute(queue=queue),
    }
