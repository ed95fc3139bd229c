// The two versions of Lossy that an upgrade has: the last release, and this checkout.

import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const DESCRIPTORS = ["video", "notes", "agent"].map((name) => `proto/lossy/${name}/v1/${name}_descriptors.binpb`);

// The files that are replaced with each program. The edge states the contract by the descriptor sets beside it.
const FILES = {
  notifications: ["services/notifications/notifications"],
  video: ["services/video/video"],
  notes: ["services/notes/notes"],
  agent: ["services/agent/agent", "services/agent/models/pocketsphinx/speech_worker"],
  edge: ["edge/edge", ...DESCRIPTORS],
};

export const PROGRAMS = Object.keys(FILES);

class Version {
  // `tree` is a checkout whose programs are built.
  constructor(name, tree) {
    Object.assign(this, { name, tree });
  }

  #built(file) {
    return path.join(this.tree, "bazel-bin", file);
  }

  get descriptors() {
    return DESCRIPTORS.map((file) => this.#built(file));
  }

  // Puts the program and what belongs to it into a folder. A process that runs keeps its old file.
  install(program, folder) {
    for (const file of FILES[program]) {
      const target = path.join(folder, path.basename(file));
      fs.copyFileSync(this.#built(file), `${target}.new`);
      fs.renameSync(`${target}.new`, target);
    }
  }

  isProgramOf(pid, program) {
    const built = fs.readFileSync(this.#built(FILES[program][0]));
    return built.equals(fs.readFileSync(`/proc/${pid}/exe`));
  }

  toString() {
    return this.name;
  }
}

const released = process.env.LOSSY_RELEASE_TREE;
if (!released) throw new Error("run it by ./dev test upgrade, which makes the last release");

export const RELEASED = new Version("the last release", released);
export const PRESENT = new Version("this version", fileURLToPath(new URL("../../..", import.meta.url)));
