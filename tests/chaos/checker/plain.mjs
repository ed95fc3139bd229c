// A reader without positions may miss events, but not while joined: the channel must end first.

import { eventKey } from "../clients/event_key.mjs";

export function checkPlain(record) {
  return [...record.readers.values()]
    .filter(({ recovers }) => !recovers)
    .flatMap((reader) => checkReader(record, reader));
}

function checkReader(record, reader) {
  const log = record.logs.get(reader.log) ?? [];
  const places = new Map(log.map((event) => [eventKey(event), event.offset]));
  return spans(reader).flatMap((span) =>
    checkSpan({ record, reader, log, places, span }).map((violation) => `${reader.c} on ${reader.topic} ${violation}`),
  );
}

// From each join to what ended it: {joined, events, ended}.
function spans({ entries, push }) {
  const found = [];
  let span;
  for (const entry of entries) {
    if (entry.k === "joined") found.push((span = { joined: entry.place, events: [], ended: false }));
    if (entry.k === "event" && span && push.includes(entry.event)) span.events.push(entry);
    if ((entry.k === "lost" || entry.k === "closed") && span) {
      span.ended = true;
      span = undefined;
    }
  }
  return found;
}

function checkSpan({ record, reader, log, places, span }) {
  const violations = [];
  // An event that a restore may have removed may also be published again; the words of a note
  // that was deleted are taken back.
  const isSure = (event) => {
    const cause = record.causeOf(event);
    if (cause && record.mayBeLost(cause)) return false;
    return places.has(eventKey(event)) || !record.mayBeRedacted(reader.log, { key: event.event });
  };
  const forwards = (event) => reader.push.includes(event.event) && isSure(event);
  const seen = span.events.filter(isSure);
  const offsets = seen.map((event) => places.get(eventKey(event)));
  // The first thing that was done after the join cannot be missed.
  const first = log.find((event) => forwards(event) && record.causeOf(event)?.sent > span.joined);
  let last = Math.min(first?.offset ?? log.length + 1, ...offsets.filter(Boolean)) - 1;
  for (const [index, event] of seen.entries()) {
    const offset = offsets[index];
    if (offset === undefined) {
      violations.push(`got ${eventKey(event)}, which is not in the log`);
    } else if (offset <= last) {
      violations.push(`got ${eventKey(event)} at ${offset} behind ${last}`);
    } else {
      violations.push(...missed(log, last, offset - 1, forwards));
      last = offset;
    }
  }
  if (!span.ended) {
    const acked = (event) => forwards(event) && record.causeOf(event)?.acked !== undefined;
    violations.push(...missed(log, last, log.length, acked));
  }
  return violations;
}

const missed = (log, after, last, matches) =>
  log.slice(after, last).filter(matches).map((event) => `did not get ${eventKey(event)} at ${event.offset}`);
