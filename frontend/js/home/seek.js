/** @file The search on the page: the button, how long it has taken, and the offer of a bot. */

import { say } from "../lib/words.js";
import { byId, setShown, setText } from "../ui/elements.js";

/** @typedef {import("./state.js").LobbyView} LobbyView */

/**
 * @param {{onPlay: () => void, onStop: () => void}} wishes
 * @returns {(view: LobbyView) => void}
 */
export function createSeek({ onPlay, onStop }) {
  const play = byId("play-now", HTMLButtonElement);
  const stop = byId("stop-seeking", HTMLButtonElement);
  const seeking = byId("seeking", HTMLElement);
  const offer = byId("bot-offer", HTMLElement);
  const text = byId("seek-text", HTMLElement);
  const notice = byId("seek-notice", HTMLElement);
  const showTime = createClock(byId("seek-time", HTMLElement));
  /** @param {() => void} wish @param {HTMLElement} next what takes the place of the button that was pressed */
  const pressed = (wish, next) => (/** @type {Event} */ event) => {
    event.preventDefault(); // the form is for presses before there was a script
    wish();
    next.focus();
  };
  play.addEventListener("click", pressed(onPlay, stop));
  stop.addEventListener("click", pressed(onStop, play));
  return (view) => {
    const looks = view.seekingSince !== null;
    setShown(play, !looks);
    setShown(seeking, looks);
    // It has its place from the beginning of the search, so that nothing moves when it is made.
    setShown(offer, looks);
    offer.toggleAttribute("data-made", view.nobodyYet && view.pairedIn === null);
    setText(text, say(view.pairedIn === null ? "home.seek.looking" : "home.seek.found"));
    setText(notice, view.notice ?? "");
    showTime(view.seekingSince);
  };
}

/** @param {HTMLElement} element @returns {(since: number|null) => void} */
function createClock(element) {
  /** @type {ReturnType<typeof setInterval>|undefined} */
  let timer;
  /** @type {number|null} */
  let shown = null;
  return (since) => {
    if (since === shown) return;
    shown = since;
    clearInterval(timer);
    const seconds = () => Math.floor((performance.now() - (since ?? 0)) / 1000);
    const show = () => setText(element, since === null ? "" : say("home.seek.time", { seconds: seconds() }));
    show();
    if (since !== null) timer = setInterval(show, 250);
  };
}
