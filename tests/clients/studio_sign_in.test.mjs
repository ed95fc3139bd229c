// The studio of an installation with an OpenID Connect provider.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { Browser, hasBrowser } from "../integration/lib/browser.mjs";
import { newUser } from "../integration/lib/client.mjs";
import { startStack } from "../integration/lib/stack.mjs";
import { until } from "../integration/lib/wait.mjs";
import { OpenidProvider } from "./openid_provider.mjs";
import { STUDIO, StudioWindow, WATCH } from "./studio_window.mjs";

describe("a provider of sign-ins", { skip: !hasBrowser() && "there is no Chromium", timeout: 180_000 }, () => {
  const user = newUser();
  const reports = [];
  let stack, browser, provider, window;

  before(async () => {
    provider = await OpenidProvider.start(() => stack.userToken(user));
    stack = await startStack({ LOSSY_SITE_CONNECTS: provider.issuer });
    const settings = { openid: { issuer: provider.issuer, client_id: "studio", scope: "openid profile" } };
    fs.writeFileSync(path.join(stack.data, "site", "site.json"), JSON.stringify(settings));
    // The edge reads the site at its start.
    await stack.kill("edge");
    await until("the edge", () => stack.ready(), 30_000);
    browser = await Browser.launch();
    const page = await browser.open(stack.url("/"), (report) => reports.push(report), WATCH + STUDIO);
    window = new StudioWindow(page);
  });
  after(async () => {
    await browser?.close();
    provider?.close();
    await stack?.stop();
  });

  test("sends the user back with a code, which the page exchanges without a secret", async () => {
    await window.clickText("Sign in");
    await window.clickText("Try it with a sample");
    await window.ready();
    const [grant] = provider.requests;
    assert.equal(grant.grant_type, "authorization_code");
    assert.equal(grant.client_id, "studio");
    assert.equal(grant.client_secret, undefined);
    assert.equal(await window.evaluate(`location.href`), stack.url("/"));
    assert.match(await window.evaluate(`document.querySelector(".bar [title]").title`), new RegExp(user));
  });

  test("is not asked again after a reload", async () => {
    await window.page.reload();
    await window.clickText("Library");
    await until("the sample", async () => /Sample/.test(await window.text(".videos")));
    assert.equal(provider.requests.length, 1);
  });

  test("is asked again after signing out", async () => {
    await window.clickText("Sign out");
    await window.clickText("Sign in");
    await window.clickText("Try it with a sample");
    await window.ready();
    assert.equal(provider.requests.length, 2);
    assert.deepEqual(reports, []);
  });
});
