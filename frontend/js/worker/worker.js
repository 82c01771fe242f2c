/**
 * @file The service worker: practice without a network, and a kind page instead of all others. The server puts what is
 * kept before it (pages/installed.py) and serves both as /sw.js.
 *
 * It keeps the pages that need no server, with the files of their release, and nothing else ever: no room, no answer of
 * the server's. A new release fills a cache of its own and waits until no page of the old one is open, so that a page
 * finds what it loads later as long as it lives.
 */

/** @typedef {{release: string, staticPath: string, pages: string[], offline: string, files: string[]}} Kept */
/** @typedef {Event & {waitUntil: (done: Promise<unknown>) => void}} LifeEvent */
/**
 * @typedef {LifeEvent & {request: Request, preloadResponse: Promise<Response|undefined>,
 *   respondWith: (answer: Promise<Response>) => void}} AskEvent
 */
/**
 * @typedef {object} Scope what the type checker's DOM lacks
 * @property {Kept} kept
 * @property {{navigationPreload?: {enable: () => Promise<void>}}} registration
 * @property {{claim: () => Promise<void>}} clients
 * @property {((name: "install"|"activate", listener: (event: LifeEvent) => void) => void)
 *   & ((name: "fetch", listener: (event: AskEvent) => void) => void)} addEventListener
 */

const scope = /** @type {Scope} */ (/** @type {unknown} */ (self));
const { release, staticPath, pages, offline, files } = scope.kept;
const PREFIX = "pong-";
const CACHE = PREFIX + release;

scope.addEventListener("install", (event) => event.waitUntil(fill()));
scope.addEventListener("activate", (event) => event.waitUntil(takeOver()));
scope.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (new URL(request.url).pathname.startsWith(staticPath)) event.respondWith(file(request));
});

/** All or nothing: a page of another release, as a server next to this one may send, ends the attempt. */
async function fill() {
  const cache = await caches.open(CACHE);
  const answers = await Promise.all(pages.map(fresh));
  const texts = await Promise.all(answers.map((answer) => answer.clone().text()));
  if (!texts.every((text) => text.includes(staticPath))) throw new Error("a page of another release");
  const named = texts.flatMap((text) => text.match(new RegExp(`${staticPath}[^"]+`, "g")) ?? []);
  await cache.addAll([...new Set([...named, ...files])]);
  await Promise.all(answers.map((answer, place) => cache.put(pages[place] ?? "", answer)));
}

/** @param {string} path */
async function fresh(path) {
  const answer = await fetch(path, { cache: "reload" });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer;
}

async function takeOver() {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)),
  );
  await scope.registration.navigationPreload?.enable();
  await scope.clients.claim();
}

/** The server's page whenever there is one. @param {AskEvent} event @returns {Promise<Response>} */
async function page({ request, preloadResponse }) {
  try {
    return (await preloadResponse) ?? (await fetch(request));
  } catch {
    const { pathname } = new URL(request.url);
    return (await kept(pages.includes(pathname) ? pathname : offline)) ?? Response.error();
  }
}

/** A file of this release never changes. @param {Request} request */
const file = async (request) => (await kept(request.url)) ?? fetch(request);

/** Pages vary on a cookie that a worker cannot see. @param {string} address */
const kept = (address) => caches.match(address, { cacheName: CACHE, ignoreVary: true });
