// One test file as a process of its own, with a limit: a file that never ends must not hold up the others.

import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

// Time for the file to end what it has started (interrupted.mjs).
const INTERRUPTED_MS = 60_000;

const REPORTERS = ["--test-reporter=spec", "--test-reporter-destination=stdout", "--test-reporter=tap"];

export class TestFile {
  // `file` is its path.
  constructor(file) {
    this.file = file;
  }

  get name() {
    return path.relative(process.cwd(), this.file);
  }

  // Runs it. Never throws. Returns { passed, tap, output }: `tap` is its results, empty when it had to be
  // ended after `limitMs`; `output` is what it printed, or "" with `live`, which prints it at once.
  async run({ env, limitMs, live = false }) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lossy-test-file-"));
    const at = (name) => path.join(folder, name);
    // A file and no pipe: what the test has started and forgotten may keep it open.
    const output = live ? "inherit" : fs.openSync(at("output"), "w");
    const args = [...REPORTERS, `--test-reporter-destination=${at("tap")}`, this.file];
    const child = spawn(process.execPath, args, { env, stdio: ["ignore", output, output] });
    const passed = await endOf(child, limitMs);
    if (!live) fs.closeSync(output);
    const read = (name) => (fs.existsSync(at(name)) ? fs.readFileSync(at(name), "utf8") : "");
    const results = { passed: passed === true, tap: read("tap"), output: read("output") };
    if (passed === undefined) {
      results.tap = "";
      results.output += `✖ ${this.name} did not end within ${limitMs / 60_000} minutes\n`;
    }
    fs.rmSync(folder, { recursive: true, force: true });
    return results;
  }
}

// True if it ended with 0, false with another code, undefined if it had to be ended.
function endOf(child, limitMs) {
  let isLate = false;
  let kill;
  const limit = setTimeout(() => {
    isLate = true;
    child.kill("SIGTERM");
    kill = setTimeout(() => child.kill("SIGKILL"), INTERRUPTED_MS);
  }, limitMs);
  return new Promise((resolve) => {
    child.on("exit", (code) => {
      clearTimeout(limit);
      clearTimeout(kill);
      resolve(isLate ? undefined : code === 0);
    });
  });
}
