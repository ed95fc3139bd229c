// Events by POST and topics as server-sent events: what a script needs is fetch.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import http from "node:http";
import { after, before, describe, test } from "node:test";
import { closeClients, newUser } from "./lib/client.mjs";
import { startEdge } from "./lib/edges.mjs";
import { EventSource, readEvents } from "./lib/event_source.mjs";
import { readMetrics, total } from "./lib/metrics.mjs";
import { freeBasePort } from "./lib/ports.mjs";
import { startReview, YOUTUBE } from "./lib/review.mjs";
import { startRooms } from "./lib/rooms.mjs";
import { sharedStack } from "./lib/stack.mjs";
import { pause, until, within } from "./lib/wait.mjs";

const stack = sharedStack();
after(closeClients);

const bearer = (token) => ({ Authorization: `Bearer ${token}` });

async function post(url, token, payload, headers = {}) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...bearer(token), ...headers },
    body: JSON.stringify(payload),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

const topicUrl = (topic, event = "") =>
  stack.url(`/api/topics/${encodeURIComponent(topic)}${event && `/${event}`}`);

async function detectVideo(token) {
  const { status, body } = await post(topicUrl("video:meta", "video_detected"), token, YOUTUBE);
  assert.equal(status, 200);
  return body.video_id;
}

const noteOf = (videoId, text) => ({ video_id: videoId, text, timestamp_seconds: 1 });

async function createNote(token, videoId, text, key = randomUUID()) {
  const url = topicUrl("video:meta", "create_note");
  const headers = { "Idempotency-Key": key };
  const { status, body } = await post(url, token, noteOf(videoId, text), headers);
  assert.equal(status, 200, JSON.stringify(body));
  return body.note;
}

// The first event of a stream, or the error instead.
async function open(url, headers = {}) {
  const abort = new AbortController();
  const response = await fetch(url, { headers, signal: abort.signal });
  const events = readEvents(response.body);
  return { response, abort, next: async () => (await within("an event", events.next())).value };
}

describe("an event by POST", () => {
  const token = () => stack.userToken(user);
  let user;
  let videoId;

  before(async () => {
    user = newUser();
    videoId = await detectVideo(token());
  });

  test("creates, changes and lists notes", async () => {
    const note = await createNote(token(), videoId, "the cut is too early");
    const changed = await post(topicUrl("video:meta", "update_note"), token(), {
      note_id: note.id,
      text: "the cut is too late",
    });
    assert.equal(changed.status, 200, JSON.stringify(changed.body));
    const listed = await post(topicUrl(`notes:video:${videoId}`, "get_notes"), token(), {});
    assert.deepEqual(
      listed.body.notes.map(({ id, text }) => [id, text]),
      [[note.id, "the cut is too late"]],
    );
  });

  test("is done once for each Idempotency-Key", async () => {
    const key = randomUUID();
    const first = await createNote(token(), videoId, "the title is too small", key);
    const again = await createNote(token(), videoId, "the title is too small", `"${key}"`);
    assert.equal(again.id, first.id);
  });

  test("has the HTTP status of its error", async () => {
    const url = topicUrl("video:meta", "create_note");
    const payload = noteOf(videoId, "x");
    const cases = [
      [400, "invalid_argument", url, token(), { ...payload, text: 7 }],
      [401, "unauthenticated", url, "rubbish", payload],
      [404, "unknown_event", topicUrl("video:meta", "dance"), token(), {}],
      [404, "unmatched topic", topicUrl("street:1", "dance"), token(), {}],
      [404, "not_found", url, token(), noteOf(randomUUID(), "x")],
    ];
    for (const [status, reason, to, by, what] of cases) {
      const answer = await post(to, by, what, { "Idempotency-Key": randomUUID() });
      assert.deepEqual([answer.status, answer.body.reason], [status, reason], JSON.stringify(answer));
    }
  });

  test("of a session needs a socket", async () => {
    const answer = await post(topicUrl(`audio:${randomUUID()}`, "transcript_final"), token(), {});
    assert.equal(answer.status, 426);
    assert.equal(answer.headers.get("upgrade"), "websocket");
    assert.match(answer.body.message, /WebSocket/);
  });

  test("of another user's topic is refused by its method", async () => {
    const stranger = stack.userToken(newUser());
    const answer = await post(topicUrl(`notes:video:${videoId}`, "get_notes"), stranger, {});
    assert.ok([403, 404].includes(answer.status), JSON.stringify(answer));
  });

  test("is seen by clients with sockets", async () => {
    const review = await startReview(stack);
    const note = await createNote(stack.userToken(review.user), review.videoId, "too loud");
    await review.panel.next("note_created", ({ id }) => id === note.id);
  });
});

