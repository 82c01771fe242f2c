/** @file The home page works without a script; this one only remembers the name, and opens the settings. */

import { ownName, rememberName } from "./lib/preferences.js";
import { bindMotion } from "./lib/settings.js";
import { bindSettingsButton } from "./ui/settings_button.js";

const field = /** @type {HTMLInputElement} */ (document.getElementById("name"));
field.value = ownName();
field.addEventListener("change", () => rememberName(field.value));
bindMotion();
bindSettingsButton();
