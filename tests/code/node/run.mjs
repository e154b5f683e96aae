// Runs scripts one after the other, and reads the keys that each leaves: node run.mjs <url> <folder>
// Writes a line of JSON for each: its name, what failed, and the keys (type, value, what is left of its life in ms).
// The server is the test's own, and empty; each script's keys are deleted before the next.
import { cpSync, readdirSync, rmSync } from "node:fs";
import { Redis } from "ioredis";

const [, , url, folder] = process.argv;
const READ = {
  hash: (redis, key) => redis.hgetall(key),
  list: (redis, key) => redis.lrange(key, 0, -1),
  set: async (redis, key) => (await redis.smembers(key)).sort(),
  stream: async (redis, key) => (await redis.xrange(key, "-", "+")).map(([, fields]) => fields),
  string: (redis, key) => redis.get(key),
  zset: (redis, key) => redis.zrange(key, 0, -1, "WITHSCORES"),
};

async function taken(redis) {
  const found = {};
  for (const key of (await redis.keys("*")).sort()) {
    const type = await redis.type(key);
    found[key] = [type, await READ[type](redis, key), await redis.pttl(key)];
    await redis.del(key);
  }
  return found;
}

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
