// Memory by /proc.

import assert from "node:assert/strict";
import { test } from "node:test";
import { readResidentBytes, residentBytes, slabBytes } from "./kernel_memory.mjs";

test("the memory of sockets is that of their caches, and of no others", () => {
  const text = "slabinfo - version: 2.1\nTCP  10 12 2048 16 8\nfilp 4 8 256 16 1\nvm_area_struct 1000 1000 200 20 1\n";
  assert.equal(slabBytes(text), 10 * 2048 + 4 * 256);
});

test("the memory of a process is what is resident", () => {
  assert.equal(residentBytes("Name:\tedge\nVmRSS:\t    20 kB\nRssAnon:\t 10 kB\n"), 20 * 1024);
  assert.ok(readResidentBytes(process.pid) > 1e6);
});