describe("a topic as server-sent events", () => {
  test("is refused with the status of the join's error", async () => {
    const user = newUser();
    const videoId = await detectVideo(stack.userToken(user));
    const url = topicUrl(`notes:video:${videoId}`);
    assert.equal((await fetch(url)).status, 401);
    const stranger = await fetch(url, { headers: bearer(stack.userToken(newUser())) });
    assert.ok([403, 404].includes(stranger.status));
    const session = await fetch(topicUrl(`audio:${randomUUID()}`), {
      headers: bearer(stack.userToken(user)),
    });
    assert.equal(session.status, 426);
  });

  test("brings every note once, in order, though its edge is killed", async () => {
    const user = newUser();
    const token = () => stack.userToken(user);
    const videoId = await detectVideo(token());
    let edge = await startEdge(stack);
    const { port } = edge;
    const url = () =>
      `http://localhost:${port}/api/topics/notes:video:${videoId}?token=${token()}`;
    const source = new EventSource(url);
    try {
      await until("the join", () => source.named("join").length === 1);
      const made = [];
      for (let round = 0; round < 3; ++round) {
        for (let i = 0; i < 5; ++i) made.push((await createNote(token(), videoId, `n${i}`)).id);
        await edge.process.kill();
        for (let i = 0; i < 5; ++i) made.push((await createNote(token(), videoId, `m${i}`)).id);
        edge = await startEdge(stack, port);
      }
      const seen = () => source.named("note_created").map(({ data }) => data.id);
      await until("all notes", () => seen().length >= made.length, 30_000);
      assert.deepEqual(seen(), made);
      const joins = source.named("join").map(({ data }) => data.recovered);
      assert.deepEqual(joins, [false, ...Array(joins.length - 1).fill(true)]);
      for (const { id, data } of source.named("note_created")) {
        assert.ok(id.startsWith(`${data.position.epoch}:${data.position.offset}`));
      }
    } finally {
      await source.close();
      await edge.process.stop();
    }
  });
});

