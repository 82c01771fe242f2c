/**
 * @file How far ahead of the server one's own clock has to be, so that what one does comes there before its tick is
 * played, and not much before. Pure.
 */

/** The reports of six seconds: longer than a stall, shorter than anybody's patience with a line that has changed. */
const REPORTS_KEPT = 12;
/** A stall is in one report, or in two. */
const OUTLIERS = 2;
/** What is to be left of a bad half second. An edge that is late costs little: the server plays its tick again. */
const SLACK_WANTED = 0;
/** Further off it is no drift: a server that stood still, a page that slept. */
const FAR_OFF = 15;
const FAR_OFF_REPORTS = 3;

export class Lead {
  /** What the slack of each half second would have been, had the clock never been bent. @type {number[]} */ #bare = [];
  #shiftedBefore = 0;
  #farOff = 0;
  /** @type {number|null} the newest report */ slack = null;

  /**
   * The server has reported.
   * @param {number} slack ticks
   * @param {number} shifted by which the clock has been bent until now
   * @returns {{leap: number}|{bendTo: number}}
   */
  heard(slack, shifted) {
    this.slack = slack;
    const off = SLACK_WANTED - slack;
    this.#farOff = Math.abs(off) > FAR_OFF ? this.#farOff + 1 : 0;
    if (this.#farOff >= FAR_OFF_REPORTS) return this.#leapt(off, shifted);
    // What is reported now was sent about when the report before came.
    this.#bare = [...this.#bare.slice(1 - REPORTS_KEPT), slack - this.#shiftedBefore];
    this.#shiftedBefore = shifted;
    return { bendTo: SLACK_WANTED - this.#usual() };
  }

  /** @param {number} ticks @param {number} shifted */
  #leapt(ticks, shifted) {
    this.#bare = [];
    this.#shiftedBefore = shifted;
    this.#farOff = 0;
    return { leap: ticks };
  }

  /** The worst half second, but for the stalls. */
  #usual() {
    const sorted = [...this.#bare].sort((a, b) => a - b);
    return /** @type {number} */ (sorted[Math.min(OUTLIERS, sorted.length >> 2)]);
  }
}
