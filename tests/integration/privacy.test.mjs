// A deletion leaves nothing: a planted word is searched for in every table of every schema.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { Client, closeClients, newUser } from "./lib/client.mjs";
import { Database } from "./lib/database.mjs";
import { call } from "./lib/grpc.mjs";
import { awaitAbsence, awaitPlaces, newWord, placesOf } from "./lib/planted.mjs";
import { openVideo, speak, speakNote } from "./lib/review.mjs";
import { startStack } from "./lib/stack.mjs";
import { FakeOpenAiServer } from "./lib/fake_openai_server.mjs";
import { until } from "./lib/wait.mjs";

const run = promisify(execFile);

let fakeServer, stack, database;
before(async () => {
  fakeServer = await FakeOpenAiServer.start();
  stack = await startStack({
    LOSSY_OPENAI_BASE_URL: fakeServer.baseUrl,
    LOSSY_OPENAI_API_KEY: "test",
  });
  database = await Database.open(stack);
});
after(async () => {
  await closeClients();
  await database?.close();
  await stack?.stop();
  fakeServer?.stop();
});

const TABLES_OF_A_NOTE = [
  "agent.transcripts",
  "notes.note_revisions",
  "notes.notes",
  "notes.requests",
  "notifications.events",
];

function lossyctl(...args) {
  const addresses = ["video", "notes", "agent"].map((name) => `--${name}=${stack.address(name)}`);
  const key = path.join(stack.data, "keys", "internal", "operator.jwk");
  return run(path.join(stack.data, "bin", "lossyctl"), [...args, `--key=${key}`, ...addresses]);
}

// A service that the test before has killed may not be back yet.
function review(user) {
  const client = new Client(stack, () => stack.userToken(user, { device: "browser" }));
  const begin = async () => ({ user, ...(await openVideo(client)) });
  return until("a review to begin", () => begin().catch(() => undefined), 60_000);
}

// A note that said the word before and says it now, with all the traces that this leaves.
async function plantNote({ audio, meta }, word, second) {
  const { id } = await speakNote(audio, `the ${word} is too slow`, second);
  const change = { note_id: id, request_id: `change-${word}` };
  await meta.push("update_note", { ...change, text: `Make the ${word} faster` });
  await meta.push("update_note", { note_id: id, text: `Make the ${word} much faster` });
  return id;
}

// A recording whose bytes are the word, and in which the word is recognised.
async function plantRecording({ audio }, word) {
  const heard = `the ${word} is too loud`;
  await fakeServer.script({ mode: "text", kind: "transcription", value: heard, times: 0 });
  await audio.push("audio_chunk", { data: [...Buffer.from(`xxxx ${word}`)] });
  await audio.push("stop_recording");
  const note = await audio.next("note_created", ({ raw_transcript: raw }) => raw === heard);
  await fakeServer.script();
  return note.id;
}

const recordingsOf = async (user) => {
  const method = "lossy.agent.v1.AgentService/ListRecordings";
  const token = stack.internalToken(user);
  // An empty list is left out of JSON.
  return (await call(stack, "agent", method, {}, token)).response.recordings ?? [];
};

