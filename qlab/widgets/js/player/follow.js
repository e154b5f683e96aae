// Follow a job: the steps are only those of that job, and the stage shows its queue.

import { partsOf } from "../data/key-name.js";
import { button, setAttribute, setText } from "../dom/element.js";
import { shortLine } from "../text/visible.js";

/** @import { Job } from "./controls.js" */
/** @import { Player } from "./player.js" */

const LETTERS = 10; // of the job's id

export class Follow {
  /** @param {Player} player @param {() => void} changed */
  constructor(player, changed) {
    this.player = player;
    this.changed = changed;
    /** @type {Job | null} */
    this.job = null;
    const about = {
      data: { act: "follow" },
      title: "Stop only at the steps of the chosen job, else of this step's (F)",
    };
    this.button = button("q-view", () => this.toggle(), about, "Follow");
  }

  /** Follows the job that is chosen, else the step's; or lets it go. */
  toggle() {
    this.set(this.job ? null : this.player.controls.currentJob());
  }

  /** @param {Job | null} job */
  set(job) {
    this.job = job;
    if (job && !this.isChosen(job)) this.player.select(job.queue, job.job);
    this.changed();
  }

  /** @param {Job} job */
  isChosen({ queue, job }) {
    const [itsQueue, itsJob] = partsOf(this.player.selected);
    return itsQueue === queue && itsJob === job;
  }

  /** Another job was chosen: it is followed instead; none: nothing is followed. */
  chosen() {
    if (!this.job || this.isChosen(this.job)) return;
    const [queue, job] = partsOf(this.player.selected);
    this.job = this.player.selected ? { queue, job } : null;
    this.changed();
  }

  /** @param {Job | null} current the job that would be followed */
  update(current) {
    setAttribute(this.button, "aria-pressed", String(this.job !== null));
    this.button.disabled = !this.job && !current;
    const followed = this.job ?? current;
    setText(this.button, followed ? `Follow job ${shortLine(followed.job, LETTERS)}` : "Follow a job");
  }
}
