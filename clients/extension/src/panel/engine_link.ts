// The panel's end of the connection to the engine.

import { Listeners } from "../../../lossy/src/listeners.js";
import { EnginePort } from "../engine_port.js";
import type { EngineState, EngineToPanel, PanelToEngine } from "../messages.js";

const FRAME_LIMIT_MS = 25_000;

export class EngineLink {
  /** Called after each change of `state`, with it. */
  readonly changes = new Listeners<EngineState | null>();
  /** Called with sentences for the user. */
  readonly problems = new Listeners<string>();
  /** Called with the level of the microphone, from 0 to 1. */
  readonly levels = new Listeners<number>();
  #port: EnginePort<"panel">;
  #state: EngineState | null = null;
  #frames = new Map<string, (frame: Extract<EngineToPanel, { kind: "frame" }>) => void>();

  constructor() {
    this.#port = new EnginePort({
      name: "panel",
      onOpen: () => {},
      onClosed: () => this.#show(null),
      onMessage: (message) => this.#receive(message),
    });
  }

  /** Null: there is no connection to the engine. */
  get state(): EngineState | null {
    return this.#state;
  }

  send(message: PanelToEngine): void {
    this.#port.send(message);
  }

  /** Returns the frame of a second of the reviewed video as a JPEG in base64. */
  frame(seconds: number): Promise<string> {
    const request = crypto.randomUUID();
    return new Promise((resolve, reject) => {
      const settle = (end: () => void) => {
        clearTimeout(limit);
        this.#frames.delete(request);
        end();
      };
      const limit = setTimeout(
        () => settle(() => reject(new Error("The page did not give a frame of the video in time."))),
        FRAME_LIMIT_MS,
      );
      this.#frames.set(request, (frame) =>
        settle(() => ("error" in frame ? reject(new Error(frame.error)) : resolve(frame.base64))),
      );
      this.send({ kind: "capture_frame", request, seconds });
    });
  }

  close(): void {
    this.#port.close();
  }

  #receive(message: EngineToPanel): void {
    switch (message.kind) {
      case "state":
        return this.#show(message.state);
      case "frame":
        return this.#frames.get(message.request)?.(message);
      case "problem":
        return this.problems.emit(message.text);
      case "level":
        return this.levels.emit(message.level);
    }
  }

  #show(state: EngineState | null): void {
    this.#state = state;
    this.changes.emit(state);
  }
}
