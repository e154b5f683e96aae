// Reads diagrams as JSON from standard input, and says of each what mermaid's own parser makes of it.
import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";

const { window } = new JSDOM("");
globalThis.window = window;
globalThis.document = window.document;
const { default: mermaid } = await import("mermaid");

const said = [];
const { maxTextSize, maxEdges } = mermaid.mermaidAPI.getConfig();
for (const text of JSON.parse(readFileSync(0, "utf8"))) {
  try {
    // parse() takes any length, and render() draws an apology instead.
    if (text.length > maxTextSize) throw new Error(`longer than ${maxTextSize}`);
    if (text.split("-->").length - 1 > maxEdges) throw new Error(`more edges than ${maxEdges}`);
    said.push((await mermaid.parse(text)).diagramType);
  } catch (error) {
    said.push(`refused: ${error.message}`);
  }
}
console.log(JSON.stringify(said));
