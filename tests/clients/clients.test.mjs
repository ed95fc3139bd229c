// Every client reviews a video, side by side, and continues when the edge was killed.

import { after, before, describe, test } from "node:test";
import { Browser, hasBrowser } from "../integration/lib/browser.mjs";
import { closeClients, newUser } from "../integration/lib/client.mjs";
import { startStack } from "../integration/lib/stack.mjs";
import { until } from "../integration/lib/wait.mjs";
import { beginReview, continueReview, reopenPanel } from "./journey.mjs";
import { libraries } from "./libraries.mjs";
import { NoWebSockets } from "./no_websockets.mjs";
import { servePage } from "./page_client.mjs";

const sideBySide = { concurrency: 6, timeout: 60_000 };

describe("a client", () => {
  const reviews = new Map();
  const place = {};

  before(async () => {
    place.stack = await startStack();
    place.site = await servePage();
    place.refusing = await NoWebSockets.start(place.stack.url(), true);
    place.mute = await NoWebSockets.start(place.stack.url(), false);
    if (hasBrowser()) place.browser = await Browser.launch();
  });
  after(async () => {
    await closeClients();
    await place.browser?.close();
    for (const server of [place.site, place.refusing, place.mute]) server?.close();
    await place.stack?.stop();
  });

  describe("reviews a video", sideBySide, () => {
    for (const { name, connect } of libraries) {
      test(name, async () => {
        const client = await connect(place, newUser());
        const review = await beginReview(client);
        await reopenPanel(review);
        reviews.set(name, review);
      });
    }
  });

  test("is disconnected when the edge is killed and restarted", async () => {
    await place.stack.kill("edge");
    await until("the edge to be ready", () => place.stack.ready());
  });

  describe("reconnects by itself and continues", sideBySide, () => {
    for (const { name } of libraries) {
      test(name, () => continueReview(reviews.get(name)));
    }
  });
});
