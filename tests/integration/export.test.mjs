// The notes of a video are exported for other programs. export_parsers.test.mjs reads the files for editors.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { after, before, describe, test } from "node:test";
import { Client, closeClients, newUser } from "./lib/client.mjs";
import { call } from "./lib/grpc.mjs";
import { YOUTUBE } from "./lib/review.mjs";
import { sharedStack } from "./lib/stack.mjs";

const stack = sharedStack();
after(closeClients);

const FORMATS = [
  ["csv", "csv"],
  ["json", "json"],
  ["markdown", "md"],
  ["srt", "srt"],
  ["webvtt", "vtt"],
  ["resolve_edl", "edl"],
  ["avid_edl", "edl"],
  ["avid_xml", "xml"],
  ["fcp7_xml", "xml"],
  ["fcpxml", "fcpxml"],
];

// Seconds of the video, and texts that would break a format if it did not escape them.
const NOTES = [
  [0, '=1+1 & "quoted" \'twice\' ]]> </comment><in>9</in>'],
  [60.06, "|C:ResolveColorRed |M:forged |D:99 --> 00:00:09,000\r\n\r\n2\r\nforged"],
  [600, "a\u0001b\u2028c \ud83c\udfac {\\an8} `code` [a](https://example.org)"],
  [3600, "the last one"],
];

// The frames of these seconds and their labels, counted by hand from 01:00:00:00 on.
const RATES = [
  {
    rate: { numerator: 24000, denominator: 1001 },
    frames: [0, 1440, 14386, 86314],
    labels: ["01:00:00:00", "01:01:00:00", "01:09:59:10", "01:59:56:10"],
  },
  {
    rate: { numerator: 25 },
    frames: [0, 1502, 15000, 90000],
    labels: ["01:00:00:00", "01:01:00:02", "01:10:00:00", "02:00:00:00"],
  },
  {
    rate: { numerator: 30000, denominator: 1001, drop_frame: true },
    frames: [0, 1800, 17982, 107892],
    labels: ["01:00:00;00", "01:01:00;02", "01:10:00;00", "02:00:00;00"],
  },
  {
    rate: { numerator: 60000, denominator: 1001, drop_frame: true },
    frames: [0, 3600, 35964, 215784],
    labels: ["01:00:00;00", "01:01:00;04", "01:10:00;00", "02:00:00;00"],
  },
];

// The markers of an exported file, as Python's parsers find them.
function markersOf(format, text) {
  const script = fileURLToPath(new URL("lib/markers.py", import.meta.url));
  return new Promise((resolve, reject) => {
    const done = (failure, stdout) => (failure ? reject(failure) : resolve(JSON.parse(stdout)));
    const python = execFile("/usr/bin/python3", [script, format], { timeout: 20_000 }, done);
    python.stdin.end(text);
  });
}

const matches = (text, pattern) => Array.from(text.matchAll(pattern), (match) => match[1]);

let meta;
let panel;
let user;
let videoId;
let notes;

before(async () => {
  user = newUser("editor");
  const client = new Client(stack, stack.userToken(user));
  meta = await client.join("video:meta");
  videoId = (await meta.push("video_detected", YOUTUBE)).video_id;
  panel = await client.join(`notes:video:${videoId}`);
  notes = [];
  for (const [timestamp_seconds, text] of NOTES) {
    const payload = { text, timestamp_seconds, category: "visual" };
    if (timestamp_seconds === 600) payload.end_seconds = 601;
    notes.push((await panel.push("create_note", payload)).note);
  }
});

const exported = async (format) => (await panel.push("export_notes", { format })).text;

test("a note has the end that it was given", () => {
  assert.deepEqual(
    notes.map(({ end_seconds: end }) => end),
    [null, null, 601, null],
  );
});

test("a video has neither a rate nor a start until they are set", async () => {
  const { video } = await meta.push("get_video", { video_id: videoId });
  assert.equal(video.frame_rate, null);
  assert.equal(video.start_timecode, null);
  assert.match(await exported("csv"), /\r\n00:01:00:02,,60.06,,1802,/);
});

for (const { rate, frames, labels } of RATES) {
  const { numerator, denominator = 1 } = rate;
  describe(`at ${numerator}/${denominator} frames per second`, () => {
    before(async () => {
      const payload = { video_id: videoId, frame_rate: rate, start_timecode: "01:00:00:00" };
      const { video } = await meta.push("update_video_timecode", payload);
      assert.deepEqual(video.frame_rate, { drop_frame: false, denominator: 1, ...rate });
      assert.equal(video.start_timecode, labels[0]);
      const follows = ({ frame_rate: seen }) => seen?.numerator === numerator;
      assert.deepEqual(await meta.next("video_updated", follows), video);
    });

    test("csv and avid_xml have each note at its timecode", async () => {
      for (const format of ["csv", "avid_xml"]) {
        const markers = await markersOf(format, await exported(format));
        assert.deepEqual(
          markers.map(({ timecode }) => timecode),
          labels,
        );
      }
    });

    test("json has the video's rate and each note's frame", async () => {
      const { video, notes: found } = JSON.parse(await exported("json"));
      assert.equal(video.frame_rate.numerator, numerator);
      assert.deepEqual(
        found.map(({ frame, timecode, text }) => [frame, timecode, text]),
        notes.map(({ text }, index) => [frames[index], labels[index], text]),
      );
    });

    test("subtitles begin within half a frame of the note", async () => {
      for (const format of ["srt", "webvtt"]) {
        const starts = matches(await exported(format), /^(\d\d:\d\d:\d\d[.,]\d{3}) --> \S+$/gm);
        const found = starts.map((start) => {
          const [hours, minutes, seconds] = start.replace(",", ".").split(":").map(Number);
          const time = 3600 * hours + 60 * minutes + seconds;
          return Math.round((time * numerator) / denominator);
        });
        assert.deepEqual(found, frames);
      }
    });
  });
}

test("each format has a name and a type", async () => {
  for (const [format, extension] of FORMATS) {
    const file = await meta.push("export_notes", { video_id: videoId, format });
    assert.equal(file.file_name, `${YOUTUBE.title} notes.${extension}`);
    assert.match(file.media_type, /^(text|application)\//);
    assert.match(file.text, /the last one/);
  }
});

test("a part of the video is exported", async () => {
  const request = { format: "json", from_seconds: 60.06, to_seconds: 3600 };
  const part = JSON.parse((await panel.push("export_notes", request)).text);
  assert.deepEqual(
    part.notes.map(({ id }) => id),
    notes.slice(1, 3).map(({ id }) => id),
  );
});

test("internal tools export by gRPC", async () => {
  const method = "lossy.notes.v1.NotesService/ExportNotes";
  const request = { video_id: videoId, format: "EXPORT_FORMAT_SRT" };
  const { response } = await call(stack, "notes", method, request, stack.internalToken(user));
  assert.equal(response.text, await exported("srt"));
});
