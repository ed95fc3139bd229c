// The wall clock of one process, or of all, is set back and forth, and reviewers do not notice.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Client, closeClients, newUser } from "./lib/client.mjs";
import { openVideo, speakNote } from "./lib/review.mjs";
import { startStack } from "./lib/stack.mjs";
import { STEP_CLOCK_ENV, setClock } from "./lib/step_clock.mjs";
import { until } from "./lib/wait.mjs";

const HOUR = 3600;
const PROCESSES = ["notifications", "video", "notes", "agent", "edge", "postgres"];
const LATE_MS = 30_000;

let stack;
before(async () => {
  stack = await startStack(STEP_CLOCK_ENV);
});
after(async () => {
  await closeClients();
  await stack.stop();
});

const setAll = (seconds) => PROCESSES.forEach((name) => setClock(stack, name, seconds));

// Good by a clock that is off by two hours, in either direction.
function longToken(user) {
  const now = Math.floor(Date.now() / 1000);
  return stack.userToken(user, { iat: now - 4 * HOUR, exp: now + 4 * HOUR, device: "browser" });
}

async function longReview(user = newUser()) {
  return { user, ...(await openVideo(new Client(stack, () => longToken(user)))) };
}

// The client of the topic receives a note and a change of the video, and a request is answered.
async function works(review, text, second) {
  const { id } = await speakNote(review.audio, text, second);
  await review.panel.next("note_created", (note) => note.id === id, LATE_MS);
  await review.meta.next("video_updated", () => true, LATE_MS);
  await review.meta.push("get_notes", { video_id: review.videoId });
}

// A new connection, after whatever was done.
const comesIn = () =>
  until("a new client to be accepted", () => longReview().catch(() => undefined), LATE_MS);

describe("the clock of one process", () => {
  for (const name of PROCESSES) {
    test(`may be set back an hour, and forward, and be corrected: ${name}`, async (t) => {
      t.after(() => setClock(stack, name, 0));
      const review = await longReview();
      await works(review, "the title is too small", 1);
      for (const [index, hours] of [-1, 1, 0].entries()) {
        setClock(stack, name, hours * HOUR);
        await works(review, `the logo is off by ${index} pixels`, 2 + index);
        if (hours === 0) continue;
        const other = await comesIn();
        await works(other, "the arrow points nowhere", 1);
        await other.client.close();
      }
      for (const topic of [review.panel, review.audio, review.meta]) {
        assert.deepEqual(topic.left("phx_error"), []);
        assert.equal(topic.state, "joined");
      }
    });
  }
});

test("the clock of all processes may be set back an hour, and forth", async (t) => {
  t.after(() => setAll(0));
  const review = await longReview();
  await works(review, "the caption is too long", 1);
  for (const [index, hours] of [-1, 0, 1, 0].entries()) {
    setAll(hours * HOUR);
    await works(review, `the table has ${index} rows too many`, 2 + index);
  }
});

test("a service that is killed while all clocks are set back is used again as soon as usual", async (t) => {
  t.after(() => setAll(0));
  const review = await longReview();
  await works(review, "the face is too dark", 1);
  for (const name of ["notifications", "notes", "video", "agent"]) {
    const isBack = stack.kill(name);
    setAll(-HOUR);
    await isBack;
    await until(`${name} to serve`, () => stack.serves(name), LATE_MS);
    const other = await comesIn();
    await works(other, "the street is too loud", 1);
    setAll(0);
  }
});

test("a database that is unavailable while the clock is set back is used again", async (t) => {
  t.after(() => setAll(0));
  const review = await longReview();
  await works(review, "the map is upside down", 1);
  const isBack = stack.kill("postgres", "SIGQUIT");
  setAll(-HOUR);
  await isBack;
  const other = await comesIn();
  await works(other, "the clock shows the wrong time", 1);
});
