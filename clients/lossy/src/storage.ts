/**
 * A place for positions, lists and unsent words, which outlives a page. Values are JSON values;
 * a storage for unsent words must also store ArrayBuffers, as members of objects.
 */
export interface Storage {
  /** Returns the value of a key, or undefined. */
  get(key: string): Promise<unknown>;
  /** Stores a value. When the promise resolves, the value outlives the page. */
  set(key: string, value: unknown): Promise<void>;
  /** Removes a key. A key without a value is no error. */
  delete(key: string): Promise<void>;
  /** Returns the keys that begin with `prefix`, in order. */
  keys(prefix: string): Promise<string[]>;
}

/** A part of a storage: its keys are those of `storage` that begin with `prefix`. */
export function part(storage: Storage, prefix: string): Storage {
  return {
    get: (key) => storage.get(prefix + key),
    set: (key, value) => storage.set(prefix + key, value),
    delete: (key) => storage.delete(prefix + key),
    keys: async (start) =>
      (await storage.keys(prefix + start)).map((key) => key.slice(prefix.length)),
  };
}
