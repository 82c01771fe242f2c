/** @file The ball as a tone that never stops while it flies: pitch and place say where it is to be met. */

import { panBetweenPaddles, pitchOfBall } from "../state/hearing.js";

/** @typedef {import("./speaker.js").Speaker} Speaker */

const LOUDNESS = 0.25;
/** Shorter clicks, longer lags behind the ball. */
const GLIDE_S = 0.02;

export class Ear {
  #speaker;
  /** @type {{tone: OscillatorNode, loudness: GainNode, panner: StereoPannerNode}|null} */ #voice = null;

  /** @param {Speaker} speaker */
  constructor(speaker) {
    this.#speaker = speaker;
  }

  /** @param {{x: number, y: number}|null} ball null for silence @param {number} ownY */
  hear(ball, ownY) {
    const line = this.#speaker.line;
    if (ball === null || line === null) return this.#hush();
    const { context, out } = line;
    this.#voice ??= newVoice(context, out);
    const { tone, panner } = this.#voice;
    tone.frequency.setTargetAtTime(pitchOfBall(ball.y, ownY), context.currentTime, GLIDE_S);
    panner.pan.setTargetAtTime(panBetweenPaddles(ball), context.currentTime, GLIDE_S);
  }

  #hush() {
    if (this.#voice === null) return;
    const { tone, loudness } = this.#voice;
    this.#voice = null;
    loudness.gain.setTargetAtTime(0, tone.context.currentTime, GLIDE_S);
    tone.stop(tone.context.currentTime + 8 * GLIDE_S);
  }
}

/** @param {AudioContext} context @param {AudioNode} out */
function newVoice(context, out) {
  const tone = new OscillatorNode(context, { type: "triangle" });
  const loudness = new GainNode(context, { gain: 0 });
  loudness.gain.setTargetAtTime(LOUDNESS, context.currentTime, GLIDE_S);
  const panner = new StereoPannerNode(context);
  tone.connect(loudness).connect(panner).connect(out);
  tone.start();
  return { tone, loudness, panner };
}
