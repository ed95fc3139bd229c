// Plays a review against the running Lossy, and prints what each panel sees. Ends with a status other
// than 0 when a step does not happen. The argument is the URL of an edge: https://localhost:4000

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Client, closeClients, joinRefusal, newUser } from "../integration/lib/client.mjs";
import { YOUTUBE, speak, startReview } from "../integration/lib/review.mjs";
import { until } from "../integration/lib/wait.mjs";
import { chapter, describeNote, describeVideo, narrator, paint } from "./story.mjs";

const dev = fileURLToPath(new URL("../../dev", import.meta.url));
const stack = {
  socketUrl: () => `${process.argv[2].replace(/^http/, "ws")}/socket`,
  userToken: (user, { device = "demo" } = {}) =>
    execFileSync(dev, ["token", `--user=${user}`, `--device=${device}`], { encoding: "utf8" }).trim(),
};

const page = narrator("video page", "cyan");
const voice = narrator("microphone", "green");
const panel = narrator("side panel", "magenta");
const library = narrator("library", "yellow");
const stranger = narrator("a stranger", "red");

const SPOKEN = [
  [12, "um so the intro is like way too long can we trim it"],
  [47, "the music is drowning out the voice over here"],
  [83, "this shot is a bit too dark bring the exposure up"],
];

async function openTheVideo(user) {
  chapter(`${user.split("-")[0]} opens a video`);
  const review = await startReview(stack, user);
  page(`recognises ${YOUTUBE.url}`);
  page(`receives the id of the video: ${paint("dim", review.videoId)}`);
  panel("follows the video's notes; there are none yet");
  voice("listens");
  return review;
}

async function speakFeedback(review) {
  chapter("The reviewer speaks");
  for (const [second, text] of SPOKEN) {
    voice(`receives ${paint("dim", `at second ${second}:`)} ${text}`);
    await speak(review.audio, text, second);
    const note = await review.audio.next("note_created", (made) => made.raw_transcript === text);
    const shown = await review.panel.next("note_created", ({ id }) => id === note.id);
    panel(`shows ${describeNote(shown)}`);
  }
}

async function lookAtTheTimeline(review) {
  chapter("The page draws its markers");
  const { notes } = await review.meta.push("get_notes", { video_id: review.videoId });
  for (const note of notes) page(`marks ${describeNote(note)}`);
  return notes;
}

async function changeNotes(review, notes) {
  chapter("A note is enriched, another deleted");
  await review.meta.push("enrich_note", {
    note_id: notes[0].id,
    embedding: Array.from({ length: 768 }, (_, index) => Math.sin(index)),
    timestamp: notes[0].timestamp_seconds,
    source: "local",
    device: "webgpu",
  });
  const enriched = await review.panel.next("note_updated", ({ id }) => id === notes[0].id);
  panel(`learns that a note now knows its picture (${enriched.enrichment_source})`);
  await review.meta.push("delete_note", { note_id: notes[1].id });
  await review.panel.next("note_deleted", ({ id }) => id === notes[1].id);
  panel(`removes “${notes[1].text}”`);
}

async function tidyTheLibrary(review) {
  chapter("The library, in another window");
  const other = new Client(stack, stack.userToken(review.user));
  const window = await other.join("video:meta");
  await review.meta.push("queue_video", {
    platform: "vimeo",
    external_id: "76979871",
    url: "https://vimeo.com/76979871",
    title: "The next one to review",
  });
  library(`sees it queued: ${describeVideo(await window.next("video_queued"))}`);
  await review.meta.push("update_video_status", { video_id: review.videoId, status: "complete" });
  const done = await window.next("video_updated", ({ status }) => status === "complete");
  library(`sees it done: ${describeVideo(done)}`);
  const videos = await until("the notes to be counted", async () => {
    const answer = await window.push("list_videos", { filters: {} });
    return answer.videos.some(({ note_count }) => note_count === 2) && answer.videos;
  });
  for (const video of videos) library(`lists ${describeVideo(video)}`);
}

async function lookOverTheShoulder(review) {
  chapter("Somebody else tries to look");
  const client = new Client(stack, stack.userToken(newUser("mallory")));
  const meta = await client.join("video:meta");
  const { message } = await meta.refusal("get_notes", { video_id: review.videoId });
  stranger(`requests the notes and receives: ${message}`);
  const refusal = await joinRefusal(client, `notes:video:${review.videoId}`);
  stranger(`joins the panel and receives: ${refusal.message}`);
}

async function play() {
  const review = await openTheVideo(newUser("ann"));
  await speakFeedback(review);
  const notes = await lookAtTheTimeline(review);
  await changeNotes(review, notes);
  await tidyTheLibrary(review);
  await lookOverTheShoulder(review);
}

try {
  await play();
  console.log(`\n${paint("green", "Every step happened.")}`);
} catch (error) {
  console.error(`\n${paint("red", "A step did not happen:")} ${error.message}`);
  process.exitCode = 1;
} finally {
  await closeClients();
}
