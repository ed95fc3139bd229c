// The CPU time of processes, of their threads, and of the host, by /proc.

import fs from "node:fs";
import os from "node:os";

const TICKS_PER_SECOND = 100;

// `text` is a file like /proc/PID/stat. Returns the name and the seconds of CPU in user and kernel mode.
export function parseStat(text) {
  const end = text.lastIndexOf(")");
  const [user, system] = text.slice(end + 2).split(" ").slice(11, 13);
  const name = text.slice(text.indexOf("(") + 1, end);
  return { name, seconds: (Number(user) + Number(system)) / TICKS_PER_SECOND };
}

// `text` is /proc/stat. Returns the seconds for which cores of the host were busy.
export function parseHost(text) {
  const [user, nice, system, , , interrupts, soft, stolen] = text.split("\n", 1)[0].split(/ +/).slice(1).map(Number);
  return (user + nice + system + interrupts + soft + stolen) / TICKS_PER_SECOND;
}

// Returns undefined if the process has ended.
function readStat(path) {
  try {
    return parseStat(fs.readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

function list(folder) {
  try {
    return fs.readdirSync(folder);
  } catch {
    return [];
  }
}

function childrenOf(pid) {
  try {
    return fs.readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

// `pids`: from the name of a process to its id. A process counts with its children. Returns { at, busy,
// processes: { NAME: Map from a key of a thread to { name, seconds } } }.
export function readTimes(pids) {
  const processes = {};
  for (const [name, pid] of Object.entries(pids)) {
    processes[name] = new Map();
    for (const each of [pid, ...childrenOf(pid)]) {
      let seconds = 0;
      for (const thread of list(`/proc/${each}/task`)) {
        const stat = readStat(`/proc/${each}/task/${thread}/stat`);
        if (!stat) continue;
        processes[name].set(`${each}/${thread}`, stat);
        seconds += stat.seconds;
      }
      const whole = readStat(`/proc/${each}/stat`);
      if (whole) processes[name].set(`${each}/ended`, { name: "ended threads", seconds: whole.seconds - seconds });
    }
  }
  return { at: performance.now(), busy: parseHost(fs.readFileSync("/proc/stat", "utf8")), processes };
}

// The use between two readings. Returns { seconds, cores, busy (cores), processes: [{ name, seconds, cpu
// (cores), threads: [{ name, cpu }] }] }, the threads with the largest use first.
export function useBetween(before, after) {
  const seconds = (after.at - before.at) / 1000;
  const processes = Object.entries(after.processes).map(([name, threads]) => {
    const used = [...threads].map(([key, { name: thread, seconds: now }]) => ({
      name: thread,
      cpu: (now - (before.processes[name]?.get(key)?.seconds ?? 0)) / seconds,
    }));
    const cpu = used.reduce((sum, thread) => sum + thread.cpu, 0);
    used.sort((a, b) => b.cpu - a.cpu);
    return { name, seconds: cpu * seconds, cpu, threads: used };
  });
  return { seconds, cores: os.availableParallelism?.() ?? os.cpus().length, busy: (after.busy - before.busy) / seconds, processes };
}
