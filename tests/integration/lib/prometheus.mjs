// A real Prometheus that scrapes a stack every two seconds.

import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { freePort } from "./ports.mjs";
import { Process } from "./process.mjs";
import { rulesFolder } from "./rules.mjs";
import { until } from "./wait.mjs";

const PROGRAMS = ["edge", "video", "agent", "notes", "notifications"];

// The targets of `replicas` of each program, with the labels of deploy/prometheus/prometheus.yaml.
function targetsOf(stack, replicas) {
  return PROGRAMS.flatMap((process) =>
    Array.from({ length: replicas }, (_, n) => {
      const instance = n === 0 ? process : `${process}-${n + 1}`;
      return { targets: [stack.metricsAddress(instance)], labels: { process, instance } };
    }),
  );
}

// The rules of the installation, evaluated each second. YAML includes JSON.
function writeConfig(folder, targets) {
  for (const name of fs.readdirSync(rulesFolder)) {
    const text = fs.readFileSync(path.join(rulesFolder, name), "utf8");
    fs.writeFileSync(path.join(folder, name), text.replace(/^ {4}interval: .*$/gm, "    interval: 1s"));
  }
  const config = {
    global: {
      scrape_interval: "2s",
      scrape_timeout: "2s",
      evaluation_interval: "1s",
      external_labels: { runbooks: "docs/runbooks" },
    },
    rule_files: [path.join(folder, "*.yaml")],
    scrape_configs: [{ job_name: "lossy", static_configs: targets }],
  };
  fs.writeFileSync(path.join(folder, "prometheus.json"), JSON.stringify(config));
}

export class Prometheus {
  #process;
  #folder;
  #url;

  // The caller must stop it.
  static async start(stack, replicas = 1) {
    const prometheus = new Prometheus();
    const port = await freePort();
    prometheus.#folder = fs.mkdtempSync(path.join(os.tmpdir(), "lossy-prometheus-"));
    prometheus.#url = `http://127.0.0.1:${port}`;
    writeConfig(prometheus.#folder, targetsOf(stack, replicas));
    prometheus.#process = new Process("prometheus", [
      `--config.file=${path.join(prometheus.#folder, "prometheus.json")}`,
      `--storage.tsdb.path=${path.join(prometheus.#folder, "data")}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ]);
    const isReady = () => fetch(`${prometheus.#url}/-/ready`).then(({ ok }) => ok, () => false);
    await until("Prometheus to be ready", isReady, 60_000);
    return prometheus;
  }

  // The samples of an expression now, as {metric, value}. Fails if the expression is not valid.
  async query(expr) {
    const { result } = await this.#get("query", { query: expr });
    return result.map(({ metric, value: [, value] }) => ({ metric, value: Number(value) }));
  }

  // Each rule with its health, lastError, and for an alert its state.
  async rules() {
    const { groups } = await this.#get("rules", {});
    return groups.flatMap((group) => group.rules);
  }

  // The alerts that are pending or fire.
  async alerts() {
    return (await this.#get("alerts", {})).alerts;
  }

  async stop() {
    await this.#process.stop();
    fs.rmSync(this.#folder, { recursive: true, force: true });
  }

  async #get(what, parameters) {
    const response = await fetch(`${this.#url}/api/v1/${what}?${new URLSearchParams(parameters)}`);
    const { status, data, error } = await response.json();
    if (status !== "success") throw new Error(`${error}: ${JSON.stringify(parameters)}`);
    return data;
  }
}
