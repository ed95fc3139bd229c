// The extension at an installation with an OpenID Connect provider.

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

describe("the extension and a provider", { skip: !hasBrowser() && "there is no Chromium", timeout: 180_000 }, () => {
  const user = newUser();
  let stack, browser, provider, view;

  before(async () => {
    provider = await OpenidProvider.start(() => stack.userToken(user));
    stack = await startStack();
    const settings = { openid: { issuer: provider.issuer, client_id: "lossy" } };
    fs.writeFileSync(path.join(stack.data, "site", "site.json"), JSON.stringify(settings));
    // The edge reads the site at its start.
    await stack.kill("edge");
    await until("the edge", () => stack.ready(), 30_000);
    browser = await ExtensionBrowser.launch();
    view = new EngineView(await browser.openOwn("options.html", () => {}));
    await view.ask({ kind: "write_settings", settings: { server: stack.url("") } });
    await view.ask({ kind: "start_engine" });
    await view.connect();
  });
  after(async () => {
    await browser?.close();
    provider?.close();
    await stack?.stop();
  });

  test("sign a user in by a code, without a secret", async () => {
    assert.equal((await view.ask({ kind: "sign_in_offer" })).openid, true);
    assert.deepEqual(await view.ask({ kind: "sign_in_with_openid" }), { user });
    const [grant] = provider.requests;
    assert.equal(grant.grant_type, "authorization_code");
    assert.equal(grant.client_secret, undefined);
    assert.match(grant.redirect_uri, /^https:\/\/[a-p]{32}\.chromiumapp\.org\/$/);
    await view.until("the connection", ({ connection }) => connection.status === "live", 30_000);
  });

  test("give a token that is bound to this browser", async () => {
    const claims = async () => {
      const { token } = await view.ask({ kind: "token" });
      return JSON.parse(Buffer.from(token.split(".")[1], "base64url"));
    };
    const [first, second] = [await claims(), await claims()];
    assert.equal(first.sub, user);
    assert.match(first.device_id, /^extension-/);
    assert.equal(second.device_id, first.device_id);
    assert.equal(provider.requests.length, 1);
  });

  test("leave nothing of the user after signing out", async () => {
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
