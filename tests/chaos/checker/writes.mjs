// Every acknowledged write was done exactly once; every other one at most once.

import { eventKey } from "../clients/event_key.mjs";

// Said once: it has no request_id.
const SPOKEN = "transcript_final";

export function checkWrites(record) {
  const counts = countCauses(record);
  const violations = [];
  for (const write of record.writes.values()) {
    violations.push(...checkAnswer(write));
    for (const log of write.logs) {
      const count = counts.get(`${log} ${write.w}`) ?? 0;
      const what = `${write.w} (${write.key}), ${write.acked === undefined ? "not " : ""}acknowledged,`;
      if (count > 1) violations.push(`${what} is ${count} times in ${log}`);
      const isLost = count === 0 && write.acked !== undefined && !record.mayBeLost(write) && !record.mayBeRedacted(log, write);
      if (isLost) violations.push(`${what} is missing in ${log}`);
    }
  }
  return [...violations, ...checkUncaused(record)];
}

function countCauses(record) {
  const counts = new Map();
  for (const [topic, events] of record.logs) {
    for (const event of events) {
      const cause = record.causeOf(event);
      if (!cause) continue;
      const key = `${topic} ${cause.w}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return counts;
}

// A write with a request_id is repeated until it is acknowledged, and must be acknowledged in the end.
function checkAnswer({ w, op, acked, last }) {
  if (op === SPOKEN || acked !== undefined) return [];
  return [`${w} (${op}) was never acknowledged: ${last?.status} ${last?.reason ?? ""}`.trim()];
}

function checkUncaused(record) {
  const violations = [];
  for (const [topic, events] of record.logs) {
    for (const event of events) {
      const isOurs = ["note_created", "note_updated", "note_deleted", "video_queued"].includes(event.event);
      if (isOurs && !record.causeOf(event)) violations.push(`${topic} has an event without a write: ${eventKey(event)}`);
    }
  }
  return violations;
}
