// The checker passes what is right, and finds each thing that can be wrong.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { check } from "./check.mjs";
import { created, goodHistory, joined, logOf, restoredHistory, seen, updated, write } from "./histories.mjs";

const ONCE = "every acknowledged write exactly once";
const STATE = "the state is what was acknowledged";
const ORDER = "each topic in order, offsets dense";
const FOLLOWING = "recovering readers miss nothing, see nothing twice";
const PLAIN = "plain readers miss nothing while joined";
const CAUSE = "no event before its cause";
const PRESENCE = "presence converges";
const TOKENS = "no bad token is accepted";
const HEALS = "all heals, nothing dies by itself";

const isEvent = (reader, event) => (entry) =>
  entry.k === "event" && entry.c === reader && entry.event === event;
const log = (topic) => (entry) => entry.k === "log" && entry.topic === topic;

// `list` with `items` in the place of one; with `count` 0, before it.
const replaced = (list, at, items, count = 1) => [
  ...list.slice(0, at),
  ...items,
  ...list.slice(at + count),
];

// Changes to a history. They fail if the entry that they change is missing.
const place = (history, matches) => {
  const at = history.findIndex(matches);
  assert.ok(at >= 0, "the history has it");
  return at;
};
const without = (matches) => (history) => replaced(history, place(history, matches), []);
const twice = (matches) => (history) => {
  const at = place(history, matches);
  return replaced(history, at, [history[at], history[at]]);
};
const changed = (matches, change) => (history) => {
  const at = place(history, matches);
  return replaced(history, at, [{ ...history[at], ...change(history[at]) }]);
};
const swapped = (one, other) => (history) => {
  const [first, second] = [place(history, one), place(history, other)];
  return replaced(replaced(history, first, [history[second]]), second, [history[first]]);
};
const behind = (matches, entry) => (history) => replaced(history, place(history, matches) + 1, [entry], 0);
// The log with other events, its offsets still dense.
const relogged = (topic, change) =>
  changed(log(topic), ({ events }) => ({ events: logOf(topic, change(events)).events }));

function verdicts(spoil, history = goodHistory()) {
  const all = Object.entries(check(spoil(history)));
  return Object.fromEntries(all.filter(([, violations]) => violations.length > 0));
}

function finds(name, promise, spoil, words, history) {
  test(`finds ${name}`, () => {
    const violations = verdicts(spoil, history?.())[promise] ?? [];
    assert.ok(violations.some((wrong) => words.test(wrong)), `${words} in ${JSON.stringify(violations)}`);
  });
}

test("passes a history in which all promises were kept", () => {
  assert.deepEqual(verdicts((history) => history), {});
});

test("passes unacknowledged writes, done or not", () => {
  const unanswered = write("s9", "transcript_final", "note_created nine").slice(0, 2);
  assert.deepEqual(verdicts((history) => [...unanswered, ...history]), {});
  const withoutAnswer = (history) => history.filter(({ k, w }) => k !== "answer" || w !== "s2");
  assert.deepEqual(verdicts(withoutAnswer), {});
});

test("passes a plain reader that missed events while it was disconnected", () => {
  const away = (history) => {
    const lost = behind(isEvent("plain", "note_created"), { k: "lost", c: "plain" })(history);
    const rest = without(isEvent("plain", "note_updated"))(lost);
    const kept = without(({ k, c, id }) => k === "event" && c === "plain" && id === "n2")(rest);
    return behind(({ k, w }) => k === "answer" && w === "w1", joined("plain"))(kept);
  };
  assert.deepEqual(verdicts(away), {});
});

describe("of writes it", () => {
  finds("an acknowledged one that is lost", ONCE, relogged("video:v1", (events) => events.slice(0, 3)), /w2 .*missing in video:v1/);
  finds("one that was done twice", ONCE, relogged("user:ann", (events) => [...events, events[0]]), /s1 .*2 times/);
  finds("an event without a write", ONCE, relogged("user:ann", (events) => [...events, created("n9", "nine")]), /without a write/);
  finds("one that was not acknowledged and was done twice", ONCE, (history) => {
    const unanswered = history.filter(({ k, w }) => k !== "answer" || w !== "s2");
    return relogged("user:ann", (events) => [...events, created("n9", "two")])(unanswered);
  }, /not acknowledged, is 2 times/);
  finds("one that was refused for good", ONCE, changed(({ k, w }) => k === "answer" && w === "w1", () => ({ status: "error", reason: "internal" })), /w1 .*never acknowledged: error internal/);
});

