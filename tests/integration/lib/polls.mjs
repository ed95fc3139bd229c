// The example services of examples/, each behind the edge of a stack that does not contain them.

import { execFile } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import grpc from "@grpc/grpc-js";
import protoLoader from "@grpc/proto-loader";
import { Process } from "./process.mjs";
import { until } from "./wait.mjs";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../..", import.meta.url));

export const SERVICE = "polls.v1.PollService";
export const PROTO = "polls/v1/polls.proto";
const PROTO_FOLDERS = ["examples/proto", "proto"].map((each) => path.join(root, each));
const INCLUDES = PROTO_FOLDERS.map((each) => `-I${each}`);
const PYTHON_PROTOS = [
  PROTO,
  "lossy/channel/v1/channel.proto",
  "lossy/channel/v1/error.proto",
  "lossy/notifications/v1/notifications.proto",
];

const example = (file) => path.join(root, "examples", file);

// The output of protoc for the contract, in a folder of its own.
export class Compiled {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "lossy-polls-"));
  descriptors = path.join(this.folder, "polls.binpb");

  async compile() {
    await this.describe();
    const plugin = "--plugin=protoc-gen-grpc_python=/usr/bin/grpc_python_plugin";
    const outputs = [`--python_out=${this.folder}`, `--grpc_python_out=${this.folder}`];
    await run("protoc", [...INCLUDES, plugin, ...outputs, ...PYTHON_PROTOS]);
    // A build meanwhile changes nothing here.
    const built = path.join(root, "bazel-bin/examples/cpp/poll_service");
    fs.copyFileSync(built, path.join(this.folder, "poll_service"));
  }

  // Writes the descriptors of the contract as `edit` leaves it, as a whole.
  async describe(edit = (contract) => contract) {
    const edited = path.join(this.folder, "edited", PROTO);
    fs.mkdirSync(path.dirname(edited), { recursive: true });
    fs.writeFileSync(edited, edit(fs.readFileSync(example(`proto/${PROTO}`), "utf8")));
    const next = `${this.descriptors}.new`;
    const set = ["--include_imports", "--include_source_info", `--descriptor_set_out=${next}`];
    await run("protoc", [`-I${this.folder}/edited`, `-I${root}/proto`, ...set, PROTO]);
    fs.renameSync(next, this.descriptors);
  }

  remove() {
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  // {name: the command of that example}. Python is Debian's, which has Debian's packages.
  commands() {
    return {
      python: ["env", `PYTHONPATH=${this.folder}`, "/usr/bin/python3", example("python/service.py")],
      node: [process.execPath, example("node/service.mjs")],
      cpp: [path.join(this.folder, "poll_service")],
    };
  }
}

function operatorTls(stack) {
  const file = (name) => path.join(stack.data, "tls", name);
  return [
    `--tls_internal_certificate=${file("operator.crt")}`,
    `--tls_internal_key=${file("operator.key")}`,
    `--tls_internal_ca=${file("ca.crt")}`,
  ];
}

// Starts it with the flags that ./dev prints for the service, and returns when it is well.
export async function startExample(stack, command, address) {
  const flags = (await stack.dev("flags", SERVICE)).split(" ");
  const [program, ...args] = [...command, ...flags];
  const service = new Process(program, args);
  const health = path.join(stack.data, "bin", "health");
  const target = stack.tls ? [`polls.v1=${address}`, ...operatorTls(stack)] : [address];
  const isWell = () => run(health, target).then(Boolean, () => false);
  await until("the example to be well", isWell).catch((error) => {
    throw new Error(`${error.message}\n${service.stderr}`);
  });
  return service;
}

// Calls GetVotes without the edge. Returns the error, or null.
export async function errorOfDirectCall(address, token) {
  const loaded = protoLoader.loadSync(PROTO, { includeDirs: PROTO_FOLDERS });
  const { PollService } = grpc.loadPackageDefinition(loaded).polls.v1;
  const client = new PollService(address, grpc.credentials.createInsecure());
  const metadata = new grpc.Metadata();
  if (token) metadata.set("authorization", `Bearer ${token}`);
  const error = await new Promise((resolve) => client.GetVotes({ poll: "p" }, metadata, resolve));
  client.close();
  return error;
}
