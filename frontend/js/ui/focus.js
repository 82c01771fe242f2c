/** @file The focus of whoever uses the keyboard: if what had it goes away, it goes to what has come in its place. */

import { byId } from "./elements.js";

/**
 * Never takes it from what is still there: a focus that was nowhere stays there. So does one that a click gave to a
 * button, which is seen nowhere: a line around the court would come with the first key of the game.
 * @param {HTMLElement} page
 * @returns {() => void} unbind
 */
export function bindFocus(page) {
  /** What has the focus, or had it until it went away. @type {HTMLElement|null} */
  let holder = null;
  const keep = (/** @type {EventTarget|null} */ target) => {
    holder = target instanceof HTMLElement && target.matches(":focus-visible") ? target : null;
  };
  const listening = new AbortController();
  const options = { signal: listening.signal };
  page.addEventListener("focusin", ({ target }) => keep(target), options);
  // A hand on the mouse or the glass leaves the space bar to the game: no button of the bars would be seen to have it.
  const giveBack = (/** @type {MouseEvent} */ { detail, target }) => {
    const button = detail > 0 && target instanceof Element && target.closest("button.icon");
    if (button instanceof HTMLElement) button.blur();
  };
  page.addEventListener("click", giveBack, options);
  // What is still there was left on purpose.
  page.addEventListener("focusout", () => holder && canHaveFocus(holder) && keep(null), options);
  const observer = new MutationObserver(() => {
    // The browser has given the focus to nobody by now, or is about to.
    const isHeld = document.activeElement === document.body || document.activeElement === holder;
    if (holder && isHeld && !canHaveFocus(holder)) takeFocus(successor(holder));
  });
  observer.observe(page, { subtree: true, attributeFilter: ["hidden", "disabled"] });
  if (page.contains(document.activeElement)) keep(document.activeElement);
  return () => {
    listening.abort();
    observer.disconnect();
  };
}

/** @param {HTMLElement} element */
const canHaveFocus = (element) => isShown(element) && !element.matches(":disabled");

/** @param {HTMLElement} element */
const isShown = (element) => element.getClientRects().length > 0;

/**
 * The same field where two sections have it; or else a heading, not a button: a key that was on its way to what has
 * gone must not press another one, and the keys of the game count there. In play, the court.
 * @param {HTMLElement} lost
 */
function successor(lost) {
  const candidates = /** @type {NodeListOf<HTMLElement>} */ (
    document.querySelectorAll(`${lost.matches("[data-own-name]") ? "#band [data-own-name], " : ""}#band h2`)
  );
  const shown = [...candidates].filter(isShown);
  return shown.find((element) => !element.matches("h2")) ?? shown[0] ?? byId("court", HTMLElement);
}

/** @param {HTMLElement} element */
function takeFocus(element) {
  if (!element.matches("input")) {
    element.tabIndex = -1;
    // A click on it is none that wants the focus.
    element.addEventListener("blur", () => element.removeAttribute("tabindex"), { once: true });
  }
  element.focus();
}
