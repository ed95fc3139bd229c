// The agent is killed between any two steps from speech to a note, and exactly one note is made.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { closeClients } from "./lib/client.mjs";
import { Database } from "./lib/database.mjs";
import { awaitReview, speak } from "./lib/review.mjs";
import { startStack } from "./lib/stack.mjs";
import { FakeOpenAiServer } from "./lib/fake_openai_server.mjs";
import { until } from "./lib/wait.mjs";

const FOR_EVER_MS = 600_000;
const LATE_MS = 1_500;

let fakeServer, stack, database, lock;
before(async () => {
  fakeServer = await FakeOpenAiServer.start();
  stack = await startStack({
    LOSSY_OPENAI_BASE_URL: fakeServer.baseUrl,
    LOSSY_OPENAI_API_KEY: "test",
    LOSSY_WORK_LEASE_MS: "600",
    LOSSY_PLAIN_AFTER_MS: "6000",
  });
  database = await Database.open(stack);
  lock = await Database.open(stack);
});
after(async () => {
  await closeClients();
  await lock?.close();
  await database?.close();
  await stack?.stop();
  fakeServer?.stop();
});

const stop = (name) => process.kill(stack.pid(name), "SIGSTOP");
const resume = (name) => process.kill(stack.pid(name), "SIGCONT");

const answersAfter = (ms) => fakeServer.script({ mode: "plain", kind: "structuring", after_ms: ms });

// Waits for a truth about the transcript of these words. A circuit breaker may have to close first.
const awaitTranscript = (words, condition) =>
  until(
    `"${words}" to be ${condition}`,
    () =>
      database.value(`SELECT true FROM agent.transcripts WHERE text = $1 AND ${condition}`, [
        words,
      ]),
    60_000,
  );

// The model recognises these words in any recording.
const hears = (words) => ({ mode: "text", kind: "transcription", value: words, times: 0 });

async function record(audio, second) {
  await audio.push("set_timestamp", { timestamp: second });
  await audio.push("audio_chunk", { data: [1, 2, 3] });
}

const awaitRow = (what, sql, parameters) =>
  until(what, () => database.value(`SELECT true FROM ${sql}`, parameters));

// Each brings the pipeline to a step and holds it there. The returned function releases it.
const PLACES = {
  "its words were acknowledged": async (say) => {
    await answersAfter(FOR_EVER_MS);
    await say();
  },
  "a model is thinking": async (say, words, review) => {
    await answersAfter(FOR_EVER_MS);
    await say();
    await fakeServer.askedAbout(words);
    assert.deepEqual(await review.audio.push("ping"), { pong: true });
  },
  "its draft is kept and the note is not": async (say, words) => {
    stop("notes");
    await say();
    await awaitTranscript(words, "draft_text IS NOT NULL");
    return () => resume("notes");
  },
  "the note is made and not told": async (say, words) => {
    await answersAfter(LATE_MS);
    await say();
    await fakeServer.askedAbout(words);
    const unlock = await lock.lockAgainstWrites("agent.outbox");
    await awaitRow("the note", "notes.notes WHERE raw_transcript = $1", [words]);
    return unlock;
  },
  "the news waits to be delivered": async (say, words) => {
    stop("notifications");
    await say();
    await awaitTranscript(words, "status = 'noted'");
    return () => resume("notifications");
  },
  "the news is delivered and it does not know": async (say, words) => {
    stop("notifications");
    await say();
    await awaitTranscript(words, "status = 'noted'");
    const unlock = await lock.lockAgainstWrites("agent.outbox");
    resume("notifications");
    return unlock;
  },
  "the words were noted plainly": async (say, words) => {
    await fakeServer.script({ mode: "status", kind: "structuring", status: 503, times: 0 });
    await say();
    await awaitTranscript(words, "status = 'plain'");
    return () => fakeServer.script();
  },
  "half of a recording was acknowledged": async (say, words, { audio }, second) => {
    await fakeServer.script(hears(words));
    await record(audio, second);
    return () =>
      until("the recording to be finished", async () => {
        if (audio.state !== "joined") return false;
        return audio.push("stop_recording").catch(() => false);
      });
  },
  "a finished recording was acknowledged": async (say, words, { audio }, second) => {
    await fakeServer.script(hears(words));
    await record(audio, second);
    await audio.push("stop_recording");
  },
  "a recording is being heard": async (say, words, { audio }, second) => {
    const never = { mode: "plain", kind: "transcription", after_ms: FOR_EVER_MS };
    await fakeServer.script(never, hears(words));
    await record(audio, second);
    await audio.push("stop_recording");
    await until("the model to be played it", async () =>
      (await fakeServer.requests()).some(({ kind }) => kind === "transcription"),
    );
  },
};

async function awaitQuiet(words) {
  await awaitTranscript(words, "status = 'noted'");
  for (const schema of ["agent", "notes"]) {
    await until(`${schema} to have told all`, async () => {
      return (await database.value(`SELECT count(*) FROM ${schema}.outbox`)) === "0";
    });
  }
}

describe("the agent is killed when", () => {
  let number = 0;
  for (const [place, bringThere] of Object.entries(PLACES)) {
    test(place, async () => {
      await fakeServer.clear();
      const review = await awaitReview(stack);
      const words = `cut scene number ${++number}, it is too slow`;
      const second = number;
      const say = () => speak(review.audio, words, second);
      const release = await bringThere(say, words, review, second);
      await stack.kill("agent");
      await release?.();
      await awaitQuiet(words);

      const { notes } = await review.panel.push("get_notes", {});
      assert.equal(notes.length, 1);
      assert.equal(notes[0].raw_transcript, words);
      assert.equal(notes[0].timestamp_seconds, second);
      assert.equal(notes[0].category, "pacing", "a model wrote it in the end");
      assert.equal((await review.panel.next("note_created")).id, notes[0].id);
      assert.equal(review.panel.left("note_created").length, 0);
    });
  }
});
