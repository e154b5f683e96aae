// The head: the time, the step's number and title, and the sentence that says what happened.

import { GRID } from "../constants.js";
import { el, setData, setStyle, setText } from "../dom/element.js";
import { worded } from "../dom/words.js";
import { counted } from "../text/number.js";
import { elapsed, moment } from "../text/time.js";
import { plain, shortLine } from "../text/visible.js";
import { spoken, usualSentence } from "./story.js";

/** @import { PlayerData } from "../data/player-data.js" */
/** @import { Picture } from "../data/picture.js" */

const LONG = 120; // letters: a longer sentence is a little smaller where the window is small
const LONGER = 180; // letters: and one that is longer still, on a telephone
const WELCOME = "Nothing has happened yet. Step forward with → or play with Space.";

export class Head {
  constructor() {
    this.clock = el("span", { class: "q-clock" });
    this.counter = el("span", { class: "q-counter" });
    this.title = el("h2", {});
    this.chip = el("span", { class: "q-chip" });
    this.top = el("div", { class: "q-top" }, this.clock, this.counter, this.title, this.chip);
    this.sentence = el("p", { class: "q-sentence", tabindex: "0" });
    // A long sentence scrolls where there is little room, so it can be focused.
    this.told = el("div", { class: "q-told" }, this.sentence);
    this.live = el("div", { class: "q-hidden", "aria-live": "polite", role: "status" });
  }

  /** Keeps as much room as most sentences need, so that what stands below does not jump. @param {PlayerData} data */
  reserve(data) {
    this.told.dataset.room = usualSentence(data);
  }

  /** What the clock says. @param {Picture} picture */
  tick({ data, at }) {
    setText(this.clock, elapsed(at - data.start));
    this.clock.title = moment(at);
  }

  /** @param {Picture} picture */
  update(picture) {
    const { step, data, index } = picture;
    this.tick(picture);
    setText(this.counter, `step ${counted(index)} of ${counted(data.length)}`);
    setText(this.title, step ? shortLine(step.title, 90) : "The beginning");
    this.title.title = step ? shortLine(step.title, 300) : "";
    setStyle(this.chip, "visibility", step?.script ? "" : "hidden");
    setText(this.chip, `script ${step?.script ?? "none"}`);
    this.tell(step ? worded(step.sentence) : plain(data.note || WELCOME));
    setText(this.live, spoken(data, index));
  }

  /** Asks where a job will go. @param {{ job: string, title: string }} question */
  ask({ job, title }) {
    const asked = el("strong", {}, `Where does job ${shortLine(job, 14)} go?`);
    this.sentence.replaceChildren(`Next: ${shortLine(title, 90)}. `, asked);
  }

  /** A sentence, the names of containers marked by their colours. @param {Node | string} words */
  tell(words) {
    this.sentence.replaceChildren(words);
    const letters = (this.sentence.textContent ?? "").length;
    setData(this.sentence, "long", letters > LONGER ? "very" : String(letters > LONG));
    for (const code of this.sentence.querySelectorAll("code")) {
      const role = GRID.find((each) => each === code.textContent);
      if (role) code.dataset.role = role;
    }
  }
}
