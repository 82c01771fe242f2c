/** @file The canvas: as many pixels as the screen has, and a picture for every frame that the screen shows. */

import { viewOf } from "./view.js";

/** @typedef {import("./view.js").View} View */
/** @typedef {import("../net/protocol.js").PlayerNum} PlayerNum */

export class Stage {
  #canvas;
  #aspect;
  #lies;
  #pageSize = { width: 1, height: 1 };
  #density = 1;
  #spare = { bar: 0, margin: 0 };
  /** @type {PlayerNum|null} */ #own = null;
  /** Whether the whole picture has to be drawn anew, whatever was there. */
  isBlank = true;
  /** @type {View} */ view;
  /** @type {CanvasRenderingContext2D} */ context;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {number} aspect width by height of a lying court
   * @param {boolean} [lies] also on a tall page
   */
  constructor(canvas, aspect, lies = false) {
    const context = canvas.getContext("2d");
    if (!context) throw new Error("this browser has no canvas");
    this.context = context;
    this.#canvas = canvas;
    this.#aspect = aspect;
    this.#lies = lies;
    this.view = this.#measure();
  }

  /** @param {PlayerNum|null} own whose side is next to the viewer on a tall page */
  turnTo(own) {
    if (own === this.#own) return;
    this.#own = own;
    this.view = this.#measure();
  }

  /** The view in device pixels, for drawing. @returns {View} */
  get drawnView() {
    const scale = (/** @type {number} */ length) => Math.round(length * this.#density);
    const { x, y, width, height } = this.view.court;
    return {
      orientation: this.view.orientation,
      court: { x: scale(x), y: scale(y), width: scale(width), height: scale(height) },
    };
  }

  /** @returns {() => void} unbind */
  bindSize() {
    const observer = new ResizeObserver(() => this.#resize());
    observer.observe(this.#canvas);
    this.#canvas.addEventListener("contextrestored", () => {
      this.isBlank = true; // and empty
    });
    this.#resize();
    return () => observer.disconnect();
  }

  #resize() {
    const { width, height } = this.#canvas.getBoundingClientRect();
    this.#pageSize = { width, height };
    this.#density = window.devicePixelRatio || 1;
    this.#canvas.width = Math.round(width * this.#density);
    this.#canvas.height = Math.round(height * this.#density);
    const style = getComputedStyle(document.documentElement);
    const length = (/** @type {string} */ name) => Number.parseFloat(style.getPropertyValue(name)) || 0;
    this.#spare = { bar: length("--bar-px"), margin: length("--margin-px") };
    this.view = this.#measure();
  }

  #measure() {
    this.isBlank = true;
    const view = viewOf(this.#pageSize, this.#spare, this.#lies ? "lies" : this.#own, this.#aspect);
    document.documentElement.dataset.orientation = view.orientation;
    return view;
  }
}

/**
 * @param {(now: number) => void} draw
 * @returns {() => void} unbind
 */
export function bindAnimation(draw) {
  let id = 0;
  const next = (/** @type {number} */ now) => {
    id = requestAnimationFrame(next);
    draw(now);
  };
  id = requestAnimationFrame(next);
  return () => cancelAnimationFrame(id);
}
