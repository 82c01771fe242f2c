import assert from "node:assert/strict";
import { test } from "node:test";
import { SeatStore } from "../js/lib/seat_store.js";
import { memoryShelf, shelfOrMemory } from "../js/lib/shelves.js";

/** The locks of one browser, shared by its tabs; of `navigator.locks` only what the store uses. */
function browserLocks() {
  /** @type {Map<string, Promise<unknown>>} */
  const held = new Map();
  const request = (
    /** @type {string} */ name,
    /** @type {LockOptions} */ options,
    /** @type {(lock: Lock|null) => unknown} */ use,
  ) => {
    if (held.has(name) && options.ifAvailable) return Promise.resolve(use(null));
    const before = held.get(name) ?? Promise.resolve();
    const done = before.then(() => use({ name, mode: "exclusive" }));
    held.set(name, done);
    void done.finally(() => held.get(name) === done && held.delete(name));
    return done;
  };
  return /** @type {import("../js/lib/seat_store.js").Locks} */ (/** @type {unknown} */ ({ request }));
}

function browser() {
  const [local, locks] = [memoryShelf(), browserLocks()];
  const clock = { now: 1_000_000 };
  const open = (tab = memoryShelf()) => new SeatStore("ABC234", { tab, browser: local, locks, now: () => clock.now });
  return { open, local, clock };
}

/** The browser lets go of the locks of a tab that is gone, a moment later. @param {SeatStore} store */
async function gone(store) {
  store.letGo();
  await new Promise((resolve) => setImmediate(resolve));
}

test("a reload keeps the tab's own seat", async () => {
  const { open } = browser();
  const tab = memoryShelf();
  open(tab).keep("t1");
  assert.equal(await open(tab).find(), "t1");
});

test("two tabs of one browser are two players", async () => {
  const { open } = browser();
  open().keep("t1");
  assert.equal(await open().find(), null);
});

test("the seat of a tab that is gone is found by a new one", async () => {
  const { open } = browser();
  const crashed = open();
  crashed.keep("t1");
  await gone(crashed);
  assert.equal(await open().find(), "t1");
});

test("of two seats the free one is found", async () => {
  const { open } = browser();
  const crashed = open();
  crashed.keep("t1");
  const alive = open();
  alive.keep("t2");
  await gone(crashed);
  assert.equal(await open().find(), "t1");
});

test("only one new tab gets the seat that is left", async () => {
  const { open } = browser();
  const crashed = open();
  crashed.keep("t1");
  await gone(crashed);
  assert.deepEqual([await open().find(), await open().find()], ["t1", null]);
});

test("a seat that was given up is forgotten everywhere", async () => {
  const { open } = browser();
  const tab = memoryShelf();
  const store = open(tab);
  store.keep("t1");
  store.drop();
  assert.equal(await open(tab).find(), null);
  assert.equal(await open().find(), null);
});

test("an old seat is not tried", async () => {
  const { open, clock } = browser();
  const store = open();
  store.keep("t1");
  await gone(store);
  clock.now += 24 * 3600 * 1000;
  assert.equal(await open().find(), null);
});

test("a broken storage is an empty one", async () => {
  const { open, local } = browser();
  local.setItem("pong.seat.ABC234", "{broken");
  assert.equal(await open().find(), null);
});

test("without locks only the tab's own seat counts", async () => {
  const [local, tab] = [memoryShelf(), memoryShelf()];
  new SeatStore("ABC234", { tab, browser: local }).keep("t1");
  assert.equal(await new SeatStore("ABC234", { tab, browser: local }).find(), "t1");
  assert.equal(await new SeatStore("ABC234", { tab: memoryShelf(), browser: local }).find(), null);
});

test("a browser without a storage gets one for this page", () => {
  for (const nothing of [null, undefined]) {
    const shelf = shelfOrMemory(() => nothing);
    shelf.setItem("a", "1");
    assert.equal(shelf.getItem("a"), "1");
  }
});

test("a blocked storage is replaced by one for this page", () => {
  const shelf = shelfOrMemory(() => {
    throw new DOMException("denied", "SecurityError");
  });
  shelf.setItem("a", "1");
  assert.equal(shelf.getItem("a"), "1");
  shelf.removeItem("a");
  assert.equal(shelf.getItem("a"), null);
});
