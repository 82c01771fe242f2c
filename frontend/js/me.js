/** @file A visitor's own page works without a script. This one keeps the name in the browser and in its pass alike. */

import { fetchLater } from "./lib/fetched.js";
import { tellName } from "./lib/pass.js";
import { ownName, rememberName } from "./lib/preferences.js";
import { bindMotion } from "./lib/settings.js";
import { bindSettingsButton } from "./ui/settings_button.js";

const page = /** @type {HTMLElement} */ (document.getElementById("me"));
const field = /** @type {HTMLInputElement} */ (document.getElementById("name"));
const { chosen = "", matchesPath = "" } = page.dataset;

/** The browser's name was chosen on a page that could not tell the server. @param {string} name */
async function tell(name) {
  if (!(await tellName(name))) return;
  const answer = await fetch(matchesPath);
  if (!answer.ok) return;
  const { name: cleaned } = await answer.json();
  rememberName(cleaned);
  field.value = cleaned;
  const heading = document.querySelector("#own-name bdi");
  if (heading) heading.textContent = cleaned;
}

bindMotion();
bindSettingsButton();
fetchLater();

const mine = ownName();
if (mine === "") rememberName(chosen);
else if (mine !== chosen) tell(mine).catch(() => undefined); // the next visit tries again

// What the server makes of it comes back with the page.
document.getElementById("renaming")?.addEventListener("submit", () => rememberName(""));
document.getElementById("forgetting")?.addEventListener("submit", forgetAll);

/** All that any page has kept in this browser. */
function forgetAll() {
  for (const storage of [localStorage, sessionStorage]) {
    for (const key of Object.keys(storage)) if (key.startsWith("pong.")) storage.removeItem(key);
  }
}
