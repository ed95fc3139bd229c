// Each program checks a configuration without a start, and says which release it is.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, describe, test } from "node:test";
import { promisify } from "node:util";
import { Authority } from "./lib/authority.mjs";
import { total } from "./lib/metrics.mjs";
import { sharedStack } from "./lib/stack.mjs";

const run = promisify(execFile);
const stack = sharedStack();
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lossy-configuration-"));
after(() => fs.rmSync(folder, { recursive: true, force: true }));

const PROGRAMS = ["edge", "video", "notes", "agent", "notifications"];
const programOf = (name) => path.join(stack.data, "bin", name);
const keyOf = (...segments) => path.join(stack.data, "keys", ...segments);

function write(name, ...lines) {
  const file = path.join(folder, name);
  fs.writeFileSync(file, lines.map((line) => `${line}\n`).join(""));
  return file;
}

// The exit status and the lines of standard output.
async function check(name, args, env = {}) {
  const result = await run(programOf(name), ["--check_config", ...args], { env }).catch((error) => error);
  return { status: result.code ?? 0, lines: result.stdout.split("\n").filter(Boolean), stderr: result.stderr };
}

// The flags without which no program starts.
function required(name) {
  const lines = [
    `--internal_jwks=${keyOf("internal.jwks")}`,
    `--internal_key=${keyOf("internal", `${name}.jwk`)}`,
  ];
  if (name !== "edge") return lines;
  const set = (service) => path.join(stack.data, "bin", `${service}_descriptors.binpb`);
  return [
    ...lines,
    `--jwks=${keyOf("user.jwks")}`,
    `--token_key=${keyOf("edge.jwk")}`,
    `--token_jwks=${keyOf("edge.jwks")}`,
    `--descriptors=${["video", "notes", "agent"].map(set).join(",")}`,
  ];
}

for (const name of PROGRAMS) {
  describe(name, () => {
    test("prints its release, even if the configuration is wrong", async () => {
      const { stdout } = await run(programOf(name), ["--version", "--nowhere"]);
      assert.match(stdout, new RegExp(`^${name} \\d+\\.\\d+\\.\\d+\\ncommit \\w+(-modified)?\\ncommit time \\S+\\nbuild time \\S+\\n$`));
      const version = stdout.split("\n")[0].split(" ")[1];
      assert.equal(total(await stack.metrics(name), "lossy_build_info", { version }), 1);
    });

    test("lists its flags with ranges and defaults", async () => {
      const { stdout } = await run(programOf(name), ["--help"]);
      assert.match(stdout, /--log_flush_ms \(default 1000\)\n {6}Longest wait .*\n {6}must be a number from 0 to 60000\n/);
    });

    test("names the source of each value", async () => {
      const file = write(`${name}.flags`, "# Required", ...required(name), "--metrics_listen=127.0.0.1:0");
      const { status, lines, stderr } = await check(name, [`--flagfile=${file}`, "--log_level=debug"], {
        LOSSY_LOG_QUEUE_LINES: "200",
      });
      assert.equal(status, 0, lines.join("\n") + stderr);
      const line = (flag) => lines.find((each) => each.startsWith(`--${flag}=`));
      assert.equal(line("log_level"), "--log_level=debug  (command line)");
      assert.equal(line("log_queue_lines"), "--log_queue_lines=200  (LOSSY_LOG_QUEUE_LINES)");
      assert.equal(line("internal_key"), `--internal_key=${keyOf("internal", `${name}.jwk`)}  (${file}:3)`);
      assert.equal(line("drain_ms"), "--drain_ms=5000  (default)");
    });

    test("says all problems at once, with file, line and remedy", async () => {
      const file = write(`wrong-${name}.flags`, "--log_levl=info", "log_level=info", "--internal_key=/none.jwk");
      const { status, lines } = await check(name, [`--flagfile=${file}`, "--log_flush_ms=-1"], {
        LOSSY_METRICS_LISTEN: "localhost",
      });
      assert.equal(status, 1);
      const problem = (start) => lines.find((line) => line.startsWith(start)) ?? assert.fail(`${start}: ${lines}`);
      assert.match(problem(`${file}:1: --log_levl: `), /did you mean --log_level\?$/);
      assert.match(problem(`${file}:2: `), /write --flag=value/);
      assert.match(problem(`${file}:3: --internal_key: `), /\/none\.jwk/);
      assert.match(problem("--log_flush_ms=-1: "), /must be a number from 0 to 60000$/);
      assert.ok(problem("LOSSY_METRICS_LISTEN: --metrics_listen: "));
      assert.match(problem("--internal_jwks: "), /name a JWKS file/);
    });
  });
}

