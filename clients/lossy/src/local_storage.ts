import type { Storage as Place } from "./storage.js";

/** The browser's localStorage, or sessionStorage. It stores JSON alone: no unsent audio. */
export class LocalStorage implements Place {
  #storage: globalThis.Storage;

  constructor(storage: globalThis.Storage = localStorage) {
    this.#storage = storage;
  }

  async get(key: string): Promise<unknown> {
    const text = this.#storage.getItem(key);
    return text === null ? undefined : JSON.parse(text);
  }

  async set(key: string, value: unknown): Promise<void> {
    this.#storage.setItem(key, JSON.stringify(value));
  }

  async delete(key: string): Promise<void> {
    this.#storage.removeItem(key);
  }

  async keys(prefix: string): Promise<string[]> {
    const keys = Array.from({ length: this.#storage.length }, (_, i) => this.#storage.key(i) ?? "");
    return keys.filter((key) => key.startsWith(prefix)).sort();
  }
}
