// The services list in the end exactly the acknowledged writes.

export function checkState(record) {
  return [...checkNotes(record), ...checkVideos(record), ...checkStatuses(record)];
}

const listed = (list) => [...list.values()].flat();

// By the log: what was created is there once, as it was changed last, unless it was deleted.
function checkNotes(record) {
  const violations = [];
  // A log that was restored says less than the services have.
  const isWhole = record.restores.length === 0;
  for (const [user, notes] of record.notes) {
    const expected = replay(record.logs.get(`user:${user}`) ?? []);
    const seen = new Map();
    for (const { id, text, revision } of notes) {
      if (seen.has(id)) violations.push(`note ${id} of ${user} is listed twice`);
      seen.set(id, `${revision} ${text}`);
      if (!isWhole) continue;
      const said = expected.get(id);
      if (!said) violations.push(`note ${id} of ${user} is there, which its log does not say`);
      else if (said.revision !== revision || (revision > 1 && said.text !== text)) {
        violations.push(`note ${id} of ${user} says ${revision} "${text}", its log says ${said.revision} "${said.text}"`);
      }
    }
    for (const id of isWhole ? expected.keys() : []) {
      if (!seen.has(id)) violations.push(`note ${id} of ${user} is in its log, and not there`);
    }
  }
  return violations;
}

function replay(events) {
  const notes = new Map();
  for (const { event, id, revision, text } of events) {
    if (event === "note_created" || event === "note_updated") notes.set(id, { revision, text });
    if (event === "note_deleted") notes.delete(id);
  }
  return notes;
}

function checkVideos(record) {
  const violations = [];
  const counts = new Map();
  for (const { external_id: id } of listed(record.videos)) counts.set(id, (counts.get(id) ?? 0) + 1);
  for (const write of record.writes.values()) {
    if (write.op !== "queue_video") continue;
    const count = counts.get(write.w) ?? 0;
    if (count > 1) violations.push(`video ${write.w} is there ${count} times`);
    if (count === 0 && write.acked !== undefined) violations.push(`video ${write.w} was acknowledged, and is not there`);
  }
  return violations;
}

// The last status of a video that was acknowledged holds, if no other was tried after it.
function checkStatuses(record) {
  const violations = [];
  const last = new Map();
  for (const write of record.writes.values()) {
    if (write.op === "update_video_status") last.set(write.key.split(" ")[1], write);
  }
  for (const { id, status } of listed(record.videos)) {
    const write = last.get(id);
    if (write?.acked === undefined) continue;
    const said = write.key.split(" ")[2];
    if (said !== status) violations.push(`video ${id} is ${status}, ${write.w} made it ${said}`);
  }
  return violations;
}
