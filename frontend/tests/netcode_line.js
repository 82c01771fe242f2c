/** @file A bad line in virtual time, as tools/lagproxy makes it of a real one: delay, jitter and stalls, in order. */

import { advanced, seeded } from "../js/engine/generator.js";

/** Times are milliseconds; `stalls` is a share of the time. @typedef {{rtt: number, jitter: number, stalls: number}} Profile */

/** @type {Readonly<Record<"lan"|"80"|"150"|"200", Profile>>} */
export const PROFILES = {
  lan: { rtt: 20, jitter: 4, stalls: 0 },
  80: { rtt: 80, jitter: 20, stalls: 0.002 },
  150: { rtt: 150, jitter: 50, stalls: 0.005 },
  200: { rtt: 200, jitter: 50, stalls: 0.01 },
};

/** Numbers of [0, 1), the same ones for the same seed. @param {number} seed @returns {() => number} */
export function chanceOf(seed) {
  let rng = seeded(seed);
  return () => {
    rng = advanced(rng);
    return (rng >>> 8) / 16777216;
  };
}

/** Things that happen at their times. */
export class Timetable {
  now = 0;
  /** @type {{at: number, order: number, run: () => void}[]} a heap */ #due = [];
  #order = 0;

  /** @param {number} at ms @param {() => void} run */
  at(at, run) {
    const due = this.#due;
    due.push({ at: Math.max(at, this.now), order: this.#order++, run });
    for (let i = due.length - 1; i > 0; ) {
      const above = (i - 1) >> 1;
      if (!isBefore(due[i], due[above])) break;
      swap(due, i, above);
      i = above;
    }
  }

  /** @param {number} until ms */
  pass(until) {
    for (let first = this.#due[0]; first && first.at <= until; first = this.#due[0]) {
      this.#drop();
      this.now = first.at;
      first.run();
    }
    this.now = until;
  }

  #drop() {
    const due = this.#due;
    swap(due, 0, due.length - 1);
    due.pop();
    for (let i = 0; ; ) {
      const [left, right] = [2 * i + 1, 2 * i + 2];
      let least = i;
      if (left < due.length && isBefore(due[left], due[least])) least = left;
      if (right < due.length && isBefore(due[right], due[least])) least = right;
      if (least === i) return;
      swap(due, i, least);
      i = least;
    }
  }
}

/** @param {{at: number, order: number}|undefined} a @param {{at: number, order: number}|undefined} b */
const isBefore = (a, b) => a !== undefined && b !== undefined && (a.at - b.at || a.order - b.order) < 0;

/** @param {any[]} list @param {number} i @param {number} j */
function swap(list, i, j) {
  [list[i], list[j]] = [list[j], list[i]];
}

/** One direction of one connection. */
export class Line {
  #profile;
  #chance;
  #timetable;
  #last = 0;
  #stall = { from: 0, to: 0 };

  /** @param {Profile} profile @param {number} seed @param {Timetable} timetable */
  constructor(profile, seed, timetable) {
    this.#profile = profile;
    this.#chance = chanceOf(seed);
    this.#timetable = timetable;
    this.#nextStall();
  }

  /** @param {() => void} arrive */
  carry(arrive) {
    const { rtt, jitter } = this.#profile;
    const due = this.#timetable.now + (rtt - jitter) / 2 + jitter * this.#chance();
    this.#last = this.#overStalls(Math.max(due, this.#last));
    this.#timetable.at(this.#last, arrive);
  }

  /** @param {number} moment */
  #overStalls(moment) {
    while (moment >= this.#stall.to) this.#nextStall();
    return moment >= this.#stall.from ? this.#stall.to : moment;
  }

  #nextStall() {
    const { rtt, stalls } = this.#profile;
    const length = rtt + 200;
    const between =
      stalls > 0 ? (-Math.log(1 - this.#chance()) * length * (1 - stalls)) / stalls : Number.POSITIVE_INFINITY;
    this.#stall = { from: this.#stall.to + between, to: this.#stall.to + between + length };
  }
}
