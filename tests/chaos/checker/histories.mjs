// A short history in which all promises were kept, for tests to spoil.

const EPOCH = "e1";
const at = (offset, epoch = EPOCH) => ({ epoch, offset });
const VIDEO = "video:v1";
const USER = "user:ann";

export const created = (id, text) => ({ event: "note_created", id, revision: 1, text });
export const updated = (id, revision, text) => ({ event: "note_updated", id, revision, text });
export const deleted = (id) => ({ event: "note_deleted", id });

// A write that was acknowledged at the first try: three entries.
export function write(w, op, key, logs = [VIDEO, USER], session) {
  return [
    { k: "write", c: "writer", w, op, key, logs, session },
    { k: "try", c: "writer", w, n: 1 },
    { k: "answer", c: "writer", w, n: 1, status: "ok" },
  ];
}

export const logOf = (topic, events) => ({
  k: "log",
  topic,
  events: events.map((event, index) => ({ ...event, epoch: EPOCH, offset: index + 1 })),
});

export const seen = (reader, event, offset) => ({
  k: "event",
  c: reader,
  ...event,
  position: offset && at(offset),
});

export const joined = (reader, offset, { recovered = false, gave = false } = {}) => ({
  k: "joined",
  c: reader,
  position: offset === undefined ? undefined : at(offset),
  recovered,
  gave,
});

// Two notes are spoken, one is changed, one is deleted, a video is queued and gets a status. A panel
// loses its connection in the middle and recovers; a plain page stays.
export function goodHistory() {
  const events = [
    created("n1", "one"),
    created("n2", "two"),
    updated("n1", 2, "one, better"),
    deleted("n2"),
  ];
  const queued = { event: "video_queued", id: "v2", text: "q1" };
  const reader = { k: "reader", topic: "notes:video:v1", log: VIDEO };
  const push = ["note_created", "note_updated", "note_deleted"];
  return [
    { ...reader, c: "panel", push, recovers: true },
    { ...reader, c: "plain", push, recovers: false },
    joined("panel", 0),
    joined("plain"),
    ...write("s1", "transcript_final", "note_created one", [VIDEO, USER], "a1"),
    seen("panel", events[0], 1),
    seen("plain", events[0]),
    ...write("s2", "transcript_final", "note_created two", [VIDEO, USER], "a1"),
    { k: "lost", c: "panel" },
    seen("plain", events[1]),
    ...write("w1", "update_note", "note_updated one, better"),
    seen("plain", events[2]),
    joined("panel", 1, { recovered: true, gave: true }),
    seen("panel", events[1], 2),
    seen("panel", events[2], 3),
    ...write("w2", "delete_note", "note_deleted n2"),
    seen("panel", events[3], 4),
    seen("plain", events[3]),
    ...write("q1", "queue_video", "video_queued q1", [USER]),
    ...write("w3", "update_video_status", "status v1 complete", []),
    { k: "opened", c: "panel", good: true },
    { k: "end", member: "edge", status: 0, signal: null, expected: true, asked: "SIGTERM" },
    { k: "presence", c: "panel", topic: "notes:video:v1", seen: ["a", "b"], expected: ["a", "b"] },
    logOf(VIDEO, events),
    logOf(USER, [...events, queued]),
    { k: "notes", user: "ann", notes: [{ id: "n1", revision: 2, text: "one, better" }] },
    {
      k: "videos",
      user: "ann",
      videos: [
        { id: "v1", external_id: "x", status: "complete" },
        { id: "v2", external_id: "q1", status: "queued" },
      ],
    },
  ];
}

// A note is spoken; the log is restored to that moment, and the event of a second note is lost; a third
// is spoken. Two panels load the state again, and so does a plain page.
export function restoredHistory() {
  const [one, two, three] = [created("n1", "one"), created("n2", "two"), created("n3", "three")];
  const panels = ["panel", "other"];
  const reader = { k: "reader", topic: "notes:video:v1", log: VIDEO, push: ["note_created"] };
  const spoken = (w, text) => write(w, "transcript_final", `note_created ${text}`, [VIDEO], "a1");
  const all = ["panel", "other", "plain"];
  return [
    ...panels.map((c) => ({ ...reader, c, recovers: true })),
    { ...reader, c: "plain", recovers: false },
    ...panels.map((c) => joined(c, 0)),
    joined("plain"),
    ...spoken("s1", "one"),
    ...panels.map((c) => seen(c, one, 1)),
    seen("plain", one),
    { k: "ready", ms: 1 },
    { k: "round", index: 1, kinds: ["restore"] },
    { k: "fault", id: "1.1", kind: "restore", target: "running" },
    ...spoken("s2", "two"),
    ...panels.map((c) => seen(c, two, 2)),
    seen("plain", two),
    { k: "restored", id: "1.1" },
    ...all.map((c) => ({ k: "lost", c })),
    ...panels.map((c) => ({ k: "joined", c, position: at(1, "e2"), recovered: false, gave: true })),
    joined("plain"),
    ...spoken("s3", "three"),
    ...panels.map((c) => ({ ...seen(c, three), position: at(2, "e2") })),
    seen("plain", three),
    {
      k: "log",
      topic: VIDEO,
      events: [one, three].map((event, index) => ({ ...event, ...at(index + 1, "e2") })),
    },
  ];
}
