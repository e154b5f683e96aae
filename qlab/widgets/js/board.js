// What anywidget loads for a board. An observer's board looks once a second, while it is seen.

import { Board } from "./board/board.js";

/** @import { Model } from "./types.d.ts" */

const LOOK = 1000; // ms between two looks of an observer
const TRAITS = ["picture", "message"];

/** @param {{ model: Model, el: HTMLElement }} view */
function render({ model, el: element }) {
  const board = new Board(model, element);
  const draw = () => board.draw();
  for (const name of TRAITS) model.on(`change:${name}`, draw);
  const look = () => {
    if (document.visibilityState === "visible" && board.root.isConnected) model.send({ do: "refresh" });
  };
  const timer = model.get("readonly") ? setInterval(look, LOOK) : 0;
  return () => {
    clearInterval(timer);
    for (const name of TRAITS) model.off(`change:${name}`, draw);
  };
}

export default { render };
