/** @file What a person has chosen once and for all rooms: the name, and silence. */

import { browserShelf } from "./shelves.js";

const NAME = "pong.name";
const MUTED = "pong.muted";

export const ownName = () => browserShelf.getItem(NAME) ?? "";

/** @param {string} name */
export const rememberName = (name) => browserShelf.setItem(NAME, name.trim());

export const isMuted = () => browserShelf.getItem(MUTED) === "1";

/** @param {boolean} muted */
export const rememberMuted = (muted) => browserShelf.setItem(MUTED, muted ? "1" : "0");
