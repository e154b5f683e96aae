// The filters: which queue and which job the buttons stop at.

import { ROLE } from "../constants.js";
import { el } from "../dom/element.js";
import { clip, shortLine } from "../text/visible.js";

/** @import { PlayerData } from "../data/player-data.js" */

const MOST_JOBS = 500; // ids offered to choose from
let made = 0;

export class Filters {
  /** @param {PlayerData} data @param {() => void} changed */
  constructor(data, changed) {
    this.data = data;
    this.changed = changed;
    this.wanted = { queue: "", job: "" };
    /** @type {number[] | null} */
    this.cached = null;
    const on = { change: () => this.set() };
    made += 1;
    this.queue = el("select", { on });
    this.jobs = el("datalist", { id: `q-jobs-${made}` });
    this.job = el("input", { type: "text", list: this.jobs.id, size: 8, placeholder: "any", on });
    this.elements = [el("label", {}, "queue ", this.queue), el("label", {}, "job ", this.job, this.jobs)];
  }

  /** After the recording grew: new queues and jobs. */
  refresh() {
    const chosen = this.queue.value;
    const option = (/** @type {string} */ name) => el("option", { value: name }, shortLine(name, 40));
    this.queue.replaceChildren(el("option", { value: "" }, "all"), ...this.data.queues.map(option));
    this.queue.value = this.data.queues.includes(chosen) ? chosen : "";
    const jobs = [...this.data.names.values()].filter((key) => key.role === ROLE.JOB);
    const ids = [...new Set(jobs.map((key) => key.job ?? ""))].slice(0, MOST_JOBS);
    this.jobs.replaceChildren(...ids.map((id) => el("option", { value: clip(id, 200) })));
    this.cached = null;
  }

  set() {
    this.wanted = { queue: this.queue.value, job: this.job.value.trim() };
    this.cached = null;
    this.changed();
  }

  /** Shows the steps of one job alone; null: again of all. @param {{ queue: string, job: string } | null} job */
  follow(job) {
    this.queue.value = job && this.data.queues.includes(job.queue) ? job.queue : "";
    this.job.value = job?.job ?? "";
    this.wanted = { queue: job?.queue ?? "", job: job?.job ?? "" };
    this.cached = null;
  }

  /** The steps that the buttons stop at: all, or those of the queue and job chosen. */
  stops() {
    const { queue, job } = this.wanted;
    this.cached ??=
      queue || job
        ? this.data.find((step) => this.data.concerns(step, queue, job))
        : [0, ...this.data.steps.map((step) => step.index)];
    return this.cached;
  }
}
