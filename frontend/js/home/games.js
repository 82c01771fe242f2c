/** @file The list of public games. A row stays the same element for as long as its room is there, and keeps the focus. */

import { shownName } from "../lib/names.js";
import { say } from "../lib/words.js";
import { byId, setShown, setText, within } from "../ui/elements.js";
import { waits } from "./state.js";
import { aboutOf, countOf, nameOf } from "./words.js";

/** @typedef {import("./state.js").LobbyView} LobbyView */
/** @typedef {import("./protocol.js").Listing} Listing */
/** @typedef {{item: HTMLLIElement, link: HTMLAnchorElement, room: Listing|null}} Row */

/**
 * @param {{room: (code: string) => string, watch: (code: string) => string}} paths
 * @returns {(view: LobbyView) => void}
 */
export function createGames(paths) {
  const list = byId("games", HTMLElement);
  const empty = byId("games-empty", HTMLElement);
  const count = byId("games-count", HTMLElement);
  /** @type {Map<string, Row>} */
  const rows = new Map();
  return (view) => {
    removeThoseThatEnded(rows, view.rooms);
    for (const room of view.rooms.values()) {
      const row = rows.get(room.room_code) ?? append(list, rows, room.room_code);
      if (row.room !== room) fill(row, room, paths);
    }
    setShown(list, rows.size > 0);
    setShown(empty, rows.size === 0);
    if (view.here === null) return;
    setText(count, view.here ? countOf(view.total, rows.size) : say("home.games.no_connection"));
  };
}

/** @param {Map<string, Row>} rows @param {ReadonlyMap<string, Listing>} rooms */
function removeThoseThatEnded(rows, rooms) {
  for (const [code, { item }] of rows) {
    if (rooms.has(code)) continue;
    rows.delete(code);
    // The focus must not fall back to the top of the page because a game has ended.
    const next = item.contains(document.activeElement) && (item.nextElementSibling ?? item.previousElementSibling);
    item.remove();
    if (next) next.querySelector("a")?.focus();
  }
}

/** @param {HTMLElement} list @param {Map<string, Row>} rows @param {string} code @returns {Row} */
function append(list, rows, code) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.className = "game";
  link.append(part("names"), part("about"), part("act"));
  item.append(link);
  list.append(item);
  const row = { item, link, room: null };
  rows.set(code, row);
  return row;
}

/** @param {string} name */
function part(name) {
  const element = document.createElement("span");
  element.className = name;
  return element;
}

/**
 * @param {Row} row
 * @param {Listing} room
 * @param {{room: (code: string) => string, watch: (code: string) => string}} paths
 */
function fill(row, room, paths) {
  const { link } = row;
  row.room = room;
  const free = waits(room);
  link.href = free ? paths.room(room.room_code) : paths.watch(room.room_code);
  link.dataset.waits = String(free);
  const names = within(link, ".names", HTMLElement);
  if (free) names.replaceChildren(named(shownName(room.players[0]?.name ?? "")));
  else names.replaceChildren(named(nameOf(room, 1)), scoreOf(room), named(nameOf(room, 2)));
  setText(within(link, ".about", HTMLElement), aboutOf(room));
  setText(within(link, ".act", HTMLElement), say(free ? "home.games.play" : "home.games.watch"));
}

/** @param {string} name */
function named(name) {
  const element = document.createElement("span");
  element.dir = "auto";
  element.textContent = name;
  return element;
}

/** @param {Listing} room */
function scoreOf(room) {
  const score = document.createElement("b");
  score.textContent = `${room.p1_score} : ${room.p2_score}`;
  return score;
}
