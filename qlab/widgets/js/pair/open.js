// Opens what Python sent: a player of one recording, or two side by side.

import { Player } from "../player/player.js";
import { Pair } from "./pair.js";

/** @import { Options } from "../player/player.js" */
/** @import { PairJson, PlayerJson } from "../types.d.ts" */

/**
 * Draws one recording, or two, into an element.
 * @param {Element} element
 * @param {PlayerJson | PairJson} json
 * @param {Options} [options]
 */
export const open = (element, json, options) =>
  "tracks" in json ? new Pair(element, json, options) : new Player(element, json, options);
