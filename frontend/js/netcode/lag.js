/** @file How old the news from the other side are when they come, by one's own clock. Pure. */

/** Five seconds of keyframes. */
const KEPT = 150;

/** The value below which `share` of them lie. @param {readonly number[]} values at least one @param {number} share */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return /** @type {number} */ (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]);
}

/** The other side is drawn so much later than nearly all of its news come: a tick for the contact's own, and a frame. */
const MARGIN = 2;
const SHARE = 0.9;
/** 300 ms: more would be watching, and no playing. */
const LONGEST = 18;
const BEFORE_ANY = 8;

/** Before a round trip was measured. */
const ROUND_TRIP_MS = 100;
const TRIPS_KEPT = 5;

/** What a way there and back takes of late, in ms. */
export class RoundTrips {
  /** @type {number[]} */ #trips = [];

  /** @param {number} ms from a ping to its pong */
  add(ms) {
    this.#trips = [...this.#trips.slice(1 - TRIPS_KEPT), ms];
  }

  /** The median: one of them may have met a stall. */
  get typical() {
    return this.#trips.length ? quantile(this.#trips, 0.5) : ROUND_TRIP_MS;
  }
}

export class Lag {
  /** @type {number[]} */ #lags = [];
  #next = 0;

  /** Something of the present has come. @param {number} ticks how old it is */
  heard(ticks) {
    this.#lags[this.#next] = ticks;
    this.#next = (this.#next + 1) % KEPT;
  }

  /** How much later than here the far side is to be drawn, in ticks. */
  get toDraw() {
    if (this.#lags.length === 0) return BEFORE_ANY;
    return Math.min(LONGEST, Math.max(1, quantile(this.#lags, SHARE) + MARGIN));
  }
}
