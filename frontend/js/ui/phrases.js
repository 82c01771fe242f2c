/** @file The button to say something, and the phrases that there are. */

import { say } from "../lib/words.js";
import { Allowance, mayTalk, PHRASES } from "../state/talk.js";
import { element } from "./build.js";
import { byId, setShown, setText } from "./elements.js";

/** @typedef {import("../net/protocol.js").Phrase} Phrase */
/** @typedef {import("../state/state.js").State} State */

/** What has not come back by then has been dropped. */
const HEARD_WITHIN_MS = 2000;

export class Phrases {
  #talk = byId("talk", HTMLButtonElement);
  #note = element("p", { role: "status", class: "note" });
  #buttons;
  #popover;
  #allowance = new Allowance();
  #onSay;
  /** How many phrases the server has not passed on yet. */
  #owed = 0;
  /** @type {ReturnType<typeof setTimeout>|undefined} */ #answer;
  /** @type {ReturnType<typeof setTimeout>|undefined} */ #again;

  /** @param {(phrase: Phrase) => void} onSay */
  constructor(onSay) {
    this.#onSay = onSay;
    this.#buttons = PHRASES.map((phrase) => this.#button(phrase));
    this.#buttons[0]?.setAttribute("autofocus", "");
    const list = element("div", { class: "list" }, this.#buttons);
    const parts = [list, this.#note];
    this.#popover = element("div", { id: "phrases", popover: "auto", role: "group" }, parts);
    this.#popover.setAttribute("aria-label", say("court.talk"));
    (document.querySelector("main") ?? document.body).append(this.#popover);
    this.#talk.popoverTargetElement = this.#popover;
    this.#popover.addEventListener("beforetoggle", () => {
      this.#tellWait();
      this.#popover.toggleAttribute("data-waits", this.#note.textContent !== "");
    });
  }

  /** @param {State} state @param {boolean} isWanted whether this person wants to hear of phrases */
  show(state, isWanted) {
    const isShown = isWanted && mayTalk(state);
    if (state.seat) setShown(this.#talk, true);
    this.#talk.toggleAttribute("data-off", !isShown);
    const isOpen = isShown && state.inside;
    if (this.#talk.disabled !== isOpen) return;
    this.#talk.disabled = !isOpen;
    if (!isOpen) this.#popover.hidePopover();
  }

  /** The server has passed on what was said here. */
  heard() {
    this.#owed = Math.max(0, this.#owed - 1);
  }

  /** @param {Phrase} phrase */
  #button(phrase) {
    const button = element("button", { type: "button", "data-phrase": phrase, text: say(`phrase.${phrase}`) });
    button.addEventListener("click", () => this.#choose(phrase));
    return button;
  }

  /** @param {Phrase} phrase */
  #choose(phrase) {
    if (!this.#allowance.take(performance.now())) return this.#tellWait();
    this.#onSay(phrase);
    this.#popover.hidePopover();
    this.#owed++;
    clearTimeout(this.#answer);
    this.#answer = setTimeout(() => this.#onNoAnswer(), HEARD_WITHIN_MS);
  }

  #onNoAnswer() {
    if (this.#owed > 0) this.#allowance.refused(performance.now());
    this.#owed = 0;
    this.#tellWait();
  }

  /** They can be reached all the while: a focus that gets lost helps nobody. */
  #tellWait() {
    const waitMs = this.#allowance.waitMs(performance.now());
    for (const button of this.#buttons) button.setAttribute("aria-disabled", String(waitMs > 0));
    setText(this.#note, waitMs > 0 ? say("talk.wait") : "");
    clearTimeout(this.#again);
    if (waitMs > 0) this.#again = setTimeout(() => this.#tellWait(), waitMs);
  }
}
