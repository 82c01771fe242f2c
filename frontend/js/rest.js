/** @file What the room page alone loads after its first picture: the netcode, the rest of its bars, its link, the name. */

/** @typedef {import("./netcode/page.js").PageNetcode} PageNetcode */

/**
 * @param {{rules: import("./engine/rules.js").Rules, game: import("./game.js").Game}} page
 * @param {Parameters<typeof import("./netcode/page.js").startNetcode>[1]} early
 * @param {{links: {play: string, watch: string}, initial: string, onName: (name: string) => void}} room `initial`: the name so far
 * @returns {Promise<PageNetcode>}
 */
export async function loadLater({ rules, game }, early, { links, ...naming }) {
  const [{ startNetcode }, { createBars }, { bindShare }, { bindNaming }] = await Promise.all([
    import("./netcode/page.js"),
    import("./ui/bars.js"),
    import("./ui/share.js"),
    import("./ui/naming.js"),
  ]);
  bindShare(links);
  bindNaming(naming);
  const onHeard = createBars(game);
  return startNetcode({ rules, send: (message) => game.send(message), onHeard }, early);
}