describe("of the state it", () => {
  const notes = ({ k }) => k === "notes";
  const videos = ({ k }) => k === "videos";
  finds("a lost note", STATE, changed(notes, () => ({ notes: [] })), /n1 .*not there/);
  finds("a note that is there twice", STATE, changed(notes, (entry) => ({ notes: [...entry.notes, ...entry.notes] })), /twice/);
  finds("a lost change", STATE, changed(notes, () => ({ notes: [{ id: "n1", revision: 1, text: "one" }] })), /says 1 "one"/);
  finds("a deleted note that is there", STATE, changed(notes, (entry) => ({ notes: [...entry.notes, { id: "n2", revision: 1, text: "two" }] })), /n2 .*log does not say/);
  finds("a lost video", STATE, changed(videos, (entry) => ({ videos: entry.videos.slice(0, 1) })), /q1 was acknowledged/);
  finds("a video that is there twice", STATE, changed(videos, (entry) => ({ videos: [...entry.videos, entry.videos[1]] })), /q1 is there 2 times/);
  finds("a status that is not the last one", STATE, changed(videos, (entry) => ({ videos: [{ ...entry.videos[0], status: "archived" }, entry.videos[1]] })), /is archived/);
});

describe("of the order it", () => {
  const swap = (events) => [events[1], events[0], ...events.slice(2)];
  finds("two events that are swapped", ORDER, relogged("video:v1", swap), /s2 before s1/);
  finds("an offset that is left out", ORDER, changed(log("video:v1"), ({ events }) => ({ events: replaced(events, 1, []) })), /offset 3 at place 2/);
  finds("a new epoch", ORDER, changed(log("video:v1"), ({ events }) => ({ events: replaced(events, 3, [{ ...events[3], epoch: "e2" }]) })), /changes its epoch/);
  finds("a revision that is left out", ORDER, relogged("video:v1", (events) => replaced(events, 2, [updated("n1", 3, "one, better")])), /behind revision 1/);
  finds("a change of a note that is deleted", ORDER, relogged("video:v1", (events) => [...events, updated("n2", 2, "two, better")]), /behind revision Infinity/);
});

describe("of readers that recover it", () => {
  const change = isEvent("panel", "note_updated");
  finds("an event that was not seen", FOLLOWING, without(change), /did not get note_updated/);
  finds("the last event missing", FOLLOWING, without(isEvent("panel", "note_deleted")), /never got note_deleted/);
  finds("an event that was seen twice", FOLLOWING, twice(change), /behind e1:3/);
  finds("events that were swapped", FOLLOWING, swapped(change, isEvent("panel", "note_deleted")), /did not get|behind/);
  finds("an event that is another one in the log", FOLLOWING, changed(change, () => ({ id: "n7" })), /where the log has/);
  finds("an event without a position", FOLLOWING, changed(change, () => ({ position: undefined })), /without a position/);
  finds("an event of another epoch", FOLLOWING, changed(change, () => ({ position: { epoch: "e2", offset: 3 } })), /at e2:3/);
  finds("a recovery from another place", FOLLOWING, changed(({ k, gave }) => k === "joined" && gave, () => ({ position: { epoch: "e1", offset: 2 } })), /goes on at e1:2/);
  finds("one that had to load the state again", FOLLOWING, changed(({ k, gave }) => k === "joined" && gave, () => ({ recovered: false })), /load the state again/);
});

describe("of plain readers it", () => {
  const change = isEvent("plain", "note_updated");
  finds("a silent gap", PLAIN, without(change), /did not get note_updated/);
  finds("a gap right behind the join", PLAIN, without(isEvent("plain", "note_created")), /did not get note_created/);
  finds("the last event missing", PLAIN, without(isEvent("plain", "note_deleted")), /did not get note_deleted/);
  finds("an event that was seen twice", PLAIN, twice(change), /behind/);
});

