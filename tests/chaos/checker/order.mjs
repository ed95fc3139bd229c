// Each log has dense offsets in one epoch, and the order in which things were done.

import { eventKey } from "../clients/event_key.mjs";

export function checkOrder(record) {
  return [...record.logs].flatMap(([topic, events]) => [
    ...checkDense(topic, events),
    ...checkLives(topic, events, record.restores.length > 0),
    ...checkRealTime(record, topic, events),
  ]);
}

function checkDense(topic, events) {
  return events.flatMap(({ epoch, offset }, index) => {
    if (offset !== index + 1) return [`${topic} has offset ${offset} at place ${index + 1}`];
    return epoch === events[0].epoch ? [] : [`${topic} changes its epoch at ${offset}`];
  });
}

// A note is created, then changed, revision by revision, then deleted. Of a log that was restored some
// of it may be lost.
function checkLives(topic, events, wasRestored) {
  const revisions = new Map();
  const violations = [];
  for (const event of events.filter(({ event: name }) => name.startsWith("note_"))) {
    const before = revisions.get(event.id);
    const isGone = (wasRestored || events.some((each) => each.event === "redacted")) && (before === undefined || event.revision > before);
    const isRight = {
      note_created: before === undefined,
      note_updated: before !== undefined && event.revision === before + 1,
      note_deleted: before !== undefined,
    };
    // The session that spoke a note receives its creation, not its later changes.
    if (!topic.startsWith("session:") && !isGone && !isRight[event.event]) {
      violations.push(`${topic} has ${eventKey(event)} at ${event.offset} behind revision ${before}`);
    }
    revisions.set(event.id, event.event === "note_deleted" ? Infinity : event.revision);
  }
  return violations;
}

// A write that was acknowledged before another one was sent comes before it: among those that a session
// sent, those to notes, and those to videos.
function checkRealTime(record, topic, events) {
  const violations = [];
  const earliest = new Map();
  for (const event of [...events].reverse()) {
    const write = record.causeOf(event);
    if (!write) continue;
    const line = write.session ?? event.event.split("_")[0];
    const later = earliest.get(line);
    if (later && later.acked < write.sent) {
      violations.push(`${topic} has ${write.w} before ${later.w}, which was acknowledged before it was sent`);
    }
    if (write.acked !== undefined && !(later?.acked < write.acked)) earliest.set(line, write);
  }
  return violations;
}
