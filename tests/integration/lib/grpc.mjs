// Calls a service as an internal tool does: over gRPC, by its reflection, with `buf curl`.

import { execFile } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const buf = path.join(fileURLToPath(new URL("../../..", import.meta.url)), "node_modules/.bin/buf");

async function curl(args) {
  const base = ["curl", "--protocol", "grpc", "--http2-prior-knowledge"];
  const { stdout } = await run(buf, [...base, ...args], { maxBuffer: 16 << 20, timeout: 20_000 });
  return stdout;
}

const url = (stack, name) => `http://${stack.address(name)}`;

export async function listServices(stack, name) {
  const output = await curl(["--list-services", url(stack, name)]);
  return output.trim().split("\n");
}

// {response} or {error: {code, message}}. `method` is "lossy.video.v1.VideoService/ListVideos".
export async function call(stack, name, method, request, token) {
  const headers = token ? ["-H", `authorization: Bearer ${token}`] : [];
  const args = [...headers, "-d", JSON.stringify(request), `${url(stack, name)}/${method}`];
  try {
    return { response: JSON.parse((await curl(args)) || "{}") };
  } catch (failure) {
    return { error: parseError(failure) };
  }
}

function parseError(failure) {
  try {
    return JSON.parse(failure.stderr);
  } catch {
    throw failure;
  }
}
