/**
 * @file A room's server in virtual time, by the rules of the wire alone: edges at their ticks, late ones played again,
 * contacts told when they are decided. It is none of the real server's code.
 */

import { checksum } from "../js/engine/checksum.js";
import { advanced } from "../js/engine/generator.js";
import { servedBall } from "../js/engine/serve.js";
import { freeze, newMatch, step } from "../js/engine/step.js";
import { LEFT, paddleOf, RIGHT, STOP } from "../js/engine/values.js";
import { intentOfSteering } from "../js/netcode/intents.js";
import { RULES } from "./engine_files.js";

/** @typedef {import("../js/engine/events.js").Event} Event */
/** @typedef {import("../js/engine/values.js").Intent} Intent */
/** @typedef {import("../js/engine/values.js").Side} Side */
/** @typedef {Readonly<import("../js/engine/values.js").Match>} Match */
/** @typedef {import("../js/net/protocol.js").FromClient} FromClient */
/** @typedef {import("../js/net/protocol.js").ToClient|import("../js/netcode/wire.js").NetcodeMessage} ToClient */
/** @typedef {{tick: number, intent: Intent, seq: number}} Entry */

/** So old may an edge be that is still played at its tick. */
const GRACE_TICKS = 9;
const AHEAD_TICKS = 30;
const SERVE_TOLD_TICKS = 24;
const SIDES = /** @type {const} */ ([LEFT, RIGHT]);

/** What a player is known to want. */
class Hand {
  /** @type {Entry[]} */ entries = [];
  seq = 0;
  /** Every edge of ticks before this one has come. */
  knownTo = 0;
  /** @type {number|null} */ slack = null;
  isStamping = false;

  /** @param {number} tick @returns {Intent} */
  at(tick) {
    return this.entries.filter((entry) => entry.tick <= tick).at(-1)?.intent ?? STOP;
  }
}

export class RoomServer {
  #say;
  #played = 0;
  /** @type {Map<number, Match>} by their ticks, as far back as they can still change */ #states = new Map();
  /** @type {Map<number, readonly Event[]>} of the steps that leave their ticks */ #events = new Map();
  #decidedTo = 0;
  #servesTold = -1;
  /** @type {Record<Side, Hand>} */ #hands = { 1: new Hand(), 2: new Hand() };
  /** @type {ToClient[]} */ #news = [];
  #start;
  isOver = false;
  /** @type {{p1: number, p2: number}} */ score = { p1: 0, p2: 0 };
  /** The checksum of the end. */
  checksum = 0;

  /**
   * @param {{seed: number, pointsLimit: number, freezeTicks: number}} start
   * @param {(messages: ToClient[], tick: number) => void} say called at most once a tick
   */
  constructor(start, say) {
    this.#start = start;
    this.#say = say;
    const match = newMatch({ ...start, freezeTicks: 0, rules: RULES });
    this.#states.set(0, freeze(match, start.freezeTicks));
    for (const side of SIDES) this.#tellPaddle(side, 0);
    if (start.freezeTicks) this.#news.push({ type: "hold", epoch: 1, tick: 0, ticks: start.freezeTicks });
  }

  /** @param {Side} side @param {FromClient} message */
  hear(side, message) {
    const hand = this.#hands[side];
    if (message.type === "ack" && message.own_tick !== undefined) {
      hand.isStamping = true;
      hand.knownTo = Math.max(hand.knownTo, message.own_tick);
      this.#noteSlack(hand, message.own_tick);
    }
    if (message.type === "move_paddle" || message.type === "paddle_target") this.#steer(side, message);
  }

