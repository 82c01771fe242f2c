/**
 * @file What comes after the first picture: mouse and touch, sounds, vibration, gamepads, settings, what is read out, the
 * question before leaving. The keys need none of it.
 */

import { fetched } from "./lib/fetched.js";
import { byId } from "./ui/elements.js";

/** @typedef {import("./extras.js").Page} Page */
/** @typedef {import("./extras.js").Extras} Extras */

/** Whoever touches it more often is not aiming. */
const MAX_TOUCHES = 16;

/** @param {Page} page @returns {Extras} that do nothing until they are there */
export function loadExtras(page) {
  /** @type {PointerEvent[]} */
  const touches = [];
  const untilThere = new AbortController();
  for (const kind of /** @type {const} */ (["pointerdown", "pointerup", "pointercancel"])) {
    const keep = (/** @type {PointerEvent} */ event) => touches.push(event) > MAX_TOUCHES && touches.shift();
    byId("court", HTMLElement).addEventListener(kind, keep, { signal: untilThere.signal });
  }
  /** @type {Extras|null} */
  let extras = null;
  const load = async () => {
    const { bindExtras } = await fetched(() => import("./extras.js"));
    untilThere.abort();
    extras = bindExtras(page, touches);
  };
  void load();
  document.getElementById("leave")?.addEventListener("click", () => void leave(page));
  return {
    change: (before, after) => extras?.change(before, after),
    moment: (moment, place) => extras?.moment(moment, place),
    picture: (...drawn) => extras?.picture(...drawn),
  };
}

/** Without the question if it cannot be had. @param {Page} page */
const leave = ({ leaving }) =>
  import("./ui/leaving.js").then(({ askToLeave }) => askToLeave(leaving)).catch(leaving.onLeave);
