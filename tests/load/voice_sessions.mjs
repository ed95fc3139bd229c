// Many voice sessions at once against a running Lossy: how long from the words to their note, while
// all microphones are measured. Ends with a status other than 0 when something was refused or lost,
// or when the notes take longer than they may.
//
//   node voice_sessions.mjs [--sessions=100] [--per_socket=1] [--seconds=60] [--metrics_ms=250]
//     [--speak_every=10] [--model_ms=0] [--limit_ms=0] [--url=ws://localhost:4000/socket] [--token=…]
//
// --speak_every is in seconds, on average. --model_ms is the model's own time, which --limit_ms, of the
// 95th percentile, comes on top of; 0: no limit. Without a --token each socket is another user of the
// stack that ./dev load names; a --token is that of one user for all.

import { Client, closeClients, newUser } from "../integration/lib/client.mjs";
import { YOUTUBE } from "../integration/lib/review.mjs";
import { pause } from "../integration/lib/wait.mjs";
import { readOptions } from "./options.mjs";
import { runningStack } from "./running_stack.mjs";
import { describeTimes, percentile } from "./times.mjs";
import { VoiceSession } from "./voice_session.mjs";

const options = readOptions({
  sessions: 100,
  per_socket: 1,
  seconds: 60,
  metrics_ms: 250,
  speak_every: 10,
  model_ms: 0,
  limit_ms: 0,
  url: process.env.LOSSY_DATA ? runningStack().socketUrl() : "ws://localhost:4000/socket",
  token: "",
});

// An utterance, its transcription and the cooldown after it.
const SHORTEST_TURN_MS = 4_500;

function newToken() {
  if (options.token) return options.token;
  return runningStack().userToken(newUser("voice"), { device: "load" });
}

// The sessions of one socket.
async function openSocket(sessions) {
  const client = new Client(null, newToken(), { url: options.url });
  const meta = await client.join("video:meta");
  await meta.push("update_settings", { feature_flags: { phoenix_voice_session: true } });
  const { video_id: videoId } = await meta.push("video_detected", YOUTUBE);
  return Promise.all(Array.from({ length: sessions }, () => VoiceSession.join(client, videoId)));
}

function openSockets() {
  const sockets = [];
  for (let left = options.sessions; left > 0; left -= options.per_socket) {
    sockets.push(openSocket(Math.min(left, options.per_socket)));
  }
  return Promise.all(sockets);
}

// From anywhere in a turn, so that not all speak at once.
async function converse(session, deadline) {
  const turnMs = Math.max(SHORTEST_TURN_MS, options.speak_every * 1_000);
  await pause(Math.random() * turnMs);
  for (let number = 1; performance.now() < deadline; ++number) {
    const began = performance.now();
    await session.speak(number);
    const turn = Math.max(SHORTEST_TURN_MS, turnMs * (0.5 + Math.random()));
    await pause(Math.min(began + turn, deadline) - performance.now());
  }
}

async function run(session, deadline) {
  await pause(Math.random() * options.metrics_ms);
  await session.measure(options.metrics_ms, converse(session, deadline));
}

const opened = performance.now();
const sessions = (await openSockets()).flat();
const began = performance.now();
const deadline = began + options.seconds * 1_000;
await Promise.all(sessions.map((session) => run(session, deadline)));
const seconds = (performance.now() - began) / 1000;
await closeClients();

const notes = sessions.flatMap((session) => session.notes);
const replies = sessions.flatMap((session) => session.replies);
const failures = sessions.flatMap((session) => session.failures);
const pushes = sessions.reduce((sum, session) => sum + session.statusPushes, 0);
const perSecond = (count) => (count / seconds).toFixed(1);
const p95 = percentile(notes, 0.95) - options.model_ms;

console.log(`${sessions.length} voice sessions ready in ${((began - opened) / 1000).toFixed(2)} s`);
console.log(
  `${replies.length} events answered, ${perSecond(replies.length)} a second; ` +
    `${pushes} statuses pushed, ${perSecond(pushes / sessions.length)} a second for each session`,
);
console.log(`an event to its reply, ms: ${describeTimes(replies)}`);
console.log(`${notes.length} notes; transcript_final to note_created, ms: ${describeTimes(notes)}`);
if (options.model_ms > 0) console.log(`beyond the model's own time, ms: p95 ${p95.toFixed(1)}`);
for (const failure of new Set(failures)) console.log(`failed: ${failure}`);
if (failures.length > 0 || notes.length === 0) process.exitCode = 1;
if (options.limit_ms > 0 && p95 > options.limit_ms) process.exitCode = 1;
