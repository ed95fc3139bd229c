// No reader sees an event before its write was sent.

import { eventKey } from "../clients/event_key.mjs";

export function checkCauses(record) {
  const violations = [];
  for (const reader of record.readers.values()) {
    for (const entry of reader.entries) {
      if (entry.k !== "event") continue;
      const cause = record.causeOf(entry);
      if (cause && !(entry.place > cause.sent)) {
        violations.push(`${reader.c} got ${eventKey(entry)} before ${cause.w} was sent`);
      }
    }
  }
  return violations;
}
