// A client that joins a topic and leaves again, in all the ways in which a client can leave.

import { pause } from "../../integration/lib/wait.mjs";
import { Participant } from "./participant.mjs";

const STAY_MS = [500, 5000];
const OFFLINE_MS = [100, 2000];

export class Visitor {
  #world;
  #random;
  #options;
  #visits = 0;
  #current;

  constructor(world, random, options) {
    this.#world = world;
    this.#random = random;
    this.#options = options;
  }

  // The devices of it that are on the topic.
  devices() {
    return this.#current?.channel.state === "joined" ? [this.#current.device] : [];
  }

  get isSettled() {
    return !this.#current || this.#current.channel.state === "joined";
  }

  // Until the world ends.
  async run() {
    while (!this.#world.isOver) {
      this.#come();
      await this.#wait(STAY_MS);
      await this.#go();
      await this.#wait(OFFLINE_MS);
    }
  }

  async close() {
    await this.#current?.close();
  }

  #come() {
    const name = `${this.#options.name}.${++this.#visits}`;
    this.#current = new Participant(this.#world, { ...this.#options, name });
    this.#current.channel = this.#current.socket.channel(this.#options.topic, {});
    this.#current.channel.join();
  }

  async #go() {
    const gone = this.#current;
    const way = this.#random.pick(["leaves", "disconnects", "vanishes"]);
    this.#current = undefined;
    if (way === "leaves") gone.channel.leave();
    if (way === "vanishes") gone.vanish();
    await gone.close();
  }

  // Longer while the world stands still.
  async #wait(range) {
    const until = performance.now() + this.#random.between(...range);
    while ((performance.now() < until || this.#world.isStill) && !this.#world.isOver) await pause(50);
  }
}
