// How each kind of fault is done, and undone.

import { pause } from "../../integration/lib/wait.mjs";
import { membersOf } from "./kinds.mjs";

const MODES = { fast: "SIGINT", immediate: "SIGQUIT" };

// Returns when it is over; what it hurt may not have healed yet. `issuer` is who signs tokens, and
// `reconnect` cuts all clients.
export async function commit(fault, { fleet, issuer, reconnect }) {
  await DEEDS[fault.kind](fault, { fleet, issuer, reconnect });
}

const DEEDS = {
  kill: ({ target, ms }, { fleet }) => end(fleet, [target], "SIGKILL", ms),
  drain: ({ target, ms }, { fleet }) => end(fleet, [target], "SIGTERM", ms),
  all: (fault, { fleet }) => end(fleet, membersOf(fault, fleet.shape), "SIGKILL", fault.ms),
  shut: ({ target, ms }, { fleet }) => {
    const [name, mode] = target.split("/");
    return end(fleet, [name], MODES[mode], ms);
  },
  stop: async ({ target, ms }, { fleet }) => {
    const member = fleet.members.get(target);
    member.signalTree("SIGSTOP");
    await pause(ms);
    member.signalTree("SIGCONT");
  },
  cut: async ({ target, ms }, { fleet }) => {
    const link = fleet.link(target);
    link.refuse(true);
    await pause(ms);
    link.refuse(false);
  },
  delay: async ({ target, ms, extra }, { fleet }) => {
    fleet.link(target).delay(extra);
    await pause(ms);
    fleet.link(target).delay(0);
  },
  stall: (fault, { fleet }) => block(fleet, fault, { forth: true, back: true }),
  deaf: (fault, { fleet }) => block(fleet, fault, { forth: false, back: true }),
  lose: async ({ target, ms }, { fleet }) => {
    const reset = fleet.link(target).lose();
    await pause(ms);
    reset();
  },
  disk: async ({ target, ms }, { fleet }) => {
    const database = fleet.members.get(target);
    database.excuse();
    fleet.disk.fill();
    await pause(ms);
    fleet.disk.free();
  },
  clock: async ({ target, ms }, { issuer, reconnect }) => {
    issuer.clock = target;
    reconnect();
    await pause(ms);
    issuer.clock = "right";
  },
};

async function end(fleet, names, signal, ms) {
  for (const name of names) fleet.members.get(name).end(signal, ms);
  await pause(ms);
}

async function block(fleet, { target, ms }, directions) {
  const link = fleet.link(target);
  link.block(directions);
  await pause(ms);
  link.block({ forth: false, back: false });
}
