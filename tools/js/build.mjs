// Bundles the widgets' scripts: `npm run build [folder]`. The result is the same bytes on every machine.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build, version } from "esbuild";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const SOURCES = join(ROOT, "qlab", "widgets", "js");
const ENTRIES = ["player", "page", "board", "explorer"];

/** The SHA-256 of all sources, names included, in the order of their names; qlab/widgets/assets.py counts it too. */
function hashOfSources() {
  const hash = createHash("sha256");
  const files = readdirSync(SOURCES, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const names = files.map((file) =>
    relative(SOURCES, join(file.parentPath ?? file.path, file.name))
      .split(sep)
      .join("/"),
  );
  for (const name of names.sort())
    hash
      .update(`${name}\0`)
      .update(readFileSync(join(SOURCES, name)))
      .update("\0");
  return hash.digest("hex");
}

await build({
  absWorkingDir: ROOT,
  entryPoints: ENTRIES.map((name) => join(SOURCES, `${name}.js`)),
  outdir: process.argv[2] ?? join(ROOT, "qlab", "widgets", "bundle"),
  bundle: true,
  format: "esm",
  target: "es2023",
  charset: "utf8",
  legalComments: "none",
  minify: true,
  lineLimit: 160,
  logLevel: "warning",
  banner: { js: `// qlab's widgets, bundled by esbuild ${version} from sources with SHA-256 ${hashOfSources()}` },
});
