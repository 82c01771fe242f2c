/** @file Who looks for an opponent: a secret of this browser, so that two of its tabs never meet each other. */

import { browserShelf } from "../lib/shelves.js";

const KEY = "pong.person";
const SEAT = "pong.seat.";
/** The server takes no more. */
const MAX_ROOMS = 8;

/** @returns {string} */
export function newPerson() {
  const kept = browserShelf.getItem(KEY);
  if (kept !== null && /^[A-Za-z0-9_-]{8,64}$/.test(kept)) return kept;
  const made = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0"));
  browserShelf.setItem(KEY, made.join(""));
  return made.join("");
}

/** Rooms in which this browser has a seat: nobody should be sent to play against himself. @returns {string[]} */
export function ownRooms() {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(SEAT));
    return keys.map((key) => key.slice(SEAT.length)).slice(-MAX_ROOMS);
  } catch {
    return []; // blocked; then no seat is kept either
  }
}
