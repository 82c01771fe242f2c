/**
 * @file What comes after the first picture: sounds, vibration, gamepads, settings, what is read out, the question before
 * leaving. A match is whole without them.
 */

/** @typedef {import("./extras.js").Page} Page */
/** @typedef {import("./extras.js").Extras} Extras */

/** Offline, or a server that is just being replaced: the page itself comes back by then too. */
const AGAIN_MS = 4000;
const TRIES = 5;

/** @param {Page} page @returns {Extras} that do nothing until they are there */
export function loadExtras(page) {
  /** @type {Extras|null} */
  let extras = null;
  const load = async () => {
    const { bindExtras } = await import("./extras.js");
    extras = bindExtras(page);
  };
  const tryToLoad = (/** @type {number} */ triesLeft) => {
    load().catch(() => triesLeft > 1 && setTimeout(tryToLoad, AGAIN_MS, triesLeft - 1));
  };
  tryToLoad(TRIES);
  document.getElementById("leave")?.addEventListener("click", () => void leave(page));
  return {
    change: (before, after) => extras?.change(before, after),
    moment: (moment, place) => extras?.moment(moment, place),
    picture: (scene) => extras?.picture(scene),
  };
}

/** Without the question if it cannot be had. @param {Page} page */
const leave = ({ leaving }) =>
  import("./ui/leaving.js").then(({ askToLeave }) => askToLeave(leaving)).catch(leaving.onLeave);
