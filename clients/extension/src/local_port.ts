// The connection of a panel to an engine in the same page. A browser delivers no messages within a page.

import type { EngineToPanel, PanelToEngine } from "./messages.js";

/** The members of chrome.runtime.Port that both ends use. */
export interface MessagePortLike<In, Out> {
  postMessage(message: Out): void;
  disconnect(): void;
  readonly onMessage: { addListener(callback: (message: In) => void): void };
  readonly onDisconnect: { addListener(callback: () => void): void };
}

export type EngineEnd = MessagePortLike<PanelToEngine, EngineToPanel>;

declare global {
  /** Takes the port of a panel, if the engine runs in this page. */
  var lossyEngine: ((port: EngineEnd) => void) | undefined;
}

// A page ends with both of its ends.
function end<In, Out>(port: MessagePort): MessagePortLike<In, Out> {
  return {
    postMessage: (message) => port.postMessage(message),
    disconnect: () => port.close(),
    onMessage: { addListener: (callback) => (port.onmessage = ({ data }) => callback(data)) },
    onDisconnect: { addListener: () => {} },
  };
}

/** Connects to the engine of this page. Null: it runs elsewhere. */
export function connectLocally(): MessagePortLike<EngineToPanel, PanelToEngine> | null {
  if (!globalThis.lossyEngine) return null;
  const { port1, port2 } = new MessageChannel();
  globalThis.lossyEngine(end(port1));
  return end(port2);
}
