/** @file The table of keys: press a button, then the new key. */

import { DEFAULT_KEYS } from "../input/keys.js";
import { bindSettings, changeSettings, settings } from "../lib/settings.js";
import { labelOfKey, rebound } from "../state/rebinding.js";
import { element } from "./build.js";

/** @typedef {import("../input/keys.js").Hand} Hand */
/** @typedef {import("../input/keys.js").KeyAction} KeyAction */
/** @typedef {import("../state/rebinding.js").Outcome} Outcome */
/** @typedef {import("../state/rebinding.js").Place} Place */
/** @typedef {Readonly<{get: (code: string) => string|undefined}>} Layout */

const WORDS = {
  keys: "Keys",
  meaning: "Press a button, then the new key. With two players at one keyboard, each has one column.",
  columns: ["Left", "Right"],
  actions: {
    up: "Up",
    down: "Down",
    left: "Left, if the court stands",
    right: "Right, if the court stands",
    go: "Ready, play again",
    pause: "Pause",
  },
  waiting: "Press a key",
  reset: "Standard keys",
  wasReset: "All keys are as they were at first.",
  kept: "The key was not changed.",
  refused: "This key belongs to the browser. Please take another one.",
  set: (/** @type {string} */ key, /** @type {string} */ place) => `${place} has the key ${key} now.`,
  swapped: (/** @type {string} */ key, /** @type {string} */ other, /** @type {string} */ old) =>
    `${key} was the key for ${other}, which has ${old} now.`,
};

/** @type {KeyAction[]} */
const ACTIONS = /** @type {KeyAction[]} */ (Object.keys(WORDS.actions));
/** @type {readonly Hand[]} */
const HANDS = [0, 1];

/** @param {Place} place */
const nameOf = ({ action, hand }) => `${WORDS.actions[action]} (${WORDS.columns[hand]})`;

/** @returns {HTMLFieldSetElement} */
export function createKeyTable() {
  const said = element("p", { role: "status", class: "said" });
  const table = new Table((text) => {
    said.textContent = text;
  });
  const reset = element("button", { type: "button", text: WORDS.reset });
  reset.addEventListener("click", () => {
    changeSettings({ keys: DEFAULT_KEYS });
    said.textContent = WORDS.wasReset;
  });
  const parts = [element("p", { text: WORDS.meaning }), table.element, said, reset];
  return element("fieldset", {}, [element("legend", { text: WORDS.keys }), ...parts]);
}

class Table {
  #say;
  /** @type {Map<HTMLButtonElement, Place>} */ #places = new Map();
  /** @type {HTMLButtonElement|null} */ #waiting = null;
  /** @type {Layout|undefined} */ #layout;
  element = element("table", { class: "keys" });

  /** @param {(text: string) => void} say */
  constructor(say) {
    this.#say = say;
    this.element.append(...this.#rows());
    this.element.addEventListener("click", (event) => this.#onClick(event));
    // Before any other listener: what is pressed now is a choice, and neither closes the dialog nor moves a paddle.
    this.element.addEventListener("keydown", (event) => this.#onKey(event), { capture: true });
    this.element.addEventListener("focusout", () => this.#stopWaiting(WORDS.kept));
    bindSettings(() => this.#show());
    void this.#learnLayout();
  }

  #rows() {
    const heading = (/** @type {string} */ text, scope = "col") => element("th", { scope, text });
    const head = element("tr", {}, [element("td"), ...WORDS.columns.map((name) => heading(name))]);
    const rows = ACTIONS.map((action) => {
      const cells = HANDS.map((hand) => element("td", {}, [this.#button({ action, hand })]));
      return element("tr", {}, [heading(WORDS.actions[action], "row"), ...cells]);
    });
    return [element("thead", {}, [head]), element("tbody", {}, rows)];
  }

  /** @param {Place} place */
  #button(place) {
    const button = element("button", { type: "button" });
    this.#places.set(button, place);
    return button;
  }

  /** @param {Event} event */
  #onClick({ target }) {
    if (!(target instanceof HTMLButtonElement) || !this.#places.has(target)) return;
    target.focus(); // Safari gives a pressed button no focus
    this.#waiting = target;
    this.#show();
    this.#say(WORDS.waiting);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const place = this.#waiting && this.#places.get(this.#waiting);
    if (!place || event.code === "Tab") return;
    event.preventDefault();
    event.stopPropagation();
    if (event.repeat) return;
    if (event.code === "Escape") this.#stopWaiting(WORDS.kept);
    else this.#choose(place, event.code);
  }

  /** @param {Place} place @param {string} code */
  #choose(place, code) {
    const { keys, outcome } = rebound(settings().keys, place, code);
    this.#stopWaiting(this.#sentence(place, code, outcome, keys));
    changeSettings({ keys });
  }

  /**
   * @param {Place} place
   * @param {string} code
   * @param {Outcome} outcome
   * @param {import("../input/keys.js").Keys} keys as they are now
   */
  #sentence(place, code, outcome, keys) {
    if (outcome.kind === "refused") return WORDS.refused;
    const label = labelOfKey(code, this.#layout);
    if (outcome.kind === "set") return WORDS.set(label, nameOf(place));
    const { action, hand } = outcome.other;
    return WORDS.swapped(label, nameOf(outcome.other), labelOfKey(keys[action][hand], this.#layout));
  }

  /** @param {string} why */
  #stopWaiting(why) {
    if (this.#waiting === null) return;
    this.#waiting = null;
    this.#show();
    this.#say(why);
  }

  #show() {
    const { keys } = settings();
    for (const [button, place] of this.#places) {
      const waits = button === this.#waiting;
      const label = waits ? WORDS.waiting : labelOfKey(keys[place.action][place.hand], this.#layout);
      button.textContent = label;
      button.setAttribute("aria-label", `${nameOf(place)}: ${label}`);
      button.toggleAttribute("data-waiting", waits);
    }
  }

  /** What is printed on this keyboard; only some browsers tell. */
  async #learnLayout() {
    const keyboard = /** @type {{getLayoutMap?: () => Promise<Layout>}|undefined} */ (
      Reflect.get(navigator, "keyboard")
    );
    this.#layout = await keyboard?.getLayoutMap?.().catch(() => undefined);
    this.#show();
  }
}
