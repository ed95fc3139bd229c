// A scripted language model: //services/agent/models/fake_openai_server.

import { spawn } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { until, within } from "./wait.mjs";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const program = path.join(root, "bazel-bin/services/agent/models/fake_openai_server/fake_openai_server");

export class FakeOpenAiServer {
  #child;

  // The caller must stop it.
  static async start() {
    const fakeServer = new FakeOpenAiServer();
    const command = ["--pdeathsig", "TERM", "--", program];
    fakeServer.#child = spawn("setpriv", command, { stdio: ["ignore", "pipe", "inherit"] });
    const place = new Promise((resolve) => fakeServer.#child.stdout.once("data", resolve));
    fakeServer.baseUrl = String(await within("the fake server", place)).trim();
    return fakeServer;
  }

  // Sets the answers to the next requests, one mode each; see mode.h.
  async script(...modes) {
    await this.#control("/script", { method: "POST", body: JSON.stringify(modes) });
  }

  // Forgets the script and what arrived.
  async clear() {
    await this.script();
    await this.#control("/requests", { method: "DELETE" });
  }

  // The requests so far.
  async requests() {
    return (await this.#control("/requests")).json();
  }

  // Returns when it was asked about the words.
  async askedAbout(words) {
    await until(`the model to be asked about "${words}"`, async () =>
      (await this.requests()).some(({ said }) => said?.includes(words)),
    );
  }

  stop() {
    this.#child.kill("SIGTERM");
  }

  #control(pathname, options) {
    return fetch(new URL(pathname, this.baseUrl), options);
  }
}
