/** @file Three short tones, made on the spot. Silent until the first gesture, as browsers want it. */

import { isMuted, rememberMuted } from "../lib/preferences.js";
import { byId } from "./elements.js";

/** @typedef {import("../state/moments.js").Moment} Moment */

/** @type {Readonly<Record<Moment, {hz: number, seconds: number}>>} */
const TONES = {
  hit_1: { hz: 392, seconds: 0.05 },
  hit_2: { hz: 440, seconds: 0.05 },
  wall: { hz: 220, seconds: 0.04 },
  point_1: { hz: 659, seconds: 0.28 },
  point_2: { hz: 587, seconds: 0.28 },
};

export class Sounds {
  /** @type {AudioContext|null} */ #context = null;
  muted = false;

  /** Browsers let a page sound only after a gesture. @returns {() => void} unbind */
  bindGesture() {
    const listening = new AbortController();
    const wake = () => {
      this.#context ??= new AudioContext();
      void this.#context.resume();
      listening.abort();
    };
    window.addEventListener("keydown", wake, { signal: listening.signal });
    window.addEventListener("pointerup", wake, { signal: listening.signal });
    return () => {
      listening.abort();
      void this.#context?.close();
    };
  }

  /** @param {Moment} moment */
  play(moment) {
    const context = this.#context;
    if (this.muted || context?.state !== "running" || document.hidden) return;
    const { hz, seconds } = TONES[moment];
    const tone = new OscillatorNode(context, { type: "square", frequency: hz });
    const loudness = new GainNode(context, { gain: 0.06 });
    loudness.gain.setTargetAtTime(0, context.currentTime + seconds / 2, seconds / 4);
    tone.connect(loudness).connect(context.destination);
    tone.start();
    tone.stop(context.currentTime + seconds * 2);
  }
}

/** The button that silences all games of this browser. @param {Sounds} sounds @returns {() => void} unbind */
export function bindMuting(sounds) {
  const mute = byId("mute", HTMLButtonElement);
  const show = () => mute.setAttribute("aria-pressed", String(sounds.muted));
  const listening = new AbortController();
  const onClick = () => {
    sounds.muted = !sounds.muted;
    rememberMuted(sounds.muted);
    show();
  };
  mute.addEventListener("click", onClick, { signal: listening.signal });
  sounds.muted = isMuted();
  show();
  return () => listening.abort();
}
