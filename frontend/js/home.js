/** @file The home page works without a script; this one only remembers the name. */

import { ownName, rememberName } from "./lib/preferences.js";

const field = /** @type {HTMLInputElement} */ (document.getElementById("name"));
field.value = ownName();
field.addEventListener("change", () => rememberName(field.value));
