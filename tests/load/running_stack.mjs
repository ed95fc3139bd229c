// The stack of ./dev up whose ./dev load started this program.

import fs from "node:fs";
import path from "node:path";
import { Stack } from "../integration/lib/stack.mjs";

// With TLS, NODE_EXTRA_CA_CERTS must have its authority when the program starts.
export function runningStack() {
  const { LOSSY_PORT: port, LOSSY_DATA: data } = process.env;
  const stack = new Stack({ port: Number(port), data });
  const [, , protection] = stack.read("run", "shape").trim().split(" ");
  return new Stack({ port: Number(port), data, tls: protection === "tls" });
}

// Returns the configuration of a superuser of its database, for pg.Client. The stack's own server has one
// without a password on its socket.
export function databaseOf(stack) {
  const { LOSSY_DATABASE_URL: url } = process.env;
  if (url) return { connectionString: url };
  return { host: stack.read("postgres.socket").trim(), user: "lossy", database: "postgres" };
}

// The process that only starts others.
const NOT_WATCHED = ["supervisor"];
// The order in tables, in the way of a message; others follow.
const ORDER = ["edge", "video", "notes", "agent", "notifications", "nats", "postgres"];

// From the name of each process of the stack to its id.
export function pidsOf(stack) {
  const files = fs.readdirSync(path.join(stack.data, "run")).filter((file) => file.endsWith(".pid"));
  const names = files.map((file) => file.slice(0, -".pid".length)).filter((name) => !NOT_WATCHED.includes(name));
  const place = (name) => (ORDER.indexOf(name.split("-")[0]) + 1 || ORDER.length + 1);
  names.sort((a, b) => place(a) - place(b) || a.localeCompare(b));
  return Object.fromEntries(names.map((name) => [name, stack.pid(name)]));
}
