// The typed client in pages of Chromium: what it keeps there outlives a page.

import assert from "node:assert/strict";
import http from "node:http";
import { after, before, describe, test } from "node:test";
import { lossyModule } from "../../clients/lossy/test/lib/lossy.mjs";
import { Browser, hasBrowser } from "../integration/lib/browser.mjs";
import { newUser } from "../integration/lib/client.mjs";
import { YOUTUBE } from "../integration/lib/review.mjs";
import { startStack } from "../integration/lib/stack.mjs";
import { until } from "../integration/lib/wait.mjs";

const HTML = `<!doctype html><script type="module">
  import * as lossy from "/lossy.mjs";
  window.lossy = lossy;
</script>`;

const FILES = { "/": ["text/html", HTML], "/lossy.mjs": ["text/javascript", lossyModule] };

function serveSite() {
  const server = http.createServer((request, response) => {
    const [type, body] = FILES[request.url] ?? ["text/plain", ""];
    response.writeHead(body ? 200 : 404, { "content-type": type }).end(body);
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

describe("pages of one user", { skip: !hasBrowser() && "there is no Chromium" }, () => {
  let stack, site, browser;

  before(async () => {
    stack = await startStack();
    site = await serveSite();
    browser = await Browser.launch();
  });
  after(async () => {
    await browser?.close();
    site?.close();
    await stack?.stop();
  });

  const loaded = (page) =>
    until("the page to be loaded", () => page.evaluate("typeof lossy === 'object'"));

  async function openPage() {
    const page = await browser.open(`http://localhost:${site.address().port}/`, () => {});
    await loaded(page);
    return page;
  }

  async function reload(page) {
    await page.reload();
    await loaded(page);
  }

  const startClient = (page, user) =>
    page.evaluate(`(async () => {
      window.client = await lossy.Client.start({
        origin: ${JSON.stringify(stack.url("").replace(/\/$/, ""))},
        user: ${JSON.stringify(user)},
        token: async () => ({ token: ${JSON.stringify(stack.userToken(user))} }),
        storage: new lossy.IndexedDbStorage(),
        reconnect: { first: 50, most: 500 },
        retry: { first: 50, most: 500 },
      });
    })()`);

  const status = (page) => page.evaluate("client.state.status");

  test("keep values with audio in the database of the browser", async () => {
    const page = await openPage();
    await page.evaluate(`(async () => {
      const storage = new lossy.IndexedDbStorage("test");
      await storage.set("a/1", { data: Uint8Array.of(1, 2, 3).buffer });
      await storage.set("a/2", "two");
      await storage.set("b", "three");
      await storage.delete("a/2");
      await storage.delete("a/none");
    })()`);
    await reload(page);
    const found = await page.evaluate(`(async () => {
      const storage = new lossy.IndexedDbStorage("test");
      const { data } = await storage.get("a/1");
      const none = (await storage.get("a/2")) === undefined;
      return { keys: await storage.keys("a/"), bytes: [...new Uint8Array(data)], none };
    })()`);
    assert.deepEqual(found, { keys: ["a/1"], bytes: [1, 2, 3], none: true });
  });

  test("say words offline, which become notes once and in order after a reload", async () => {
    const user = newUser("page");
    const page = await openPage();
    await startClient(page, user);
    await until("the client to be live", async () => (await status(page)) === "live");
    const videoId = await page.evaluate(
      `client.library.detect(${JSON.stringify({ ...YOUTUBE, video_id: YOUTUBE.videoId })})`,
    );
    const words = ["the music is too loud in this part", "cut this shot a bit earlier"];
    const release = stack.holdDown("edge");
    try {
      await until("the loss", async () => (await status(page)) === "offline");
      await page.evaluate(`(async () => {
        const session = await client.session();
        for (const [timestamp, text] of ${JSON.stringify(words)}.entries()) {
          await session.say(text, { videoId: ${JSON.stringify(videoId)}, timestamp });
        }
      })()`);
      await reload(page);
      await startClient(page, user);
      assert.equal(await page.evaluate("client.state.waiting"), words.length);
    } finally {
      release();
    }
    await page.evaluate(`(async () => {
      window.notes = await client.notes(${JSON.stringify(videoId)});
    })()`);
    await until("the notes", () => page.evaluate(`notes.items.length === ${words.length}`), 60_000);
    assert.deepEqual(await page.evaluate("notes.items.map((note) => note.raw_transcript)"), words);
    await until("the client to be live", async () => (await status(page)) === "live");
  });

  test("have a session one at a time", async () => {
    const user = newUser("lock");
    const pages = [await openPage(), await openPage()];
    for (const page of pages) await startClient(page, user);
    const id = await pages[0].evaluate("client.session().then((session) => session.id)");
    const take = (page) =>
      page.evaluate(`client.session({ id: "${id}" }).then(() => true, () => false)`);
    assert.equal(await take(pages[1]), false);
    await reload(pages[0]);
    await until("the lock to be free", () => take(pages[1]));
  });
});
