// What pages say of BullMQ, played on one of npm's releases: node claims.mjs RELEASE SOCKET. Prints what was read, by claim.
// A claim whose method the release lacks gives {"absent": its message}.
import { createRequire } from "node:module";
import { Bench } from "./bench.mjs";
import * as dying from "./dying.mjs";
import * as failing from "./failing.mjs";
import * as families from "./families.mjs";
import * as naming from "./naming.mjs";
import * as ordering from "./ordering.mjs";
import * as sharing from "./sharing.mjs";
import * as telling from "./telling.mjs";
import * as waiting from "./waiting.mjs";

const [, , release, path] = process.argv;
const CLAIMS = { ...failing, ...waiting, ...ordering, ...naming, ...dying, ...sharing, ...families, ...telling };

async function played(name, play) {
  const bench = new Bench(release, path, name);
  try {
    return await play(bench);
  } catch (error) {
    const missing = /(\w+) is not a function/.exec(error.message);
    if (!missing) throw new Error(`${name}: ${error.stack}`);
    return { absent: missing[1] };
  } finally {
    await bench.close();
  }
}

const seen = {};
for (const [name, play] of Object.entries(CLAIMS)) seen[name] = await played(name, play);
const { version } = createRequire(import.meta.url)(`${release}/package.json`);
process.stdout.write(`${JSON.stringify({ version, seen })}\n`, () => process.exit(0));
