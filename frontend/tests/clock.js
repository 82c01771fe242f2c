/** @file Time that passes only when a test says so, for what uses timers and `performance.now`. */

/** @typedef {import("node:test").TestContext} TestContext */

/**
 * @param {TestContext} test
 * @returns {{pass: (ms: number) => void}}
 */
export function stoppedClock(test) {
  let now = 1000;
  test.mock.method(performance, "now", () => now);
  test.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  return {
    pass(ms) {
      // One by one, so that each timer sees the time it was set for.
      for (let left = ms; left > 0; left--) {
        now++;
        test.mock.timers.tick(1);
      }
    },
  };
}
