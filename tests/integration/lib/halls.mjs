// A service of a contract that a test writes, with gRPC reflection. It is no program of the tree: an edge
// can learn its contract only from the running service.

import { execFile } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import grpc from "@grpc/grpc-js";
import protoLoader from "@grpc/proto-loader";
import { field } from "./raw_grpc.mjs";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../..", import.meta.url));

// The edge of rooms.mjs has a key for users of this package.
export const HALLS = "lossy.sample.v1.HallService";

// Each event is a method that answers with the words of its request in capital letters.
const contract = (events) => `
  syntax = "proto3";
  package lossy.sample.v1;
  import "lossy/channel/v1/channel.proto";
  message HallResponse {}
  message Words { string text = 1; }
  service HallService {
    ${events.map(({ event, topic = "hall:main" }) => `
      rpc On${event}(Words) returns (Words) {
        option (lossy.channel.v1.on) = { topic: "${topic}" event: "${event}" };
      }`).join("")}
    rpc JoinMain(Words) returns (HallResponse) {
      option (lossy.channel.v1.join) = { topic: "hall:main" };
    }
  }`;

async function compile(events) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lossy-halls-"));
  try {
    fs.writeFileSync(path.join(folder, "halls.proto"), contract(events));
    const set = path.join(folder, "halls.binpb");
    const includes = [`-I${folder}`, `-I${path.join(root, "proto")}`];
    await run("protoc", [...includes, "--include_imports", `--descriptor_set_out=${set}`, "halls.proto"]);
    return fs.readFileSync(set);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

// The descriptors of the files in a FileDescriptorSet, whose only field is number 1.
function filesOf(set) {
  const files = [];
  for (let at = 0; at < set.length; ) {
    let length = 0;
    let shift = 0;
    for (at += 1; set[at] > 127; ++at, shift += 7) length |= (set[at] & 127) << shift;
    length |= set[at++] << shift;
    files.push(set.subarray(at, at + length));
    at += length;
  }
  return files;
}

const asIs = (bytes) => bytes;

// The reflection service, which answers each request with all files.
function reflection(files) {
  const answer = field(4, Buffer.concat(files.map((file) => field(1, file))));
  const method = {
    path: "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
    ...{ requestStream: true, responseStream: true },
    ...{ requestSerialize: asIs, requestDeserialize: asIs },
    ...{ responseSerialize: asIs, responseDeserialize: asIs },
  };
  const handler = (stream) => {
    stream.on("data", () => stream.write(answer));
    stream.on("end", () => stream.end());
  };
  return [{ info: method }, { info: handler }];
}

// Serves the events on a port of loopback, 0 for a free one. Returns {address, port, stop}.
export async function serveHalls(events, port = 0, host = "127.0.0.1") {
  const set = await compile(events);
  const loaded = grpc.loadPackageDefinition(protoLoader.loadFileDescriptorSetFromBuffer(set));
  const { service } = loaded.lossy.sample.v1.HallService;
  const handlers = Object.keys(service).map((name) => {
    const shout = ({ request }, done) => done(null, { text: request.text?.toUpperCase() });
    return [name, name.startsWith("Join") ? (_, done) => done(null, {}) : shout];
  });
  const server = new grpc.Server();
  server.addService(service, Object.fromEntries(handlers));
  server.addService(...reflection(filesOf(set)));
  const bound = await promisify(server.bindAsync.bind(server))(
    `${host}:${port}`,
    grpc.ServerCredentials.createInsecure(),
  );
  return { address: `${host}:${bound}`, port: bound, stop: () => server.forceShutdown() };
}
