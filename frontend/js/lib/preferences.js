/** @file The name that a person has chosen once and for all rooms. What can be set is in settings.js. */

import { browserShelf } from "./shelves.js";

const NAME = "pong.name";

export const ownName = () => browserShelf.getItem(NAME) ?? "";

/** @param {string} name */
export const rememberName = (name) => browserShelf.setItem(NAME, name.trim());
