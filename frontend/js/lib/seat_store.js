/**
 * @file Which seats are ours. A tab keeps its token in the session storage, so that two windows of one browser are
 * two players and a reload keeps the seat; the local storage keeps a copy for the tab that crashed or was closed.
 */

/** @typedef {import("./shelves.js").Shelf} Shelf */
/** @typedef {Pick<LockManager, "request">} Locks absent on plain-http pages of other hosts */
/** @typedef {{token: string, at: number}} Kept */

/** Older than this a room is long gone. */
const KEPT_FOR_MS = 12 * 3600 * 1000;
/** Two players of one browser, and one more that is stale. */
const KEPT_TOKENS = 3;

export class SeatStore {
  #key;
  #tab;
  #browser;
  #locks;
  #now;
  /** @type {string|null} */ #held = null;
  #release = () => {};

  /**
   * @param {string} roomCode
   * @param {{tab: Shelf, browser: Shelf, locks?: Locks, now?: () => number}} world
   */
  constructor(roomCode, { tab, browser, locks, now = Date.now }) {
    this.#key = `pong.seat.${roomCode}`;
    this.#tab = tab;
    this.#browser = browser;
    this.#locks = locks;
    this.#now = now;
  }

  /**
   * The token to join with: this tab's own, else one that no other tab of this browser holds.
   * @returns {Promise<string|null>}
   */
  async find() {
    const own = this.#tab.getItem(this.#key);
    if (own !== null) return own;
    if (!this.#locks) return null;
    for (const { token } of this.#kept()) {
      if (await this.#hold(token, { ifAvailable: true })) return token;
    }
    return null;
  }

  /** @param {string} token the server has just given us */
  keep(token) {
    this.#tab.setItem(this.#key, token);
    const others = this.#kept().filter((kept) => kept.token !== token && kept.token !== this.#held);
    this.#write([{ token, at: this.#now() }, ...others].slice(0, KEPT_TOKENS));
    if (this.#locks) void this.#hold(token, {});
  }

  /** The seat is given up, or was refused. */
  drop() {
    const own = this.#tab.getItem(this.#key) ?? this.#held;
    this.#tab.removeItem(this.#key);
    this.#write(this.#kept().filter((kept) => kept.token !== own));
    this.letGo();
  }

  /** Another tab has the seat now: it holds the token, we do not. */
  letGo() {
    this.#release();
    this.#release = () => {};
    this.#held = null;
  }

  /**
   * Hold the lock of a token for as long as this tab lives.
   * @param {string} token
   * @param {LockOptions} options
   * @returns {Promise<boolean>} false if another tab holds it; not settled while waiting for that tab
   */
  #hold(token, options) {
    if (this.#held === token) return Promise.resolve(true);
    this.letGo();
    this.#held = token;
    return new Promise((resolve) => {
      const released = new Promise((done) => {
        this.#release = () => done(undefined);
      });
      void this.#locks?.request(`${this.#key}:${token}`, options, (lock) => {
        if (lock === null) this.#held = null;
        resolve(lock !== null);
        return lock === null ? undefined : released;
      });
    });
  }

  /** @returns {Kept[]} */
  #kept() {
    try {
      const kept = JSON.parse(this.#browser.getItem(this.#key) ?? "[]");
      return Array.isArray(kept) ? kept.filter((entry) => this.#now() - entry.at < KEPT_FOR_MS) : [];
    } catch {
      return []; // somebody has edited it by hand
    }
  }

  /** @param {Kept[]} kept */
  #write(kept) {
    if (kept.length === 0) this.#browser.removeItem(this.#key);
    else this.#browser.setItem(this.#key, JSON.stringify(kept));
  }
}
