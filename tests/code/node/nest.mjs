// Makes the calls of compiled NestJS modules at a recording's times, and reads the keys that each leaves: node nest.mjs
// Each line of standard input is JSON: [url, folder of the compiled module, [[number of the step, its time in ms], ...]]
// and is answered with a line: the keys. The server is the test's own; what it holds already the calls find there.
import "reflect-metadata";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { NestFactory } from "@nestjs/core";
import { Redis } from "ioredis";
import { taken } from "./keys.mjs";

const clock = Date.now;

async function left(url, folder, steps) {
  process.env.REDIS_URL = url; // each module reads it when it is loaded
  const loaded = (name) => import(pathToFileURL(`${folder}/${name}.js`).href);
  const { QueuesModule } = await loaded("queues.module");
  const { Calls } = await loaded("calls.service");
  Date.now = () => steps[0][1]; // a worker begins as soon as its module is there
  const app = await NestFactory.createApplicationContext(QueuesModule, { logger: false });
  for (const [step, at] of steps) {
    Date.now = () => at;
    await app.get(Calls)[`step${step}`]();
  }
  Date.now = clock;
  await app.close();
  const redis = new Redis(url);
  const keys = await taken(redis);
  redis.disconnect();
  return keys;
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await left(...JSON.parse(line)))}\n`);
}
process.stdout.write("", () => process.exit(0));
