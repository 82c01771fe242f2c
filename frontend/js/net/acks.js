/** @file Tells the server which frames have come, so that it knows a reader that keeps up from one that does not. */

/**
 * 30 frames may be under way, which are 500 ms at 60 a second. At 100 ms between two acknowledgements a round trip
 * may take the other 400 before the server has to hold a frame back; more often would only cost both sides.
 */
export const ACK_EVERY_MS = 100;

export class Acks {
  #send;
  /** @type {number|null} */ #newest = null;
  #sentAt = Number.NEGATIVE_INFINITY;
  /** @type {ReturnType<typeof setTimeout>|undefined} */ #timer;

  /** @param {(tick: number) => void} send */
  constructor(send) {
    this.#send = send;
  }

  /**
   * A frame has come. The last ones of a burst need the timer: nothing may follow them that would do its work, if the
   * server waits for the acknowledgement. It is no interval, because a browser slows those of a hidden tab down.
   * @param {number} tick
   */
  came(tick) {
    this.#newest = tick;
    const wait = this.#sentAt + ACK_EVERY_MS - performance.now();
    if (wait <= 0) this.#say();
    else this.#timer ??= setTimeout(() => this.#say(), wait);
  }

  /** The connection is gone, and what came over it with it. */
  reset() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#newest = null;
    this.#sentAt = Number.NEGATIVE_INFINITY;
  }

  #say() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#newest === null) return;
    const tick = this.#newest;
    this.#newest = null;
    this.#sentAt = performance.now();
    this.#send(tick);
  }
}