describe("a note that is deleted", () => {
  test("is in no table any more, and its panel receives the event", async () => {
    const word = newWord();
    const ann = await review(newUser("ann"));
    const id = await plantNote(ann, word, 1);
    await awaitPlaces(database, word, TABLES_OF_A_NOTE);
    await ann.meta.push("delete_note", { note_id: id });
    assert.equal((await ann.panel.next("note_deleted")).id, id);
    await awaitAbsence(database, word);
  });

  test("deletes the recording that it was made of", async () => {
    const word = newWord();
    const ann = await review(newUser("ann"));
    const id = await plantRecording(ann, word);
    await awaitPlaces(database, word, ["agent.audio_chunks", "agent.transcripts", "notes.notes"]);
    await ann.meta.push("delete_note", { note_id: id });
    await awaitAbsence(database, word);
    assert.equal((await recordingsOf(ann.user)).length, 0);
  });

  test("is erased in an agent that was down, though each service is killed meanwhile", async () => {
    const word = newWord();
    const ann = await review(newUser("ann"));
    const id = await plantNote(ann, word, 1);
    await awaitPlaces(database, word, TABLES_OF_A_NOTE);
    const release = stack.holdDown("agent");
    await ann.meta.push("delete_note", { note_id: id });
    await until("its own words to be gone", async () => {
      const places = await placesOf(database, word);
      return places.every((place) => !place.startsWith("notes."));
    });
    await stack.kill("notes");
    await stack.kill("notifications");
    release();
    await awaitAbsence(database, word, 60_000);
  });

  test("leaves nothing to read to a client that reconnects with its position", async () => {
    const word = newWord();
    const ann = await review(newUser("ann"));
    const topic = `notes:video:${ann.videoId}`;
    const join = (recover) => new Client(stack, stack.userToken(ann.user)).join(topic, { recover });
    const { response } = await join(true);
    const id = await plantNote(ann, word, 1);
    await ann.meta.push("delete_note", { note_id: id });
    await awaitAbsence(database, word);
    const back = await join(response.position);
    assert.equal(back.response.recovered, true);
    assert.equal((await back.next("note_deleted")).id, id);
    assert.deepEqual([...back.left("note_created"), ...back.left("note_updated")], []);

    const sql = 'SELECT "offset" FROM notifications.events WHERE topic = $1 ORDER BY 1';
    const offsets = (await database.column(sql, [`video:${ann.videoId}`])).map(Number);
    assert.deepEqual(offsets, offsets.map((_, index) => index + 1), "they are dense");
  });
});

test("a recording that is deleted takes its words with it and leaves its note", async () => {
  const word = newWord();
  const ann = await review(newUser("ann"));
  await plantRecording(ann, word);
  await awaitPlaces(database, word, ["agent.audio_chunks", "agent.transcripts"]);
  const [{ id }] = await recordingsOf(ann.user);
  await lossyctl("recording", "delete", id, `--user=${ann.user}`);
  await until("the agent to have nothing", async () =>
    (await placesOf(database, word)).every((place) => !place.startsWith("agent.")),
  );
  assert.ok((await placesOf(database, word)).includes("notes.notes"));
});

test("the deletion of a video deletes all words about it", async () => {
  const word = newWord();
  const ann = await review(newUser("ann"));
  const page = { platform: "vimeo", videoId: "1", url: "https://vimeo.com/1" };
  const other = await ann.meta.push("video_detected", { ...page, title: `About ${word}` });
  await ann.audio.push("update_video_context", { video_id: other.video_id });
  await ann.meta.push("update_video_status", { video_id: other.video_id, status: "complete" });
  await plantNote(ann, word, 1);
  await plantRecording(ann, word);
  await awaitPlaces(database, word, [...TABLES_OF_A_NOTE, "agent.audio_chunks", "video.videos"]);
  const kept = newWord();
  await ann.audio.push("update_video_context", { video_id: ann.videoId });
  await speakNote(ann.audio, `the ${kept} is too slow`, 2);

  const release = stack.holdDown("agent");
  await lossyctl("video", "delete", other.video_id, `--user=${ann.user}`);
  await stack.kill("video");
  release();
  await awaitAbsence(database, word, 60_000);
  assert.ok((await placesOf(database, kept)).includes("notes.notes"));
});

