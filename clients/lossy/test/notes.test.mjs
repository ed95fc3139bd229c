// The notes of a video: each once, in order, whatever the connection does.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { interrupted, live, startEdge, texts, until } from "./lib/clients.mjs";
import { note } from "./lib/fake_edge.mjs";

const TOPIC = "notes:video:v";

function create(edge, members) {
  const created = note(members);
  edge.notes.push(created);
  edge.publish(TOPIC, "note_created", created);
  return created;
}

const loads = (edge) => edge.received.filter(({ event }) => event === "get_notes").length;

async function open(t, before = () => {}) {
  const place = startEdge(t);
  before(place.edge);
  const client = await place.start();
  const notes = await client.notes("v");
  return { ...place, client, notes };
}

describe("the notes of a video", () => {
  test("are loaded from all pages, in the order of the timeline", async (t) => {
    const { notes } = await open(t, (edge) => {
      for (const second of [5, 1, 3, 2, 4]) edge.notes.push(note({ timestamp_seconds: second }));
    });
    assert.equal(notes.phase, "loading");
    const seconds = (await notes.current()).map((item) => item.timestamp_seconds);
    assert.deepEqual(seconds, [1, 2, 3, 4, 5]);
  });

  test("follow the events", async (t) => {
    const { edge, notes } = await open(t);
    await notes.current();
    const first = create(edge, { text: "a" });
    create(edge, { text: "b" });
    await until("two notes", () => notes.items.length === 2);
    edge.publish(TOPIC, "note_updated", { ...first, text: "a2", revision: 2 });
    await until("the change", () => texts(notes)[0] === "a2");
    assert.ok(!("position" in notes.items[0]));
    edge.publish(TOPIC, "note_deleted", { id: first.id, video_id: "v" });
    await until("the deletion", () => notes.items.length === 1);
    edge.publish(TOPIC, "video_deleted", { id: "v" });
    await until("the end", () => notes.phase === "ended");
    assert.deepEqual(notes.items, []);
  });

  test("have what happens during a load once, and in its newest form", async (t) => {
    const { edge, notes } = await open(t, (edge) => {
      const kept = note({ text: "old" });
      const deleted = note();
      edge.notes.push(kept, deleted);
      let held = false;
      edge.intercept = ({ event, payload, reply }) => {
        if (event !== "get_notes" || payload.cursor || held) return false;
        held = true;
        const before = [...edge.notes];
        setTimeout(() => {
          edge.publish(TOPIC, "note_updated", { ...kept, text: "new", revision: 2 });
          edge.publish(TOPIC, "note_deleted", { id: deleted.id });
          edge.publish(TOPIC, "note_created", note({ text: "third" }));
          reply({ notes: before, next_cursor: null });
        }, 20);
        return true;
      };
    });
    await notes.current();
    assert.deepEqual(texts(notes), ["new", "third"]);
    // An event that was published late is older than the load.
    edge.publish(TOPIC, "note_updated", { ...notes.items[0], text: "old", revision: 1 });
    create(edge, { text: "fourth" });
    await until("the fourth", () => notes.items.length === 3);
    assert.deepEqual(texts(notes), ["new", "third", "fourth"]);
  });

  test("are recovered after a loss of the connection, without a load", async (t) => {
    const { edge, client, notes } = await open(t);
    create(edge, { text: "a" });
    await live(client);
    await interrupted(client, () => {
      edge.close(1006);
      create(edge, { text: "b" });
      create(edge, { text: "c" });
    });
    await until("all notes", () => notes.items.length === 3);
    assert.deepEqual(texts(notes), ["a", "b", "c"]);
    assert.equal(loads(edge), 1);
  });

  test("are loaded again when events were missed", async (t) => {
    const { edge, client, notes } = await open(t);
    const first = create(edge, { text: "a" });
    await live(client);
    await interrupted(client, () => {
      edge.close(1012);
      edge.notes = [{ ...first, text: "restored" }, note({ text: "b" })];
      edge.forgetEvents();
    });
    await until("all notes", () => notes.items.length === 2);
    assert.deepEqual(texts(notes), ["restored", "b"]);
  });

  test("are loaded when the connection ends during the load", async (t) => {
    const { edge, notes } = await open(t, (edge) => {
      edge.notes = [note({ text: "a" })];
      let killed = false;
      edge.intercept = ({ event }) => {
        if (event !== "get_notes" || killed) return false;
        killed = true;
        edge.close(1006);
        create(edge, { text: "b" });
        return true;
      };
    });
    await notes.current();
    assert.deepEqual(texts(notes), ["a", "b"]);
  });

  test("drop an event that long-poll repeats", async (t) => {
    const { edge, notes } = await open(t);
    await notes.current();
    const created = create(edge, { text: "a" });
    await until("the note", () => notes.items.length === 1);
    const position = edge.position(TOPIC);
    edge.publish(TOPIC, "note_deleted", { id: created.id });
    await until("the deletion", () => notes.items.length === 0);
    for (const socket of edge.sockets) {
      socket.deliver(null, null, TOPIC, "note_created", { ...created, position });
    }
    create(edge, { text: "b" });
    await until("the next note", () => notes.items.length === 1);
    assert.deepEqual(texts(notes), ["b"]);
  });

  test("survive a reload, and are recovered from there", async (t) => {
    const { edge, storage, start, client, notes } = await open(t);
    await notes.current();
    create(edge, { text: "a" });
    const key = "lossy/ana/notes/v";
    await until("it to be kept", async () => (await storage.get(key))?.items.length === 1);
    client.stop();
    create(edge, { text: "b" });
    edge.down = true;
    const next = await (await start()).notes("v");
    assert.deepEqual(texts(next), ["a"]);
    assert.equal(next.phase, "stale");
    edge.down = false;
    await until("the note between", () => next.items.length === 2);
    assert.deepEqual(texts(next), ["a", "b"]);
    assert.equal(loads(edge), 1);
  });

  test("contain a note of this client once, by the reply or by the event", async (t) => {
    const { edge, notes } = await open(t, (edge) => {
      edge.intercept = ({ event, payload, reply }) => {
        if (event !== "create_note") return false;
        assert.ok(payload.request_id);
        const made = note({ text: payload.text });
        edge.notes.push(made);
        edge.publish(TOPIC, "note_created", made);
        reply({ note: made });
        return true;
      };
    });
    await notes.current();
    await notes.create({ text: "mine", timestamp_seconds: 1 });
    create(edge, { text: "next" });
    await until("both", () => notes.items.some(({ text }) => text === "next"));
    assert.deepEqual(texts(notes).sort(), ["mine", "next"]);
  });

  test("repeat a write with its request_id until it is answered", async (t) => {
    const ids = [];
    const { notes } = await open(t, (edge) => {
      edge.intercept = ({ event, payload, refuse }) => {
        if (event !== "delete_note") return false;
        ids.push(payload.request_id);
        if (ids.length === 1) edge.close(1006);
        else if (ids.length === 2) refuse({ reason: "unavailable", retry_after_ms: 20 });
        else return ids.length === 3;
        return true;
      };
    });
    await notes.current();
    await notes.delete("note");
    assert.equal(ids.length, 4);
    assert.equal(new Set(ids).size, 1);
  });

  test("do not repeat a write that is refused for good", async (t) => {
    const { edge, notes } = await open(t);
    await notes.current();
    edge.intercept = ({ event, refuse }) => {
      if (event !== "update_note") return false;
      refuse({ reason: "conflict", message: "changed meanwhile" });
      return true;
    };
    await assert.rejects(notes.update("n", { text: "x" }), { reason: "conflict" });
  });

  test("are shared by the parts of a page, until the last one closes them", async (t) => {
    const { edge, client, notes } = await open(t);
    await notes.current();
    const second = await client.notes("v");
    assert.equal(second, notes);
    assert.throws(() => client.topic(TOPIC, {}), /already/);
    notes.close();
    create(edge, { text: "a" });
    await until("the note", () => second.items.length === 1);
    second.close();
    const third = await client.notes("v");
    assert.notEqual(third, notes);
    await third.current();
    assert.deepEqual(texts(third), ["a"]);
  });

  test("of a video that does not exist end", async (t) => {
    const { client, notes } = await open(t, (edge) => {
      edge.intercept = ({ event, topic, refuse }) => {
        if (event !== "phx_join" || topic !== TOPIC) return false;
        refuse({ reason: "not_found" });
        return true;
      };
    });
    await assert.rejects(notes.current(), { reason: "not_found" });
    await live(client);
  });

  test("show the visitors, and metadata after each join", async (t) => {
    const updates = [];
    const { client, edge, notes } = await open(t, (edge) => {
      edge.intercept = ({ event, payload, topic, socket }) => {
        if (event === "presence_update") updates.push(payload);
        if (event === "phx_join" && topic === TOPIC) {
          const metas = [{ phx_ref: "1", device_id: "d", online_at: 5, at: 3 }];
          setTimeout(() => socket.deliver(null, null, topic, "presence_state", { ana: { metas } }), 5);
        }
        return false;
      };
    });
    await notes.presences.update({ at: 3 });
    await until("the visitor", () => notes.presences.visitors.length === 1);
    assert.partialDeepStrictEqual?.(notes.presences.visitors[0], { userId: "ana", deviceId: "d" });
    await live(client);
    await interrupted(client, () => edge.close(1006));
    await until("both updates", () => updates.length === 2);
    assert.deepEqual(updates, [{ at: 3 }, { at: 3 }]);
  });
});

