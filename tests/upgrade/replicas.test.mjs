// Both versions of one program serve side by side while its replicas are replaced.

import { after, before, describe, test } from "node:test";
import { closeClients } from "../integration/lib/client.mjs";
import { Deployment } from "./lib/deployment.mjs";
import { SERVICES_FIRST, thereAndBack } from "./lib/orders.mjs";
import { replaceUnderLoad } from "./lib/steps.mjs";

describe("two replicas of each program", { timeout: 900_000 }, () => {
  let deployment;
  before(async () => {
    deployment = await Deployment.start("--replicas=2");
  });
  after(async () => {
    await closeClients();
    await deployment?.stop();
  });

  test("are upgraded one by one, and back", (t) =>
    replaceUnderLoad(t, deployment, thereAndBack(SERVICES_FIRST.flatMap((program) => [`${program}-2`, program]))));
});
