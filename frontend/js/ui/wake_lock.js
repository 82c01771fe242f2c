/**
 * @file Keeps the screen on while there is something to look at: whoever plays with a gamepad, or watches, touches
 * nothing. Where a browser has no such lock, or refuses it, the screen sleeps as it always does.
 */

/** @returns {(wanted: boolean) => void} */
export function createWakeLock() {
  let isWanted = false;
  let isAsking = false;
  /** @type {WakeLockSentinel|null} */
  let lock = null;

  async function settle() {
    if (isAsking) return; // it looks again when it has been answered
    if (!isWanted) {
      void lock?.release();
      lock = null;
    } else if (!document.hidden && (lock === null || lock.released)) {
      isAsking = true;
      lock = await request();
      isAsking = false;
      if (!isWanted) await settle();
    }
  }

  // The browser takes the lock away with the page out of sight.
  document.addEventListener("visibilitychange", settle);
  return (wanted) => {
    if (wanted === isWanted) return;
    isWanted = wanted;
    void settle();
  };
}

/** @returns {Promise<WakeLockSentinel|null>} */
async function request() {
  try {
    return await navigator.wakeLock.request("screen");
  } catch {
    return null; // none over plain http; refused with an empty battery
  }
}
