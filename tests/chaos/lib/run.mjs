// One run: rounds of faults against a Lossy that is at work, and what it comes to.

import { pause } from "../../integration/lib/wait.mjs";
import { commit } from "./faults.mjs";
import { describeFault, rounds } from "./plan.mjs";

export class Run {
  #fleet;
  #world;
  #record;
  #say;

  constructor({ fleet, world, record, say }) {
    this.#fleet = fleet;
    this.#world = world;
    this.#record = record;
    this.#say = say;
  }

  // Ends early when something does not heal.
  async play({ seed, minutes, only }) {
    const end = performance.now() + minutes * 60_000;
    try {
      for (const round of rounds(seed, this.#fleet.shape, only)) {
        if (performance.now() > end) break;
        await this.#playRound(round);
      }
      await this.#world.end();
      await this.#world.settle();
    } catch (error) {
      this.#record({ k: "stuck", what: error.message });
      this.#say(error.message);
      await this.#world.end();
    }
  }

  async #playRound({ index, faults, calm }) {
    this.#record({ k: "round", index, kinds: faults.map(({ kind }) => kind) });
    await Promise.all(faults.map((fault) => this.#commit(fault)));
    await this.#world.settle();
    await pause(calm);
  }

  async #commit(fault) {
    await pause(fault.at);
    this.#say(describeFault(fault));
    this.#record({ k: "fault", ...fault });
    await commit(fault, {
      fleet: this.#fleet,
      issuer: this.#world.issuer,
      reconnect: () => this.#world.reconnect(),
      restored: () => this.#world.restored(fault),
    });
    this.#record({ k: "over", id: fault.id });
  }
}
