// The documents of the contract: they are valid, and the edge does what they say.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { Parser } from "@asyncapi/parser";
import { Validator } from "@seriousme/openapi-schema-validator";
import ts from "typescript";
import { SchemaDocument } from "./lib/json_schema.mjs";
import { sharedStack } from "./lib/stack.mjs";
import { within } from "./lib/wait.mjs";

const run = promisify(execFile);
const stack = sharedStack();
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lossy-contract-"));
after(() => fs.rmSync(folder, { recursive: true, force: true }));

// In the order of the edge's --descriptors.
const SETS = ["video", "notes", "agent"].map((name) => path.join(stack.data, "bin", `${name}_descriptors.binpb`));

async function lossyctl(command, ...files) {
  const program = path.join(stack.data, "bin", "lossyctl");
  const { stdout } = await run(program, ["contract", command, ...files], { maxBuffer: 16 << 20 });
  return stdout;
}

async function served(name) {
  const response = await fetch(stack.url(`/api/${name}`));
  assert.equal(response.status, 200);
  return response.json();
}

// The operations of OpenAPI: [method, path, operation].
const operationsOf = (document) =>
  Object.entries(document.paths).flatMap(([template, item]) =>
    Object.entries(item).map(([method, operation]) => [method, template, operation]),
  );

// The path with the example of each variable.
function pathOf(template, { parameters = [] }) {
  let filled = template;
  for (const { name, in: place, example } of parameters) {
    if (place === "path") filled = filled.replaceAll(`{${name}}`, encodeURIComponent(example));
  }
  return filled;
}

describe("OpenAPI", () => {
  let document;
  let schemas;
  before(async () => {
    document = await served("openapi.json");
    schemas = new SchemaDocument(document);
  });

  test("is valid", async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(document));
    assert.ok(valid, JSON.stringify(errors, null, 1));
  });

  test("is the document that lossyctl prints", async () => {
    assert.deepEqual(document, JSON.parse(await lossyctl("openapi", ...SETS)));
  });

  test("has examples that its schemas accept", () => {
    for (const [method, template, operation] of operationsOf(document)) {
      if (method !== "post") continue;
      const place = ["paths", template, method];
      const request = ["requestBody", "content", "application/json"];
      const reply = ["responses", "200", "content", "application/json"];
      schemas.check(operation.requestBody.content["application/json"].example, ...place, ...request, "schema");
      schemas.check(operation.responses[200].content["application/json"].example, ...place, ...reply, "schema");
    }
  });

  // The body of an answer is that of the documented status.
  function checkAnswer(status, body, operation, place) {
    assert.ok(operation.responses[status], `${place.join(" ")} answered ${status}: ${JSON.stringify(body)}`);
    if (status !== 200) schemas.check(body, "components", "schemas", "Error");
    else schemas.check(body, ...place, "responses", "200", "content", "application/json", "schema");
  }

  test("has events that the edge answers as documented", async () => {
    const authorization = `Bearer ${stack.userToken("contract-reader")}`;
    const statuses = [];
    for (const [method, template, operation] of operationsOf(document)) {
      if (method !== "post") continue;
      const { example } = operation.requestBody.content["application/json"];
      const response = await fetch(stack.url(pathOf(template, operation)), {
        method: "POST",
        headers: { authorization, "content-type": "application/json" },
        body: JSON.stringify(example),
      });
      checkAnswer(response.status, await response.json(), operation, ["paths", template, method]);
      statuses.push(response.status);
    }
    assert.ok(statuses.filter((status) => status === 200).length >= 3, statuses.join());
    assert.ok(!statuses.includes(500), statuses.join());
  });

  test("has topics that the edge streams as documented", async () => {
    const token = stack.userToken("contract-follower");
    let joined = 0;
    for (const [method, template, operation] of operationsOf(document)) {
      if (method !== "get") continue;
      const stop = new AbortController();
      const response = await fetch(stack.url(`${pathOf(template, operation)}?token=${token}`), { signal: stop.signal });
      if (response.status === 200) {
        assert.match(response.headers.get("content-type"), /^text\/event-stream/);
        const join = await within("the reply to the join", firstEvent(response.body));
        assert.equal(join.event, "join");
        const stream = ["paths", template, method, "responses", "200", "content", "text/event-stream"];
        schemas.check(JSON.parse(join.data), ...stream, "x-events", "join");
        ++joined;
      } else {
        checkAnswer(response.status, await response.json(), operation, ["paths", template, method]);
      }
      stop.abort();
    }
    assert.ok(joined > 0);
  });

  test("asks for a token", async () => {
    for (const [method, template, operation] of operationsOf(document)) {
      const response = await fetch(stack.url(pathOf(template, operation)), { method });
      checkAnswer(response.status, await response.json(), operation, ["paths", template, method]);
      assert.equal(response.status, 401);
    }
  });
});

