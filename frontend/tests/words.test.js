import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { afterEach, test } from "node:test";
import { shownName } from "../js/lib/names.js";
import { learn, say } from "../js/lib/words.js";
import "./english.js";

/** @typedef {string|Readonly<Record<string, string>>} Entry */
/** @typedef {Readonly<Record<string, Entry>>} Catalogue */

const FRONTEND = new URL("../", import.meta.url);
/** @param {string} path */
const read = (path) => readFileSync(new URL(path, FRONTEND), "utf8");
/** @param {string} code @returns {Catalogue} */
const catalogue = (code) => JSON.parse(read(`words/${code}.json`));
const ENGLISH = catalogue("en");
const CODES = readdirSync(new URL("words/", FRONTEND)).map((name) => name.replace(".json", ""));

/** @param {Entry|undefined} entry */
const formsOf = (entry) => (typeof entry === "string" ? [entry] : Object.values(entry ?? {}));
/** @param {string|undefined} text */
const placeholdersOf = (text) => [...(text ?? "").matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

afterEach(() => learn("en", ENGLISH));

test("every language says the same things, in the same order", () => {
  assert.deepEqual(CODES.sort(), ["ar", "de", "en", "es"]);
  for (const code of CODES) assert.deepEqual(Object.keys(catalogue(code)), Object.keys(ENGLISH), code);
});

test("no text is empty, or has a space or markup where none belongs", () => {
  for (const code of CODES) {
    for (const [key, entry] of Object.entries(catalogue(code))) {
      for (const text of formsOf(entry)) assert.match(text, /^[^\s<>&]([^<>&]*[^\s<>&])?$/, `${code} ${key}`);
    }
  }
});

test("a translation takes the parameters of the English text; only a form for one number may leave the number out", () => {
  for (const code of CODES) {
    for (const [key, entry] of Object.entries(catalogue(code))) expectParameters(`${code} ${key}`, entry, ENGLISH[key]);
  }
});

/** @param {string} where @param {Entry} entry @param {Entry|undefined} english */
function expectParameters(where, entry, english) {
  const wanted = placeholdersOf(formsOf(english).at(-1));
  for (const [category, text] of typeof entry === "string" ? [["other", entry]] : Object.entries(entry)) {
    const told = placeholdersOf(text);
    if (["zero", "one", "two"].includes(category ?? "") && !told.includes("count")) told.push("count");
    assert.deepEqual(told.sort(), wanted, `${where} ${category}`);
  }
}

test("a plural has every category that its language has, and no other", () => {
  const plurals = Object.entries(ENGLISH).filter(([, entry]) => typeof entry !== "string");
  assert.ok(plurals.length > 0);
  for (const code of CODES) {
    const categories = new Intl.PluralRules(code).resolvedOptions().pluralCategories.sort();
    for (const [key] of plurals) {
      assert.deepEqual(Object.keys(catalogue(code)[key] ?? {}).sort(), categories, `${code} ${key}`);
    }
  }
});

test("the browser's plural rules are those of the golden file, which Python follows", () => {
  const golden = JSON.parse(read("../backend/tests/golden/words/plurals.json"));
  for (const [code, cases] of Object.entries(golden)) {
    const rules = new Intl.PluralRules(code);
    for (const [count, category] of Object.entries(cases)) assert.equal(rules.select(Number(count)), category);
  }
});

test("a number chooses its plural", () => {
  learn("ar", catalogue("ar"));
  const told = [0, 1, 2, 3, 11, 100].map((count) => say("bar.watchers", { count }));
  assert.deepEqual(told, ["لا مشاهدين", "مشاهد واحد", "مشاهدان", "3 مشاهدين", "11 مشاهدًا", "100 مشاهد"]);
});

test("a name is kept apart from a text that runs from right to left, a number is not", () => {
  assert.equal(say("over.winner", { name: "Bob" }), "Bob wins.");
  learn("ar", catalogue("ar"));
  assert.equal(say("aloud.point", { name: "Bob", p1: 1, p2: 0 }), "نقطة لـ \u2068Bob\u2069. 1 مقابل 0.");
});

test("a parameter is no template", () => {
  assert.equal(say("over.winner", { name: "{name} $& {p1}" }), "{name} $& {p1} wins.");
});

test("what a page lacks is told by its key, and stops nothing", () => {
  learn("en", {});
  assert.equal(say("over.won"), "over.won");
});

test("the names that the server gives are told in the page's language, those of people as they are", () => {
  learn("de", catalogue("de"));
  assert.deepEqual(["Player 2", "Bot · hard", "Bot · bob", "Player 3", "Ada"].map(shownName), [
    "Spieler 2",
    "Bot · schwer",
    "Bot · bob",
    "Player 3",
    "Ada",
  ]);
});

/** Words that stand in the code for something else than a person. */
const NO_WORDS = /^(Player \$|Bot · \$|input, |[#.[])/;
/** Two words with a space between, or one with a capital and a full stop: what a person would read. */
const SENTENCE = /[A-Za-z’]{2,}[,.…]? [A-Za-z’]{2,}|^[A-Z][a-z]+[.…?!]$/;

test("no module has a sentence of its own: all of them are in the catalogue", () => {
  const modules = readdirSync(new URL("js/", FRONTEND), { recursive: true }).map(String);
  const found = modules.filter((name) => name.endsWith(".js")).flatMap((name) => literalsOf(`js/${name}`));
  assert.deepEqual(
    found.filter((text) => SENTENCE.test(text) && !NO_WORDS.test(text)),
    [],
  );
});

test("the check above does see a sentence", () => {
  for (const text of ["The other side left.", "Paused.", "You win"]) assert.match(text, SENTENCE);
  for (const text of ["[data-own-name]", "keydown", "Space", "room.ready.title", "M8 5v14"]) {
    assert.doesNotMatch(text, SENTENCE);
  }
});

/** The strings of a module that may reach a person; errors are for whoever mends. @param {string} path @returns {string[]} */
function literalsOf(path) {
  const code = read(path)
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/(^|\s)\/\/.*$/gm, "")
    .replace(/new (Range|Type)?Error\((["`]).*?\2\)/g, "");
  return [...code.matchAll(/"([^"\n]*)"|`([^`]*)`/g)].map(([, plain, template]) => plain ?? template ?? "");
}
