/**
 * @file What a page loads later is fetched whole before any of it is imported: Chromium (150) never asks again for a
 * module that it could not load once, however often and from wherever it is imported.
 */

const AGAIN_MS = 3000;
/** The files of a release that is gone do not come again, however often they are asked for. */
const SELDOM_MS = 15_000;

/** @type {() => void} Begin: not before the page is in use, since all its connections share one line. */
export let fetchLater = () => undefined;

const whole = new Promise((resolve) => {
  fetchLater = () => resolve(undefined);
}).then(() => fetchAll(JSON.parse(document.getElementById("later")?.textContent ?? "[]")));

/**
 * @template T
 * @param {() => Promise<T>} load imports one of the files that the page's block `later` names
 * @returns {Promise<T>} once all of them are in the browser's cache, however long the server is away
 */
export async function fetched(load) {
  await whole;
  return load();
}

/** @param {string[]} files */
async function fetchAll(files, againMs = AGAIN_MS) {
  try {
    await Promise.all(files.map(fetchOne));
  } catch {
    await new Promise((resolve) => setTimeout(resolve, againMs));
    await fetchAll(files, Math.min(2 * againMs, SELDOM_MS));
  }
}

/** @param {string} file */
async function fetchOne(file) {
  const answer = await fetch(file);
  if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
  await answer.arrayBuffer(); // only what has been read to its end is kept
}