finds("an event before its cause", CAUSE, behind(({ k, c }) => k === "joined" && c === "panel", seen("panel", updated("n1", 2, "one, better"), 3)), /before w1 was sent/);

describe("of presence it", () => {
  const look = ({ k }) => k === "presence";
  finds("a ghost", PRESENCE, changed(look, () => ({ seen: ["a", "b", "ghost"] })), /sees ghost .*not there/);
  finds("a presence that appears twice", PRESENCE, changed(look, () => ({ seen: ["a", "a", "b"] })), /sees a .*not there/);
  finds("a missing presence", PRESENCE, changed(look, () => ({ seen: ["a"] })), /does not see b/);
});

finds("a bad token that was taken", TOKENS, changed(({ k }) => k === "opened", () => ({ good: false })), /accepted with a bad token/);

describe("of processes it", () => {
  const end = ({ k }) => k === "end";
  finds("one that ended by itself", HEALS, changed(end, () => ({ expected: false, signal: "SIGSEGV", status: null })), /ended by itself: SIGSEGV/);
  finds("one that did not end in peace", HEALS, changed(end, () => ({ status: 1 })), /status 1/);
  finds("what did not heal", HEALS, (history) => [...history, { k: "stuck", what: "presence" }], /did not heal/);
});

describe("of a log that was restored it", () => {
  const rejoins = (entry) => entry.k === "joined" && entry.c === "panel" && entry.gave;
  const finds2 = (name, promise, spoil, words) => finds(name, promise, spoil, words, restoredHistory);

  test("passes lost writes of a restored log, and a reader that loads its state again", () => {
    assert.deepEqual(verdicts((history) => history, restoredHistory()), {});
  });

  test("passes a reader that recovers once more before the edge notices the restore", () => {
    const again = { k: "joined", c: "panel", position: { epoch: "e1", offset: 2 }, recovered: true, gave: true };
    const spoil = (history) => replaced(history, place(history, rejoins), [again], 0);
    assert.deepEqual(verdicts(spoil, restoredHistory()), {});
  });

  test("passes a reader that left before the restore was healed", () => {
    const leaves = (history) => {
      const at = place(history, ({ k }) => k === "restored") + 1;
      const isGone = (entry, index) => index >= at && entry.c === "panel";
      const rest = history.filter((entry, index) => !isGone(entry, index));
      return replaced(rest, at, [{ k: "left", c: "panel" }], 0);
    };
    assert.deepEqual(verdicts(leaves, restoredHistory()), {});
  });

  finds2("a reader that has to load the state twice", FOLLOWING, (history) => {
    const other = { k: "joined", c: "panel", position: { epoch: "e3", offset: 1 }, recovered: false, gave: true };
    return replaced(history, place(history, rejoins) + 1, [other], 0);
  }, /load the state again/);
  finds2("a reader that goes on as if nothing had happened", FOLLOWING, (history) =>
    JSON.parse(JSON.stringify(history).replaceAll('"e2"', '"e1"')).map((entry) =>
      rejoins(entry) ? { ...entry, recovered: true, position: { epoch: "e1", offset: 2 } } : entry,
    ), /got note_created n2 .*at e1:2, where the log has note_created n3/);
  finds2("a reader that is not told", FOLLOWING, without(rejoins), /though it was at e1:2/);
  finds2("a reader that has to load the state again in the same epoch", FOLLOWING, changed(rejoins, () => ({ position: { epoch: "e1", offset: 2 } })), /load the state again/);
  finds2("a reader that never receives it", FOLLOWING, (history) =>
    history.filter((entry) => !rejoins(entry) && !(entry.c === "panel" && entry.id === "n3")), /in the end, and the log in e2/);
  finds2("a lost write that was acknowledged after the restore", ONCE, relogged("video:v1", (events) => events.slice(0, 1)), /s3 .*missing/);
  finds2("a lost write that was acknowledged before the end of the last round", ONCE, relogged("video:v1", (events) => events.slice(1)), /s1 .*missing/);
  finds2("what another reader saw before", FOLLOWING, without((entry) => entry.c === "other" && entry.id === "n1"), /did not get note_created n1 .*at 1/);
});
