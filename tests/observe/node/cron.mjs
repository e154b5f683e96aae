// Prints, for each question of standard input (a line of JSON: pattern, tz, after, count), when npm's BullMQ would run.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(import.meta.url);
const { CronExpressionParser } = createRequire(require.resolve("bullmq"))("cron-parser");

for await (const line of createInterface({ input: process.stdin })) {
  const { pattern, tz, after, count } = JSON.parse(line);
  const moments = CronExpressionParser.parse(pattern, { currentDate: new Date(after), ...(tz ? { tz } : {}) });
  console.log(JSON.stringify(Array.from({ length: count }, () => moments.next().toDate().getTime())));
}
