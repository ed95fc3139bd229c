// A storage in a folder, which outlives its process: a file for each key, in the form of V8.

import fs from "node:fs/promises";
import path from "node:path";
import { deserialize, serialize } from "node:v8";

export class FileStorage {
  #folder;

  constructor(folder) {
    this.#folder = folder;
  }

  async get(key) {
    return fs.readFile(this.#file(key)).then(deserialize, () => undefined);
  }

  async set(key, value) {
    await fs.mkdir(this.#folder, { recursive: true });
    await fs.writeFile(this.#file(key), serialize(value));
  }

  async delete(key) {
    await fs.rm(this.#file(key), { force: true });
  }

  async keys(prefix) {
    const names = await fs.readdir(this.#folder).catch(() => []);
    const keys = names.map(decodeURIComponent);
    return keys.filter((key) => key.startsWith(prefix)).sort();
  }

  #file(key) {
    return path.join(this.#folder, encodeURIComponent(key));
  }
}
