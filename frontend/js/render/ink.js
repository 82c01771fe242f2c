/** @file The colours of the canvas. They are the style sheet's, read once and again when the theme changes. */

/** @typedef {{p1: string, p2: string, signal: string}} Ink what is drawn on each half, and what stands out on both */

/** @returns {Ink} */
function readInk() {
  const style = getComputedStyle(document.documentElement);
  const token = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
  return { p1: token("--p1-ink"), p2: token("--p2-ink"), signal: token("--signal") };
}

/**
 * @param {(ink: Ink) => void} onInk called at once, and at every change
 * @returns {() => void} unbind
 */
export function bindInk(onInk) {
  const listening = new AbortController();
  for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)", "(prefers-contrast: more)"]) {
    window.matchMedia(query).addEventListener("change", () => onInk(readInk()), { signal: listening.signal });
  }
  onInk(readInk());
  return () => listening.abort();
}
