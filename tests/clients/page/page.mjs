// The stock client in a page, at the command of a test. `report` is the test's.

import { LongPoll, Socket } from "./phoenix.mjs";

const channels = new Map();
let socket;

const tell = (topic, message) =>
  report(JSON.stringify({ topic, state: channels.get(topic).state, ...message }));

const settled = (push) =>
  new Promise((resolve) => {
    for (const status of ["ok", "error", "timeout"]) {
      push.receive(status, (response) => resolve({ status, response }));
    }
  });

globalThis.client = {
  connect(url, params, transport) {
    socket = new Socket(url, { params, transport: { LongPoll, WebSocket }[transport] });
    socket.connect();
  },

  disconnect: () => new Promise((resolve) => socket.disconnect(resolve)),

  join(topic, params) {
    const channel = socket.channel(topic, params);
    channels.set(topic, channel);
    channel.onMessage = (event, payload) => {
      tell(topic, { event, payload });
      return payload;
    };
    channel.onError(() => tell(topic, {}));
    channel.onClose(() => tell(topic, {}));
    // Also whenever it is joined again.
    return settled(channel.join().receive("ok", () => tell(topic, {})));
  },

  push: (topic, event, payload) => settled(channels.get(topic).push(event, payload)),

  leave: (topic) => settled(channels.get(topic).leave()),
};
