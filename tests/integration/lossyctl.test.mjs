// The commands of lossyctl as an operator uses them: by hand, from cron, and in a shell that completes.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { Client, closeClients, newUser } from "./lib/client.mjs";
import { Database } from "./lib/database.mjs";
import { freePort } from "./lib/ports.mjs";
import { openVideo } from "./lib/review.mjs";
import { sharedStack } from "./lib/stack.mjs";
import { until } from "./lib/wait.mjs";

const run = promisify(execFile);
const stack = sharedStack();
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lossy-lossyctl-"));
after(async () => {
  await closeClients();
  fs.rmSync(folder, { recursive: true, force: true });
});

const lossyctl = (...args) => stack.dev("ctl", ...args);

// The failure of a command: {code, stdout, stderr}.
const failure = (...args) =>
  lossyctl(...args).then(
    (output) => Promise.reject(new Error(`it succeeded: ${output}`)),
    (error) => error,
  );

describe("lossyctl probe", () => {
  test("prints one line with the time of each step", async () => {
    const line = await lossyctl("probe");
    const times = ["connect", "join", "write", "arrive"].map((step) => `${step} \\d+\\.\\d ms`).join(", ");
    assert.match(line, new RegExp(`^ok ${stack.url("")}: ${times}$`));
  });

  test("prints JSON", async () => {
    const { edges } = JSON.parse(await lossyctl("probe", "--json"));
    assert.equal(edges.length, 1);
    const [{ edge, ok, problem, ...times }] = edges;
    assert.deepEqual({ edge, ok, problem }, { edge: stack.url(""), ok: true, problem: null });
    assert.deepEqual(Object.keys(times), ["connect_ms", "join_ms", "write_ms", "arrive_ms"]);
    for (const time of Object.values(times)) assert.ok(time >= 0);
  });

  const cases = {
    "an edge that is down": [/: connect: .*(refused|connect)/i, (port) => [`--edge=http://127.0.0.1:${port}`]],
    "a token that the edge rejects": [
      /: connect: the answer to the upgrade is "HTTP\/1\.1 403 .*" \{.*"reason":/,
      () => [`--user_key=${stack.data}/keys/internal/operator.jwk`],
    ],
    "a join that is refused": [/: join: the edge refuses: \{.*\(after connect /, () => ["--probe_topic=nowhere"]],
    "a write that is refused": [/: write: the edge refuses: .*invalid_argument/, () => ["--probe_payload={}"]],
    "an event that does not arrive in time": [
      /: arrive: not done within 50 ms \(after connect .*, write \d+\.\d ms\)/,
      () => ["--probe_push=never", "--arrive_ms=50"],
    ],
  };
  for (const [name, [problem, flags]] of Object.entries(cases)) {
    test(`fails because of ${name}`, async () => {
      const { code, stderr, stdout } = await failure("probe", ...flags(await freePort()));
      assert.equal(code, 1);
      // The variables of the tests are no flags, which is a warning.
      const lines = stderr.trim().split("\n").filter((line) => !/LOSSY_TEST_\w+ is a flag of no program/.test(line));
      assert.equal(lines.length, 1, stderr);
      assert.match(lines[0], problem);
      assert.equal(stdout, "");
    });
  }

  test("visits every edge, and fails if one does", async () => {
    const down = `http://127.0.0.1:${await freePort()}`;
    const { code, stdout } = await failure("probe", `--edge=${down},${stack.url("")}`, "--json");
    assert.equal(code, 1);
    const { edges } = JSON.parse(stdout);
    assert.deepEqual(edges.map(({ edge, ok }) => [edge, ok]), [[down, false], [stack.url(""), true]]);
  });

  test("needs a token", async () => {
    const { code, stderr } = await run(path.join(stack.data, "bin", "lossyctl"), ["probe"]).catch((error) => error);
    assert.equal(code, 2);
    assert.match(stderr, /--user_key or --user_token_file is missing/);
  });
});

describe("lossyctl migrations", () => {
  test("shows that every schema has the steps of this build", async () => {
    const { schemas, steps } = JSON.parse(await lossyctl("migrations", "--json"));
    assert.deepEqual(schemas.map(({ service }) => service), ["video", "notes", "agent", "notifications"]);
    for (const { service, missing, newer } of schemas) assert.deepEqual([missing, newer], [0, 0], service);
    assert.ok(steps.every(({ state, applied_at: at }) => state === "applied" && Number.isFinite(Date.parse(at))));
    const text = await lossyctl("migrations");
    assert.match(text, /^SERVICE +APPLIED +MISSING +NEWER$/m);
    assert.match(text, /^video +0001_videos +applied +\d{4}-/m);
  });

  test("prints the SQL of missing steps, which then works", async (t) => {
    const database = await Database.open(stack);
    const name = `empty_${process.pid}`;
    await database.value(`CREATE DATABASE ${name} OWNER lossy`);
    t.after(async () => {
      await database.value(`DROP DATABASE ${name} WITH (FORCE)`);
      await database.close();
    });
    const socket = stack.read("postgres.socket").trim();
    const url = `--database_url=postgresql:///${name}?user=lossy&host=${encodeURIComponent(socket)}`;
    const { code, stderr, stdout } = await failure("migrations", "--json", url);
    assert.equal(code, 1);
    assert.match(stderr, /missing steps: \d+; the services of this build apply them when they start/);
    assert.ok(JSON.parse(stdout).steps.every(({ state }) => state === "missing"));
    const sql = await lossyctl("migrations", "--dry_run", url);
    assert.match(sql, /^-- video 0001_videos\nBEGIN;\n[^]*^INSERT INTO migrations \(name\) VALUES \('0001_videos'\);\nCOMMIT;$/m);
    assert.match(sql, /^-- The service first creates the schema video, /m);
  });

  test("needs a database", async () => {
    const { code, stderr } = await failure("migrations", "--database_url=");
    assert.equal(code, 2);
    assert.match(stderr, /--database_url is missing/);
  });
});

describe("lossyctl presence and publish", () => {
  let review;
  const user = newUser("reviewer");
  before(async () => {
    review = await openVideo(new Client(stack, stack.userToken(user, { device: "browser" })));
  });

  test("show who is present on a topic", async () => {
    const topic = `notes:video:${review.videoId}`;
    const found = await until("the presence", async () => {
      const { presences } = JSON.parse(await lossyctl("presence", topic, "--json"));
      return presences.find((each) => each.user === user);
    });
    assert.equal(found.device, "browser");
    assert.equal(typeof found.meta, "object");
    assert.match(await lossyctl("presence", topic), new RegExp(`^${user} +browser +\\d{4}-\\S+Z `, "m"));
    assert.equal(await lossyctl("presence", "notes:video:nowhere"), "presences: none");
  });

  test("publish an event that clients receive, once for each id", async () => {
    const id = "00000000-0000-4000-8000-000000000001";
    const event = JSON.stringify({ note_deleted: { id, video_id: review.videoId } });
    const publish = () =>
      lossyctl("publish", `video:${review.videoId}`, "lossy.notes.v1.NoteEvent", event, `--event_id=${user}`, "--json");
    const position = JSON.parse(await publish());
    assert.deepEqual(JSON.parse(await publish()), position);
    assert.equal((await review.panel.next("note_deleted")).id, id);
  });

  test("name what is wrong with an event", async () => {
    const wrong = async (type, json) => (await failure("publish", "video:1", type, json)).stderr;
    assert.match(await wrong("polls.v1.PollEvent", "{}"), /there is no message polls\.v1\.PollEvent; .*--descriptors/);
    assert.match(await wrong("lossy.notes.v1.NoteEvent", '{"note_delted": {}}'), /the event is no lossy\.notes\.v1\.NoteEvent: /);
    assert.match(await wrong("lossy.notes.v1.NoteEvent", "{"), /the event is no /);
  });
});

// The names of commands, flags and values that a shell offers for a command line.
describe("lossyctl completion", () => {
  const IN_BASH = `source "$1"; COMP_LINE=$2; COMP_POINT=\${#2}; _lossyctl; printf '%s\\n' "\${COMPREPLY[@]}"`;
  // The functions of zsh's completion system work only while a user completes.
  const IN_ZSH = `
    compdef() { :; }
    source "$1"
    _describe() { print -rl -- \${(P)2}; }
    compadd() { while [[ $1 == -* && $1 != -- ]]; do [[ $1 == -S ]] && shift; shift; done; shift; print -rl -- "$@"; }
    compset() { :; }
    _files() { print -r -- files; }
    words=("\${(@s: :)2}"); CURRENT=$#words
    _lossyctl`;
  const shells = { bash: ["--norc", "-c", IN_BASH], zsh: ["-f", "-c", IN_ZSH] };

  for (const [shell, [option, dash, code]] of Object.entries(shells)) {
    describe(shell, () => {
      const script = path.join(folder, `completion.${shell}`);
      before(async () => fs.writeFileSync(script, `${await lossyctl("completion", shell)}\n`));

      // zsh's entries have the summary behind a colon. bash offers a flag or value that begins with the word.
      const offers = async (line) => {
        const { stdout } = await run(shell, [option, dash, code, shell, script, line]);
        return stdout.split("\n").filter(Boolean).map((each) => each.split(":")[0]);
      };

      test("offers commands word by word", async () => {
        const first = await offers("lossyctl ");
        for (const name of ["keys", "probe", "doctor", "watch", "help"]) assert.ok(first.includes(name), name);
        assert.deepEqual((await offers("lossyctl keys ")).sort(), ["generate", "grant", "remove"]);
        assert.deepEqual(await offers("lossyctl keys ge"), ["generate"]);
        assert.deepEqual(await offers("lossyctl help epochs "), ["end"]);
      });

      test("offers the flags of the command", async () => {
        const flags = await offers("lossyctl watch video:1 --");
        assert.ok(flags.includes("--since=") && flags.includes("--key=") && flags.includes("--tls_internal_ca="));
        assert.ok(!flags.includes("--ttl="));
        assert.ok((await offers("lossyctl doctor --")).includes("--json"));
      });

      test("offers the values of flags and arguments", async () => {
        assert.deepEqual((await offers("lossyctl token --role=")).sort(), ["operator", "service", "user"]);
        assert.deepEqual(await offers("lossyctl completion "), ["bash", "zsh"]);
        const files = await offers(`lossyctl token --key=${script}`);
        assert.deepEqual(files, [shell === "bash" ? script : "files"]);
      });
    });
  }

  test("refuses other shells", async () => {
    const { code, stderr } = await failure("completion", "fish");
    assert.equal(code, 2);
    assert.match(stderr, /lossyctl completes for bash and zsh/);
  });
});

describe("docs/lossyctl.md", () => {
  const text = fs.readFileSync(new URL("../../docs/lossyctl.md", import.meta.url), "utf8");

  test("has a section with an example for each command, and no other", async () => {
    const help = await lossyctl("help");
    const names = [...help.matchAll(/^ {2}([a-z]+(?: [a-z]+)?) {2,}\S/gm)].map(([, name]) => name);
    const sections = [...text.matchAll(/^### (.*)\n([^]*?)(?=^##|(?![^]))/gm)];
    assert.deepEqual(sections.map(([, name]) => name).sort(), names.sort());
    for (const [, name, body] of sections) assert.ok(body.includes(`$ lossyctl ${name}`), name);
  });
});
