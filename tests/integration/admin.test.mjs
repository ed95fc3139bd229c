// An operator asks running processes by lossyctl, and changes them.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import readline from "node:readline";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { closeClients, newUser } from "./lib/client.mjs";
import { Inbox } from "./lib/inbox.mjs";
import { freePort } from "./lib/ports.mjs";
import { RawSocket } from "./lib/raw.mjs";
import { speak, speakNote, startReview } from "./lib/review.mjs";
import { startStack } from "./lib/stack.mjs";
import { until } from "./lib/wait.mjs";

const run = promisify(execFile);
const PROCESSES = ["edge", "video", "notes", "agent", "notifications", "admin", "console"];

let stack;
before(async () => {
  stack = await startStack({ LOSSY_CONSOLE_PORT: String(await freePort()) }, "--console");
});
after(async () => {
  await closeClients();
  await stack?.stop();
});

// The report of a command.
const ask = async (...words) => JSON.parse(await stack.dev("ctl", ...words, "--json"));

// The exit status and the output of a command that fails.
async function failure(...words) {
  const result = await stack.dev("ctl", ...words).then(() => undefined, (error) => error);
  assert.ok(result, `${words} did not fail`);
  return result;
}

// The lines of a process's log about calls of operators.
const audit = (name, method) => stack.read("log", `${name}.log`).split("\n")
  .filter((line) => line.includes('"admin_called"')).map((line) => JSON.parse(line))
  .filter((line) => line.method === method);

test("status shows each process with its version, ready and without a problem", async () => {
  // A process that has just started may be ready before it has reached what it calls later.
  const processes = await until("no process to have a problem", async () => {
    const { processes: all } = await ask("status");
    return all.every(({ problems }) => problems === "") && all;
  });
  assert.deepEqual(processes.map((each) => each.process), PROCESSES);
  for (const each of processes) {
    assert.equal(each.ready, true, JSON.stringify(each));
    assert.equal(each.log_level, "info");
    assert.equal(each.version, processes[0].version);
    assert.ok(each.up >= 0, JSON.stringify(each));
  }
  assert.equal(processes[0].address, stack.adminAddress("edge"));
});

test("status shows people the time since the start as a duration", async () => {
  const [headings, first] = (await stack.dev("ctl", "status")).split("\n");
  assert.match(headings, /  UP +LOG LEVEL  /);
  assert.match(first, /^edge .* (\d+h)?(\d+m)?\d+s +info /);
});

test("doctor examines the console's processes, whose contract is their own", async () => {
  const { failures, findings } = await ask("doctor");
  assert.equal(failures, 0, JSON.stringify(findings.filter(({ level }) => level === "fail"), null, 1));
  for (const [check, subject] of [["keys", /^admin /], ["contract", /^console /], ["files", /^admin /]]) {
    const found = findings.find((each) => each.check === check && subject.test(each.subject));
    assert.equal(found?.level, "ok", `${check} ${subject}`);
  }
});

test("every call is in the log of the process, with the operator and the target", async () => {
  const user = newUser();
  await ask("sockets", user, "--as=olga");
  const call = audit("edge", "ListSockets").find(({ target }) => target === `user ${user}`);
  assert.equal(call.operator, "olga");
  assert.equal(call.role, "operator");
  assert.equal(call.code, "OK");
});

test("a key that is no operator's is refused by every process", async () => {
  const key = path.join(stack.data, "keys", "internal", "video.jwk");
  const { code, stdout } = await failure("status", "--json", `--key=${key}`);
  assert.equal(code, 1);
  for (const each of JSON.parse(stdout).processes) {
    assert.equal(each.ready, false);
    assert.match(each.problems, /may not sign|not permitted|grant|refused|token/i);
  }
});

test("routes show the methods behind topics and events, and the health of services", async () => {
  const { user, client } = await startReview(stack);
  assert.ok(user);
  const { contract, routes, services } = await ask("routes");
  assert.match(contract, /^[0-9a-f]{16}$/);
  const join = routes.find(({ topic, event }) => topic === "notes:video:{video_id}" && event === "");
  assert.match(join.method, /^lossy\.notes\.v1\.NotesService\./);
  assert.equal(join.kind, "join");
  const words = routes.find(({ event }) => event === "transcript_final");
  assert.equal(words.kind, "session_push");
  const notes = services.find(({ service }) => service === "lossy.notes.v1.NotesService");
  assert.equal(notes.health, "serving");
  assert.equal(notes.address, stack.address("notes"));
  client.disconnect?.();
});

