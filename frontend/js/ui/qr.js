/** @file A QR code as one path of an SVG: dark on light in every theme, as cameras expect it. */

import { generate } from "../vendor/lean-qr.js";
import { setGlyphs } from "./elements.js";

/** Light modules around the code; the standard asks for four. */
const QUIET = 4;

/** @param {SVGSVGElement} svg with one path @param {string} text */
export function drawQr(svg, text) {
  const { path, size } = qrPath(text);
  setGlyphs(svg, { path, width: size, height: size });
}

/**
 * @param {string} text
 * @returns {{path: string, size: number}} in modules, the quiet zone included
 */
export function qrPath(text) {
  const code = generate(text);
  let path = "";
  for (let y = 0; y < code.size; y++) {
    for (let x = 0; x < code.size; x++) {
      let run = 0;
      while (code.get(x + run, y)) run++;
      if (run > 0) path += `M${x + QUIET} ${y + QUIET}h${run}v1h-${run}z`;
      x += run;
    }
  }
  return { path, size: code.size + 2 * QUIET };
}
