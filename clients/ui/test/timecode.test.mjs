import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { load } from "./lib/load.mjs";

const timecode = await load(new URL("../src/timecode.ts", import.meta.url));
const { readEnd } = await load(new URL("../src/note_editor.tsx", import.meta.url));

const rate = (name) => timecode.FRAME_RATES.find((each) => each.name === name);
const labelOf = (name, frame) => timecode.timecodeOf(frame, rate(name).rate);

describe("timecode", () => {
  test("labels the frames of each rate", () => {
    assert.equal(labelOf("25", 90_000), "01:00:00:00");
    assert.equal(labelOf("23.976", 86_314), "00:59:56:10");
    assert.equal(labelOf("29.97 non-drop", 1800), "00:01:00:00");
    assert.equal(labelOf("29.97 drop-frame", 1799), "00:00:59;29");
    assert.equal(labelOf("29.97 drop-frame", 1800), "00:01:00;02");
    assert.equal(labelOf("29.97 drop-frame", 17_982), "00:10:00;00");
    assert.equal(labelOf("59.94 drop-frame", 3600), "00:01:00;04");
    assert.equal(labelOf("59.94 drop-frame", 215_784), "01:00:00;00");
    assert.equal(labelOf("24", 24 * 86_400), "00:00:00:00");
  });

  test("is read back to the same frame", () => {
    for (const each of timecode.FRAME_RATES) {
      for (let frame = 0; frame < 100_000; frame += 997) {
        const label = timecode.timecodeOf(frame, each.rate);
        assert.deepEqual(timecode.parseTimecode(label, each), { frame }, `${each.name} ${label}`);
      }
    }
  });

  test("that no frame has is refused with the reason", () => {
    const refused = (text, name, pattern) => assert.match(timecode.parseTimecode(text, rate(name)).problem, pattern);
    refused("1:00", "25", /01:00:00:00/);
    refused("24:00:00:00", "25", /Hours/);
    refused("00:60:00:00", "25", /Minutes/);
    refused("00:00:00:25", "25", /frames go from 00 to 24/);
    refused("00:00:00;10", "25", /semicolon/);
    refused("00:01:00;01", "29.97 drop-frame", /leaves out 00:01:00;01. The next frame is 00:01:00;02/);
    assert.ok("frame" in timecode.parseTimecode("00:10:00;00", rate("29.97 drop-frame")));
  });
});

describe("the times of a video", () => {
  const video = { frame_rate: { numerator: 30000, denominator: 1001, drop_frame: true }, start_timecode: "01:00:00;00" };

  test("are minutes and seconds without a frame rate", () => {
    const times = timecode.timeTextsOf(null);
    assert.equal(times.show(62), "1:02");
    assert.deepEqual(times.read("1:02.5"), { seconds: 62.5 });
    assert.deepEqual(times.read("1:01:02"), { seconds: 3662 });
    assert.match(times.read("soon").problem, /minutes and seconds/);
  });

  test("are timecode from the first frame on with one", () => {
    const times = timecode.timeTextsOf(video);
    assert.equal(times.show(0), "01:00:00;00");
    assert.equal(times.show(60.06), "01:01:00;02");
    assert.ok(Math.abs(times.read("01:01:00;02").seconds - 60.06) < 1e-9);
    assert.match(times.read("1:02").problem, /01:00:00:00/);
  });
});

test("the end of a note is after its start, or absent", () => {
  const times = timecode.timeTextsOf(null);
  const note = { timestamp_seconds: 62 };
  assert.deepEqual(readEnd("1:05", note, times), { seconds: 65 });
  assert.deepEqual(readEnd(" ", note, times), { seconds: 62 });
  assert.match(readEnd("1:00", note, times).problem, /after the start, 1:02/);
  assert.match(readEnd("later", note, times).problem, /minutes and seconds/);
});
