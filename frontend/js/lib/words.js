/** @file What the page says, in the person's language. The words come with the page, as its block `words`. */

/** @typedef {keyof typeof import("../../words/en.json", {with: {type: "json"}})} Key */
/** @typedef {Readonly<Record<string, string|Readonly<Record<string, string>>|undefined>>} Words plurals by category */

/** @type {Words|undefined} */
let words;
let language = "en";

/** @param {string} code @param {Words} spoken */
export function learn(code, spoken) {
  language = code;
  words = spoken;
}

/**
 * @param {Key} key
 * @param {Readonly<Record<string, string|number>>} [parameters] `count` chooses the plural
 * @returns {string} the key itself if the page lacks it: a word too few must not stop a match
 */
export function say(key, parameters = {}) {
  if (!words) learn(document.documentElement.lang, JSON.parse(document.getElementById("words")?.textContent ?? "{}"));
  const entry = words?.[key] ?? key;
  const plural = () => new Intl.PluralRules(language).select(Number(parameters.count));
  const text = typeof entry === "string" ? entry : (entry[plural()] ?? key);
  return text.replace(/\{(\w+)\}/g, (_, name) => fitted(parameters[name] ?? ""));
}

/** A Latin name must not turn the words around it in a text from right to left. @param {string|number} parameter */
const fitted = (parameter) =>
  typeof parameter === "string" && words?.["language.direction"] === "rtl"
    ? `\u2068${parameter}\u2069`
    : `${parameter}`;
