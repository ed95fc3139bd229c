import type { Storage } from "./storage.js";

const STORE = "values";

function settled<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** A database of the browser. It stores audio, and workers of extensions have it too. */
export class IndexedDbStorage implements Storage {
  #name: string;
  #database: Promise<IDBDatabase> | null = null;

  constructor(name = "lossy") {
    this.#name = name;
  }

  async get(key: string): Promise<unknown> {
    return settled((await this.#store("readonly")).get(key));
  }

  async set(key: string, value: unknown): Promise<void> {
    await this.#write((store) => store.put(value, key));
  }

  async delete(key: string): Promise<void> {
    await this.#write((store) => store.delete(key));
  }

  async keys(prefix: string): Promise<string[]> {
    const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
    return (await settled((await this.#store("readonly")).getAllKeys(range))).map(String);
  }

  // A write is stored when its transaction is complete.
  async #write(act: (store: IDBObjectStore) => IDBRequest): Promise<void> {
    const store = await this.#store("readwrite");
    act(store);
    const { transaction } = store;
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    });
  }

  async #store(mode: IDBTransactionMode): Promise<IDBObjectStore> {
    this.#database ??= this.#open();
    return (await this.#database).transaction(STORE, mode).objectStore(STORE);
  }

  // The browser may close the database, for instance to free space; the next use opens it again.
  async #open(): Promise<IDBDatabase> {
    const forget = () => {
      this.#database = null;
    };
    try {
      const request = indexedDB.open(this.#name, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE);
      const database = await settled(request);
      database.onclose = forget;
      database.onversionchange = () => {
        forget();
        database.close();
      };
      return database;
    } catch (error) {
      forget();
      throw error;
    }
  }
}