  /** @param {Hand} hand @param {number} tick */
  #noteSlack(hand, tick) {
    const slack = tick - this.#played;
    hand.slack = Math.min(hand.slack ?? slack, slack);
  }

  /** @param {Side} side @param {import("../js/netcode/edges.js").Steering} message */
  #steer(side, message) {
    const hand = this.#hands[side];
    const intent = intentOfSteering(message);
    const wanted = message.tick ?? this.#played;
    if (message.tick !== undefined) {
      if (message.seq === undefined || message.seq <= hand.seq) throw new Error("seq has to grow");
      if (message.tick < hand.knownTo) throw new Error(`an edge of ${message.tick} after ${hand.knownTo} was promised`);
      hand.seq = message.seq;
      hand.isStamping = true;
      hand.knownTo = message.tick;
      this.#noteSlack(hand, message.tick);
    }
    const tick = Math.min(this.#played + AHEAD_TICKS, Math.max(wanted, this.#played - GRACE_TICKS, 0));
    hand.entries = [...hand.entries.filter((entry) => entry.tick < tick), { tick, intent, seq: hand.seq }];
    if (tick < this.#played) this.#playAgain(tick);
    if (tick < this.#played) this.#tellPaddle(side, tick);
  }

  /** @param {number} from */
  #playAgain(from) {
    for (let tick = from; tick < this.#played; tick++) this.#step(tick);
  }

  /** @param {number} tick */
  #step(tick) {
    const match = this.#stateAt(tick);
    const inputs = { left: this.#hands[1].at(tick), right: this.#hands[2].at(tick) };
    const stepped = step(match, inputs, RULES);
    this.#states.set(tick + 1, stepped.match);
    this.#events.set(tick, stepped.events);
  }

  /** @param {number} tick @returns {Match} */
  #stateAt(tick) {
    const match = this.#states.get(tick);
    if (match === undefined) throw new Error(`nothing is known of tick ${tick}`);
    return match;
  }

  /** @param {Side} side @param {number} tick */
  #tellPaddle(side, tick) {
    const hand = this.#hands[side];
    const paddle = paddleOf(this.#stateAt(tick), side);
    const intent = hand.at(tick);
    const wish =
      intent.kind === "aim"
        ? { target: intent.y }
        : { direction: /** @type {const} */ (["up", "stop", "down"])[intent.direction + 1] };
    const seq = hand.entries.filter((entry) => entry.tick <= tick).at(-1)?.seq ?? 0;
    this.#news.push({ type: "paddle", epoch: 1, tick, player_num: side, y: paddle.y, ...wish, seq });
  }

  /** Play a tick and tell what is to be told. */
  tick() {
    if (this.isOver) return;
    for (const side of SIDES) {
      if (this.#hands[side].entries.some(({ tick }) => tick === this.#played)) this.#tellPaddle(side, this.#played);
    }
    this.#step(this.#played);
    this.#played++;
    this.#states.delete(this.#played - GRACE_TICKS - 40);
    this.#events.delete(this.#played - GRACE_TICKS - 40);
    while (this.#decidedTo < this.#played && this.#isDecided(this.#decidedTo)) this.#tellStep(this.#decidedTo++);
    this.#tellServe();
    if (!this.isOver && this.#played % 2 === 0) this.#news.push(this.#keyframe());
    if (this.#news.length > 0) this.#say(this.#news, this.#played);
    this.#news = [];
  }

  /** Who was to meet the ball in a step, if it came to a plane. @param {number} tick @returns {Side|null} */
  #defenderOf(tick) {
    const hit = (this.#events.get(tick) ?? []).find((event) => event.kind === "paddle_hit");
    if (hit?.kind === "paddle_hit") return hit.side;
    const [before, after] = [this.#stateAt(tick).ball.x, this.#stateAt(tick + 1).ball.x];
    if (this.#stateAt(tick).phase.kind !== "rally") return null;
    if (before > RULES.left_plane && after <= RULES.left_plane) return LEFT;
    return before < RULES.right_plane && after >= RULES.right_plane ? RIGHT : null;
  }

  /** @param {number} tick */
  #isDecided(tick) {
    const side = this.#defenderOf(tick);
    if (side === null) return true;
    const hand = this.#hands[side];
    return !hand.isStamping || hand.knownTo > tick || this.#played - tick > GRACE_TICKS;
  }

  /** @param {number} tick that is decided */
  #tellStep(tick) {
    const events = this.#events.get(tick) ?? [];
    const { ball, phase, leftScore, rightScore } = this.#stateAt(tick + 1);
    const side = this.#defenderOf(tick);
    const hit = events.some((event) => event.kind === "paddle_hit");
    if (hit && side && phase.kind === "rally") {
      this.#news.push({ type: "ball", epoch: 1, tick: tick + 1, ...ball, hits: phase.hits, player_num: side });
    } else if (side) {
      this.#news.push({ type: "miss", epoch: 1, tick: tick + 1, player_num: side, y: ball.y });
    }
    const point = events.find((event) => event.kind === "point_scored");
    if (point?.kind !== "point_scored") return;
    this.score = { p1: leftScore, p2: rightScore };
    const scores = { p1_score: leftScore, p2_score: rightScore };
    this.#news.push({ type: "goal", epoch: 1, tick: tick + 1, player_num: point.side, ...scores });
    if (phase.kind === "finished") this.#end(phase.winner);
  }

  /** @param {Side} winner */
  #end(winner) {
    const match = this.#stateAt(this.#played);
    this.isOver = true;
    this.checksum = checksum(match);
    const [p1_score, p2_score] = [match.leftScore, match.rightScore];
    const entries = [...this.#hands[1].entries, ...this.#hands[2].entries];
    this.#news.push({ type: "game_over", winner, p1_score, p2_score }, { type: "status_change", status: "game_over" });
    this.#news.push({
      type: "match_record",
      epoch: 1,
      match_number: 1,
      seed: this.#start.seed,
      points_limit: this.#start.pointsLimit,
      ticks: match.tick,
      inputs: entries.length,
      finish: null,
      checksum: this.checksum,
    });
  }

  #tellServe() {
    const { phase, freezeTicks, rng } = this.#stateAt(this.#played);
    if (phase.kind !== "serving" || this.#decidedTo < this.#played) return;
    const tick = this.#played + freezeTicks + phase.ticksLeft;
    if (tick - this.#played > SERVE_TOLD_TICKS || tick <= this.#servesTold) return;
    this.#servesTold = tick;
    const ball = servedBall(phase.toward, advanced(rng), RULES);
    this.#news.push({ type: "ball", epoch: 1, tick, ...ball, hits: 0, player_num: 0 });
  }

  /** @returns {import("../js/net/protocol.js").GameUpdate} */
  #keyframe() {
    const { left, right, ball, freezeTicks } = this.#stateAt(this.#played);
    const [p1_y, p2_y, ball_x, ball_y] = /** @type {[number, number, number, number]} */ (
      [left.y, right.y, ball.x, ball.y].map((y) => Math.round(y * 1000) / 1000)
    );
    const reports = this.#played % 30 === 0;
    /** @type {[number|null, number|null]} */
    const slack = [this.#hands[1].slack, this.#hands[2].slack];
    if (reports) for (const side of SIDES) this.#hands[side].slack = null;
    return {
      type: "game_update",
      epoch: 1,
      tick: this.#played,
      p1_y,
      p2_y,
      ball_x,
      ball_y,
      p1_score: this.score.p1,
      p2_score: this.score.p2,
      freeze_ticks: freezeTicks,
      ...(reports && { slack }),
    };
  }
}
