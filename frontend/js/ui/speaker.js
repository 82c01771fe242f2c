/** @file The way out for all that is heard. Silent until the first gesture, as browsers want it. */

/** @typedef {import("../state/settings.js").Settings} Settings */

export class Speaker {
  /** @type {AudioContext|null} */ #context = null;
  /** @type {GainNode|null} */ #master = null;
  #loudness = 0;

  /** Browsers let a page sound only after a gesture. @returns {() => void} unbind */
  bindGesture() {
    const listening = new AbortController();
    const wake = () => {
      this.#open();
      listening.abort();
    };
    for (const gesture of ["keydown", "pointerup"])
      window.addEventListener(gesture, wake, { signal: listening.signal });
    if (navigator.userActivation?.hasBeenActive) wake();
    return () => {
      listening.abort();
      void this.#context?.close();
    };
  }

  #open() {
    this.#context ??= new AudioContext();
    this.#master ??= new GainNode(this.#context, { gain: this.#loudness });
    this.#master.connect(this.#context.destination);
    void this.#context.resume();
  }

  /** @param {Pick<Settings, "muted"|"volume">} settings */
  adjust({ muted, volume }) {
    this.#loudness = muted ? 0 : volume;
    if (this.#context) this.#master?.gain.setTargetAtTime(this.#loudness, this.#context.currentTime, 0.02);
  }

  /** Where to connect to, or null while nothing is to be heard. @returns {{context: AudioContext, out: AudioNode}|null} */
  get line() {
    const [context, out] = [this.#context, this.#master];
    if (context?.state !== "running" || out === null || this.#loudness === 0 || document.hidden) return null;
    return { context, out };
  }
}
