// Makes the calls of a compiled NestJS module at the recording's times, and reads the keys that it leaves:
// node nest.mjs <url> <folder of the compiled module> <JSON: [[number of the step, its time in ms], ...]>
// The server is the test's own, and empty.
import "reflect-metadata";
import { pathToFileURL } from "node:url";
import { NestFactory } from "@nestjs/core";
import { Redis } from "ioredis";
import { taken } from "./keys.mjs";

const [, , url, folder, steps] = process.argv;
process.env.REDIS_URL = url;
const loaded = (name) => import(pathToFileURL(`${folder}/${name}.js`).href);
const { QueuesModule } = await loaded("queues.module");
const { Calls } = await loaded("calls.service");
const app = await NestFactory.createApplicationContext(QueuesModule, { logger: false });
for (const [step, at] of JSON.parse(steps)) {
  Date.now = () => at;
  await app.get(Calls)[`step${step}`]();
}
await app.close();
const redis = new Redis(url);
process.stdout.write(JSON.stringify(await taken(redis)));
redis.disconnect();
