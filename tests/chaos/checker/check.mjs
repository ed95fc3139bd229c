// Holds a history against what docs/delivery.md promises.

import { checkCauses } from "./causes.mjs";
import { checkFollowing } from "./following.mjs";
import { checkOrder } from "./order.mjs";
import { checkPlain } from "./plain.mjs";
import { checkPresence } from "./presence.mjs";
import { checkProcesses } from "./processes.mjs";
import { Record } from "./record.mjs";
import { checkState } from "./state.mjs";
import { checkTokens } from "./tokens.mjs";
import { checkWrites } from "./writes.mjs";

const CHECKS = {
  "every acknowledged write exactly once": checkWrites,
  "the state is what was acknowledged": checkState,
  "each topic in order, offsets dense": checkOrder,
  "recovering readers miss nothing, see nothing twice": checkFollowing,
  "plain readers miss nothing while joined": checkPlain,
  "no event before its cause": checkCauses,
  "presence converges": checkPresence,
  "no bad token is accepted": checkTokens,
  "all heals, nothing dies by itself": checkProcesses,
};

// {promise: [what is wrong]}. A function of the history alone.
export function check(history) {
  const record = new Record(history);
  return Object.fromEntries(Object.entries(CHECKS).map(([name, run]) => [name, run(record)]));
}
