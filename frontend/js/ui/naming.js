/** @file The name field. It stands on two sections of the band. */

/**
 * @param {{initial: string, onName: (name: string) => void}} handlers `onName` when a name is settled
 * @returns {() => void} unbind
 */
export function bindNaming({ initial, onName }) {
  const fields = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("[data-own-name]"));
  const listening = new AbortController();
  const options = { signal: listening.signal };
  let settled = initial;
  const settle = (/** @type {string} */ name) => {
    if (name === settled) return;
    settled = name;
    for (const field of fields) field.value = name;
    onName(name);
  };
  for (const field of fields) {
    field.value = initial;
    field.addEventListener("change", () => settle(field.value.trim()), options);
    field.form?.addEventListener("submit", (event) => leaveField(event, field), options);
  }
  return () => listening.abort();
}

/** Enter settles the name, and the keys are the game's again. @param {Event} event @param {HTMLInputElement} field */
function leaveField(event, field) {
  event.preventDefault();
  field.blur();
}
