// Keys that identify an event and a write among all others.

// The same for a payload that a client was pushed and for one that was read from the log.
export const PUSHED = {
  note_created: ({ id, raw_transcript: text }) => ({ id, revision: 1, text }),
  note_updated: ({ id, revision, text }) => ({ id, revision, text }),
  note_deleted: ({ id }) => ({ id }),
  video_created: ({ id }) => ({ id }),
  video_queued: ({ id, external_id: text }) => ({ id, text }),
  video_updated: ({ id }) => ({ id }),
  agent_event: ({ type, transcript_id: id }) => ({ id: `${type} ${id}` }),
};

export const identify = (event, payload) => PUSHED[event]?.(payload) ?? {};

// The key of a write's event, as it is known before the event is seen.
export const writeKey = (event, { id, text }) => `${event} ${event === "note_deleted" ? id : text}`;

// The same only for the same event.
export const eventKey = ({ event, id, revision = "", text = "" }) => `${event} ${id} ${revision} ${text}`;
