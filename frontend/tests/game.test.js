import assert from "node:assert/strict";
import { before, test } from "node:test";
import { Game } from "../js/game.js";
import { outageLine } from "../js/state/outage.js";
import { bandOf } from "../js/state/room_band.js";
import { frame, roomState, seatOne } from "./samples.js";
import { stoppedWorld } from "./sockets.js";

/** @typedef {import("../js/net/protocol.js").ToClient} ToClient */
/** @typedef {import("../js/net/protocol.js").Role} Role */

before(() => {
  // Every browser has it, and Node not before 21; locks are missing in some browsers too.
  Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true });
});

/** @type {ToClient} */
const WELCOME = { type: "welcome", protocol: 1, version: "1", tick_rate: 60, rules_sha256: "", server: "a" };
/** @type {ToClient} */
const WATCHING = { type: "joined_as_observer", room_code: "ABC234" };
/** @param {string} code @returns {ToClient} */
const refusal = (code) => ({ type: "error", code, message: code });
const ASKED_WITH_TOKEN = { type: "join_game", role: "player", name: "Ada", token: "t1" };

let rooms = 0;

/** @param {import("node:test").TestContext} t @param {Role} [role] */
async function visit(t, role = "player") {
  const world = stoppedWorld(t);
  /** @type {string[]} */
  const moments = [];
  const game = new Game({
    roomCode: `ROOM${rooms++}`,
    role,
    socketUrl: "ws://server",
    options: { type: "create_room", countdown: 3 },
    ownName: () => "Ada",
    onSeated: () => {},
    onChange: () => {},
    onMoment: (moment) => moments.push(moment),
  });
  await game.start();
  world.socket.accept();
  world.socket.say(WELCOME);
  return {
    world,
    game,
    moments,
    strip: () => outageLine(game.state, performance.now()),
    band: () => bandOf(game.state, performance.now()).kind,
    comeBack() {
      world.pass(200);
      world.socket.accept();
      world.socket.say(WELCOME);
    },
  };
}

/** @param {import("node:test").TestContext} t */
async function playing(t) {
  const one = await visit(t);
  one.world.socket.say(seatOne, roomState(), { type: "status_change", status: "playing" }, frame(100), frame(101));
  return one;
}

test("a server that restarts is come back to with the seat, and that is said", async (t) => {
  const { world, strip, game, comeBack } = await playing(t);
  world.socket.end(4012);
  assert.equal(strip(), "The server is restarting. Your seat is kept.");
  comeBack();
  assert.deepEqual(world.socket.sent, [ASKED_WITH_TOKEN]);
  assert.equal(strip(), "The server is restarting. Your seat is kept.");
  world.socket.say(seatOne, roomState({ status: "paused" }));
  assert.equal(strip(), "Back.");
  assert.equal(game.state.seat?.playerNum, 1);
  world.pass(2500);
  assert.equal(strip(), null);
});

test("a room that is being taken over is asked for again, and nothing is given up", async (t) => {
  const { world, strip, band, game, comeBack } = await playing(t);
  world.socket.end(1006);
  assert.equal(strip(), "Connection lost. Coming back…");
  comeBack();
  world.socket.say(refusal("room_not_found"));
  world.pass(600);
  world.socket.say(refusal("busy"));
  world.pass(450);
  world.socket.say(refusal("room_not_found"));
  world.pass(800);
  assert.deepEqual(world.socket.all("join_game"), [
    ASKED_WITH_TOKEN,
    ASKED_WITH_TOKEN,
    ASKED_WITH_TOKEN,
    ASKED_WITH_TOKEN,
  ]);
  assert.deepEqual([strip(), band()], ["Connection lost. Coming back…", "none"]);
  world.socket.say(seatOne, roomState({ status: "paused" }));
  assert.equal(strip(), "Back.");
  assert.equal(game.state.notice, null);
  world.pass(1500);
  assert.equal(world.socket.all("join_game").length, 4, "who is in asks no more");
});

