/**
 * @file The input log of a match: what the players wanted and when, freezes, an early end. As rows it is the JSON that
 * the server stores (compressed) and the golden vectors have: `[tick, kind, ...]`.
 */

import { LEFT, RIGHT } from "./values.js";

/** @typedef {import("./values.js").Intent} Intent */
/** @typedef {import("./values.js").Side} Side */

/**
 * From the step that leaves `tick` on, `side` wants `intent`. Both want `STOP` until they say more.
 * @typedef {Readonly<{kind: "intent", tick: number, side: Side, intent: Intent}>} IntentAt
 */
/**
 * Before the step that leaves `tick`, the match is frozen for `ticks` ticks.
 * @typedef {Readonly<{kind: "freeze", tick: number, ticks: number}>} FreezeAt
 */
/**
 * At `tick` the match is ended in favour of `winner` (forfeit or claimed win).
 * @typedef {Readonly<{kind: "finish", tick: number, winner: Side}>} FinishAt
 */
/** @typedef {IntentAt|FreezeAt|FinishAt} LogEntry */
/** @typedef {readonly (number|string)[]} Row */

/** @param {LogEntry} entry @returns {Row} */
export function rowOf(entry) {
  if (entry.kind === "freeze") return [entry.tick, "freeze", entry.ticks];
  if (entry.kind === "finish") return [entry.tick, "finish", entry.winner];
  const { tick, side, intent } = entry;
  return [tick, intent.kind, side, intent.kind === "hold" ? intent.direction : intent.y];
}

/**
 * The entries of a parsed log.
 * @param {unknown} rows
 * @returns {LogEntry[]}
 * @throws {TypeError} on anything else
 */
export function entriesOf(rows) {
  if (!Array.isArray(rows)) throw new TypeError("not an input log");
  return rows.map(entryOf);
}

/** @param {unknown} row @returns {LogEntry} */
function entryOf(row) {
  const entry = Array.isArray(row) && Number.isInteger(row[0]) ? parsed(row) : null;
  if (entry === null) throw new TypeError(`not an entry of an input log: ${JSON.stringify(row)}`);
  return entry;
}

/** @param {any[]} row @returns {LogEntry|null} */
function parsed(row) {
  const [tick, kind, first, second] = row;
  if (row.length === 4 && isSide(first)) return intentAt(tick, first, kind, second);
  if (row.length !== 3) return null;
  if (kind === "freeze" && Number.isInteger(first)) return { kind, tick, ticks: first };
  return kind === "finish" && isSide(first) ? { kind, tick, winner: first } : null;
}

/** @param {number} tick @param {Side} side @param {unknown} kind @param {any} wish @returns {LogEntry|null} */
function intentAt(tick, side, kind, wish) {
  if (kind === "hold" && isDirection(wish)) return { kind: "intent", tick, side, intent: { kind, direction: wish } };
  return kind === "aim" && Number.isFinite(wish) ? { kind: "intent", tick, side, intent: { kind, y: wish } } : null;
}

/** @param {unknown} cell @returns {cell is Side} */
const isSide = (cell) => cell === LEFT || cell === RIGHT;

/** @param {unknown} cell @returns {cell is -1|0|1} */
const isDirection = (cell) => cell === -1 || cell === 0 || cell === 1;
