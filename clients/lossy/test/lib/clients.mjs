// Clients of a fake edge, which end with their test.

import { until } from "../../../../tests/integration/lib/wait.mjs";
import { FakeEdge } from "./fake_edge.mjs";
import { lossy } from "./lossy.mjs";

const FAST = { first: 5, most: 50 };

let tokens = 0;

// A fake edge, and the function that starts a client of it. Options are those of the client.
export function startEdge(t) {
  const edge = new FakeEdge();
  const storage = new lossy.MemoryStorage();
  const start = async (options = {}) => {
    const client = await lossy.Client.start({
      origin: "http://edge",
      user: "ana",
      token: async () => ({ token: `token-${++tokens}`, expiresAt: Date.now() + 60_000 }),
      transport: edge.transport,
      storage,
      reconnect: FAST,
      retry: FAST,
      requestMs: 2000,
      answerMs: 200,
      ...options,
    });
    t.after(() => client.stop());
    return client;
  };
  return { edge, storage, start };
}

export const live = (client) => until("the client to be live", () => client.state.status === "live");

export const texts = (notes) => notes.items.map(({ text }) => text);

export { until };

// Calls `act`, which costs the connection, and returns when the client is live again.
export async function interrupted(client, act) {
  const seen = [];
  const remove = client.onState(({ status }) => seen.push(status));
  act();
  await until("the loss", () => seen.includes("offline"));
  await live(client);
  remove();
}