test("sockets lists the sockets of a user, and closes one of them", async () => {
  const user = newUser();
  const token = stack.userToken(user, { device: "phone" });
  const first = await RawSocket.open(stack, { token });
  const second = await RawSocket.open(stack, { token });
  first.send(["1", "1", "video:meta", "phx_join", {}]);
  await first.next("a join", (frame) => frame[1] === "1");
  const { sockets } = await ask("sockets", user);
  assert.equal(sockets.length, 2);
  const joined = sockets.find(({ topics }) => topics === "video:meta");
  assert.equal(joined.device, "phone");
  assert.equal(joined.transport, "websocket");
  assert.ok(Date.parse(joined.token_ends) > Date.now());
  assert.ok(Math.abs(Date.parse(joined.connected_at) - Date.now()) < 60_000);
  await stack.dev("ctl", "sockets", "close", joined.id);
  assert.equal((await first.end()).code, 1001);
  const left = await until("one socket to be left", async () => {
    const { sockets: rest } = await ask("sockets", user);
    return rest.length === 1 && rest;
  });
  assert.notEqual(left[0].id, joined.id);
  assert.match((await failure("sockets", "close", joined.id)).stderr, /no edge has this socket/);
  second.close();
});

test("topic shows the log of a topic, without content unless it is asked for", async () => {
  const review = await startReview(stack);
  const text = "the title is too small";
  await speakNote(review.audio, text, 3);
  await review.panel.next("note_created");
  const topic = `video:${review.videoId}`;
  const report = await ask("topic", topic);
  assert.ok(report.head >= 1);
  assert.equal(report.kept, report.head - report.oldest + 1);
  assert.equal(report.edges[0].clients, 1);
  assert.equal(report.edges[0].head, report.head);
  assert.equal(report.events.at(-1).offset, report.head);
  assert.match(report.events.at(-1).type, /^lossy\./);
  assert.doesNotMatch(JSON.stringify(report), /title is too small/);
  const shown = await ask("topic", topic, "--payloads");
  assert.match(JSON.stringify(shown.events), /title is too small/);
  const targets = audit("notifications", "GetTopic").map(({ target }) => target);
  assert.ok(targets.includes(`topic ${topic} with payloads`), targets);
});

test("session shows what became of the words, and why some became no note", async () => {
  const review = await startReview(stack);
  await speakNote(review.audio, "the music is too loud", 3);
  await speak(review.audio, "um", 4);
  const report = await until("the words to be finished", async () => {
    const state = await ask("session", review.sessionId);
    return state.transcripts.length === 2 && state.transcripts.every(({ status }) => status !== "pending") && state;
  });
  assert.equal(report.user, review.user);
  assert.equal(report.video, review.videoId);
  const skipped = report.transcripts.find(({ status }) => status === "skipped");
  assert.match(skipped.reason, /^(noise|low_confidence)$/);
  const noted = report.transcripts.find(({ status }) => status === "noted");
  assert.notEqual(noted.note, "");
  assert.match((await failure("session", "01a20e45-f794-7c57-8ced-9272daa35f8d")).stderr, /no such session/);
});

