/** @file Three short tones, made on the spot, from where the ball is. */

/** @typedef {import("../state/moments.js").Moment} Moment */
/** @typedef {import("./speaker.js").Speaker} Speaker */

/** @type {Readonly<Record<Moment, {hz: number, seconds: number}>>} */
const TONES = {
  hit_1: { hz: 392, seconds: 0.05 },
  hit_2: { hz: 440, seconds: 0.05 },
  wall: { hz: 220, seconds: 0.04 },
  point_1: { hz: 659, seconds: 0.28 },
  point_2: { hz: 587, seconds: 0.28 },
};
const LOUDNESS = 0.12;

/**
 * @param {Speaker} speaker
 * @param {Moment} moment
 * @param {number} pan -1 left .. 1 right
 */
export function playMoment(speaker, moment, pan) {
  const line = speaker.line;
  if (line === null) return;
  const { context, out } = line;
  const { hz, seconds } = TONES[moment];
  const tone = new OscillatorNode(context, { type: "square", frequency: hz });
  const loudness = new GainNode(context, { gain: LOUDNESS });
  loudness.gain.setTargetAtTime(0, context.currentTime + seconds / 2, seconds / 4);
  tone.connect(loudness).connect(new StereoPannerNode(context, { pan })).connect(out);
  tone.start();
  tone.stop(context.currentTime + seconds * 2);
}
