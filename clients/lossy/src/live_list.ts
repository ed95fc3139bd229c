import { type BackoffBounds, backoff } from "./backoff.js";
import type { Position } from "./contract.js";
import { RequestError } from "./errors.js";
import { Listeners } from "./listeners.js";
import type { Storage } from "./storage.js";
import type { Topic } from "./topic.js";
import type { TopicName } from "./topic_types.js";

const SAVE_DELAY_MS = 200;
// Raise it when items get another form: a list that an older client kept is then loaded again.
const FORM = 1;

/**
 * - "loading": the list was never complete;
 * - "stale": the list was complete, and may lack changes now;
 * - "current": the list has all changes;
 * - "ended": the subject of the list was deleted, or the edge refuses it.
 */
export type ListPhase = "loading" | "stale" | "current" | "ended";

/** A list with the position up to which it has all changes. */
export interface Snapshot<Item> {
  form: number;
  position: Position;
  items: Item[];
}

export interface LiveListOptions<Item, Name extends TopicName> {
  topic: Topic<Name>;
  /** Returns all items. It is called again after a failure that passes. */
  load(): Promise<Item[]>;
  /** Returns a negative number if `a` comes before `b`. */
  compare(a: Item, b: Item): number;
  /** Returns true if `item` is older than `known`, which has the same id. */
  older?(item: Item, known: Item): boolean;
  /** The list of an earlier page. The topic must have been joined after its position. */
  snapshot: Snapshot<Item> | null;
  /** Keeps the list for the next page. Absent: nothing is kept. */
  storage?: Storage;
  storageKey: string;
  retry: BackoffBounds;
}

type Change<Item> = { put: Item } | { remove: string } | { clear: true };

/**
 * A list that stays right by itself: it is loaded, changed by the events of a topic, and loaded again
 * when events were missed. Each item is in it once. Changes that arrive during a load are applied
 * after it, because they are newer.
 */
export class LiveList<Item extends { id: string }, Name extends TopicName> {
  /** Called with the new items after each change of items or phase. */
  readonly changes = new Listeners<readonly Item[]>();
  #options: LiveListOptions<Item, Name>;
  #known = new Map<string, Item>();
  #removed = new Set<string>();
  #items: readonly Item[] = [];
  #complete = false;
  #ended = false;
  #waiting: Change<Item>[] | null = null; // Changes during a load.
  #loads = 0;
  #saving: ReturnType<typeof setTimeout> | undefined;
  #phase: ListPhase = "loading";

