// The studio and the extension at an installation with an OpenID Connect provider.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { hasBrowser } from "../integration/lib/browser.mjs";
import { newUser } from "../integration/lib/client.mjs";
import { startStack } from "../integration/lib/stack.mjs";
import { until } from "../integration/lib/wait.mjs";
import { EngineView, ExtensionBrowser } from "./extension_browser.mjs";
import { OpenidProvider } from "./openid_provider.mjs";
import { STUDIO, StudioWindow, WATCH } from "./studio_window.mjs";

describe("a provider of sign-ins", { skip: !hasBrowser() && "there is no Chromium", timeout: 240_000 }, () => {
  const user = newUser();
  let stack, browser, provider;

  // Returns a function that returns the grants from now on.
  function newGrants() {
    const { length } = provider.requests;
    return () => provider.requests.slice(length);
  }

  function assertCodeWithoutSecret(grant) {
    assert.equal(grant.grant_type, "authorization_code");
    assert.equal(grant.client_id, "lossy");
    assert.equal(grant.client_secret, undefined);
  }

  before(async () => {
    provider = await OpenidProvider.start(() => stack.userToken(user));
    stack = await startStack({ LOSSY_SITE_CONNECTS: provider.issuer });
    const settings = { openid: { issuer: provider.issuer, client_id: "lossy", scope: "openid profile" } };
    fs.writeFileSync(path.join(stack.data, "site", "site.json"), JSON.stringify(settings));
    // The edge reads the site at its start.
    await stack.kill("edge");
    await until("the edge", () => stack.ready(), 60_000);
    browser = await ExtensionBrowser.launch();
  });
  after(async () => {
    await browser?.close();
    provider?.close();
    await stack?.stop();
  });

  describe("of the studio", () => {
    const reports = [];
    let window, grants;

    before(async () => {
      grants = newGrants();
      const page = await browser.open(stack.url("/"), (report) => reports.push(report), WATCH + STUDIO);
      window = new StudioWindow(page);
    });

    test("sends the user back with a code, which the page exchanges without a secret", async () => {
      await window.clickText("Sign in");
      await window.clickText("Try it with a sample");
      await window.ready();
      assertCodeWithoutSecret(grants()[0]);
      assert.equal(await window.evaluate(`location.href`), stack.url("/"));
      assert.match(await window.evaluate(`document.querySelector(".bar [title]").title`), new RegExp(user));
    });

    test("is not asked again after a reload", async () => {
      await window.page.reload();
      await window.clickText("Library");
      await until("the sample", async () => /Sample/.test(await window.text(".videos")));
      assert.equal(grants().length, 1);
    });

    test("is asked again after signing out", async () => {
      await window.clickText("Sign out");
      await window.clickText("Sign in");
      await window.clickText("Try it with a sample");
      await window.ready();
      assert.equal(grants().length, 2);
      assert.deepEqual(reports, []);
    });
  });

  describe("of the extension", () => {
    let view, grants;

    before(async () => {
      grants = newGrants();
      view = new EngineView(await browser.openOwn("options.html", () => {}));
      await view.ask({ kind: "write_settings", settings: { server: stack.url("") } });
      await view.ask({ kind: "start_engine" });
      await view.connect();
    });

    test("signs a user in by a code, without a secret", async () => {
      assert.equal((await view.ask({ kind: "sign_in_offer" })).openid, true);
      assert.deepEqual(await view.ask({ kind: "sign_in_with_openid" }), { user });
      const [grant] = grants();
      assertCodeWithoutSecret(grant);
      assert.match(grant.redirect_uri, /^https:\/\/[a-p]{32}\.chromiumapp\.org\/$/);
      await view.until("the connection", ({ connection }) => connection.status === "live", 30_000);
    });

    test("gives a token that is bound to this browser", async () => {
      const claims = async () => {
        const { token } = await view.ask({ kind: "token" });
        return JSON.parse(Buffer.from(token.split(".")[1], "base64url"));
      };
      const [first, second] = [await claims(), await claims()];
      assert.equal(first.sub, user);
      assert.match(first.device_id, /^extension-/);
      assert.equal(second.device_id, first.device_id);
      assert.equal(grants().length, 1);
    });

    test("leaves nothing of the user after signing out", async () => {
      await view.ask({ kind: "sign_out" });
      await view.until("the end", (state) => state.user === null && state.connection.status === "offline");
      await assert.rejects(view.ask({ kind: "token" }), /sign in/);
      const databases = `new Promise((resolve, reject) => {
        const opened = indexedDB.open("lossy");
        opened.onsuccess = () => {
          const keys = opened.result.transaction("values").objectStore("values").getAllKeys();
          keys.onsuccess = () => resolve(keys.result);
          keys.onerror = reject;
        };
      })`;
      await until("an empty database", async () => (await view.page.evaluate(databases)).length === 0);
      const { account } = await view.page.evaluate(`chrome.storage.local.get("account")`);
      assert.equal(account, null);
    });
  });
});
