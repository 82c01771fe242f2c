/** @file Where things are remembered. A browser may refuse its storage; then it lasts as long as the page. */

/** @typedef {Pick<Storage, "getItem"|"setItem"|"removeItem">} Shelf */

/**
 * @param {() => Shelf|null|undefined} open throws where storage is blocked; a web view may have none at all
 * @returns {Shelf}
 */
export function shelfOrMemory(open) {
  try {
    return open() ?? memoryShelf();
  } catch {
    return memoryShelf();
  }
}

/** @returns {Shelf} */
export function memoryShelf() {
  /** @type {Map<string, string>} */
  const kept = new Map();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

/** Of all tabs of the browser. */
export const browserShelf = shelfOrMemory(() => globalThis.localStorage);
/** Of this tab, kept over a reload. */
export const tabShelf = shelfOrMemory(() => globalThis.sessionStorage);
