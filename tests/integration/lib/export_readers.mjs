// Readers of exported files for editing programs. They share no code with the exporter: xmldom parses the
// XML, smpte-timecode counts the frames of labels, and the rest is the arithmetic that the formats document.

import assert from "node:assert/strict";
import { DOMParser } from "@xmldom/xmldom";
import Timecode from "smpte-timecode";

// Each reader takes the text of a file, and for an edit decision list the rate {numerator, denominator},
// which such a file does not name. It returns {dropFrame, start, markers}: the timecode of the first frame,
// and {frame, length, text} of each marker, counted from there. `start` is null if a file does not name it.

function document(text) {
  const onError = (level, message) => {
    throw new Error(`${level}: ${message}`);
  };
  return new DOMParser({ onError }).parseFromString(text, "text/xml").documentElement;
}

const children = (element, name) => Array.from(element.childNodes).filter(({ nodeName }) => nodeName === name);

// The element at a path of names, of which each must be there once.
function at(element, path) {
  for (const name of path.split("/")) {
    const found = children(element, name);
    assert.equal(found.length, 1, `${element.nodeName} has ${found.length} of ${name}`);
    [element] = found;
  }
  return element;
}

const textAt = (element, path) => at(element, path).textContent;

function wholeNumber(text) {
  assert.match(text, /^-?\d+$/);
  return Number(text);
}

// The frames from midnight to a label.
export function framesTo(label, { numerator, denominator }, dropFrame) {
  return new Timecode(label, [numerator, denominator], dropFrame).frameCount;
}

// The rate that a `rate` element names: `ntsc` makes it 1000/1001 of the timebase.
function rateOf(element) {
  const timebase = wholeNumber(textAt(element, "timebase"));
  const ntsc = textAt(element, "ntsc") === "TRUE";
  return { numerator: ntsc ? timebase * 1000 : timebase, denominator: ntsc ? 1001 : 1 };
}

export function fromFcp7Xml(text) {
  const sequence = at(document(text), "sequence");
  const rate = rateOf(at(sequence, "rate"));
  assert.deepEqual(rateOf(at(sequence, "timecode/rate")), rate);
  const dropFrame = textAt(sequence, "timecode/displayformat") === "DF";
  const start = textAt(sequence, "timecode/string");
  assert.equal(framesTo(start, rate, dropFrame), wholeNumber(textAt(sequence, "timecode/frame")));
  const markers = children(sequence, "marker").map((marker) => {
    const frame = wholeNumber(textAt(marker, "in"));
    const end = wholeNumber(textAt(marker, "out"));
    // A marker of one frame has the end -1.
    return { frame, length: end === -1 ? 1 : end - frame, text: textAt(marker, "comment") };
  });
  return { rate, dropFrame, start, markers };
}

// A time of FCPXML, "1001/30000s" or "5s", as a fraction.
function fraction(time) {
  const [, numerator, denominator = "1"] = /^(\d+)(?:\/(\d+))?s$/.exec(time) ?? assert.fail(`${time} is no time`);
  return { numerator: BigInt(numerator), denominator: BigInt(denominator) };
}

// The number of frames in a time, which must be whole.
function framesIn(time, frame) {
  const { numerator, denominator } = fraction(time);
  const dividend = numerator * frame.denominator;
  const divisor = denominator * frame.numerator;
  assert.equal(dividend % divisor, 0n, `${time} is between two frames`);
  return Number(dividend / divisor);
}

export function fromFcpxml(text) {
  const root = document(text);
  const format = at(root, "resources/format");
  const sequence = at(root, "event/project/sequence");
  assert.equal(sequence.getAttribute("format"), format.getAttribute("id"));
  const frame = fraction(format.getAttribute("frameDuration"));
  const rate = { numerator: Number(frame.denominator), denominator: Number(frame.numerator) };
  const dropFrame = sequence.getAttribute("tcFormat") === "DF";
  const gap = at(sequence, "spine/gap");
  assert.equal(gap.getAttribute("offset"), sequence.getAttribute("tcStart"));
  // The times of markers are those of the gap, which has its own beginning.
  const beginning = framesIn(gap.getAttribute("start"), frame);
  const markers = children(gap, "marker").map((marker) => ({
    frame: framesIn(marker.getAttribute("start"), frame) - beginning,
    length: framesIn(marker.getAttribute("duration"), frame),
    text: marker.getAttribute("value"),
  }));
  const first = framesIn(sequence.getAttribute("tcStart"), frame);
  const start = new Timecode(first, [rate.numerator, rate.denominator], dropFrame).toString();
  return { rate, dropFrame, start, markers };
}

const LABEL = String.raw`\d\d:\d\d:\d\d[:;]\d\d`;
// The fields of an event of CMX3600: number, reel, track, transition, and the two ends of source and record.
const EVENT = new RegExp(String.raw`^(\d{3,})  (\S+) +(V) +(C) {8}(${LABEL}) (${LABEL}) (${LABEL}) (${LABEL})$`);
const LOCATOR = new RegExp(String.raw`^\* LOC: (${LABEL}) ([A-Z]+) +(.*)$`);
const RESOLVE_MARKER = /^ \|C:ResolveColor(\w+) \|M:([^|]*) \|D:(\d+)$/;

function edlOf(text) {
  assert.ok(text.endsWith("\r\n"));
  const [title, mode, blank, ...lines] = text.slice(0, -2).split("\r\n");
  assert.match(title, /^TITLE: ./);
  assert.match(mode, /^FCM: (NON-)?DROP FRAME$/);
  assert.equal(blank, "");
  const dropFrame = mode === "FCM: DROP FRAME";
  return { dropFrame, lines: lines.filter((line) => line !== "") };
}

// The events of a list, each with the one line that follows it.
function eventsOf({ dropFrame, lines }, rate) {
  assert.equal(lines.length % 2, 0, "an event has one line of comment");
  return Array.from({ length: lines.length / 2 }, (_, index) => {
    const [, number, , , , sourceIn, sourceOut, recordIn, recordOut] =
      EVENT.exec(lines[2 * index]) ?? assert.fail(`no event: ${lines[2 * index]}`);
    assert.equal(Number(number), index + 1);
    assert.deepEqual([sourceIn, sourceOut], [recordIn, recordOut]);
    assert.equal(recordIn.includes(";"), dropFrame);
    const begin = framesTo(recordIn, rate, dropFrame);
    const end = framesTo(recordOut, rate, dropFrame);
    const day = framesTo("23:59:59:00", rate, dropFrame) + Math.ceil(rate.numerator / rate.denominator);
    return { label: recordIn, begin, length: (end - begin + day) % day, comment: lines[2 * index + 1] };
  });
}

// `frame` counts from midnight.
export function fromAvidEdl(text, rate) {
  const list = edlOf(text);
  const markers = eventsOf(list, rate).map(({ label, begin, length, comment }) => {
    const [, place, , words] = LOCATOR.exec(comment) ?? assert.fail(`no locator: ${comment}`);
    assert.equal(place, label);
    return { frame: begin, length, text: words };
  });
  return { dropFrame: list.dropFrame, start: null, markers };
}

// `frame` counts from midnight.
export function fromResolveEdl(text, rate) {
  const list = edlOf(text);
  const markers = eventsOf(list, rate).map(({ begin, length, comment }) => {
    const [, , words, duration] = RESOLVE_MARKER.exec(comment) ?? assert.fail(`no marker: ${comment}`);
    assert.equal(length, 1);
    return { frame: begin, length: Number(duration), text: words };
  });
  return { dropFrame: list.dropFrame, start: null, markers };
}
