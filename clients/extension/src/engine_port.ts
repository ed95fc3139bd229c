// The connection of a page or of the panel to the engine. It is opened again when it ends.

import { backoff } from "../../lossy/src/backoff.js";
import { connectLocally, type MessagePortLike } from "./local_port.js";
import { askWorker } from "./requests.js";
import type { EngineToPage, EngineToPanel, PageToEngine, PanelToEngine } from "./messages.js";

const RETRY = { first: 250, most: 10_000 };

interface Ends {
  page: { in: EngineToPage; out: PageToEngine };
  panel: { in: EngineToPanel; out: PanelToEngine };
}

export interface EnginePortOptions<Name extends keyof Ends> {
  name: Name;
  /** Called after each connection, so that the engine learns the present state. */
  onOpen: () => void;
  /** Called when the connection has ended. */
  onClosed?: () => void;
  onMessage: (message: Ends[Name]["in"]) => void;
}

export class EnginePort<Name extends keyof Ends> {
  #options: EnginePortOptions<Name>;
  #port: MessagePortLike<Ends[Name]["in"], Ends[Name]["out"]> | null = null;
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(options: EnginePortOptions<Name>) {
    this.#options = options;
    void this.#open();
  }

  /** Sends a message. Without a connection it is dropped: `onOpen` sends the state. */
  send(message: Ends[Name]["out"]): void {
    this.#port?.postMessage(message);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#port?.disconnect();
    this.#port = null;
  }

  async #open(): Promise<void> {
    try {
      if (await askWorker({ kind: "start_engine" })) return this.#connect();
    } catch {
      // An extension that was updated or removed has left this script behind.
      if (!chrome.runtime?.id) return this.close();
    }
    this.#retryLater();
  }

  #connect(): void {
    if (this.#closed) return;
    const port: MessagePortLike<any, any> = connectLocally() ?? chrome.runtime.connect({ name: this.#options.name });
    this.#port = port;
    port.onMessage.addListener((message: Ends[Name]["in"]) => {
      this.#failures = 0;
      this.#options.onMessage(message);
    });
    port.onDisconnect.addListener(() => {
      // The browser reports a port without a receiver there.
      void chrome.runtime.lastError;
      if (this.#port !== port) return;
      this.#port = null;
      this.#options.onClosed?.();
      this.#retryLater();
    });
    this.#options.onOpen();
  }

  #retryLater(): void {
    if (this.#closed) return;
    this.#failures += 1;
    this.#retry = setTimeout(() => void this.#open(), backoff(this.#failures, RETRY));
  }
}