test("passwords and keys are not printed", async () => {
  const url = "postgresql://video:s3cret@db/lossy?sslpassword=s3cret2";
  const { status, lines } = await check("video", required("video"), { LOSSY_DATABASE_URL: url });
  assert.equal(status, 0);
  assert.ok(lines.includes("--database_url=postgresql://video:***@db/lossy?sslpassword=***  (LOSSY_DATABASE_URL)"));
  const agent = await check("agent", required("agent"), {
    LOSSY_OPENAI_API_KEY: "s3cret",
    LOSSY_OPENAI_BASE_URL: "https://models.example/v1",
  });
  assert.ok(agent.lines.some((line) => line.startsWith("--openai_api_key=(not shown)  (")), agent.lines.join("\n"));
  assert.doesNotMatch(agent.lines.join("\n"), /s3cret/);
});

test("a certificate whose key is too short is a problem of the flag that names it", async () => {
  const authority = Authority.make();
  after(() => fs.rmSync(authority.folder, { recursive: true, force: true }));
  const weak = authority.issue("edge", { rsaBits: 1024 });
  const problem = `${weak}.crt: OpenSSL rejects the certificate or its key`;
  const listener = await check("edge", [
    ...required("edge"),
    `--tls_certificate=${weak}.crt`,
    `--tls_key=${weak}.key`,
  ]);
  assert.equal(listener.status, 1);
  assert.ok(listener.lines.some((line) => line.startsWith("--tls_certificate") && line.includes(problem)),
    listener.lines.join("\n"));
  const internal = await check("video", [
    ...required("video"),
    "--metrics_tls",
    `--tls_internal_certificate=${weak}.crt`,
    `--tls_internal_key=${weak}.key`,
    `--tls_internal_ca=${authority.file("ca.crt")}`,
  ]);
  assert.equal(internal.status, 1);
  assert.ok(
    internal.lines.some((line) => line.startsWith("--tls_internal_certificate") && line.includes(problem)),
    internal.lines.join("\n"));
});

test("flags that exclude each other are a problem", async () => {
  const edge = await check("edge", [...required("edge"), "--listen=0.0.0.0:0", "--dev_auth"]);
  assert.deepEqual(edge.lines, ["--listen: --dev_auth is set: only with --listen on loopback, not on 0.0.0.0:0"]);
  const bus = await check("notifications", [...required("notifications"), "--nats_url=nats://127.0.0.1:4222"]);
  assert.equal(bus.status, 1);
  assert.match(bus.lines.join("\n"), /--bus_keys: --nats_url needs --bus_keys/);
  assert.match(bus.lines.join("\n"), /--ephemeral_topics: --nats_url needs a --database_url/);
});

test("a problem of a check is that of the start", async () => {
  const wrong = ["--site=/nowhere", "--allowed_origins=ftp//x", "--socket_join_rate=fast", "--upstreams=x"];
  const { lines } = await check("edge", [...required("edge"), ...wrong]);
  assert.deepEqual(lines.map((line) => line.split(":")[0]), ["--allowed_origins", "--site", "--socket_join_rate", "--upstreams"]);
  for (const line of lines) {
    const [flag] = line.split(":");
    const only = [...required("edge"), "--metrics_listen=127.0.0.1:0", wrong.find((each) => each.startsWith(`${flag}=`))];
    const { code, stderr } = await run(programOf("edge"), only, { env: {} }).catch((error) => error);
    assert.equal(code, 1);
    assert.ok(stderr.includes(JSON.stringify(line)), `${line}: ${stderr}`);
  }
});

test("a warning names a variable that is a flag of no program", async () => {
  const { status, lines } = await check("video", required("video"), { LOSSY_DATABSE_URL: "x", LOSSY_JWKS: "y" });
  assert.equal(status, 0);
  assert.equal(lines[0], "# warning: LOSSY_DATABSE_URL is no flag of this program; LOSSY_DATABASE_URL is");
  assert.doesNotMatch(lines.join("\n"), /LOSSY_JWKS/);
});
