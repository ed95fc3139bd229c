// Every client reviews a video, side by side, and goes on when the edge was killed.

import { after, before, describe, test } from "node:test";
import { closeClients, newUser } from "../integration/lib/client.mjs";
import { startStack } from "../integration/lib/stack.mjs";
import { until } from "../integration/lib/wait.mjs";
import { beginReview, goOn, reopenPanel } from "./journey.mjs";
import { libraries } from "./libraries.mjs";

const sideBySide = { concurrency: true, timeout: 45_000 };

describe("a client", () => {
  const reviews = new Map();
  let stack;

  before(async () => {
    stack = await startStack();
  });
  after(async () => {
    await closeClients();
    await stack?.stop();
  });

  describe("reviews a video", sideBySide, () => {
    for (const { name, connect } of libraries) {
      test(name, async () => {
        const client = await connect(stack, newUser());
        const review = await beginReview(client);
        await reopenPanel(review);
        reviews.set(name, review);
      });
    }
  });

  test("is cut off when the edge is killed, which comes back", async () => {
    await stack.kill("edge");
    await until("the edge to be ready", () => stack.ready());
  });

  describe("comes back by itself and goes on", sideBySide, () => {
    for (const { name } of libraries) {
      test(name, () => goOn(reviews.get(name)));
    }
  });
});
