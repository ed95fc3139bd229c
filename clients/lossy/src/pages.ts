/**
 * Returns the items of all pages, at most `most`. `load` returns the page after a cursor. An item
 * that moved between pages meanwhile is in the result once.
 */
export async function allPages<Item extends { id: string }>(
  load: (cursor: string | null) => Promise<{ items: Item[]; next: string | null }>,
  most = Infinity,
): Promise<Item[]> {
  const found = new Map<string, Item>();
  let cursor: string | null = null;
  do {
    const { items, next } = await load(cursor);
    for (const item of items) found.set(item.id, item);
    cursor = next;
  } while (cursor !== null && found.size < most);
  return [...found.values()].slice(0, most);
}