// The members of the first event of a stream.
async function firstEvent(body) {
  let text = "";
  for await (const bytes of body.pipeThrough(new TextDecoderStream())) {
    text += bytes;
    const end = text.indexOf("\n\n");
    if (end < 0) continue;
    const lines = text.slice(0, end).split("\n");
    return Object.fromEntries(lines.map((line) => /^(\w*): ?(.*)$/.exec(line).slice(1)));
  }
  throw new Error(`the stream ended after ${JSON.stringify(text)}`);
}

describe("AsyncAPI", () => {
  let document;
  before(async () => {
    document = await served("asyncapi.json");
  });

  test("is valid", async () => {
    const { document: parsed, diagnostics } = await new Parser().parse(structuredClone(document));
    const errors = diagnostics.filter(({ severity }) => severity === 0);
    assert.deepEqual(errors, []);
    assert.ok(parsed.channels().length > 0);
  });

  test("is the document that lossyctl prints", async () => {
    assert.deepEqual(document, JSON.parse(await lossyctl("asyncapi", ...SETS)));
  });

  test("has examples that its schemas accept", () => {
    const schemas = new SchemaDocument(document);
    for (const [channel, { messages }] of Object.entries(document.channels)) {
      for (const [name, message] of Object.entries(messages)) {
        if (!message.examples) continue;
        schemas.check(message.examples[0].payload, "channels", channel, "messages", name, "payload");
      }
    }
  });
});

test("the contract as JSON has the topics of the other documents", async () => {
  const { topics } = await served("contract.json");
  const { channels } = await served("asyncapi.json");
  assert.deepEqual(
    topics.map(({ pattern }) => pattern),
    Object.values(channels).map(({ address }) => address),
  );
});

describe("TypeScript declarations", () => {
  const OPTIONS = {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2022.d.ts"],
    types: [],
    skipDefaultLibCheck: true,
  };

  // The problems that the compiler finds in a program that uses the declarations.
  function problemsOf(program) {
    const file = path.join(folder, "program.ts");
    fs.writeFileSync(file, program);
    const diagnostics = ts.getPreEmitDiagnostics(ts.createProgram([file], OPTIONS));
    return diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
  }

  before(async () => {
    fs.writeFileSync(path.join(folder, "lossy.d.ts"), await lossyctl("types", ...SETS));
  });

  test("compile", () => {
    assert.deepEqual(problemsOf('import type { Topics } from "./lossy";\nexport type All = keyof Topics;\n'), []);
  });

  const program = (payload) => `
    import type { EventsOf, PushesOf } from "./lossy";
    type Events = EventsOf<"notes:video:1">;
    export const request: Events["get_notes"]["payload"] = ${payload};
    export const first = (reply: Events["get_notes"]["reply"]): string => reply.notes[0].text;
    export const text = (push: PushesOf<"notes:video:1">["note_created"]): string => push.text;
  `;

  test("accept a right request", () => {
    assert.deepEqual(problemsOf(program('{ limit: 3, category: "audio" }')), []);
  });

  test("refuse a misspelt key, a wrong type and a key that the topic sets", () => {
    const wrong = ["{ limt: 3 }", '{ limit: "3" }', '{ video_id: "1" }'];
    const payloads = wrong.map((payload, i) => `export const wrong${i}: Events["get_notes"]["payload"] = ${payload};`);
    const problems = problemsOf(program("{}") + payloads.join("\n"));
    assert.equal(problems.length, 3, problems.join("\n"));
    assert.match(problems[0], /limt/);
    assert.match(problems[1], /not assignable to type 'number'/);
    assert.match(problems[2], /video_id/);
  });
});
