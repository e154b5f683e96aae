// What the students' page and the wall share. Text is always set as text: whatever it holds, it cannot become markup.

export const LETTERS = "ABCDEFGH";

export const byId = (id) => document.getElementById(id);

/** An element with a class and children; what stands between two backticks in a text is a name, and set as code. */
export function element(tag, css, ...children) {
  const made = document.createElement(tag);
  if (css) made.className = css;
  made.append(...children);
  return made;
}

export function marked(text) {
  const parts = text.split("`");
  const closed = parts.length % 2 ? parts : [...parts.slice(0, -2), parts.slice(-2).join("`")];
  return closed.map((part, at) => (at % 2 ? element("code", "", part) : part));
}

/** Asks the server for something; gives the JSON of the answer, or throws what it says is wrong. */
export async function ask(url, { body, headers = {} } = {}) {
  const sent = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  const json = body === undefined ? {} : { "Content-Type": "application/json" };
  const answer = await fetch(url, { ...sent, headers: { ...headers, ...json } });
  const said = answer.status === 204 ? null : await answer.json().catch(() => null);
  if (!answer.ok) throw Object.assign(new Error(said?.detail ?? "The class does not answer."), { status: answer.status });
  return said;
}

export const votes = (count) => (count === 1 ? "1 vote" : `${count} votes`);