test("a room that is gone for good is made anew after two and a half seconds, and that is said", async (t) => {
  const { world, strip, comeBack } = await playing(t);
  world.socket.end(1006);
  comeBack();
  for (const wait of [600, 800, 1100]) {
    world.socket.say(refusal("room_not_found"));
    assert.deepEqual(world.socket.all("create_room"), []);
    world.pass(wait);
  }
  world.socket.say(refusal("room_not_found"));
  assert.deepEqual(world.socket.all("create_room"), [{ type: "create_room", countdown: 3 }]);
  world.socket.say({ type: "room_created", room_code: "ABC234", points_limit: 5 });
  assert.deepEqual(world.socket.sent.at(-1), { type: "join_game", role: "player", name: "Ada" });
  world.socket.say(seatOne, roomState({ status: "waiting_for_opponent" }));
  assert.equal(strip(), "Back, in a new room.");
});

test("the first visit to a room that is not there makes it at once", async (t) => {
  const { world } = await visit(t);
  world.socket.say(refusal("room_not_found"));
  assert.equal(world.socket.all("create_room").length, 1);
});

test("who finds the room busy asks again until it is not", async (t) => {
  const { world, band } = await visit(t);
  for (let tries = 1; tries < 20; tries++) {
    world.socket.say(refusal("busy"));
    assert.equal(band(), "connecting");
    world.pass(450);
    assert.equal(world.socket.all("join_game").length, 1 + tries);
  }
});

test("a busy room does not throw out who is in it", async (t) => {
  const { world, band, game } = await playing(t);
  world.socket.say(refusal("busy"));
  world.pass(1000);
  assert.equal(world.socket.all("join_game").length, 1);
  assert.equal(band(), "none");
  assert.equal(game.state.notice?.code, "busy");
});

test("who watches comes back too, and looks for a room that is gone for as long as it takes", async (t) => {
  const { world, strip, band, comeBack } = await visit(t, "observer");
  world.socket.say(WATCHING, roomState());
  world.socket.end(4012);
  assert.equal(strip(), "The server is restarting. Coming back…");
  comeBack();
  for (const wait of [600, 800, 1100]) {
    world.socket.say(refusal("room_not_found"));
    assert.notEqual(band(), "missing");
    world.pass(wait);
  }
  for (let look = 0; look < 3; look++) {
    world.socket.say(refusal("room_not_found"));
    assert.deepEqual([strip(), band()], [null, "missing"]);
    world.pass(2000);
  }
  assert.equal(world.socket.all("join_game").length, 7);
  assert.deepEqual(world.socket.all("create_room"), []);
  world.socket.say(WATCHING, roomState());
  assert.equal(band(), "none");
});

test("a server that stands still is left during a match, and the words say so until it answers", async (t) => {
  const { world, strip } = await playing(t);
  world.pass(2250);
  assert.equal(strip(), "The server does not answer. Trying another…");
  world.pass(5000);
  assert.equal(world.opened, 3, "the handshake went into a void as well");
  assert.equal(strip(), "The server does not answer. Trying another…");
});

test("a server that takes its time to let us in is not taken for one that stands still", async (t) => {
  const { world, comeBack } = await playing(t);
  world.socket.end(1006);
  comeBack();
  world.pass(3500);
  assert.equal(world.opened, 2);
});

test("every new connection asks for the room as often as the first", async (t) => {
  const { world, comeBack } = await playing(t);
  for (let loss = 0; loss < 3; loss++) {
    world.pass(1);
    world.socket.end(4012);
    world.pass(1000);
    comeBack();
    for (const wait of [600, 800]) {
      world.socket.say(refusal("room_not_found"));
      world.pass(wait);
    }
    assert.equal(world.socket.all("join_game").length, 3);
  }
  assert.deepEqual(world.socket.all("create_room"), []);
});

test("frames of a server that has lost the room make no sound", async (t) => {
  const { world, moments } = await playing(t);
  const rally = [40, 41, 40].map((ball_y, place) => frame(200 + place, { ball_y, epoch: 2 }));
  world.socket.say(...rally);
  assert.deepEqual(moments, ["wall"]);
  world.socket.say(frame(203, { p1_score: 3, epoch: 1 }), frame(102, { ball_y: 39 }));
  assert.deepEqual(moments, ["wall"]);
});
