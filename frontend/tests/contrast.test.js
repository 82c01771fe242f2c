/** @file Text keeps a contrast of 7:1 on its ground, in both themes: computed from the tokens, as WCAG 2 defines it. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const SHEET = readFileSync(new URL("../css/base.css", import.meta.url), "utf8");
const AT_LEAST = 7;

/** @typedef {Record<string, string>} Tokens */

/** @param {string} block @returns {Tokens} */
const tokensOf = (block) =>
  Object.fromEntries([...block.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name, value]));

const light = tokensOf(SHEET.match(/:root \{([^}]+)\}/)?.[1] ?? "");
const darkOnly = tokensOf(SHEET.match(/prefers-color-scheme: dark\) \{\s*:root \{([^}]+)\}/)?.[1] ?? "");
const dark = { ...light, ...darkOnly };
const MORE = readFileSync(new URL("../css/contrast.css", import.meta.url), "utf8");
const moreOnly = tokensOf(MORE.match(/prefers-contrast: more\) \{\s*:root \{([^}]+)\}/)?.[1] ?? "");
const moreDarkOnly = tokensOf(MORE.match(/prefers-color-scheme: dark\) \{\s*:root \{([^}]+)\}/)?.[1] ?? "");
const THEMES = {
  light,
  dark,
  more: { ...light, ...moreOnly },
  "more, dark": { ...dark, ...moreOnly, ...moreDarkOnly },
};

/** @param {Tokens} tokens @param {string} name @returns {string} */
function colour(tokens, name) {
  const value = tokens[name] ?? "";
  const alias = value.match(/^var\(--([\w-]+)\)$/)?.[1];
  return alias ? colour(tokens, alias) : value;
}

/** @param {string} hex */
function luminance(hex) {
  assert.match(hex, /^#[0-9a-f]{6}$/);
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** @param {string} one @param {string} two */
function contrast(one, two) {
  const [dark = 0, bright = 0] = [luminance(one), luminance(two)].sort((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
}

test("contrast is measured as WCAG has it", () => {
  assert.equal(contrast("#000000", "#ffffff"), 21);
  assert.ok(Math.abs(contrast("#777777", "#ffffff") - 4.48) < 0.01);
});

/** What is written on what: ink on its half, the band, the strip, the dialogs. */
const PAIRS = [
  ["p1-ink", "p1-ground"],
  ["p2-ink", "p2-ground"],
  ["night", "signal"],
  ["paper", "night"],
  ["night", "paper"],
];

for (const [theme, tokens] of Object.entries(THEMES)) {
  for (const [ink = "", ground = ""] of PAIRS) {
    test(`${ink} on ${ground} can be read, ${theme}`, () => {
      const measured = contrast(colour(tokens, ink), colour(tokens, ground));
      assert.ok(measured >= AT_LEAST, `${measured.toFixed(2)}:1`);
    });
  }
}

/** @param {string} sheet */
const placeholders = (sheet) => [...sheet.matchAll(/::placeholder \{([^}]+)\}/g)].map(([, block]) => block);

test("what stands in an empty field is written in the full ink", () => {
  const sheets = ["base", "home", "room", "band", "practice"].map((name) =>
    readFileSync(new URL(`../css/${name}.css`, import.meta.url), "utf8"),
  );
  const blocks = sheets.flatMap(placeholders);
  assert.ok(blocks.length > 0);
  for (const block of blocks) assert.doesNotMatch(block ?? "", /opacity:\s*0?\.\d/);
});
