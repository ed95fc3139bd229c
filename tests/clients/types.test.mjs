// The pages and the extension use the contract as it is.

import { execFile } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const build = fileURLToPath(new URL("../../clients/build.mjs", import.meta.url));

test("the studio, the console and the extension have no error of types", { timeout: 300_000 }, () =>
  promisify(execFile)(process.execPath, [build, "--check"]));
