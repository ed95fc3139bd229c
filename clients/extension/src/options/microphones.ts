// The microphones of this computer. The browser names them once the user allowed one.

import { Listeners } from "../../../lossy/src/listeners.js";

export class Microphones {
  /** Called when microphones come or go, and when the user allows one. */
  readonly changes = new Listeners<void>();
  #known: { id: string; name: string }[] = [];
  #allowed = true;
  #ended = new AbortController();

  constructor() {
    const { signal } = this.#ended;
    const look = () => void this.#look();
    navigator.mediaDevices.addEventListener("devicechange", look, { signal });
    // The user allows it in another tab, and comes back.
    document.addEventListener("visibilitychange", look, { signal });
    look();
  }

  get known(): readonly { id: string; name: string }[] {
    return this.#known;
  }

  /** False: the browser asks the user first. */
  get allowed(): boolean {
    return this.#allowed;
  }

  close(): void {
    this.#ended.abort();
  }

  async #look(): Promise<void> {
    const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
    const inputs = devices.filter(({ kind, deviceId }) => kind === "audioinput" && deviceId !== "default");
    this.#allowed = inputs.length === 0 || inputs.some(({ label }) => label !== "");
    this.#known = inputs
      .filter(({ deviceId, label }) => deviceId && label)
      .map(({ deviceId, label }) => ({ id: deviceId, name: label }));
    if (!this.#ended.signal.aborted) this.changes.emit();
  }
}
