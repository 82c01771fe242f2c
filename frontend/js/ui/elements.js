/** @file Finding the elements of the page, typed, and failing loudly if the template has lost one. */

/**
 * @template {Element} T
 * @param {string} id
 * @param {new () => T} kind
 * @returns {T}
 */
export function byId(id, kind) {
  const element = document.getElementById(id);
  if (element instanceof kind) return element;
  throw new Error(`no ${kind.name} #${id} on this page`);
}

/**
 * @template {Element} T
 * @param {ParentNode} parent
 * @param {string} selector
 * @param {new () => T} kind
 * @returns {T}
 */
export function within(parent, selector, kind) {
  const element = parent.querySelector(selector);
  if (element instanceof kind) return element;
  throw new Error(`no ${kind.name} ${selector} on this page`);
}

/** Write only what has changed: a screen reader may read again what is written again. @param {Element} element @param {string} text */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** @param {Element} element @param {boolean} shown */
export function setShown(element, shown) {
  if (element.hasAttribute("hidden") === shown) element.toggleAttribute("hidden", !shown);
}

/**
 * @param {SVGSVGElement} svg with one path
 * @param {{path: string, width: number, height: number}} glyphs
 */
export function setGlyphs(svg, { path, width, height }) {
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  within(svg, "path", SVGPathElement).setAttribute("d", path);
}