  constructor(options: LiveListOptions<Item, Name>) {
    this.#options = options;
    const { topic, snapshot } = options;
    if (snapshot) {
      for (const item of snapshot.items) this.#known.set(item.id, item);
      this.#complete = true;
    }
    topic.joins.add(({ recovered }) => {
      if (!recovered) this.#complete = false;
      if (!this.#complete && (!recovered || this.#waiting === null)) void this.#load();
    });
    topic.changes.add((phase) => {
      if (phase === "refused") this.#ended = true;
      this.#publish();
    });
    topic.advances.add(() => this.#save());
    this.#publish();
  }

  /** The items, in order. Each change makes another array. */
  get items(): readonly Item[] {
    return this.#items;
  }

  get phase(): ListPhase {
    return this.#phase;
  }

  get(id: string): Item | undefined {
    return this.#known.get(id);
  }

  /** Applies an event that has a whole item. */
  put(item: Item): void {
    this.#change({ put: item });
  }

  /** Applies an event that an item was deleted. */
  remove(id: string): void {
    this.#change({ remove: id });
  }

  /** Applies an event that the subject of the list was deleted. */
  clear(): void {
    this.#change({ clear: true });
  }

  /**
   * Applies the reply to a request of this client, which may be older than events that arrived: it
   * never replaces an item that is as new, nor one that was deleted.
   */
  putReply(item: Item, newer: (known: Item) => boolean): void {
    const known = this.#known.get(item.id);
    if (this.#waiting || !this.#complete || this.#removed.has(item.id)) return;
    if (known && !newer(known)) return;
    this.put(item);
    this.#save();
  }

  /** Resolves when the list is current. Rejects when it has ended. */
  current(): Promise<readonly Item[]> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (this.#phase === "current") {
          remove();
          resolve(this.#items);
        } else if (this.#phase === "ended") {
          remove();
          reject(this.#options.topic.refusal ?? new Error("the subject of the list was deleted"));
        }
      };
      const remove = this.changes.add(look);
      look();
    });
  }

  /** Ends all work for the list. The topic is not left. */
  stop(): void {
    this.#loads += 1;
    clearTimeout(this.#saving);
  }

  #change(change: Change<Item>): void {
    if (this.#waiting) this.#waiting.push(change);
    else if (this.#complete) {
      this.#apply(change);
      this.#publish();
    }
  }

  #apply(change: Change<Item>): void {
    if ("put" in change) {
      const known = this.#known.get(change.put.id);
      if (this.#removed.has(change.put.id)) return;
      if (known && this.#options.older?.(change.put, known)) return;
      this.#known.set(change.put.id, change.put);
    } else if ("remove" in change) {
      this.#known.delete(change.remove);
      this.#removed.add(change.remove);
    } else {
      this.#known.clear();
      this.#ended = true;
    }
  }

  // A join that misses events begins another load; only the answer of the last load counts.
  async #load(): Promise<void> {
    const load = ++this.#loads;
    this.#waiting = [];
    this.#publish();
    for (let tries = 1; load === this.#loads; ++tries) {
      try {
        const items = await this.#options.load();
        if (load !== this.#loads) return;
        this.#loaded(items);
        return;
      } catch (error) {
        if (load !== this.#loads) return;
        const { phase } = this.#options.topic;
        if (error instanceof RequestError && error.reason === "not_found") this.#ended = true;
        if (this.#ended || phase === "refused" || phase === "left") {
          this.#waiting = null;
          this.#publish();
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, backoff(tries, this.#options.retry)));
      }
    }
  }

  #loaded(items: Item[]): void {
    this.#known = new Map(items.map((item) => [item.id, item]));
    this.#removed.clear();
    const changes = this.#waiting ?? [];
    this.#waiting = null;
    this.#complete = true;
    for (const change of changes) this.#apply(change);
    this.#publish();
    this.#save();
  }

  #publish(): void {
    this.#items = [...this.#known.values()].sort(this.#options.compare);
    this.#phase = this.#phaseNow();
    this.changes.emit(this.#items);
  }

  #phaseNow(): ListPhase {
    if (this.#ended) return "ended";
    if (!this.#complete) return this.#known.size > 0 ? "stale" : "loading";
    return this.#options.topic.phase === "joined" ? "current" : "stale";
  }

  // Position and items are read together, so that they belong together.
  #save(): void {
    const { storage, storageKey, topic } = this.#options;
    if (!storage || this.#saving !== undefined) return;
    this.#saving = setTimeout(() => {
      this.#saving = undefined;
      if (!this.#complete || this.#waiting || !topic.position) return;
      const snapshot: Snapshot<Item> = {
        form: FORM,
        position: topic.position,
        items: [...this.#items],
      };
      // A list that cannot be kept is loaded again by the next page.
      const kept = this.#ended ? storage.delete(storageKey) : storage.set(storageKey, snapshot);
      kept.catch(() => {});
    }, SAVE_DELAY_MS);
  }
}

/** Returns the kept list of an earlier page, or null. */
export async function keptSnapshot<Item>(
  storage: Storage | undefined,
  key: string,
): Promise<Snapshot<Item> | null> {
  const kept = (await storage?.get(key).catch(() => undefined)) as Snapshot<Item> | undefined;
  return kept?.form === FORM ? kept : null;
}
