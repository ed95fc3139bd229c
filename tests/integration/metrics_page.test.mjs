// docs/metrics.md has the metrics of the programs, and each page that a process exports is in order.
//
// LOSSY_WRITE_METRICS_PAGE=1 writes the document again.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import fs from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { WebSocket } from "ws";
import { closeClients, newUser } from "./lib/client.mjs";
import { total } from "./lib/metrics.mjs";
import {
  PROCESSES,
  expectedRows,
  readFamilies,
  readPage,
  readSources,
  writePage,
} from "./lib/metrics_page.mjs";
import { speakNote, startReview } from "./lib/review.mjs";
import { sharedStack } from "./lib/stack.mjs";
import { until } from "./lib/wait.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const document = `${root}docs/metrics.md`;
const stack = sharedStack();
const running = {};

before(async () => {
  const review = await startReview(stack);
  const note = await speakNote(review.audio, "the captions are hard to read", 2);
  await review.panel.next("note_created", ({ id }) => id === note.id);
  await review.meta.refusal("delete_note", {});
  await assert.rejects(review.client.join(`notes:video:${randomUUID()}`));
  await until("the lags to be exported", async () =>
    total(await stack.metrics("edge"), "lossy_edge_action_to_socket_seconds_count", {
      event: "note_created",
    }),
  );
  await until("the queue to be measured", async () =>
    /lossy_periodic_task_done_total\{.*measure_queue/.test(await stack.metrics("agent")),
  );
  for (const name of PROCESSES) running[name] = await stack.metrics(name);
});
after(closeClients);

test("the document has every metric with its type, labels and help", () => {
  const families = Object.fromEntries(
    Object.entries(running).map(([name, text]) => [name, readFamilies(text)]),
  );
  const now = fs.existsSync(document) ? fs.readFileSync(document, "utf8") : "";
  const wanted = writePage(expectedRows(readPage(now), readSources(root), families));
  if (process.env.LOSSY_WRITE_METRICS_PAGE) return fs.writeFileSync(document, wanted);
  const [has, needs] = [now, wanted].map((text) => text.split("\n"));
  const lacks = needs.filter((line) => !has.includes(line));
  const spare = has.filter((line) => !needs.includes(line));
  const remedy = "run LOSSY_WRITE_METRICS_PAGE=1 ./dev test metrics_page";
  assert.deepEqual({ lacks, spare }, { lacks: [], spare: [] }, remedy);
  assert.ok(now === wanted, `the order of lines differs: ${remedy}`);
});

test("promtool finds no fault with any process", () => {
  for (const [name, input] of Object.entries(running)) {
    const { status, stdout, stderr, error } = spawnSync("promtool", ["check", "metrics"], { input });
    assert.equal(error, undefined, "the Debian package prometheus has promtool");
    assert.equal(`${stdout}${stderr}`, "", name);
    assert.equal(status, 0, name);
  }
});

test("a service exports its build and the hash of its contract", () => {
  for (const name of PROCESSES.filter((each) => each !== "edge")) {
    const info = /^lossy_build_info\{(.*)\} 1$/m.exec(running[name])[1];
    assert.match(info, /descriptors="[0-9a-f]{16}"/, name);
    assert.match(info, /version="\d+\.\d+\.\d+/, name);
  }
});

test("a refused join is counted by the reason that the client received", () => {
  const refused = { channel: "notes:video:{video_id}", reason: "not_found" };
  assert.ok(total(running.edge, "lossy_edge_joins_refused_total", refused) >= 1);
});

test("a note's way from the words to the socket is measured in stages", () => {
  for (const stage of ["drafted", "created"]) {
    const count = total(running.agent, "lossy_agent_note_stage_seconds_count", { stage });
    assert.ok(count >= 1, stage);
  }
  const event = { event: "note_created" };
  const commit = total(running.edge, "lossy_edge_commit_to_socket_seconds_sum", event);
  const action = total(running.edge, "lossy_edge_action_to_socket_seconds_sum", event);
  assert.ok(total(running.edge, "lossy_edge_commit_to_socket_seconds_count", event) >= 2);
  assert.ok(commit >= 0 && action >= 0);
});

test("no label has a value that a client chose", async () => {
  const odd = "odd\u00e9\"\\name";
  const socket = new WebSocket(`${stack.socketUrl()}/websocket?vsn=2.0.0&token=${stack.userToken(newUser())}`);
  await new Promise((resolve) => socket.once("open", resolve));
  const say = (...message) => socket.send(JSON.stringify(message));
  say("1", "1", `${odd}:1`, "phx_join", {});
  say("2", "2", "video:meta", "phx_join", { [odd]: odd });
  say("2", "3", "video:meta", `${odd}_event`, {});
  const replies = new Promise((resolve) => {
    let count = 0;
    socket.on("message", () => ++count === 3 && resolve());
  });
  await replies;
  socket.close(4321, odd);
  await new Promise((resolve) => socket.once("close", resolve));
  const closed = { transport: "websocket", code: "client" };
  await until("the close to be counted", async () =>
    total(await stack.metrics("edge"), "lossy_edge_closes_total", closed),
  );
  for (const name of PROCESSES) {
    const text = await stack.metrics(name);
    assert.ok(!text.includes("odd\u00e9") && !text.includes("4321\""), name);
  }
});
