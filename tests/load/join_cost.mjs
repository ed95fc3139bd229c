// Joins of many users, each with a topic of their own: how many a second, the CPU of each process per
// connect and join, and the uses of keys.
//
//   node join_cost.mjs [--users=1000] [--at_once=32]
//
// The rounds run one after the other in one run: "new" users with new topics, "known" users with known
// topics, and as a baseline as many joins of "one" user and one topic, which share the calls behind the
// edge. The ratios compare the CPU with the baseline, so that they depend little on the machine.

import { BareSocket } from "../integration/lib/bare_socket.mjs";
import { newUser } from "../integration/lib/client.mjs";
import { total } from "../integration/lib/metrics.mjs";
import { readOptions } from "./options.mjs";
import { runningStack } from "./running_stack.mjs";

const PROCESSES = ["edge", "notes", "video", "notifications"];
const MOST_TRIES = 10;

const options = readOptions({ users: 1000, at_once: 32 });
const stack = runningStack();
let refused = 0;

async function readCosts() {
  const costs = {};
  for (const name of PROCESSES) {
    const page = await stack.metrics(name);
    costs[name] = {
      cpu: total(page, "process_cpu_seconds_total"),
      keys: total(page, "lossy_tokens_total", { source: "key" }),
    };
  }
  return costs;
}

async function joinOnce({ id, token }) {
  const socket = await BareSocket.open(stack.url(`/socket/websocket?vsn=2.0.0&token=${token}`));
  try {
    // A client repeats a refused join.
    for (let tries = 1; ; ++tries) {
      const [status, response] = await socket.request(`notes:user:${id}`, "phx_join", {});
      if (status === "ok") return;
      if (tries === MOST_TRIES) throw new Error(`${id} cannot join: ${JSON.stringify(response)}`);
      ++refused;
    }
  } finally {
    socket.end();
  }
}

// Joins with at most `at_once` under way.
async function joinAll(users) {
  const waiting = [...users];
  const work = async () => {
    while (waiting.length > 0) await joinOnce(waiting.pop());
  };
  await Promise.all(Array.from({ length: options.at_once }, work));
}

async function measure(users) {
  const before = await readCosts();
  const start = performance.now();
  await joinAll(users);
  const seconds = (performance.now() - start) / 1000;
  const now = await readCosts();
  const micros = Object.fromEntries(
    PROCESSES.map((name) => [name, ((now[name].cpu - before[name].cpu) * 1e6) / users.length]),
  );
  const keys = PROCESSES.reduce((sum, name) => sum + now[name].keys - before[name].keys, 0);
  return {
    rate: users.length / seconds,
    micros,
    all: Object.values(micros).reduce((sum, each) => sum + each, 0),
    keys: keys / users.length,
  };
}

const user = (id) => ({ id, token: stack.userToken(id) });
const users = Array.from({ length: options.users }, () => user(newUser("join")));
const one = user(newUser("join"));
await joinOnce(one);

const rounds = {
  new: await measure(users),
  known: await measure(users),
  one: await measure(users.map(() => one)),
};
for (const [name, { rate, micros, all, keys }] of Object.entries(rounds)) {
  const each = PROCESSES.map((process) => `${process} ${micros[process].toFixed(0)}`).join(", ");
  console.log(
    `${name.padEnd(6)} ${rate.toFixed(0).padStart(6)} joins/s  ${all.toFixed(0).padStart(5)} us (${each})  ` +
      `${keys.toFixed(2)} uses of keys  ratio to one ${(all / rounds.one.all).toFixed(2)}`,
  );
}
if (refused > 0) console.log(`${refused} joins were refused and repeated`);
