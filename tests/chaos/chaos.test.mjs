// A short run of ./dev chaos; the long ones are by hand.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { test } from "node:test";

const CHAOS = fileURLToPath(new URL("chaos.mjs", import.meta.url));

function run(...flags) {
  const child = spawn(process.execPath, [CHAOS, ...flags], { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.on("data", (data) => (output += data));
  return new Promise((resolve) => child.on("close", (status) => resolve({ status, output })));
}

test("the promises hold while processes are killed", { timeout: 600_000 }, async (t) => {
  const { status, output } = await run("--seed=5", "--minutes=0.3", "--reviews=2", "--only=kill,drain");
  assert.equal(status, 0, output);
  for (const line of output.trim().split("\n")) t.diagnostic(line);
});
