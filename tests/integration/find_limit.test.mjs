// ./dev load --find-limit, with steps that are as small as they can be.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import path from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { sharedStack } from "./lib/stack.mjs";
import { until, within } from "./lib/wait.mjs";

const LIMIT_MS = 120_000;
const SMALL = ["--seconds=0.5", "--warm_up_seconds=0", "--users=2", "--panels=3", "--start=4", "--steps=1"];
// A busy machine must break no objective of the small run.
const PATIENT = ["--p99_ms=60000", "--lag_ms=600000", "--lag_growth_ms=600000", "--held=0.1", "--backlog=1"];

const script = path.join(fileURLToPath(new URL("../..", import.meta.url)), "dev");
const stack = sharedStack();

function start(...args) {
  const child = spawn(script, ["load", "--find-limit", ...args], {
    env: { ...process.env, LOSSY_PORT: stack.port, LOSSY_DATA: stack.data },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"]) child[name].on("data", (data) => (output[name] += data));
  const ended = new Promise((resolve) => child.on("close", resolve));
  return { child, output, ended: within("the end of the search", ended, LIMIT_MS) };
}

// The cells of the table, without the line below the head.
const cellsOf = (table) =>
  table
    .trim()
    .split("\n")
    .filter((_, i) => i !== 1)
    .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));

describe("the search for limits", { timeout: 300_000 }, () => {
  test("prints one table with a line for each kind of work and its cost by process", async () => {
    const { output, ended } = start(...SMALL, ...PATIENT);
    assert.equal(await ended, 0, output.stderr);
    const [head, ...rows] = cellsOf(output.stdout);
    const works = ["notes", "create_note", "joins", "fan_out", "list_videos"];
    assert.deepEqual(rows.map(([work]) => work), works);
    for (const name of ["edge µs", "video µs", "notes µs", "agent µs", "notifications µs", "postgres µs", "statements"]) {
      assert.ok(head.includes(name), `${name} in ${head}`);
    }
    const statements = head.indexOf("statements");
    for (const row of rows) {
      assert.ok(Number(row[2]) > 0, `a rate: ${row}`);
      assert.ok(Number(row[statements]) > 0, `statements: ${row}`);
      assert.equal(row.at(-1), "none within the permitted steps");
    }
  });

  test("names the objective that broke", async () => {
    const objectives = ["--p99_ms=1", "--tries=1", "--work=joins"];
    const { output, ended } = start(...SMALL, ...PATIENT, ...objectives);
    assert.equal(await ended, 0, output.stderr);
    assert.match(cellsOf(output.stdout)[1].at(-1), /^p99 \d+ ms, above 1 ms: .+/);
  });

  test("refuses an unknown option and a value out of range in one line", async () => {
    for (const [option, text] of [
      ["--tea=1", /^lossy: --tea=1 is none of --work=/],
      ["--seconds=0", /^lossy: --seconds=0: must be from 0.2 to 3600$/m],
      ["--work=tea", /^lossy: --work=tea: "tea" is none of notes, /],
    ]) {
      const { output, ended } = start(option);
      assert.equal(await ended, 2);
      assert.match(output.stderr, text);
      assert.equal(output.stderr.trim().split("\n").length, 1);
    }
  });

  test("ends when it is interrupted", async () => {
    const { child, output, ended } = start(...SMALL, ...PATIENT, "--seconds=600", "--work=list_videos,joins", "--steps=2");
    // The edge counts the search's messages as soon as it works.
    await until("the search to begin", () => child.exitCode !== null || isUnderWay(), LIMIT_MS);
    child.kill("SIGINT");
    assert.equal(await ended, 130, output.stderr);
  });
});

let videosListed;
async function isUnderWay() {
  const page = await stack.metrics("video");
  const calls = Number(page.match(/lossy_rpc_calls_total\{[^}]*method="[^"]*ListVideos"[^}]*\} (\d+)/)?.[1] ?? 0);
  videosListed ??= calls;
  return calls > videosListed + 2;
}
