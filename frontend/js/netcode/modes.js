/** @file The ways to draw a match that comes over a line. All but the last are there to compare it with. */

/**
 * terminal: the newest frame as it is. interp: a little behind, between two frames. predict: everything at one's own
 * time, the other side guessed. warp: one's own side at one's own time, the far one when it is known.
 * @typedef {"terminal"|"interp"|"predict"|"warp"} Mode
 */

/** @type {readonly Mode[]} */
export const MODES = ["terminal", "interp", "predict", "warp"];

/** @param {string|null} name of the page's address @returns {Mode} */
export const modeNamed = (name) => MODES.find((mode) => mode === name) ?? "warp";

/** Whether a mode counts with the ticks of inputs, instead of waiting for the server. @param {Mode} mode */
export const isAhead = (mode) => mode === "predict" || mode === "warp";
