/** @file What players say: for a moment a bubble below the speaker's name, and a line of the page's live region. */

import { say } from "../lib/words.js";
import { nameAt } from "../state/band.js";
import { element } from "./build.js";
import { byId, setShown, within } from "./elements.js";

/** @typedef {import("../net/protocol.js").Phrase} Phrase */
/** @typedef {import("../net/protocol.js").PlayerNum} PlayerNum */
/** @typedef {import("../state/state.js").State} State */

const SHOWN_MS = 3200;

/** @returns {(num: PlayerNum, phrase: Phrase, state: State) => void} */
export function createBubbles() {
  const live = byId("live", HTMLElement);
  const show = { 1: createBubble(1), 2: createBubble(2) };
  return (num, phrase, state) => {
    const text = say(`phrase.${phrase}`);
    show[num](text);
    // Written again also if it is the same: it has been said again.
    live.textContent = say("aloud.said", { name: nameAt(state, num), phrase: text });
  };
}

/** @param {PlayerNum} num @returns {(text: string) => void} */
function createBubble(num) {
  const text = element("span");
  const bubble = element("p", { class: "bubble", "aria-hidden": "true", hidden: "" }, [text]);
  within(byId(`side-${num}`, HTMLElement), ".who", HTMLElement).append(bubble);
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let timer;
  return (said) => {
    clearTimeout(timer);
    text.textContent = said;
    // Hidden and shown, its animation begins anew.
    setShown(bubble, false);
    void bubble.getBoundingClientRect();
    setShown(bubble, true);
    timer = setTimeout(setShown, SHOWN_MS, bubble, false);
  };
}
