/** @file What the room page alone loads after its first picture: the netcode, and the giving away of its link. */

import { byId } from "./ui/elements.js";

/** @typedef {import("./netcode/page.js").PageNetcode} PageNetcode */

/**
 * @param {Parameters<typeof import("./netcode/page.js").startNetcode>[0]} page
 * @param {Parameters<typeof import("./netcode/page.js").startNetcode>[1]} early
 * @param {{play: string, watch: string}} links
 * @returns {Promise<PageNetcode>}
 */
export async function loadLater(page, early, links) {
  // All at once: the browser would find them one import after the other.
  for (const href of JSON.parse(byId("later", HTMLScriptElement).text)) {
    document.head.append(Object.assign(document.createElement("link"), { rel: "modulepreload", href }));
  }
  const { startNetcode } = await import("./netcode/page.js");
  const { bindShare } = await import("./ui/share.js");
  bindShare(links);
  return startNetcode(page, early);
}
