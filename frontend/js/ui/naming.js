/** @file The name field. It stands on two sections of the band, and may have been typed in before this was loaded. */

import { tellName } from "../lib/pass.js";
import { rememberName } from "../lib/preferences.js";

/**
 * @param {{initial: string, onName: (name: string) => void}} handlers `onName` when another name is settled, and kept
 * @returns {() => void} unbind
 */
export function bindNaming({ initial, onName }) {
  const fields = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("[data-own-name]"));
  const listening = new AbortController();
  const options = { signal: listening.signal };
  let settled = initial;
  const settle = (/** @type {HTMLInputElement} */ { value }) => {
    const name = value.trim();
    if (name === settled) return;
    settled = name;
    for (const field of fields) field.value = name;
    rememberName(name);
    tellName(name).catch(() => {});
    onName(name);
  };
  for (const field of fields) {
    field.addEventListener("change", () => settle(field), options);
    field.form?.addEventListener("submit", (event) => leaveField(event, field), options);
    if (field !== document.activeElement) settle(field);
  }
  return () => listening.abort();
}

/** Enter settles the name, and the keys are the game's again. @param {Event} event @param {HTMLInputElement} field */
function leaveField(event, field) {
  event.preventDefault();
  field.blur();
}
