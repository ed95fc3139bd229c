// A tab of a user that sees presences, with the stock Presence class of phoenix.

import { isDeepStrictEqual } from "node:util";
import { Presence } from "phoenix";
import { Client } from "./client.mjs";
import { until } from "./wait.mjs";

// A tab of that user, and what it sees of others.
export class Tab {
  joins = [];
  leaves = [];
  diffs = [];

  // `place` signs the user's token; `url` is that of the edge's socket.
  static async open(place, user, topic, { device, params, url = place.socketUrl() } = {}) {
    const tab = new Tab();
    tab.client = new Client(place, () => place.userToken(user, { device }), { url });
    tab.topic = await tab.client.join(topic, params, (channel) => tab.watch(channel));
    return tab;
  }

  watch(channel) {
    this.presence = new Presence(channel);
    this.presence.onJoin((key) => this.joins.push(key));
    this.presence.onLeave((key) => this.leaves.push(key));
    channel.on("presence_diff", (diff) => this.diffs.push(diff));
  }

  metas(user) {
    return this.presence.state[user]?.metas ?? [];
  }

  // {user: number of their tabs}
  counts() {
    const entries = Object.entries(this.presence.state);
    return Object.fromEntries(entries.map(([user, { metas }]) => [user, metas.length]));
  }

  async sees(expected, limitMs = 15_000) {
    const seen = () => isDeepStrictEqual(this.counts(), expected);
    await until(`${JSON.stringify(expected)} to be there`, seen, limitMs).catch((error) => {
      throw new Error(`${error.message}, but ${JSON.stringify(this.counts())}`);
    });
  }
}

export const allSee = (tabs, expected, limitMs) =>
  Promise.all(tabs.map((tab) => tab.sees(expected, limitMs)));
