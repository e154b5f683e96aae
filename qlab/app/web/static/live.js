// A queue in the player as it happens. While the player stands at the last step it goes along.

import { mount } from "/static/player.js";

const place = document.getElementById("player");
const events = new EventSource(place.dataset.events);
let player = null;

events.addEventListener("whole", ({ data }) => {
  const view = player?.shows;
  const focused = place.contains(document.activeElement);
  player?.destroy();
  const whole = JSON.parse(data);
  player = mount(place, whole, { step: whole.steps.length, view });
  if (focused) player.root.focus({ preventScroll: true }); // so that the keys go on stepping
  globalThis.qlabPlayer = player;
});
events.addEventListener("steps", ({ data }) => {
  const chunk = JSON.parse(data);
  if (!player?.follows(chunk)) return;
  const follow = player.index === player.held;
  player.grow(chunk, follow ? chunk.from + chunk.steps.length : undefined);
});
