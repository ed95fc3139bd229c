import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { load } from "../../ui/test/lib/load.mjs";

const { checkedSettings } = await load(new URL("../src/settings_check.ts", import.meta.url));

const GOOD = {
  server: "http://localhost:4000",
  recognition: "server",
  language: "",
  pauseWhileSpeaking: true,
  markers: true,
  microphone: "",
};
const checked = (changes) => checkedSettings({ ...GOOD, ...changes });

describe("the settings", () => {
  test("are stored as they are, if they are right", () => {
    assert.deepEqual(checked({}), { settings: GOOD, problems: {} });
  });

  test("have the origin of the server and the canonical tag of the language", () => {
    const { settings, problems } = checked({ server: "  HTTPS://Lossy.Example/studio?x#y ", language: " en-gb " });
    assert.deepEqual(problems, {});
    assert.equal(settings.server, "https://lossy.example");
    assert.equal(settings.language, "en-GB");
  });

  test("say what is wrong with an address", () => {
    const problem = (server) => checked({ server }).problems.server;
    assert.match(problem(" "), /has an address, such as https:\/\/lossy\.example/);
    assert.match(problem("lossy.example"), /“lossy\.example” is no address/);
    assert.match(problem("ftp://lossy.example"), /begins with https:\/\/ or http:\/\//);
    assert.match(problem("https://ana:secret@lossy.example"), /must not have a name or a password/);
    assert.equal(checked({ server: "lossy.example" }).settings.server, "lossy.example");
  });

  test("say what is wrong with a language", () => {
    assert.match(checked({ language: "English, please" }).problems.language, /no tag of a language, such as en-GB/);
  });
});
