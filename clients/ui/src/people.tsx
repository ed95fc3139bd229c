// The users who look at the same video.

import type { Visitor } from "../../lossy/src/presences.js";

/**
 * Returns each user once, with the number of their windows that show notes. A client without a
 * window, such as the one that hears for the extension, has `background: true` in its metadata.
 */
export function peopleOf(visitors: readonly Visitor[]): { userId: string; windows: number }[] {
  const windows = new Map<string, number>();
  for (const { userId, meta } of visitors) {
    windows.set(userId, (windows.get(userId) ?? 0) + (meta["background"] === true ? 0 : 1));
  }
  return [...windows].map(([userId, count]) => ({ userId, windows: count }));
}

export function People({ visitors, self }: { visitors: readonly Visitor[]; self: string }) {
  return (
    <ul class="people" aria-label="Here now">
      {peopleOf(visitors).map(({ userId, windows }) => {
        const name = userId === self ? "You" : userId;
        const where = windows > 1 ? `${name}, in ${windows} windows` : name;
        return (
          <li key={userId} title={where}>
            {where}
          </li>
        );
      })}
    </ul>
  );
}
