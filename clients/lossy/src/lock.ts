// The locks of a browser without the Web Locks API, and of Node: those of this page alone.
const held = new Set<string>();

/**
 * Takes a lock that one page of the origin has at a time. Returns the function that frees it, or
 * null if another page has it. The browser frees it when the page ends.
 */
export function takeLock(name: string): Promise<(() => void) | null> {
  const locks = globalThis.navigator?.locks;
  if (!locks) return Promise.resolve(takeLocally(name));
  return new Promise((resolve, reject) => {
    locks
      .request(name, { ifAvailable: true }, (lock) => {
        if (!lock) return resolve(null);
        return new Promise<void>((free) => resolve(() => free()));
      })
      .catch(reject);
  });
}

function takeLocally(name: string): (() => void) | null {
  if (held.has(name)) return null;
  held.add(name);
  return () => held.delete(name);
}
