// All reviews of a run, the way to the edges, and what all must agree on when it is calm.

import { startBalancer } from "../../integration/lib/balancer.mjs";
import { until } from "../../integration/lib/wait.mjs";
import { Issuer } from "../clients/issuer.mjs";
import { Review } from "../clients/review.mjs";
import { listNotes, listVideos, readLog } from "./services.mjs";

// A dead process's presences end within a lease of 5 s, those of a silent process within 20 s,
// those of a silent client within --idle_seconds. Machines are slow.
const HEAL_MS = 120_000;

// Logs that are read side by side, each by a process of its own.
const READ_AT_ONCE = 4;

export class World {
  reviews = [];
  // Visitors neither come nor go.
  isStill = false;
  isOver = false;
  #fleet;
  #balancer;

  // The caller must close it.
  static async open({ fleet, seed, reviews, record }) {
    const world = new World();
    world.#fleet = fleet;
    world.record = record;
    world.issuer = new Issuer(fleet.stack.key("user.jwk"));
    world.#balancer = await startBalancer(fleet.clientPorts());
    world.url = world.#balancer.socketUrl();
    for (let number = 1; number <= reviews; ++number) {
      world.reviews.push(await Review.open(world, seed, number));
    }
    for (const review of world.reviews) review.begin();
    return world;
  }

  // Cuts all clients off.
  reconnect() {
    this.#balancer.cut();
  }

  // The log lost what was published since the dump: it owes no event of an earlier write.
  restored({ id }) {
    this.record({ k: "restored", id });
    for (const { readers } of this.reviews) for (const reader of readers) reader.owed.reset();
  }

  // Returns when all readers have every acknowledged write and the right presences; throws when it takes
  // too long.
  async settle() {
    await this.#awaitReady();
    this.isStill = true;
    try {
      await this.#awaitReaders();
      await this.#awaitPresence();
    } finally {
      this.isStill = false;
    }
  }

  // Writers finish what they write.
  async end() {
    this.isOver = true;
    await Promise.all(this.reviews.map((review) => review.ended()));
  }

  // Writes down what the services say in the end.
  async recordState() {
    for (const { user, video, sessions } of this.reviews) {
      const topics = [`user:${user}`, `video:${video}`, ...sessions.map((id) => `session:${id}`)];
      while (topics.length > 0) {
        await Promise.all(topics.splice(0, READ_AT_ONCE).map((topic) => this.#recordLog(topic)));
      }
      this.record({ k: "notes", user, notes: await listNotes(this.#fleet, user) });
      this.record({ k: "videos", user, videos: await listVideos(this.#fleet, user) });
    }
  }

  async #recordLog(topic) {
    this.record({ k: "log", topic, events: await readLog(this.#fleet, topic) });
  }

  async close() {
    await Promise.all(this.reviews.map((review) => review.close()));
    await this.#balancer.stop();
  }

  async #awaitReady() {
    const start = performance.now();
    await this.#fleet.awaitReady();
    this.record({ k: "ready", ms: performance.now() - start });
  }

  // Does not wait for later writes.
  async #awaitReaders() {
    const start = performance.now();
    const waiting = this.reviews.flatMap(({ readers }) => readers).map((reader) => ({
      reader,
      owed: reader.owed.keys,
    }));
    await Promise.all(waiting.map(async ({ reader, owed }) => {
      const sees = () => reader.isJoined && !owed.some((key) => reader.owed.has(key));
      const has = () => reader.hasLeft || sees();
      const what = () => `${reader.name} (${reader.channel.state}) to see ${reader.owed.keys.slice(0, 3)}`;
      await until("", has, HEAL_MS).catch(() => this.#stuck(what()));
      this.record({ k: "caught", c: reader.name, ms: performance.now() - start });
    }));
  }

  async #awaitPresence() {
    const isSettled = () => this.reviews.every(({ visitor }) => visitor.isSettled);
    await until("visitors to be there", isSettled, HEAL_MS).catch(() => this.#stuck("visitors"));
    const look = () => this.reviews.flatMap((review) => review.presence());
    const agrees = ({ seen, expected }) => seen.join() === expected.join();
    const start = performance.now();
    await until("", () => look().every(agrees), HEAL_MS).catch(() => {});
    for (const { reader, expected, seen } of look()) {
      const ms = performance.now() - start;
      this.record({ k: "presence", c: reader.name, topic: reader.topic, expected, seen, ms });
    }
    if (!look().every(agrees)) this.#stuck("presence");
  }

  #stuck(what) {
    throw new Error(`it does not heal: waited ${HEAL_MS} ms for ${what}`);
  }
}
