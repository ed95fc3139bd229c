// `list_videos` of a client through the edge, the video service and PostgreSQL, beside the bare gRPC call
// of the video service, in turns: the latency, and the CPU of all servers.
//
//   node tests/bench/list_videos.mjs [--batches=20]

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { newUser } from "../integration/lib/client.mjs";
import { optionsOrExit } from "../load/options.mjs";
import { pidsOf, runningStack } from "../load/running_stack.mjs";

const options = optionsOrExit({ batches: 20 }, { batches: [1, 1e6] });
const program = fileURLToPath(new URL("../../bazel-bin/tests/load/list_videos", import.meta.url));
const stack = runningStack();

const AT_ONCE = [1, 16];
const CALLS = 320;
const LIMIT_MS = 600_000;

const { edge, video, postgres } = pidsOf(stack);
for (const atOnce of AT_ONCE) {
  const flags = [
    ...[`--video=${stack.address("video")}`, `--edge_port=${stack.port}`],
    ...[`--token=${stack.userToken(newUser("bench"))}`, `--server_pids=${[edge, video, postgres].join(",")}`],
    ...[`--at_once=${atOnce}`, `--batches=${options.batches}`, `--calls=${CALLS}`],
  ];
  const { stdout } = await promisify(execFile)(program, flags, { timeout: LIMIT_MS });
  process.stdout.write(stdout);
}
