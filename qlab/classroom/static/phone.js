// The students' page: a code, then the question with its options as large buttons, then what turned out.

import { ask, byId, element, LETTERS, marked } from "/static/shared.js";

const join = byId("join");
const ballot = byId("ballot");
const line = byId("line");
const said = byId("said");
let shown = {};
let events = null;

const SAYS = {
  waiting: () => "The next question comes soon.",
  voting: ({ choices, round }) => {
    const first = round > 1 && typeof choices[0] === "number" ? ` Before, you said ${LETTERS[choices[0]]}.` : "";
    if (typeof choices[round - 1] === "number") return `Your answer is in: ${LETTERS[choices[round - 1]]}. Wait for the others.`;
    return round > 1 ? `Vote again, whatever you think now.${first}` : "Choose one. Your first tap counts.";
  },
  discussion: ({ choices }) =>
    `Talk to your neighbour: convince each other.${typeof choices[0] === "number" ? ` You said ${LETTERS[choices[0]]}.` : ""}`,
  bars: () => "The vote is closed. Look at the wall.",
  truth: ({ answer, choices, options, why }) => {
    const last = choices.findLast((each) => typeof each === "number");
    if (last === undefined) return `The answer is: ${answer}.`;
    return options[last] === answer ? `Right. ${why[last]}` : `The answer is: ${answer}. ${why[last]}`;
  },
};

function choice(state, at) {
  const { phase, round, choices, options, answer } = state;
  const mine = choices[round - 1] ?? (phase === "voting" ? null : choices[0]);
  const button = element("button", "option", element("b", "", LETTERS[at]), element("span", "", ...marked(options[at])));
  button.type = "button";
  button.setAttribute("aria-pressed", String(mine === at));
  if (phase === "truth" && options[at] === answer) button.append(element("em", "right", "✓ right"));
  else if (phase === "truth" && mine === at) button.append(element("em", "wrong", "✗ yours"));
  button.disabled = phase !== "voting" || typeof choices[round - 1] === "number";
  button.onclick = () => vote(state, at);
  return button;
}

/** Draws the options. The same question's, told again, leave the focus on the option that has it. */
function redraw(options, again) {
  const focused = again ? [...byId("options").children].indexOf(document.activeElement) : -1;
  byId("options").replaceChildren(...options);
  options[focused]?.focus();
}

function show(state) {
  const again = state.number === shown.number;
  shown = state;
  join.hidden = true;
  ballot.hidden = false;
  line.textContent = "";
  const waiting = state.phase === "waiting";
  byId("question").replaceChildren(...(waiting ? ["You are in"] : marked(state.question)));
  redraw(waiting ? [] : state.options.map((_, at) => choice(state, at)), again);
  said.replaceChildren(...marked(SAYS[state.phase](state)));
}

async function vote({ number, round }, option) {
  for (const each of document.querySelectorAll(".option")) each.disabled = true;
  try {
    show(await ask("/vote", { body: { number, round, option } }));
  } catch (error) {
    if (error.status === 403) return start();
    show(await ask("/state").catch(() => shown));
    line.textContent = error.message;
  }
  return undefined;
}

function listen() {
  events?.close();
  events = new EventSource("/events");
  events.addEventListener("state", ({ data }) => show(JSON.parse(data)));
  events.addEventListener("elsewhere", () => {
    events.close();
    line.textContent = "Open in another window; reload to go on here.";
  });
  events.onerror = () => {
    line.textContent = "Not connected; trying again.";
    if (events.readyState === EventSource.CLOSED) setTimeout(start, 2000);
  };
  events.onopen = () => {
    line.textContent = "";
  };
}

function enter() {
  events?.close();
  join.hidden = false;
  ballot.hidden = true;
}

async function start() {
  try {
    show(await ask("/state"));
    listen();
  } catch (error) {
    if (error.status !== 403) {
      line.textContent = "Not connected; trying again.";
      return setTimeout(start, 2000);
    }
    enter();
  }
  return undefined;
}

join.onsubmit = async (event) => {
  event.preventDefault();
  try {
    await ask("/join", { body: { code: byId("code").value } });
    await start();
  } catch (error) {
    line.textContent = error.message;
  }
};

if (document.body.dataset.seat) await start();
else enter();
