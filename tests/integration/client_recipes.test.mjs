// The code of docs/clients.md and docs/recording.md does what these pages promise.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Socket } from "phoenix";
import WebSocket from "ws";
import { newUser } from "./lib/client.mjs";
import { startEdge } from "./lib/edges.mjs";
import { importSnippet } from "./lib/snippet.mjs";
import { sharedStack } from "./lib/stack.mjs";
import { pause, until } from "./lib/wait.mjs";

const { connectExtension } = await importSnippet("clients.md", "connectExtension");
const { detectPauses } = await importSnippet("recording.md", "detectPauses");

describe("an extension", () => {
  const stack = sharedStack();
  // Its tokens last three seconds, and its sockets no longer than their tokens.
  const shortLives = ["--extension_token_seconds=3", "--extension_grace_seconds=0", "--socket_expiry_seconds=0"];
  let edge;
  before(async () => {
    edge = await startEdge(stack, undefined, shortLives);
  });
  after(async () => {
    assert.equal(await edge.process.stop(), 0);
  });

  // `nextToken` may replace the user's token by an error.
  async function open(user, nextToken = (token) => token) {
    const seen = { asked: 0, closes: [], joins: 0, loggedOut: 0 };
    const { socket, stop } = connectExtension(Socket, `http://localhost:${edge.port}`, {
      deviceId: "laptop",
      userToken: () => nextToken(stack.userToken(user), ++seen.asked),
      onLoggedOut: () => ++seen.loggedOut,
      transport: WebSocket,
      reconnectAfterMs: () => 50,
      rejoinAfterMs: () => 50,
    });
    socket.onClose(({ code }) => seen.closes.push(code));
    const channel = socket.channel("video:meta");
    channel.join().receive("ok", () => ++seen.joins);
    await until("the channel to be joined", () => seen.joins > 0);
    const close = async () => {
      stop();
      clearTimeout(socket.heartbeatTimer);
      clearTimeout(socket.heartbeatTimeoutTimer);
      await pause(100);
    };
    return { ...{ seen, socket, close }, state: () => channel.state };
  }

  test("renews its token, and its socket never closes", async () => {
    const { seen, close } = await open(newUser());
    await pause(8000);
    assert.deepEqual(seen.closes, []);
    assert.ok(seen.asked >= 4, `${seen.asked} tokens`);
    await close();
  });

  test("tries again when a renewal fails", async () => {
    const failsAtFirst = (token, asked) => {
      if (asked < 3) throw new Error("the identity provider is down");
      return token;
    };
    const { seen, close } = await open(newUser(), failsAtFirst);
    assert.equal(seen.asked, 3);
    await close();
  });

  test("connects and joins again with a new token after 4001", async () => {
    // The second renewal is too late.
    const isLate = async (token, asked) => {
      if (asked === 2) await pause(6000);
      return token;
    };
    const { seen, close, state } = await open(newUser(), isLate);
    await until("the socket to be closed", () => seen.closes.includes(4001));
    await until("the channel to be joined again", () => seen.joins > 1 && state() === "joined");
    await close();
  });

  test("stays disconnected, and has its user log in, after a revocation", async () => {
    const user = newUser();
    const { seen, socket, close } = await open(user);
    await stack.dev("ctl", "revoke", `--user=${user}`);
    await until("the user to be logged out", () => seen.loggedOut > 0);
    await pause(1000);
    assert.equal(seen.loggedOut, 1);
    assert.equal(socket.isConnected(), false);
    assert.equal(seen.joins, 1);
    await close();
  });
});

describe("a detector of pauses", () => {
  const RATE = 50;

  // Plays sounds of [level, seconds], and returns the times of the pauses, in seconds.
  function pausesOf(...sounds) {
    const pauses = [];
    let now = 0;
    const detect = detectPauses(() => pauses.push(now / 1000));
    for (const [level, seconds] of sounds) {
      for (let block = 0; block < seconds * RATE; ++block, now += 1000 / RATE) {
        const samples = Float32Array.from({ length: 256 }, (_, i) => level * Math.SQRT2 * Math.sin(i));
        detect(samples, now);
      }
    }
    return pauses;
  }

  test("finds the pause after each utterance, once", () => {
    const pauses = pausesOf([0.002, 1], [0.2, 2], [0.002, 3], [0.1, 1], [0.002, 3]);
    assert.deepEqual(pauses.map((at) => Math.round(at * 10) / 10), [3.5, 7.5]);
  });

  test("ignores silence, and gaps between words", () => {
    assert.deepEqual(pausesOf([0.002, 10]), []);
    assert.deepEqual(pausesOf([0.002, 1], [0.2, 1], [0.002, 0.4], [0.2, 1], [0.002, 0.4]), []);
  });

  test("adapts to a loud room", () => {
    assert.deepEqual(pausesOf([0.03, 5]), []);
    const [first, ...more] = pausesOf([0.03, 1], [0.3, 2], [0.03, 2]);
    assert.equal(Math.round(first * 10) / 10, 3.5);
    assert.deepEqual(more, []);
  });
});
