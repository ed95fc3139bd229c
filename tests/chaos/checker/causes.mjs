// Nobody sees an event before somebody has asked for what it tells.

import { eventKey } from "../clients/event_key.mjs";

export function checkCauses(record) {
  const wrongs = [];
  for (const reader of record.readers.values()) {
    for (const entry of reader.entries) {
      if (entry.k !== "event") continue;
      const cause = record.causeOf(entry);
      if (cause && !(entry.place > cause.sent)) {
        wrongs.push(`${reader.c} got ${eventKey(entry)} before ${cause.w} was sent`);
      }
    }
  }
  return wrongs;
}
