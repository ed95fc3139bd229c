// The parts of the console that need no browser.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { load } from "../../ui/test/lib/load.mjs";

const source = (name) => load(new URL(`../src/${name}.ts`, import.meta.url));
const { hashOf, screenOf, searchOf } = await source("routes");
const { bytesText, durationText, numberText, payloadText } = await source("format");
const { troublesOf } = await source("troubles");

const state = (changes = {}) => ({
  process: "video", version: "1.0", commit: "abc", now: "2026-01-01T00:00:00Z", ready: true, draining: false,
  parts: [], readings: [], ...changes,
});
const replica = (changes = {}) => ({
  program: "video", address: "10.0.0.1:4101", problem: "", overview: state(), ...changes,
});
const overview = (...replicas) => ({ made_at: "2026-01-01T00:00:00Z", replicas });

describe("a search", () => {
  test("finds the kind of an id by its form", () => {
    assert.deepEqual(searchOf(" ana "), { name: "user", id: "ana" });
    assert.deepEqual(searchOf("video:01a2"), { name: "topic", id: "video:01a2" });
    assert.deepEqual(searchOf("audio:01a2"), { name: "session", id: "01a2" });
    assert.equal(searchOf("  "), null);
  });

  test("takes the kind that the operator names", () => {
    assert.deepEqual(searchOf("user auth0:7"), { name: "user", id: "auth0:7" });
    assert.deepEqual(searchOf("topic audio:01a2"), { name: "topic", id: "audio:01a2" });
  });

  test("leads to a link that leads to the same screen", () => {
    for (const screen of [{ name: "overview" }, { name: "user", id: "a/b %ü:#?" }, { name: "topic", id: "video:1" }]) {
      assert.deepEqual(screenOf(hashOf(screen)), screen);
    }
  });

  test("of a broken link is the overview", () => {
    for (const hash of ["", "#", "#/nothing/x", "#/user/"]) assert.deepEqual(screenOf(hash), { name: "overview" });
    assert.deepEqual(screenOf("#/user/%"), { name: "user", id: "%" });
  });
});

describe("a text", () => {
  test("has a duration in its two largest units", () => {
    assert.equal(durationText(45_900), "45 s");
    assert.equal(durationText(61_000), "1 min 1 s");
    assert.equal(durationText(3 * 3600_000 + 60_000), "3 h 1 min");
    assert.equal(durationText(50 * 3600_000), "2 d 2 h");
    assert.equal(durationText(-5), "0 s");
  });

  test("has sizes and numbers that a person reads", () => {
    assert.equal(bytesText(900), "900 B");
    assert.equal(bytesText(2048), "2.0 KiB");
    assert.equal(numberText(1 / 3), "0.33");
    assert.equal(numberText(7), "7");
  });

  test("has a payload as UTF-8", () => {
    assert.equal(payloadText(Buffer.from("{\"a\":\"ü\"}").toString("base64")), "{\"a\":\"ü\"}");
  });
});

describe("an overview", () => {
  test("without a problem has no sentence", () => {
    assert.deepEqual(troublesOf(overview(replica(), replica({ address: "10.0.0.2:4101" }))), []);
  });

  test("names a replica that does not answer, and the reason", () => {
    const silent = replica({ overview: null, problem: "unavailable: connection refused" });
    assert.deepEqual(troublesOf(overview(silent)), [
      "video 10.0.0.1:4101 does not answer: unavailable: connection refused",
    ]);
  });

  test("names the part for which a replica is not ready", () => {
    const parts = [{ name: "database", required: true, works: false, problem: "refused" }];
    const broken = replica({ overview: state({ ready: false, parts }) });
    assert.deepEqual(troublesOf(overview(broken)), ["video 10.0.0.1:4101 is not ready: database (refused)"]);
  });

  test("names an optional part that fails, and a drain", () => {
    const parts = [{ name: "upstream.notes", required: false, works: false, problem: "" }];
    assert.deepEqual(troublesOf(overview(replica({ overview: state({ parts }) }))), [
      "video 10.0.0.1:4101 is ready, but a part fails: upstream.notes",
    ]);
    assert.deepEqual(troublesOf(overview(replica({ overview: state({ draining: true, ready: false }) }))), [
      "video 10.0.0.1:4101 drains",
    ]);
  });

  test("names readings that show a problem, a wrong clock and mixed versions", () => {
    const readings = [
      { name: "lossy_edge_feed_connected", value: 0 },
      { name: "lossy_jwks_own_key_known", value: 0 },
      { name: "lossy_database_connections_waiting", value: 1 },
      { name: "process_open_fds", value: 900 },
      { name: "process_max_fds", value: 1024 },
    ];
    assert.deepEqual(troublesOf(overview(replica({ overview: state({ readings }) }))), [
      "video 10.0.0.1:4101 receives no events from notifications",
      "video 10.0.0.1:4101 signs its calls with a key that --internal_jwks lacks, so others refuse them",
      "video 10.0.0.1:4101 has calls that wait for a connection to the database: 1",
      "video 10.0.0.1:4101 has 900 of 1024 files open",
    ]);
    const wrong = replica({ overview: state({ now: "2026-01-01T01:00:00Z" }) });
    assert.match(troublesOf(overview(wrong))[0], /the clock of video 10.0.0.1:4101 differs by 1 h 0 min/);
    const mixed = overview(replica(), replica({ address: "10.0.0.2:4101", overview: state({ version: "1.1" }) }));
    assert.deepEqual(troublesOf(mixed), ["video 10.0.0.2:4101 runs version 1.1, but most replicas 1.0"]);
  });
});
