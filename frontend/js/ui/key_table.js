/** @file The table of keys: press a button, then the new key. */

import { DEFAULT_KEYS } from "../input/keys.js";
import { bindSettings, changeSettings, settings } from "../lib/settings.js";
import { say } from "../lib/words.js";
import { labelOfKey, rebound } from "../state/rebinding.js";
import { element } from "./build.js";

/** @typedef {import("../input/keys.js").Hand} Hand */
/** @typedef {import("../input/keys.js").KeyAction} KeyAction */
/** @typedef {import("../lib/words.js").Key} Key */
/** @typedef {import("../state/rebinding.js").Outcome} Outcome */
/** @typedef {import("../state/rebinding.js").Place} Place */
/** @typedef {Readonly<{get: (code: string) => string|undefined}>} Layout */

/** @type {Readonly<Record<KeyAction, Key>>} */
const ACTION_KEYS = {
  up: "keys.up",
  down: "keys.down",
  left: "keys.left",
  right: "keys.right",
  go: "keys.go",
  pause: "keys.pause",
};
/** @type {KeyAction[]} */
const ACTIONS = /** @type {KeyAction[]} */ (Object.keys(ACTION_KEYS));
/** @type {Readonly<Record<Hand, Key>>} */
const COLUMN_KEYS = { 0: "keys.left_column", 1: "keys.right_column" };
/** @type {readonly Hand[]} */
const HANDS = [0, 1];

/** @param {Place} place */
const nameOf = ({ action, hand }) =>
  say("keys.place", { action: say(ACTION_KEYS[action]), column: say(COLUMN_KEYS[hand]) });

/** @returns {HTMLFieldSetElement} */
export function createKeyTable() {
  const said = element("p", { role: "status", class: "said" });
  const table = new Table((text) => {
    said.textContent = text;
  });
  const reset = element("button", { type: "button", text: say("keys.reset") });
  reset.addEventListener("click", () => {
    changeSettings({ keys: DEFAULT_KEYS });
    said.textContent = say("keys.was_reset");
  });
  const parts = [element("p", { text: say("keys.meaning") }), table.element, said, reset];
  return element("fieldset", {}, [element("legend", { text: say("keys.title") }), ...parts]);
}

class Table {
  #tell;
  /** @type {Map<HTMLButtonElement, Place>} */ #places = new Map();
  /** @type {HTMLButtonElement|null} */ #waiting = null;
  /** @type {Layout|undefined} */ #layout;
  element = element("table", { class: "keys" });

  /** @param {(text: string) => void} tell */
  constructor(tell) {
    this.#tell = tell;
    this.element.append(...this.#rows());
    this.element.addEventListener("click", (event) => this.#onClick(event));
    // Before any other listener: what is pressed now is a choice, and neither closes the dialog nor moves a paddle.
    this.element.addEventListener("keydown", (event) => this.#onKey(event), { capture: true });
    this.element.addEventListener("focusout", () => this.#stopWaiting(say("keys.kept")));
    bindSettings(() => this.#show());
    void this.#learnLayout();
  }

  #rows() {
    const heading = (/** @type {string} */ text, scope = "col") => element("th", { scope, text });
    const head = element("tr", {}, [element("td"), ...HANDS.map((hand) => heading(say(COLUMN_KEYS[hand])))]);
    const rows = ACTIONS.map((action) => {
      const cells = HANDS.map((hand) => element("td", {}, [this.#button({ action, hand })]));
      return element("tr", {}, [heading(say(ACTION_KEYS[action]), "row"), ...cells]);
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
    this.#tell(say("keys.waiting"));
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const place = this.#waiting && this.#places.get(this.#waiting);
    if (!place || event.code === "Tab") return;
    event.preventDefault();
    event.stopPropagation();
    if (event.repeat) return;
    if (event.code === "Escape") this.#stopWaiting(say("keys.kept"));
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
    if (outcome.kind === "refused") return say("keys.refused");
    const label = labelOfKey(code, this.#layout);
    if (outcome.kind === "set") return say("keys.set", { key: label, place: nameOf(place) });
    const { action, hand } = outcome.other;
    const old = labelOfKey(keys[action][hand], this.#layout);
    return say("keys.swapped", { key: label, other: nameOf(outcome.other), old });
  }

  /** @param {string} why */
  #stopWaiting(why) {
    if (this.#waiting === null) return;
    this.#waiting = null;
    this.#show();
    this.#tell(why);
  }

  #show() {
    const { keys } = settings();
    for (const [button, place] of this.#places) {
      const waits = button === this.#waiting;
      const label = waits ? say("keys.waiting") : labelOfKey(keys[place.action][place.hand], this.#layout);
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
