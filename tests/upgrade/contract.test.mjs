// The contract that this version's edge serves, against that of the last release's programs.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import path from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { PRESENT, RELEASED } from "./lib/version.mjs";

const run = promisify(execFile);

test("the contract keeps the topics, events, pushes and fields of the last release", async () => {
  const lossyctl = path.join(PRESENT.tree, "bazel-bin", "deploy", "lossyctl", "lossyctl");
  const sets = [RELEASED, PRESENT].map(({ descriptors }) => descriptors.join(","));
  const { stdout } = await run(lossyctl, ["contract", "diff", ...sets]);
  assert.match(stdout, /^breaks: 0,/m);
});
