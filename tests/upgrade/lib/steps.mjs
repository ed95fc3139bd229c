// The steps of an upgrade or a rollback, each under load and checked.

import assert from "node:assert/strict";
import { BusyReview } from "../../integration/lib/busy_reviewers.mjs";

// The end of the only agent ends the sessions that it serves.
const EPOCHS_END = { epochsEnd: true };

// Longer reviews would have more notes than one answer of get_notes.
const STEPS_OF_A_REVIEW = 8;

// Replaces one process after the other. After each step all must write again, all that was
// acknowledged must be there once, and the panels must agree. `steps` are pairs of the name of a
// process and the version that replaces it.
export async function replaceUnderLoad(t, deployment, steps) {
  for (let first = 0; first < steps.length; first += STEPS_OF_A_REVIEW) {
    const review = await BusyReview.start(deployment.stack, EPOCHS_END);
    for (const [name, version] of steps.slice(first, first + STEPS_OF_A_REVIEW)) {
      const healed = await review.during(() => deployment.replace(name, version));
      t.diagnostic(`${name} of ${version}: all write again after ${healed} ms`);
    }
    review.report(t);
  }
  assert.deepEqual(deployment.crashes(), [], "each process ended with status 0");
}
