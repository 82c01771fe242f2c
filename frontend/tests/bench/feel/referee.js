/**
 * @file Measures what one player sees against the goals of the netcode, from pictures, keys and the server's messages.
 * It shares no figure with the netcode's own meter, so that each can be held against the other.
 */

import { quantile } from "../../../js/netcode/lag.js";
import { DrawnBall, X_PX } from "./drawn_ball.js";
import { LogBook } from "./log_book.js";
import { OwnPaddle, Y_PX } from "./own_paddle.js";

/** @typedef {import("../../../js/engine/rules.js").Rules} Rules */
/** @typedef {import("../../../js/engine/values.js").Side} Side */
/** @typedef {import("../../../js/net/protocol.js").Direction} Direction */
/** @typedef {import("../../../js/net/protocol.js").ToClient|import("../../../js/netcode/wire.js").NetcodeMessage} ToClient */
/** @typedef {import("./log_book.js").Verdict} Verdict */
/** @typedef {{paddles: {p1: number, p2: number}, ball: {x: number, y: number}|null}} Drawn */

/** The ball that is drawn may be some contacts older than the one that was told last. */
const SPEEDS_KEPT = 4;
const LONGEST_PICTURE_MS = 250;

export class Referee {
  #rules;
  /** @type {Side} */ #own = 1;
  #isPlaying = false;
  #wasPlaying = false;
  #book = new LogBook();
  #paddle;
  #ball;
  /** @type {number[]} px a second */ #speeds = [0];
  /** @type {Verdict[]} */ #matches = [];
  /** @type {[number, number][]} */ #told = [];
  /** @type {number[]} hits of each rally */ #rallies = [];
  #hits = 0;
  /** @type {number[]} */ #workMs = [];
  #pictures = 0;
  #playedMs = 0;
  #drawnAt = 0;
  #heardAt = 0;
  #longestPictureMs = 0;
  #longestSilenceMs = 0;
  bytes = 0;
  /** @type {string[]} what was noticed since somebody looked */ notes = [];

  /** @param {Rules} rules */
  constructor(rules) {
    this.#rules = rules;
    this.#paddle = new OwnPaddle(rules);
    this.#ball = new DrawnBall(rules, this.#own);
  }

  get matches() {
    return this.#matches.length;
  }

  /** @param {ToClient} message @param {number} now ms */
  heard(message, now) {
    if (this.#isPlaying) this.#longestSilenceMs = Math.max(this.#longestSilenceMs, now - this.#heardAt);
    this.#heardAt = now;
    switch (message.type) {
      case "joined_as_player":
        this.#own = message.player_num;
        return this.#cut();
      case "status_change":
        this.#isPlaying = message.status === "playing";
        return this.#isPlaying ? undefined : this.#cut();
      case "ball":
        this.#hits = message.hits;
        this.#speeds = [...this.#speeds.slice(1 - SPEEDS_KEPT), Math.hypot(message.vx * X_PX, message.vy * Y_PX)];
        return;
      case "paddle":
        return this.#book.paddle(message);
      case "hold":
        return this.#book.hold(message);
      case "goal":
        this.#rallies.push(this.#hits);
        this.#hits = 0;
        return this.#ball.goal(message.player_num, now);
      case "game_over":
        this.#told.push([message.p1_score, message.p2_score]);
        return;
      case "match_record":
        this.#matches.push(this.#book.close(message, this.#rules));
        return;
      default:
    }
  }

  #cut() {
    this.#wasPlaying = false;
    this.#paddle.cut();
    this.#ball.cut(this.#own);
  }

  /** The player's keys say another direction. @param {Direction} direction @param {number} now ms */
  key(direction, now) {
    this.#paddle.key(direction, now);
  }

  /** @param {Drawn} drawn @param {number} now ms @param {number} workMs what the page had to do since the last one */
  drew({ paddles, ball }, now, workMs) {
    if (!this.#isPlaying) return;
    if (this.#wasPlaying) this.#longestPictureMs = Math.max(this.#longestPictureMs, now - this.#drawnAt);
    this.#wasPlaying = true;
    this.#pictures++;
    this.#playedMs += Math.min(LONGEST_PICTURE_MS, now - this.#drawnAt);
    this.#drawnAt = now;
    this.#workMs.push(workMs);
    const own = this.#own === 1 ? paddles.p1 : paddles.p2;
    if (this.#paddle.drew(own, now)) this.notes.push("correction");
    const note = this.#ball.drew(ball, own, now, Math.max(...this.#speeds));
    if (note) this.notes.push(note);
  }

  /** Counts, and lists where a reader may want any percentile. */
  report() {
    const [paddle, ball] = [this.#paddle, this.#ball];
    return {
      playedS: this.#playedMs / 1000,
      pictures: this.#pictures,
      longestPictureMs: this.#longestPictureMs,
      longestSilenceMs: this.#longestSilenceMs,
      keys: paddle.keys,
      answeredNext: paddle.answeredNext,
      answerMsP50: paddle.answersMs.length ? quantile(paddle.answersMs, 0.5) : null,
      corrections: paddle.corrections,
      widestCorrectionPx: paddle.widestPx,
      twitchPx: paddle.twitchPx,
      flying: ball.flying,
      heldFar: ball.heldFar,
      stood: ball.stood,
      jumpsPx: ball.jumpsPx,
      serveJumps: ball.serveJumps,
      ranBack: ball.ranBack,
      gapsPx: ball.gapsPx,
      farHits: ball.farHits,
      hitsTakenBack: ball.hitsTakenBack,
      missesTakenBack: ball.missesTakenBack,
      rallies: this.#rallies,
      matches: this.#matches.map((verdict, index) => ({ ...verdict, told: this.#told[index] ?? null })),
      bytes: this.bytes,
      workMsP95: this.#workMs.length ? quantile(this.#workMs, 0.95) : 0,
    };
  }
}