test("follow shows the frames of a user in both directions, and ends after its time", async () => {
  const user = newUser();
  const inbox = new Inbox();
  const socket = await RawSocket.open(stack, { token: stack.userToken(user) });
  const child = spawn(path.join(stack.tree, "dev"), ["ctl", "follow", `--user=${user}`, "--seconds=5"], {
    env: { ...process.env, LOSSY_PORT: stack.port, LOSSY_DATA: stack.data },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => child.on("exit", resolve));
  readline.createInterface({ input: child.stdout }).on("line", (line) => inbox.put(JSON.parse(line)));
  let ref = 0;
  const beats = setInterval(() => socket.send([null, `${++ref}`, "phoenix", "heartbeat", {}]), 50);
  const sent = await inbox.take("a frame of the client", ({ direction }) => direction === "in");
  const answer = await inbox.take("the answer", (frame) => frame.direction === "out" && frame.ref === sent.ref);
  clearInterval(beats);
  assert.equal(sent.user, user);
  assert.equal(sent.topic, "phoenix");
  assert.equal(sent.event, "heartbeat");
  assert.equal(sent.payload, undefined);
  assert.equal(answer.event, "phx_reply");
  assert.equal(await ended, 0);
  socket.close();
});

test("configuration shows the flags with their sources", async () => {
  const ofAdmin = (await ask("configuration", stack.adminAddress("admin"))).flags;
  assert.match(ofAdmin.find(({ name }) => name === "processes").value, /,edge=/);
  const { flags } = await ask("configuration", stack.adminAddress("edge"));
  const listen = flags.find(({ name }) => name === "admin_listen");
  assert.equal(listen.value, stack.adminAddress("edge"));
  assert.equal(listen.source, "command line");
  assert.equal(flags.find(({ name }) => name === "max_followers").source, "default");
  assert.match((await failure("configuration", "127.0.0.1:1")).stderr, /there are edge /);
});

test("the pages show the columns that the commands print", async () => {
  const columnsOf = (text) => text.split("\n").filter((line) => /^[A-Z]+( +[A-Z]+)+$/.test(line))
    .map((line) => line.trim().split(/ {2,}/).join(", "));
  const review = await startReview(stack);
  await speakNote(review.audio, "the logo is too small", 3);
  await review.panel.next("note_created");
  const pages = columnsOf(["lossyctl", "admin"].map((name) => fs.readFileSync(path.join(stack.tree, "docs", `${name}.md`), "utf8")).join("\n"));
  for (const words of [["status"], ["routes"], ["sockets", review.user], ["topic", `video:${review.videoId}`], ["session", review.sessionId],
    ["configuration", stack.address("video")], ["loglevel", "info"], ["migrations"], ["presence", `notes:video:${review.videoId}`]]) {
    const printed = columnsOf(await stack.dev("ctl", ...words));
    assert.notDeepEqual(printed, [], words.join(" "));
    for (const columns of printed) assert.ok(pages.includes(columns), `${words[0]}: ${columns}`);
  }
});

test("loglevel changes one process, and goes back after its time", async () => {
  const levels = async () => Object.fromEntries((await ask("status")).processes
    .map((each) => [each.process, each.log_level]));
  const all = Object.fromEntries(PROCESSES.map((name) => [name, "info"]));
  const { processes } = await ask("loglevel", "debug", "notes", "console", "--for_seconds=3600");
  assert.deepEqual(processes.map(({ process: name, before: was, now }) => [name, was, now]),
    [["notes", "info", "debug"], ["console", "info", "debug"]]);
  assert.deepEqual(await levels(), { ...all, notes: "debug", console: "debug" });
  await ask("loglevel", "info", "console");
  await ask("loglevel", "error", "notes", "--for_seconds=1");
  await until("the level to go back", async () => (await levels()).notes === "info");
  assert.equal((await failure("loglevel", "loud")).code, 2);
  assert.equal((await failure("loglevel", "debug", "nobody")).code, 2);
});

test("drain ends one process, which its supervisor starts again", async () => {
  const pid = stack.pid("edge");
  await stack.dev("ctl", "drain", stack.adminAddress("edge"));
  await until("the edge to be started again", () => stack.pid("edge") !== pid);
  await until("the edge to serve", () => stack.serves("edge"), 60_000);
  assert.match(stack.read("log", "edge.log"), /"event":"stopped"/);
  const call = audit("edge", "Drain").at(-1);
  assert.equal(call.code, "OK");
});

test("drain ends the edge of the console too", async () => {
  const pid = stack.pid("console");
  const { processes } = await ask("status");
  await stack.dev("ctl", "drain", processes.find((each) => each.process === "console").address);
  await until("the console's edge to be started again", () => stack.pid("console") !== pid);
  await until("all processes to be ready", () => ask("status").then(() => true, () => false), 60_000);
});

test("a stopped process is a line of status, and makes it fail", async () => {
  const release = stack.holdDown("notes");
  try {
    const { code, stdout } = await until("status to fail", async () => {
      const result = await stack.dev("ctl", "status", "--json").then(() => undefined, (error) => error);
      return result && JSON.parse(result.stdout).processes.some(({ process: name, ready }) => name === "notes" && !ready)
        && result;
    });
    assert.equal(code, 1);
    const notes = JSON.parse(stdout).processes.find((each) => each.process === "notes");
    assert.notEqual(notes.problems, "");
  } finally {
    release();
  }
});

test("the commands explain what is wrong with them", async () => {
  assert.equal((await failure("follow")).code, 2);
  assert.equal((await failure("drain", "127.0.0.1:1")).code, 2);
  const { stdout } = await run(path.join(stack.tree, "dev"), ["ctl", "help", "follow"], {
    env: { ...process.env, LOSSY_PORT: stack.port, LOSSY_DATA: stack.data },
  });
  assert.match(stdout, /--payloads/);
});
