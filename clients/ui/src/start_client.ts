import { Client, type ClientOptions } from "../../lossy/src/client.js";
import { IndexedDbStorage } from "../../lossy/src/indexed_db_storage.js";

const LONG_POLL_AFTER_MS = 5000;

/** Starts a client that keeps unsent words in the browser, and uses long-poll where no WebSocket opens. */
export const startClient = (options: ClientOptions): Promise<Client> =>
  Client.start({ storage: new IndexedDbStorage("lossy"), longPollFallbackMs: LONG_POLL_AFTER_MS, ...options });
