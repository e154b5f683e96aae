// The wall: the question, how many have answered, the bars when the vote is closed, then the truth. The token comes in
// the part of the address that no server sees, and leaves the address at once: the wall is seen by all.

import { ask, byId, element, LETTERS, marked, votes } from "/static/shared.js";

const TOKEN = "qlab-class-token";
if (location.hash.startsWith("#token=")) {
  sessionStorage.setItem(TOKEN, location.hash.slice("#token=".length));
  history.replaceState(null, "", location.pathname);
}
const headers = { Authorization: `Bearer ${sessionStorage.getItem(TOKEN) ?? ""}` };
const said = byId("said");
const SAYS = {
  waiting: () => "Nobody gives a name: answers are counted, and that is all.",
  voting: ({ round }) => (round > 1 ? "Second vote: what do you think now?" : "What do you think?"),
  discussion: () => "Find somebody who answered differently, and convince each other.",
  bars: ({ votes: rounds }) => `${rounds.map((each) => votes(sum(each))).join(", then ")}.`,
  truth: ({ answer }) => `The answer: ${answer}.`,
};
const ENABLED = {
  discuss: ({ phase, round }) => ["voting", "bars"].includes(phase) && round === 1,
  again: ({ phase, round }) => ["discussion", "bars"].includes(phase) && round === 1,
  bars: ({ phase }) => ["voting", "discussion"].includes(phase),
  reveal: ({ phase }) => ["voting", "discussion", "bars"].includes(phase),
  clear: ({ phase }) => phase !== "waiting",
};
const ROUNDS = ["first", "second"];
const sum = (counts) => counts.reduce((all, each) => all + each, 0);

/** A bar of a round: its length is its share of the round's votes. */
function bar(counts, at, round, rounds) {
  const share = counts[at] / Math.max(sum(counts), 1);
  const fill = element("span", `fill round${rounds === 1 ? 2 : round + 1}`);
  fill.style.width = `${100 * share}%`;
  const name = rounds > 1 ? [element("span", "round", ROUNDS[round])] : [];
  const count = element("span", "count", `${counts[at]}`, element("small", "", ` ${Math.round(100 * share)} %`));
  return element("div", "bar", ...name, element("span", "track", fill), count);
}

function behind({ claims, why }, at) {
  const claim = claims[at] ? [element("strong", "", "Misconception: “", ...marked(claims[at]), "”. ")] : [];
  return element("p", "behind", ...claim, ...marked(why[at]));
}

function row(state, option, at) {
  const { phase, votes: rounds = [], answer } = state;
  const told = phase === "truth";
  const right = told && option === answer;
  const mark = told ? [element("em", right ? "right" : "wrong", right ? "✓" : "✗")] : [];
  const name = element("p", "name", element("b", "", LETTERS[at]), element("span", "", ...marked(option)), ...mark);
  const bars = rounds.map((counts, round) => bar(counts, at, round, rounds.length));
  const drawn = bars.length ? [element("div", "bars", ...bars)] : [];
  return element("li", right ? "right" : "", name, ...drawn, ...(told ? [behind(state, at)] : []));
}

/** A teacher who works by keyboard is led from move to move: a button that can no longer be pressed would lose the focus. */
function leadOn(held, moves) {
  if (!held?.disabled) return;
  const next = [...moves.slice(moves.indexOf(held)), ...moves].find((each) => !each.disabled);
  (next ?? byId("questions")).focus();
}

function show(state) {
  const waiting = state.phase === "waiting";
  document.body.dataset.phase = state.phase;
  byId("question").replaceChildren(...(waiting ? ["Scan the code to join, or open the address and type the code."] : marked(state.question)));
  byId("bars").replaceChildren(...(waiting ? [] : state.options.map((option, at) => row(state, option, at))));
  byId("joined").textContent = state.joined;
  byId("voted").textContent = waiting ? 0 : state.voted;
  said.replaceChildren(...marked(SAYS[state.phase](state)));
  const held = document.activeElement;
  const moves = [...document.querySelectorAll("[data-move]")];
  for (const button of moves) button.disabled = !ENABLED[button.dataset.move](state);
  leadOn(held, moves);
}

const failed = (error) => {
  said.textContent = error.message;
};

/** Server-sent events, read by fetch: EventSource cannot send the token. */
async function listen() {
  const answer = await fetch("/teacher/events", { headers });
  if (!answer.ok) throw new Error((await answer.json()).detail);
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const events = (text + part.value).split("\n\n");
    text = events.pop();
    for (const each of events) {
      const data = each.split("\n").find((line) => line.startsWith("data: "));
      if (data) show(JSON.parse(data.slice("data: ".length)));
    }
  }
}

/** Listens again and again: a stream ends once a minute, or with the network. */
async function follow() {
  for (;;) {
    try {
      await listen();
    } catch (error) {
      said.textContent = error instanceof TypeError ? "Not connected; trying again." : error.message;
      await new Promise((done) => setTimeout(done, 2000));
    }
  }
}

function drawn({ size, path }) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const dark = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", "QR code of the address to join");
  dark.setAttribute("d", path);
  svg.append(dark);
  return svg;
}

async function start() {
  const { address, code, qr, questions } = await ask("/teacher/setting", { headers });
  byId("qr").replaceChildren(drawn(qr));
  byId("address").textContent = address.replace("http://", "");
  byId("code").textContent = code;
  for (const lesson of new Set(questions.map((each) => each.lesson))) {
    const group = element("optgroup", "");
    group.label = lesson;
    for (const each of questions.filter((one) => one.lesson === lesson)) {
      group.append(new Option(`${each.id}  ${each.text.replaceAll("`", "")}`, each.id));
    }
    byId("questions").append(group);
  }
  byId("ask").onclick = () =>
    ask("/teacher/ask", { headers, body: { id: byId("questions").value } }).then(show, failed);
  for (const button of document.querySelectorAll("[data-move]")) {
    button.onclick = () => ask("/teacher/move", { headers, body: { move: button.dataset.move } }).then(show, failed);
  }
  await follow();
}

start().catch(failed);
