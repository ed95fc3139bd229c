// Any order of an upgrade or a rollback passes through some mixtures of both versions. These are all.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { closeClients } from "../integration/lib/client.mjs";
import { Deployment } from "./lib/deployment.mjs";
import { everyMixture } from "./lib/orders.mjs";
import { replaceUnderLoad } from "./lib/steps.mjs";
import { PRESENT, PROGRAMS } from "./lib/version.mjs";

test("the order of mixtures has each of them once", () => {
  const present = new Set();
  const mixtures = everyMixture().map(([name, version]) => {
    if (version === PRESENT) present.add(name);
    else present.delete(name);
    return [...present].sort().join();
  });
  assert.equal(new Set(mixtures).size, 2 ** PROGRAMS.length);
  assert.equal(mixtures.length, 2 ** PROGRAMS.length);
  assert.equal(mixtures.at(-1), "", "the last step returns to the last release");
});

describe("one process of each program", { timeout: 900_000 }, () => {
  let deployment;
  before(async () => {
    deployment = await Deployment.start();
  });
  after(async () => {
    await closeClients();
    await deployment?.stop();
  });

  test("works in every mixture of the last release and this version", (t) =>
    replaceUnderLoad(t, deployment, everyMixture()));
});
