/** @file What the list of games says of each. */

import { shownName } from "../lib/names.js";
import { say } from "../lib/words.js";

/** @typedef {import("./protocol.js").Listing} Listing */
/** @typedef {import("../lib/words.js").Key} Key */
/** @typedef {import("../net/protocol.js").PlayerNum} PlayerNum */

/** @param {Listing} room @param {PlayerNum} num */
export function nameOf(room, num) {
  const player = room.players.find((listed) => listed.player_num === num);
  return player ? shownName(player.name) : say("side.free");
}

/** @param {Listing} room */
export function aboutOf(room) {
  const status = STATUS[room.status];
  const limit = say("bar.first_to", { points: room.points_limit });
  const watchers = room.watchers > 0 && say("bar.watchers", { count: room.watchers });
  return [status && say(status), limit, watchers].filter(Boolean).join(" · ");
}

/** What a score alone does not tell. @type {Partial<Record<import("../net/protocol.js").Status, Key>>} */
const STATUS = {
  waiting_for_opponent: "home.games.waits",
  waiting_for_ready: "home.games.about_to_begin",
  paused: "home.games.paused",
};

/** @param {number} total @param {number} shown */
export function countOf(total, shown) {
  if (total === 0) return "";
  return total > shown ? say("home.games.best_shown", { total, shown }) : `${total}`;
}
