// Adds a job with each id that is given, by npm's Queue, and prints what became of it: taken, or refused.
import { Queue } from "bullmq";

const [port, ...ids] = process.argv.slice(2);
const queue = new Queue("ids", { connection: { host: "127.0.0.1", port: Number(port) } });
for (const jobId of ids) {
  const said = await queue.add("x", {}, { jobId }).then(
    () => "taken",
    () => "refused",
  );
  console.log(said);
}
await queue.close();
