// Predict: the player stops before a step and asks where its job will go. The answer is held against the step.

import { ALWAYS_DRAWN, GRID, ROLE, STATE_OF_ROLE, STATE_SENTENCES } from "../constants.js";
import { wholeMoves } from "../data/picture.js";
import { moverOf } from "./jobs.js";

/** @import { PlayerData } from "../data/player-data.js" */

/** The answer that a job will be in no container any more. */
export const NOWHERE = "removed";
const states = new Map(STATE_OF_ROLE);

/** @typedef {{ step: number, queue: string, job: string, title: string, choices: string[] }} Question */
/**
 * An answer: the container that was chosen ("" for none), and those in which the job might truly be found.
 * @typedef {{ step: number, queue: string, job: string, guess: string, truth: string, right: boolean }} Answer
 */

export class Quiz {
  /** @param {PlayerData} data @param {(answers: Answer[]) => void} onAnswer */
  constructor(data, onAnswer) {
    this.data = data;
    this.onAnswer = onAnswer;
    this.on = false;
    /** The steps before which it stops; null: all in which a job moves. @type {Set<number> | null} */
    this.steps = null;
    /** The step that is asked about; 0: none. */
    this.asking = 0;
    /** @type {Map<number, Answer>} */
    this.answers = new Map();
  }

  /** Whether it stops before a step: a job moves there, and nobody has answered yet. @param {number} step */
  stops(step) {
    if (!this.on || this.answers.has(step) || (this.steps && !this.steps.has(step))) return false;
    return this.question(step) !== null;
  }

  /**
   * What is asked before a step; null where no job moves.
   * @param {number} index
   * @returns {Question | null}
   */
  question(index) {
    const step = this.data.step(index);
    const mover = moverOf({ step, moves: wholeMoves(step?.moves ?? []) });
    if (!step || !mover?.move) return null;
    const { queue, job } = mover;
    const others = GRID.filter((role) => !ALWAYS_DRAWN.includes(role) && role !== ROLE.PAUSED);
    const used = others.filter((role) => this.data.hasUsed(queue, role));
    return { step: index, queue, job, title: step.title, choices: [...ALWAYS_DRAWN, ...used, NOWHERE] };
  }

  /**
   * Takes an answer to the question that is asked.
   * @param {string} guess
   * @returns {Answer | null}
   */
  answer(guess) {
    const step = this.data.step(this.asking);
    const mover = moverOf({ step, moves: wholeMoves(step?.moves ?? []) });
    if (!mover?.move) return null;
    const [queue, job, , target] = mover.move;
    const truth = target === null ? NOWHERE : (STATE_OF_ROLE.find(([, state]) => state === target)?.[0] ?? target);
    const right = guess === truth || (target !== null && states.get(guess) === target);
    const answer = { step: this.asking, queue, job, guess, truth, right };
    this.answers.set(this.asking, answer);
    this.asking = 0;
    this.onAnswer([...this.answers.values()].filter((each) => each.guess));
    return answer;
  }
}

/**
 * What an answer is told: whether it is right, and what the container that was chosen is for.
 * @param {Answer} answer
 */
export function verdict({ job, guess, truth, right }) {
  const where = truth === NOWHERE ? `job ${job} is removed` : `job ${job} is in \`${truth}\``;
  if (right) return `✓ Right: ${where}.`;
  const meaning = STATE_SENTENCES[states.get(guess) ?? ""];
  return `✗ You said \`${guess}\`, but ${where}.${meaning ? ` \`${guess}\` would mean: ${meaning}` : ""}`;
}
