// A video for tests: a WebM file in VP8 with one picture a second, which a browser plays, seeks and draws.

const WIDTH = 640;
const HEIGHT = 360;
const FRAME_MS = 1000;

// In a page: returns pictures of numbers as WebP files in base64.
function pictures(count, width, height) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d");
  return Array.from({ length: count }, (_, i) => {
    context.fillStyle = `hsl(${(i * 360) / count} 45% 35%)`;
    context.fillRect(0, 0, width, height);
    context.fillStyle = "white";
    context.font = `${height / 2}px sans-serif`;
    context.textAlign = "center";
    context.fillText(String(i), width / 2, height * 0.68);
    return canvas.toDataURL("image/webp", 0.7).split(",")[1];
  });
}

// A key frame of VP8 is the chunk "VP8 " of a WebP file.
function keyFrame(base64) {
  const file = Buffer.from(base64, "base64");
  for (let at = 12; at < file.length; ) {
    const size = file.readUInt32LE(at + 4);
    if (file.toString("latin1", at, at + 4) === "VP8 ") return file.subarray(at + 8, at + 8 + size);
    at += 8 + size + (size % 2);
  }
  throw new Error("the picture has no VP8 frame");
}

// An element of EBML. Sizes have eight bytes, so that no size depends on another.
function element(id, ...contents) {
  const parts = contents.map((content) => (typeof content === "string" ? Buffer.from(content) : content));
  const size = Buffer.alloc(8);
  size.writeBigUInt64BE(BigInt(parts.reduce((sum, part) => sum + part.length, 0)) | (1n << 56n));
  return Buffer.concat([Buffer.from(id, "hex"), size, ...parts]);
}

function number(id, value) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return element(id, bytes);
}

function double(id, value) {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return element(id, bytes);
}

const cluster = (time, frame) =>
  element("1f43b675", number("e7", time), element("a3", Buffer.from([0x81, 0, 0, 0x80]), frame));

function cues(times, positions) {
  const points = times.map((time, i) =>
    element("bb", number("b3", time), element("b7", number("f7", 1), number("f1", positions[i]))),
  );
  return element("1c53bb6b", ...points);
}

function webm(frames) {
  const times = frames.map((_, i) => i * FRAME_MS);
  const clusters = frames.map((frame, i) => cluster(times[i], frame));
  const info = element("1549a966", number("2ad7b1", 1_000_000), double("4489", frames.length * FRAME_MS),
    element("4d80", "lossy"), element("5741", "lossy"));
  const track = element("ae", number("d7", 1), number("73c5", 1), number("83", 1), element("86", "V_VP8"),
    element("e0", number("b0", WIDTH), number("ba", HEIGHT)));
  const head = Buffer.concat([info, element("1654ae6b", track)]);
  let position = head.length + cues(times, times).length;
  const positions = clusters.map(({ length }) => (position += length) - length);
  const header = element("1a45dfa3", number("4286", 1), number("42f7", 1), number("42f2", 4), number("42f3", 8),
    element("4282", "webm"), number("4287", 4), number("4285", 2));
  return Buffer.concat([header, element("18538067", head, cues(times, positions), ...clusters)]);
}

// Returns the bytes of a video of so many seconds. `page` is any page of a browser.
export async function makeFilm(page, seconds) {
  const made = await page.evaluate(`(${pictures})(12, ${WIDTH}, ${HEIGHT})`);
  const frames = made.map(keyFrame);
  return webm(Array.from({ length: seconds }, (_, i) => frames[i % frames.length]));
}
