// Two edges behind a balancer are restarted one after the other while clients continue to work.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { startBalancer } from "./lib/balancer.mjs";
import { Client, Refused, closeClients, newUser } from "./lib/client.mjs";
import { startEdge } from "./lib/edges.mjs";
import { sharedStack } from "./lib/stack.mjs";
import { until } from "./lib/wait.mjs";

const CLIENTS = 8;
// A client waits this time for an answer before it asks again.
const PATIENCE_MS = 1000;

const stack = sharedStack();

// Queues videos without a pause, each until it is acknowledged.
class Worker {
  done = [];
  repeats = 0;
  #running = true;
  #ended;

  static async start(url) {
    const worker = new Worker();
    const token = stack.userToken(newUser());
    const client = new Client(stack, token, { url, timeout: PATIENCE_MS });
    worker.meta = await client.join("video:meta");
    worker.#ended = worker.#work();
    return worker;
  }

  async stop() {
    this.#running = false;
    await this.#ended;
  }

  async #work() {
    while (this.#running) {
      const id = `v${this.done.length}`;
      await this.#queue({
        platform: "vimeo",
        external_id: id,
        url: `https://vimeo.com/${id}`,
        request_id: randomUUID(),
      });
      this.done.push(id);
    }
  }

  async #queue(video) {
    for (;;) {
      try {
        return await this.meta.push("queue_video", video);
      } catch (error) {
        if (error instanceof Refused && error.response.reason !== "unavailable") throw error;
        ++this.repeats;
      }
    }
  }
}

describe("a rolling restart of two edges", { timeout: 90_000 }, () => {
  let edges;
  let balancer;

  before(async () => {
    edges = await Promise.all([startEdge(stack), startEdge(stack)]);
    balancer = await startBalancer(edges.map(({ port }) => port));
  });
  after(async () => {
    await closeClients();
    await balancer?.stop();
    await Promise.all((edges ?? []).map(({ process }) => process.stop()));
  });

  async function restart(index) {
    assert.equal(await edges[index].process.stop(), 0);
    edges[index] = await startEdge(stack, edges[index].port);
  }

  test("loses no write of clients that repeat unacknowledged writes", async (t) => {
    const url = balancer.socketUrl();
    const workers = await Promise.all(Array.from({ length: CLIENTS }, () => Worker.start(url)));
    const proceed = async () => {
      const counts = workers.map(({ done }) => done.length);
      await until("all to get on", () =>
        workers.every(({ done }, index) => done.length > counts[index] + 3),
      );
    };
    await proceed();
    for (const index of [0, 1]) {
      await restart(index);
      await proceed();
    }
    await Promise.all(workers.map((worker) => worker.stop()));

    for (const { meta, done } of workers) {
      const { videos } = await meta.push("list_videos", { filters: { limit: 1000 } });
      const known = videos.map((video) => video.external_id);
      assert.deepEqual(known.sort(), done.sort());
    }
    const sum = (values) => values.reduce((total, value) => total + value, 0);
    const pushes = sum(workers.map(({ done }) => done.length));
    const repeats = sum(workers.map((worker) => worker.repeats));
    t.diagnostic(`${pushes} pushes were acknowledged, ${repeats} of them had to be repeated`);
  });
});
