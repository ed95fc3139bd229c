// The published declarations: the example of the README compiles against them, and mistakes do not.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const client = fileURLToPath(new URL("..", import.meta.url));
const tsc = path.join(client, "../../node_modules/typescript/bin/tsc");
const options = ["--strict", "--noEmit", "--target", "ES2022", "--module", "NodeNext"];

const compile = (...args) =>
  run(process.execPath, [tsc, ...args]).catch(({ stdout }) => assert.fail(stdout));

const MISTAKES = `
import { type Client, type Note, RequestError } from "@lossy/client";

export async function use(client: Client): Promise<Note> {
  const notes = await client.notes("v");
  const topic = client.topic("notes:user:ana", {});
  topic.on("note_deleted", ({ id }) => id.trim());
  // @ts-expect-error: no such push
  topic.on("note_delted", () => {});
  const { notes: all } = await topic.read("get_notes", { limit: 1 });
  // @ts-expect-error: no such key
  all[0]?.txt;
  // @ts-expect-error: no such event
  await client.meta.read("list_vidoes");
  // @ts-expect-error: a read is no write
  await client.meta.write("list_videos", {});
  // @ts-expect-error: a text is no number
  await client.meta.write("update_settings", { min_confidence: "0.5" });
  // @ts-expect-error: no such topic
  client.topic("video:mta", {});
  try {
    return await notes.create({ text: "x", timestamp_seconds: 1, category: "pacing" });
  } catch (error) {
    // @ts-expect-error: no such reason
    if (error instanceof RequestError && error.reason === "conflicting") throw error;
    throw error;
  }
}
`;

const README_GLOBALS = `
declare const show: (text: string) => void;
declare const draw: (items: readonly { text: string }[]) => void;
declare const tokenOf: (user: string) => Promise<string>;
declare const video: HTMLVideoElement;
declare const recorder: MediaRecorder;
`;

describe("the types", () => {
  test("are published, and describe the client", async (t) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lossy-types-"));
    t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
    const place = path.join(folder, "node_modules/@lossy/client");
    fs.mkdirSync(place, { recursive: true });
    fs.copyFileSync(path.join(client, "package.json"), path.join(place, "package.json"));
    await compile("-p", client, "--outDir", path.join(place, "dist"));
    for (const file of ["index.js", "index.d.ts", "contract.d.ts"]) {
      assert.ok(fs.existsSync(path.join(place, "dist", file)), file);
    }

    const readme = fs.readFileSync(path.join(client, "README.md"), "utf8");
    const example = /^```ts\n(.*?)^```/ms.exec(readme)[1];
    fs.writeFileSync(path.join(folder, "package.json"), '{"type": "module"}');
    fs.writeFileSync(path.join(folder, "readme.ts"), README_GLOBALS + example);
    fs.writeFileSync(path.join(folder, "mistakes.ts"), MISTAKES);
    await compile(...options, path.join(folder, "readme.ts"), path.join(folder, "mistakes.ts"));
  });
});
