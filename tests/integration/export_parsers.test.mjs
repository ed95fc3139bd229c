// Editing programs find each note at its frame: their files are read without code of the exporter, at each
// rate, from several start timecodes, with ranges and with texts that would break a careless format.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Client, closeClients, newUser } from "./lib/client.mjs";
import { framesTo, fromAvidEdl, fromFcp7Xml, fromFcpxml, fromResolveEdl } from "./lib/export_readers.mjs";
import { YOUTUBE } from "./lib/review.mjs";
import { sharedStack } from "./lib/stack.mjs";

const stack = sharedStack();
after(closeClients);

const RATES = [
  { name: "23.976", numerator: 24000, denominator: 1001, start: "01:00:00:00" },
  { name: "24", numerator: 24, start: "00:58:59:20" },
  { name: "25", numerator: 25, start: "10:00:00:12" },
  { name: "29.97 drop-frame", numerator: 30000, denominator: 1001, dropFrame: true, start: "00:58:59;28" },
  { name: "29.97 non-drop", numerator: 30000, denominator: 1001, start: "00:58:59:28" },
  { name: "30", numerator: 30, start: "00:00:00:00" },
  { name: "50", numerator: 50, start: "01:00:00:49" },
  { name: "59.94 drop-frame", numerator: 60000, denominator: 1001, dropFrame: true, start: "09:59:59;56" },
  { name: "59.94 non-drop", numerator: 60000, denominator: 1001, start: "09:59:59:56" },
  { name: "60", numerator: 60, start: "22:59:59:59" },
];

// Microseconds of the video, the end of a range, and the text.
const NOTES = [
  [0, null, "]]> <!-- -- --> <?xml?> <![CDATA[ x ]]>"],
  [59_950_000, null, "=1+1"],
  [60_060_000, 62_062_000, "+1 'quoted' \"twice\" & <b>"],
  [61_500_001, null, "-2\r\n\r\n3\r\n00:00:00,000 --> 00:00:09,000\r\nforged"],
  [600_000_000, 600_010_000, "@SUM(A1) \u0000\u0001\u001b\u007f\u0085 control"],
  [600_033_366, null, "\ud83c\udfac emoji \ud83d\udc69\u200d\ud83d\udc69\u200d\ud83d\udc67 \u2028 \u2029 \ufffe\uffff end"],
  [3_599_983_334, 3_660_000_000, "* LOC: 00:00:00:00 RED |C:ResolveColorRed |M:forged |D:99"],
  [3_600_000_000, null, "002  001      V     C        00:00:00:00 00:00:00:01 00:00:00:00 00:00:00:01"],
];

// The frame that begins nearest to a time, of two equally near ones the later.
function frameAt(micros, { numerator, denominator = 1 }) {
  const [dividend, divisor] = [BigInt(micros) * BigInt(numerator), 1_000_000n * BigInt(denominator)];
  return Number((2n * dividend + divisor) / (2n * divisor));
}

const lengthOf = ([begin, end], rate) =>
  end === null ? 1 : Math.max(1, frameAt(end, rate) - frameAt(begin, rate));

// A text without what a format may leave out or write in another way: line breaks, control characters and
// the characters that XML 1.0 forbids.
const readable = (text) =>
  text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufffe\uffff\s]+/g, " ").trim();

// Fails unless the text is valid against a document type definition.
function validate(text, name) {
  const dtd = fileURLToPath(new URL(`data/${name}`, import.meta.url));
  return new Promise((resolve, reject) => {
    const done = (failure) => (failure ? reject(failure) : resolve());
    execFile("xmllint", ["--noout", "--nonet", "--dtdvalid", dtd, "-"], { timeout: 20_000 }, done).stdin.end(text);
  });
}

describe("an exported file", () => {
  let meta, videoId;
  // The texts of the notes as the server stores them: it replaces angle brackets.
  const texts = [];

  const exported = async (format) => (await meta.push("export_notes", { video_id: videoId, format })).text;

  before(async () => {
    const client = new Client(stack, stack.userToken(newUser("editor")));
    meta = await client.join("video:meta");
    videoId = (await meta.push("video_detected", { ...YOUTUBE, title: 'A "cut" ]]> -- <& \u0001' })).video_id;
    for (const [begin, end, text] of NOTES) {
      const note = { video_id: videoId, text, timestamp_seconds: begin / 1e6, category: "visual" };
      const created = await meta.push("create_note", end === null ? note : { ...note, end_seconds: end / 1e6 });
      texts.push(readable(created.note.text));
    }
  });

  for (const { name, start, dropFrame = false, ...fields } of RATES) {
    const rate = { denominator: 1, ...fields };
    const expected = () =>
      NOTES.map((note, index) => ({
        frame: frameAt(note[0], rate),
        length: lengthOf(note, rate),
        text: texts[index],
      }));
    const shown = (markers) => markers.map((marker) => ({ ...marker, text: readable(marker.text) }));

    describe(`at ${name} frames per second`, () => {
      before(async () => {
        const frame_rate = { ...rate, drop_frame: dropFrame };
        await meta.push("update_video_timecode", { video_id: videoId, frame_rate, start_timecode: start });
      });

      test("fcp7_xml has each note at its frame", async () => {
        const text = await exported("fcp7_xml");
        await validate(text, "xmeml_export.dtd");
        const found = fromFcp7Xml(text);
        assert.deepEqual(shown(found.markers), expected());
        assert.deepEqual([found.rate, found.dropFrame, found.start], [rate, dropFrame, start]);
      });

      test("fcpxml has each note at its frame", async () => {
        const text = await exported("fcpxml");
        await validate(text, "fcpxml_export.dtd");
        const found = fromFcpxml(text);
        assert.deepEqual(shown(found.markers), expected());
        assert.deepEqual([found.rate, found.dropFrame, found.start], [rate, dropFrame, start]);
      });

      const first = framesTo(start, rate, dropFrame);
      for (const [format, read] of [["avid_edl", fromAvidEdl], ["resolve_edl", fromResolveEdl]]) {
        test(`${format} has each note at its timecode`, async () => {
          const found = read(await exported(format), rate);
          assert.equal(found.dropFrame, dropFrame);
          // A vertical bar ends a field for Resolve.
          const markers = expected().map((marker) => ({
            ...marker,
            frame: first + marker.frame,
            text: marker.text.replaceAll("|", "/"),
          }));
          assert.deepEqual(shown(found.markers), markers);
        });
      }
    });
  }

  test("calculates nothing in a spreadsheet", async () => {
    const text = await exported("csv");
    const cells = text.split("\r\n").flatMap((row) => row.match(/"(?:[^"]|"")*"/g) ?? []);
    assert.ok(cells.length >= NOTES.length);
    for (const cell of cells) assert.doesNotMatch(cell, /^"\s*[=+\-@]/);
  });

  test("has one cue for each note, whatever its text", async () => {
    for (const format of ["srt", "webvtt"]) {
      const blocks = (await exported(format)).replace(/\r\n/g, "\n").trim().split(/\n{2,}/);
      const cues = format === "webvtt" ? blocks.slice(1) : blocks;
      assert.equal(cues.length, NOTES.length, format);
      for (const cue of cues) assert.equal(cue.split("\n").filter((line) => line.includes("-->")).length, 1);
    }
  });

  test("is JSON with each text as it is stored", async () => {
    const { notes } = JSON.parse(await exported("json"));
    assert.deepEqual(notes.map(({ text }) => readable(text)), texts);
  });
});
