// Plays every transcript on every transport that it is for, against edges of its own.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { startRooms } from "../integration/lib/rooms.mjs";
import { sharedStack } from "../integration/lib/stack.mjs";
import { coverage, deviations, readGenerated } from "./lib/coverage.mjs";
import { Edges } from "./lib/edges.mjs";
import { play } from "./lib/player.mjs";
import { readTranscripts } from "./lib/transcript.mjs";

const folder = fileURLToPath(new URL(".", import.meta.url));
const transcripts = readTranscripts(`${folder}/transcripts`);

let rooms;
let edges;
before(async () => {
  rooms = await startRooms(sharedStack());
  edges = new Edges(rooms);
});
after(() => rooms.stop());

describe("the edge answers as Phoenix does", { concurrency: 32 }, () => {
  for (const transcript of transcripts) {
    for (const transport of transcript.transports) {
      test(`${transcript.item} on ${transport}: ${transcript.title}`, async () => {
        await play(transcript, transport, await edges.for(transcript));
      });
    }
  }
});

describe("the lists of coverage", () => {
  test("match the transcripts: node tests/conformance/update.mjs writes them", () => {
    assert.equal(readGenerated("COVERAGE.md"), coverage(transcripts));
    assert.equal(readGenerated("DEVIATIONS.md"), deviations(transcripts));
  });
});
