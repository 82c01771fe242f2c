/** @file The engine counts the same in two languages only while it keeps to this subset of JavaScript. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const ENGINE = new URL("../js/engine/", import.meta.url);
const MODULES = readdirSync(ENGINE, { recursive: true }).map(String);

const OPERATORS = words('+ - * / += < <= > >= === !== ! && || ? : = => << >>> ^ ( ) [ ] { } . ... , ; "');
const METHODS = words("push");
/** What a name can mean without being declared in a module: in Node, and in a page. */
const GLOBALS = new Set([...Object.getOwnPropertyNames(globalThis), ...words("window document location screen self")]);
GLOBALS.delete("undefined");
const KEYWORDS = words("async await class delete do eval in instanceof new super this throw try var void with yield");

/** What a module may use besides. The first counts with integers only, the second checks what comes in. */
const EXTRAS = new Map([
  ["checksum.js", words("Uint8Array Uint32Array DataView map new setUint8 setUint32 setFloat64 & ~")],
  ["input_log.js", words("Array Number JSON TypeError isArray isInteger isFinite stringify map new throw ` $")],
  ["replay.js", words("yield")],
]);

/** @param {string} text */
function words(text) {
  return new Set(text.split(" "));
}

const COMMENTS = /\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;
const TOKENS =
  /"[^"\n]*"|[A-Za-z_]\w*|\d[\w.]*|\.\.\.|=>|>>>=?|<<=?|>>=?|\*\*=?|[!=]==?|[<>]=|&&=?|\|\|=?|\?\?=?|\?\.|\+\+|--|[-+*/%&|^]=|\S/g;

/**
 * What in a source an engine's module may not contain.
 * @param {string} source
 * @param {ReadonlySet<string>} [extras]
 */
function offences(source, extras = new Set()) {
  const tokens = source.replace(COMMENTS, " ").match(TOKENS) ?? [];
  return tokens.filter((token, i) => !extras.has(token) && !isAllowed(token, tokens[i - 1], tokens[i + 1]));
}

/** @param {string} token @param {string} [before] @param {string} [after] */
function isAllowed(token, before, after) {
  if (token.startsWith('"')) return before !== "from" && before !== "import" ? true : /^"\.\/\w+\.js"$/.test(token);
  if (/^\d/.test(token)) return true;
  if (!/^\w/.test(token)) return OPERATORS.has(token);
  if (token === "import" && after === "(") return false;
  if (before === ".") return after !== "(" || METHODS.has(token);
  return !GLOBALS.has(token) && !KEYWORDS.has(token);
}

for (const name of MODULES) {
  test(`${name} keeps to the engine's subset`, () => {
    assert.deepEqual(offences(readFileSync(new URL(name, ENGINE), "utf8"), EXTRAS.get(name)), []);
  });
}

test("the engine is looked at", () => {
  for (const name of ["step.js", "collision.js", "generator.js", "paddle.js", "bot.js"])
    assert.ok(MODULES.includes(name));
});

/** @type {[source: string, offenders: string[]][]} */
const OFFENDERS = [
  ["const x = Math.sqrt(2);", ["Math", "sqrt"]],
  ["const pi = Math.PI;", ["Math"]],
  ["const { sqrt } = Math;", ["Math"]],
  ["const x = 2 ** 0.5;", ["**"]],
  ["let x = 2; x **= 2;", ["**="]],
  ["const x = 7 % 3;", ["%"]],
  ["let y = 3; y %= 2;", ["%="]],
  ["const now = Date.now();", ["Date", "now"]],
  ["const now = performance.now();", ["performance", "now"]],
  ["const x = Number(text);", ["Number"]],
  ["const x = globalThis.crypto;", ["globalThis"]],
  ["const x = y.toFixed(2);", ["toFixed"]],
  ["const x = [0.1, 0.2].reduce(added);", ["reduce"]],
  ["const width = document.body.clientWidth;", ["document"]],
  ["const x = ~y | 0;", ["~", "|"]],
  ["const x = y >> 1;", [">>"]],
  ["const x = y == 1;", ["=="]],
  ["const x = y?.z ?? 1;", ["?.", "??"]],
  ['import { rulesOfPage } from "../lib/rules.js";', ['"../lib/rules.js"']],
  ['import { readFileSync } from "node:fs";', ['"node:fs"']],
  ['import "../lib/rules.js";', ['"../lib/rules.js"']],
  ['const rules = import("./rules.js");', ["import"]],
  ["async function step() {}", ["async"]],
  ["function* steps() { yield 1; }", ["yield"]],
  ["for (const key in rules) x += 1;", ["in"]],
];
for (const [source, offenders] of OFFENDERS) {
  test(`an offender is caught: ${source}`, () => assert.deepEqual(offences(source), offenders));
}

test("honest arithmetic is let through", () => {
  const source =
    'import { a } from "./a.js";\n// Math.sin ** %\nconst fold = (y) => (y < 0 ? (-y * 2) / 3 + 1 : y >>> 3);';
  assert.deepEqual(offences(source), []);
});