describe("the library", () => {
  const video = (id, viewed) => ({ id, last_viewed_at: viewed, inserted_at: viewed });

  test("is ordered by the last view, and follows the events", async (t) => {
    const { edge, start } = startEdge(t);
    edge.videos = [video("a", "2026-01-01T00:00:01.5Z"), video("b", "2026-01-01T00:00:02Z")];
    const { library } = await start();
    assert.deepEqual((await library.current()).map(({ id }) => id), ["b", "a"]);
    edge.publish("video:meta", "video_updated", video("a", "2026-01-01T00:00:02.01Z"));
    edge.publish("video:meta", "video_queued", video("c", null));
    await until("the new order", () => library.items.map(({ id }) => id).join("") === "abc");
    edge.publish("video:meta", "video_deleted", { id: "b" });
    await until("the deletion", () => library.items.map(({ id }) => id).join("") === "ac");
  });

  test("has a new video once, also if it appears during a load", async (t) => {
    const { edge, start } = startEdge(t);
    edge.intercept = ({ event, reply }) => {
      if (event !== "list_videos") return false;
      edge.publish("video:meta", "video_created", video("a", "2026-01-01T00:00:01Z"));
      edge.publish("video:meta", "video_created", video("b", "2026-01-01T00:00:02Z"));
      reply({ videos: [video("a", "2026-01-01T00:00:01Z")], next_cursor: null });
      return true;
    };
    const { library } = await start();
    assert.deepEqual((await library.current()).map(({ id }) => id), ["b", "a"]);
    edge.publish("video:meta", "video_created", video("c", "2026-01-01T00:00:03Z"));
    await until("the new video", () => library.items.length === 3);
    assert.deepEqual(library.items.map(({ id }) => id), ["c", "b", "a"]);
    assert.ok(!("position" in library.items[0]));
  });

  test("has a video that was created while the connection was lost", async (t) => {
    const { edge, start } = startEdge(t);
    const client = await start();
    await client.library.current();
    await live(client);
    await interrupted(client, () => {
      edge.close(1006);
      edge.publish("video:meta", "video_created", video("a", "2026-01-01T00:00:01Z"));
    });
    await until("the video", () => client.library.items.length === 1);
    assert.equal(edge.received.filter(({ event }) => event === "list_videos").length, 1);
  });

  test("is there at once after a reload, and has what was detected between", async (t) => {
    const { edge, storage, start } = startEdge(t);
    edge.videos = [video("a", "2026-01-01T00:00:01Z")];
    const first = await start();
    await first.library.current();
    await until("it to be kept", () => storage.get("lossy/ana/library"));
    first.stop();
    edge.videos.push(video("b", "2026-01-01T00:00:02Z"));
    const { library } = await start();
    assert.deepEqual(library.items.map(({ id }) => id), ["a"]);
    assert.equal(library.phase, "stale");
    assert.deepEqual((await library.current()).map(({ id }) => id), ["b", "a"]);
  });
});
