// The stack of ./dev up whose ./dev load started this program.

import { Stack } from "../integration/lib/stack.mjs";

// With TLS, NODE_EXTRA_CA_CERTS must have its authority when the program starts.
export function runningStack() {
  const { LOSSY_PORT: port, LOSSY_DATA: data } = process.env;
  const stack = new Stack({ port: Number(port), data });
  const [, , protection] = stack.read("run", "shape").trim().split(" ");
  return new Stack({ port: Number(port), data, tls: protection === "tls" });
}
