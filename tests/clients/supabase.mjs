// Supabase's client, in the shape of the stock one. It is meant for topics that begin with
// "realtime:"; a channel made by hand has any topic.

import { RealtimeChannel, RealtimeClient } from "@supabase/realtime-js";

export class SupabaseSocket {
  #client;

  constructor(url, { params, ...options }) {
    // It insists on a key of its own.
    this.#client = new RealtimeClient(url, { params: { apikey: "none", ...params }, ...options });
  }

  connect() {
    this.#client.connect();
  }

  disconnect(callback) {
    this.#client.disconnect();
    callback();
  }

  channel(topic, params) {
    const channel = new RealtimeChannel(topic, { config: {}, ...params }, this.#client);
    this.#client.channels.push(channel);
    return new SupabaseChannel(channel);
  }
}

class SupabaseChannel {
  #channel;

  constructor(channel) {
    this.#channel = channel;
  }

  get topic() {
    return this.#channel.topic;
  }

  get state() {
    return this.#channel.state;
  }

  set onMessage(hook) {
    this.#channel._onMessage = hook;
  }

  join() {
    this.#channel.subscribe();
    return this.#channel.joinPush;
  }

  push(event, payload) {
    return this.#channel._push(event, payload);
  }

  leave() {
    const left = this.#channel.unsubscribe();
    return {
      receive: (status, callback) => left.then((result) => result === status && callback()),
    };
  }
}