describe("a user", () => {
  let ann, word;
  before(async () => {
    word = newWord();
    ann = await review(newUser(`ann-${word}`));
    await ann.meta.push("update_settings", { feature_flags: { [word.slice(0, 20)]: true } });
    const page = { platform: "vimeo", videoId: "2", url: "https://vimeo.com/2" };
    const queued = { platform: "vimeo", external_id: "3", url: "https://vimeo.com/3" };
    await ann.meta.push("video_detected", { ...page, title: `About ${word}` });
    await ann.meta.push("queue_video", { ...queued, title: word, request_id: `queue-${word}` });
    await plantNote(ann, word, 1);
    await plantRecording(ann, word);
    await ann.audio.push("audio_chunk", { data: [...Buffer.from(`xxxx ${word}`)] });
    const tables = [...TABLES_OF_A_NOTE, "agent.audio_chunks", "video.videos", "video.requests"];
    await awaitPlaces(database, word, [...tables, "video.user_settings", "agent.session_owners"]);
  });

  test("gets all stored data as JSON and audio files", async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lossy-export-"));
    const out = path.join(folder, "ann");
    await lossyctl("user", "export", ann.user, `--out=${out}`);
    const read = (...names) => JSON.parse(fs.readFileSync(path.join(out, ...names), "utf8"));
    assert.equal(read("notes", "notes.json").length, 2);
    assert.equal(read("notes", "note_revisions.json").length, 2);
    assert.ok(read("video", "videos.json").some(({ title }) => title === `About ${word}`));
    assert.equal(read("video", "user_settings.json").length, 1);
    assert.equal(read("agent", "transcripts.json").length, 2);
    const files = fs.readdirSync(path.join(out, "agent", "recordings"));
    assert.equal(files.length, 2, "the finished recording and the one that is being made");
    for (const name of files) {
      const sound = fs.readFileSync(path.join(out, "agent", "recordings", name));
      assert.ok(sound.includes(word));
    }
    fs.rmSync(folder, { recursive: true });
  });

  test("is not exported or erased by another one", async () => {
    const ben = stack.internalToken(newUser("ben"));
    const request = { user_id: ann.user };
    const erase = call(stack, "video", "lossy.privacy.v1.AccountService/EraseUser", request, ben);
    assert.equal((await erase).error.code, "permission_denied");
  });

  test("is erased everywhere, though each service is killed meanwhile", async () => {
    const release = stack.holdDown("notes");
    // The call may be cut by the kill.
    const begun = lossyctl("user", "erase", ann.user, "--wait_seconds=30").catch(() => {});
    await until("the agent to have erased", async () =>
      (await placesOf(database, word)).every((place) => !/^(agent|video)\.[^o]/.test(place)),
    );
    await stack.kill("video");
    await stack.kill("agent");
    release();
    await begun;
    const erase = () => lossyctl("user", "erase", ann.user, "--wait_seconds=30");
    await until("all to be done", () => erase().then(() => true, () => false), 60_000);
    const ours = /^notifications\.(topics|events)$/;
    await until("the user to be in no table but the names of topics", async () =>
      (await placesOf(database, word)).every((place) => ours.test(place)),
    );
    const events = "SELECT count(*) FROM notifications.events WHERE position($1 IN event::text) > 0";
    const hex = Buffer.from(word).toString("hex");
    await until("no event to have the word", async () => (await database.value(events, [hex])) === "0");
  });

  test("cannot write for an hour, so running work stores nothing again", async () => {
    const late = newWord();
    const audio = await ann.client.join(`audio:${ann.sessionId}`).catch((error) => error);
    assert.ok(audio instanceof Error, "a session is refused");
    await speak(ann.audio, `the ${late} is too slow`, 3).catch(() => {});
    await ann.meta.push("video_detected", {
      ...{ platform: "vimeo", videoId: "4", url: "https://vimeo.com/4" },
      title: late,
    }).catch(() => {});
    await until("the agent to be quiet", async () =>
      (await database.value("SELECT count(*) FROM agent.transcripts WHERE status = 'pending'")) === "0",
    );
    assert.deepEqual(await placesOf(database, late), []);
  });
});

test("every table of users keeps erased users out", async () => {
  const unguarded = await database.column(`
    SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relkind = 'r' AND a.attname = 'user_id' AND n.nspname IN ('video', 'notes', 'agent')
      AND c.relname NOT IN ('outbox', 'outbox_set_aside') AND NOT EXISTS (
        SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'keep_out_erased')`);
  assert.deepEqual(unguarded, []);
});
