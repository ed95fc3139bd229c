// Does and undoes each kind of fault.

import { setClock } from "../../integration/lib/step_clock.mjs";
import { pause, until } from "../../integration/lib/wait.mjs";
import { Dump } from "./dump.mjs";
import { membersOf } from "./kinds.mjs";

const MODES = { fast: "SIGINT", immediate: "SIGQUIT" };

// Notifications stays down for so long while its log is restored.
const DOWN_MS = 3000;

// Returns when the fault has ended; the stack may not have healed yet. `issuer` signs tokens,
// `reconnect` cuts all clients, and `restored` is called when events are lost.
export async function commit(fault, { fleet, issuer, reconnect, restored }) {
  await FAULT_ACTIONS[fault.kind](fault, { fleet, issuer, reconnect, restored });
}

const FAULT_ACTIONS = {
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
  restore: async ({ id, target, ms }, { fleet, restored }) => {
    const dump = await Dump.take(fleet.stack, `dump-${id}`);
    await pause(ms);
    if (target === "stopped") await down(fleet, "notifications");
    await dump.load();
    restored();
  },
  issuer: async ({ target, ms }, { issuer, reconnect }) => {
    issuer.clock = target;
    reconnect();
    await pause(ms);
    issuer.clock = "right";
  },
  clock: async (fault, { fleet }) => {
    const minutes = fault.target.endsWith("/back") ? -fault.extra : fault.extra;
    const names = membersOf(fault, fleet.shape);
    for (const name of names) setClock(fleet.stack, name, 60 * minutes);
    await pause(fault.ms);
    for (const name of names) setClock(fleet.stack, name, 0);
  },
};

async function end(fleet, names, signal, ms) {
  for (const name of names) fleet.members.get(name).end(signal, ms);
  await pause(ms);
}

async function down(fleet, program) {
  const members = [...fleet.members.values()].filter(({ name }) => name.startsWith(program));
  for (const member of members) member.end("SIGKILL", DOWN_MS);
  await until(`${program} to be down`, () => members.every(({ isRunning }) => !isRunning));
}

async function block(fleet, { target, ms }, directions) {
  const link = fleet.link(target);
  link.block(directions);
  await pause(ms);
  link.block({ forth: false, back: false });
}
