// The player asks: it stops before a step, takes an answer, of the class as well where there is one, and goes on.

import { ClassVotes } from "./class-votes.js";
import { Quiz } from "./quiz.js";

/** @import { Player } from "../player/player.js" */
/** @import { Answer } from "./quiz.js" */

export class Asking {
  /** @param {Player} player @param {(answers: Answer[]) => void} onAnswer */
  constructor(player, onAnswer) {
    this.player = player;
    this.quiz = new Quiz(player.data, onAnswer);
    this.votes = new ClassVotes();
  }

  /** Begins to ask where jobs go, or ends it. @param {boolean} on @param {number[]} [steps] before which to ask; all */
  begin(on, steps) {
    this.quiz.on = on;
    this.quiz.steps = steps?.length ? new Set(steps) : null;
    this.quiz.asking = 0;
    this.votes.stop();
    if (on && this.player.shows !== "stage") this.player.look("stage");
    else this.player.redraw();
  }

  /** Stops before a step where that is to be asked about. Asked again, it goes on. @param {number} step */
  stops(step) {
    const { player, quiz } = this;
    const again = quiz.asking === step;
    if (again) {
      quiz.answer("");
      this.votes.reveal(step);
    }
    if (again || player.shows !== "stage" || !quiz.stops(step)) return false;
    if (player.index !== step - 1) player.show(step - 1);
    quiz.asking = step;
    this.votes.ask(step);
    player.redraw();
    return true;
  }

  /** The answer with that number. @param {number} number */
  choose(number) {
    const choice = this.quiz.question(this.quiz.asking)?.choices[number - 1];
    if (choice !== undefined) this.guess(choice);
  }

  /** Takes an answer, and shows the step. @param {string} choice */
  guess(choice) {
    const answer = this.quiz.answer(choice);
    if (!answer) return;
    this.votes.reveal(answer.step);
    this.player.show(answer.step);
  }
}