describe("before the sample service", () => {
  let rooms;
  let edge;
  const flags = ["--allowed_origins=https://app.example", "--ping_seconds=1"];
  const url = (path, at = edge) => `http://localhost:${at.port}/api/topics/${path}`;
  const headers = (options) => bearer(rooms.userToken(newUser(), options));

  before(async () => {
    rooms = await startRooms(stack);
    edge = await rooms.startEdge(flags);
  });
  after(() => rooms?.stop());

  test("a stream beats while nothing happens", async () => {
    const { response, next, abort } = await open(url("room:quiet"), headers());
    assert.equal(response.headers.get("content-type"), "text/event-stream");
    assert.equal((await next()).event, "join");
    assert.deepEqual(await next(), { comment: "heartbeat" });
    abort.abort();
  });

  test("a stream ends with a time to wait when the edge drains", async () => {
    const leaving = await rooms.startEdge(flags);
    const { next } = await open(url("room:drain", leaving), headers());
    await next();
    const ended = leaving.process.stop();
    let event = await next();
    while (event.comment) event = await next();
    assert.ok(Number(event.retry) > 0);
    assert.equal(await next(), undefined);
    await ended;
  });

  test("a stream ends when its token expires", async () => {
    const strict = await rooms.startEdge([...flags, "--socket_expiry_seconds=0"]);
    const { next } = await open(url("room:token", strict), headers({ ttl: 2 }));
    let event = await next();
    while (event?.event !== "error") event = await next();
    assert.equal(event.data.reason, "unauthenticated");
    assert.equal(await next(), undefined);
  });

  test("a reader that does not read is cut, and the others are not", async () => {
    const metricsPort = await freeBasePort();
    const narrow = await rooms.startEdge([
      ...flags,
      "--max_outbox_bytes=65536",
      `--metrics_listen=127.0.0.1:${metricsPort}`,
    ]);
    const cut = async () =>
      total(await readMetrics(`127.0.0.1:${metricsPort}`), "lossy_edge_slow_total");
    const slow = await new Promise((resolve) => {
      http.get(url("room:flood", narrow), { headers: headers(), agent: false }, resolve);
    });
    slow.pause();
    slow.on("error", () => {});
    const { next, abort } = await open(url("room:flood", narrow), headers());
    await next();
    const flood = { x: "x".repeat(60_000) };
    let sent = 0;
    for (; sent < 2000 && (await cut()) === 0; ++sent) {
      const said = await post(url("room:flood/new_msg", narrow), rooms.userToken("speaker"), flood);
      assert.equal(said.status, 200);
      let event = await next();
      while (event.event !== "new_msg") event = await next();
    }
    assert.equal(await cut(), 1, `after ${sent} messages`);
    abort.abort();
    slow.destroy();
  });

  test("limits hold as for sockets", async () => {
    const tight = await rooms.startEdge([...flags, "--max_user_connections=1"]);
    const by = headers();
    const { next, abort } = await open(url("room:limits", tight), by);
    await next();
    const second = await fetch(url("room:limits", tight), { headers: by });
    assert.equal(second.status, 429);
    assert.ok(Number(second.headers.get("retry-after")) > 0);
    assert.equal((await second.json()).reason, "rate_limited");
    abort.abort();
  });

  test("pages of allowed origins may use it", async () => {
    const preflight = (origin) =>
      fetch(url("room:page/echo"), {
        method: "OPTIONS",
        headers: { Origin: origin, "Access-Control-Request-Method": "POST" },
      });
    const allowed = await preflight("https://app.example");
    assert.equal(allowed.status, 204);
    assert.equal(allowed.headers.get("access-control-allow-origin"), "https://app.example");
    assert.match(allowed.headers.get("access-control-allow-headers"), /idempotency-key/);
    const refused = await preflight("https://evil.example");
    assert.equal(refused.status, 403);
    assert.equal(refused.headers.get("access-control-allow-origin"), null);
  });

  test("bytes are posted as they are", async () => {
    const response = await fetch(url("room:bytes/binary"), {
      method: "POST",
      headers: { ...headers(), "Content-Type": "application/octet-stream" },
      body: Buffer.from([0, 1, 2]),
    });
    assert.equal((await response.json()).data, "AAEC");
  });

  test("a call is counted by its route", async () => {
    const metricsPort = await freeBasePort();
    const counted = await rooms.startEdge([...flags, `--metrics_listen=127.0.0.1:${metricsPort}`]);
    await post(url("room:a/ping", counted), rooms.userToken("ann"), {});
    await post(url("room:b/dance", counted), rooms.userToken("ann"), {});
    await pause();
    const page = await readMetrics(`127.0.0.1:${metricsPort}`);
    const calls = (labels) => total(page, "lossy_edge_http_calls_total", labels);
    assert.equal(calls({ channel: "room:{room}", event: "ping", status: "200" }), 1);
    assert.equal(calls({ status: "404" }), 1);
  });
});
