/** @file Giving the link away: copy, and the device's own way of sharing where there is one. */

import { fetched } from "../lib/fetched.js";
import { say } from "../lib/words.js";
import { byId, setShown } from "./elements.js";

/**
 * @param {{play: string, watch: string}} links
 * @returns {() => void} unbind
 */
export function bindShare({ play, watch }) {
  const field = byId("link", HTMLInputElement);
  const share = byId("share", HTMLButtonElement);
  setShown(share, typeof navigator.share === "function");
  const listening = new AbortController();
  const options = { signal: listening.signal };
  field.addEventListener("focus", () => field.select(), options);
  share.addEventListener("click", () => void shareLink(play), options);
  bindCopy(byId("copy", HTMLButtonElement), play, options);
  bindCopy(byId("copy-watch", HTMLButtonElement), watch, options);
  const unbindQr = bindQr(play);
  return () => {
    listening.abort();
    unbindQr();
  };
}

/** Only who sees the invitation loads what draws the code. @param {string} text */
function bindQr(text) {
  const svg = byId("qr", SVGSVGElement);
  const observer = new IntersectionObserver(async (entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    const { drawQr } = await fetched(() => import("./qr.js"));
    drawQr(svg, text);
  });
  observer.observe(svg);
  return () => observer.disconnect();
}

/** @param {string} url */
async function shareLink(url) {
  try {
    await navigator.share({ title: document.title, text: say("room.invite.message"), url });
  } catch {
    // closed without a choice, which is a choice too
  }
}

const SAID_FOR_MS = 1600;

/**
 * @param {HTMLButtonElement} button
 * @param {string} text
 * @param {AddEventListenerOptions} options
 */
function bindCopy(button, text, options) {
  const label = button.textContent;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let timer;
  const onClick = async () => {
    button.textContent = say((await copied(text)) ? "room.invite.copied" : "room.invite.copy_by_hand");
    clearTimeout(timer);
    timer = setTimeout(() => {
      button.textContent = label;
    }, SAID_FOR_MS);
  };
  button.addEventListener("click", () => void onClick(), options);
  button.disabled = false; // until here it would have done nothing
}

/** @param {string} text */
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copiedTheOldWay(text);
  }
}

/** Plain-http pages of other hosts have no clipboard object. @param {string} text */
function copiedTheOldWay(text) {
  const field = byId("link", HTMLInputElement);
  const before = field.value;
  field.value = text;
  field.select();
  const done = document.execCommand("copy");
  field.value = before;
  return done;
}
