// What anywidget loads for the backoff explorer.

import { Explorer } from "./explorer/explorer.js";

/** @import { Model } from "./types.d.ts" */

const TRAITS = ["picture", "checked"];

/** @param {{ model: Model, el: HTMLElement }} view */
function render({ model, el: element }) {
  const explorer = new Explorer(model, element);
  const draw = () => explorer.draw();
  for (const name of TRAITS) model.on(`change:${name}`, draw);
  return () => {
    explorer.watch.disconnect();
    for (const name of TRAITS) model.off(`change:${name}`, draw);
  };
}

export default { render };
