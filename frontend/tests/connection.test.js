import assert from "node:assert/strict";
import { test } from "node:test";
import { Connection } from "../js/net/connection.js";
import { frame } from "./samples.js";
import { stoppedWorld } from "./sockets.js";

/** @typedef {import("../js/net/connection.js").ConnectionState} ConnectionState */

/** @param {import("node:test").TestContext} t */
function connected(t) {
  const world = stoppedWorld(t);
  /** @type {ConnectionState[]} */
  const states = [];
  const connection = new Connection("ws://server", {
    onMessage: () => {},
    onState: (state) => states.push(state),
    onTokenRefused: () => {},
    onRoundTrip: () => {},
  });
  connection.open();
  world.socket.accept();
  return {
    world,
    connection,
    states,
    losses: () => states.flatMap((state) => (state.phase === "waiting" ? [state.loss] : [])),
  };
}

test("frames are acknowledged over the socket that brought them", (t) => {
  const { world } = connected(t);
  world.socket.say(frame(1), frame(2));
  world.pass(100);
  assert.deepEqual(world.socket.all("ack"), [
    { type: "ack", tick: 1 },
    { type: "ack", tick: 2 },
  ]);
});

test("what a lost socket has brought is not acknowledged over the next one", (t) => {
  const { world } = connected(t);
  world.socket.say(frame(1), frame(2));
  world.socket.end(4012);
  world.pass(50);
  world.socket.accept();
  world.pass(500);
  assert.equal(world.opened, 2);
  assert.deepEqual(world.socket.all("ack"), []);
});

test("a server that moves is followed within a tenth of a second", (t) => {
  const { world, losses } = connected(t);
  world.socket.end(4012);
  world.pass(100);
  assert.equal(world.opened, 2);
  assert.deepEqual(losses(), ["moved"]);
});

test("after a cut the first try comes soon, and refusals are answered by ever later ones without end", (t) => {
  const { world, losses } = connected(t);
  world.socket.end(1006);
  world.pass(125);
  assert.equal(world.opened, 2);
  for (const wait of [400, 800, 1600, 2500, 2500, 2500]) {
    /** @type {number} */
    const before = world.opened;
    world.socket.end(1006);
    world.pass(wait - 1);
    assert.equal(world.opened, before);
    world.pass(1);
    assert.equal(world.opened, before + 1);
  }
  assert.deepEqual(new Set(losses()), new Set(["cut"]));
});

test("two seconds without a frame during a match end the connection, a quiet lobby does not", (t) => {
  const { world, connection, losses } = connected(t);
  world.pass(10_000);
  assert.deepEqual(losses(), []);
  connection.expectFrames(true);
  world.pass(2000);
  assert.deepEqual(losses(), []);
  world.pass(250);
  assert.deepEqual(losses(), ["silent"]);
});

test("over a new connection nobody waits for frames before they are promised", (t) => {
  const { world, connection, losses } = connected(t);
  connection.expectFrames(true);
  world.socket.end(4012);
  world.pass(100);
  world.socket.accept();
  world.pass(3500);
  assert.deepEqual(losses(), ["moved"]);
});

test("pings that are not answered end the connection after four seconds", (t) => {
  const { world, losses } = connected(t);
  world.socket.isAlive = false;
  world.pass(4900);
  assert.deepEqual(losses(), []);
  world.pass(500);
  assert.deepEqual(losses(), ["silent"]);
});

test("a handshake that nobody answers is given up, and tried again", (t) => {
  const { world, losses } = connected(t);
  world.pass(4000);
  world.socket.end(4012);
  world.pass(50);
  assert.equal(world.opened, 2);
  world.pass(5000);
  assert.equal(world.opened, 3);
  assert.deepEqual(losses(), ["moved", "silent"]);
});

test("what an older socket still says is not heard", (t) => {
  const { world, states } = connected(t);
  const old = world.socket;
  old.end(1006);
  world.pass(125);
  world.socket.accept();
  old.end(4001);
  old.say(frame(1));
  assert.equal(states.at(-1)?.phase, "open");
  world.pass(200);
  assert.deepEqual(world.socket.all("ack"), []);
});

test("a socket that is not wanted before it is open may open, and is closed then without being heard", (t) => {
  const { world, connection, states } = connected(t);
  connection.open();
  const unwanted = world.socket;
  connection.stop();
  assert.equal(unwanted.readyState, WebSocket.CONNECTING);
  const told = states.length;
  unwanted.accept();
  assert.ok(unwanted.readyState > WebSocket.OPEN);
  unwanted.end(1006);
  world.pass(10_000);
  assert.equal(states.length, told);
  assert.equal(world.opened, 2);
});

test("one that does not open keeps the next one waiting for two seconds, one that was given up not at all", (t) => {
  const { world, connection } = connected(t);
  connection.open();
  const unwanted = world.socket;
  connection.open();
  world.pass(1999);
  assert.equal(unwanted.readyState, WebSocket.CONNECTING);
  world.pass(1);
  assert.ok(unwanted.readyState > WebSocket.OPEN);
  const silent = world.socket;
  while (silent === world.socket) world.pass(50);
  assert.ok(silent.readyState > WebSocket.OPEN);
});
