// Reads from /proc how ./dev runs each process of a stack.

import fs from "node:fs";
import path from "node:path";

// {name: {program, args, env}} of a stack that is up.
export function commandsOf(stack) {
  const commands = {};
  for (const file of fs.readdirSync(path.join(stack.data, "run"))) {
    const [, name] = file.match(/^(.*)\.pid$/) ?? [];
    if (name && name !== "supervisor") commands[name] = commandOf(stack.pid(name));
  }
  return commands;
}

const parts = (file) => fs.readFileSync(file, "utf8").split("\0").filter(Boolean);

function commandOf(pid) {
  const [program, ...args] = parts(`/proc/${pid}/cmdline`);
  const variables = parts(`/proc/${pid}/environ`).map((line) => line.match(/^(.*?)=(.*)$/s));
  const env = variables.filter(([, name]) => isFlag(name)).map(([, name, value]) => [name, value]);
  return { program, args, env: Object.fromEntries(env) };
}

// The variables of ./dev itself have no meaning to the processes.
const isFlag = (name) => name.startsWith("LOSSY_") && !["LOSSY_PORT", "LOSSY_DATA"].includes(name);

// The port of its --listen, or undefined.
export function listenPort({ args }) {
  const [, port] = args.join("\n").match(/^--listen=.*:(\d+)$/m) ?? [];
  return port && Number(port);
}
