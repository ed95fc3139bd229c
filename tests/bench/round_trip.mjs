// A unary event of a client through an edge, beside the bare gRPC call of the same service, in turns. It
// starts the sample service and an edge before it.
//
//   node tests/bench/round_trip.mjs [--rounds=5000]

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startRooms } from "../integration/lib/rooms.mjs";
import { optionsOrExit } from "../load/options.mjs";
import { runningStack } from "../load/running_stack.mjs";

const options = optionsOrExit({ rounds: 5000 }, { rounds: [1, 1e6] });
const program = fileURLToPath(new URL("../../bazel-bin/tests/load/round_trip", import.meta.url));

const LIMIT_MS = 600_000;

// The programs are those of the running stack.
const rooms = await startRooms(runningStack());
try {
  const flags = [
    ...[`--service=${rooms.serviceAddress}`, `--edge_port=${rooms.port}`, `--rounds=${options.rounds}`],
    ...[`--token=${rooms.userToken("bench")}`, ...rooms.callerIdentity],
  ];
  const { stdout } = await promisify(execFile)(program, flags, { timeout: LIMIT_MS });
  process.stdout.write(stdout);
} finally {
  await rooms.stop();
}
