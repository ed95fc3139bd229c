// The programs of a deployment are replaced in the orders that docs/upgrade.md names, and back.

import { afterEach, beforeEach, describe, test } from "node:test";
import { closeClients } from "../integration/lib/client.mjs";
import { Deployment } from "./lib/deployment.mjs";
import { EDGE_FIRST, SERVICES_FIRST, thereAndBack } from "./lib/orders.mjs";
import { replaceUnderLoad } from "./lib/steps.mjs";

describe("one process of each program", { timeout: 900_000 }, () => {
  let deployment;
  beforeEach(async () => {
    deployment = await Deployment.start();
  });
  afterEach(async () => {
    await closeClients();
    await deployment?.stop();
  });

  test("is upgraded with the services first, and back in the opposite order", (t) =>
    replaceUnderLoad(t, deployment, thereAndBack(SERVICES_FIRST)));

  test("is upgraded with the edge first, and back in the opposite order", (t) =>
    replaceUnderLoad(t, deployment, thereAndBack(EDGE_FIRST)));
});
