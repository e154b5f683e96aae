// Runs scripts one after the other, and reads the keys that each leaves: node run.mjs <url> <folder>
// Writes a line of JSON for each: its name, what failed, and the keys (type, value, what is left of its life in ms).
// The server is the test's own, and empty; each script's keys are deleted before the next.
import { cpSync, readdirSync, rmSync } from "node:fs";
import { Redis } from "ioredis";
import { taken } from "./keys.mjs";

const [, , url, folder] = process.argv;
const redis = new Redis(url);
process.env.REDIS_URL = url;
const beside = new URL(`./made-${process.pid}/`, import.meta.url); // where Node finds the packages
cpSync(folder, beside, { recursive: true });
for (const name of readdirSync(beside).filter((each) => each.endsWith(".mjs")).sort()) {
  let failed = null;
  try {
    await import(new URL(encodeURIComponent(name), beside).href);
  } catch (error) {
    failed = String(error.stack);
  }
  process.stdout.write(`${JSON.stringify({ name, failed, keys: await taken(redis) })}\n`);
}
rmSync(beside, { recursive: true });
redis.disconnect();
process.stdout.write("", () => process.exit(0));
