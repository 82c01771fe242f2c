/** @file The choice of a level and a length. It stands on two sections of the band, and both show the same choice. */

/** @typedef {import("../practice/practice.js").Choice} Choice */

/**
 * @param {object} handlers
 * @param {Choice} handlers.initial
 * @param {(choice: Choice) => void} handlers.onChoice
 * @param {() => void} handlers.onGo the button below the choice, or enter
 * @returns {() => void} unbind
 */
export function bindChoosing({ initial, onChoice, onGo }) {
  const forms = /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("[data-choosing]"));
  const radios = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("[data-choosing] input"));
  const listening = new AbortController();
  const options = { signal: listening.signal };
  let chosen = initial;
  const show = () => {
    for (const radio of radios) {
      radio.checked = radio.value === String(radio.name === "level" ? chosen.level : chosen.pointsLimit);
    }
  };
  const onChange = (/** @type {Event} */ event) => {
    const { name, value } = /** @type {HTMLInputElement} */ (event.target);
    const level = /** @type {Choice["level"]} */ (value);
    chosen = name === "level" ? { ...chosen, level } : { ...chosen, pointsLimit: Number(value) };
    show();
    onChoice(chosen);
  };
  const onSubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    onGo();
  };
  for (const form of forms) {
    form.addEventListener("change", onChange, options);
    form.addEventListener("submit", onSubmit, options);
  }
  show();
  return () => listening.abort();
}
