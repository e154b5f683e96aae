// The board: a bar for each state, the last moves, and, on a lab, buttons.

const BUTTONS = { add: "add a job", take: "take", complete: "complete", fail: "fail", retry: "retry failed", advance: "clock + 1 s", next: "clock to next" };
const LOOK = 1000; // ms between two looks of an observer

class Board {
  constructor(model, element) {
    this.model = model;
    this.bars = new Map();
    this.title = el("h2");
    this.clock = el("span", { class: "q-clock" });
    this.rows = el("div", { class: "q-board-rows" });
    this.moves = el("ol", { class: "q-moves", reversed: true });
    this.message = el("p", { class: "q-message", role: "status" });
    const buttons = model.get("readonly") ? el("p", { class: "q-quiet" }, "read-only: looks once a second")
      : el("div", { class: "q-controls", role: "group", "aria-label": "actions" }, ...Object.entries(BUTTONS).map(([name, words]) =>
        el("button", { type: "button", class: "q-button q-wide", data: { act: name }, on: { click: () => model.send({ do: name }) } }, words)));
    this.root = el("div", { class: "qlab-player q-board", role: "group", "aria-label": "board of a queue" },
      el("div", { class: "q-top" }, this.clock, this.title), buttons, this.message,
      el("div", { class: "q-two" }, this.rows, el("section", {}, el("h3", {}, "Last moves"), this.moves)));
    this.root.addEventListener("keydown", (event) => event.stopPropagation());
    element.replaceChildren(this.root);
    this.draw();
  }

  bar(state) {
    if (!this.bars.has(state)) {
      const [count, fill] = [el("b"), el("span")];
      const row = el("div", { class: `q-bar q-state-${state}`, data: { state } }, el("span", {}, icon(state), ` ${state}`), count, el("span", {}, fill));
      this.bars.set(state, { row, count, fill });
      this.rows.append(row);
    }
    return this.bars.get(state);
  }

  draw() {
    const shown = JSON.parse(this.model.get("picture"));
    setText(this.title, `queue ${clip(line(shown.queue), 60)}`);
    setText(this.clock, shown.at);
    for (const [state, count] of Object.entries(shown.counts)) {
      const bar = this.bar(state);
      setText(bar.count, count.toLocaleString("en"));
      bar.fill.style.width = `${Math.min(100, (100 * count) / shown.scale)}%`;
    }
    this.moves.replaceChildren(...shown.moves.map((words) => el("li", {}, words)));
    setText(this.message, this.model.get("message"));
  }
}

function render({ model, el: element }) {
  const board = new Board(model, element);
  const draw = () => board.draw();
  const traits = ["picture", "message"];
  traits.forEach((name) => model.on(`change:${name}`, draw));
  const look = () => document.visibilityState === "visible" && board.root.isConnected && model.send({ do: "refresh" });
  const timer = model.get("readonly") ? setInterval(look, LOOK) : 0;
  return () => {
    clearInterval(timer);
    traits.forEach((name) => model.off(`change:${name}`, draw));
  };
}
