// An edge in memory: sockets, topics with a log, notes, videos and sessions of audio.

const OPEN = 1;
const CLOSED = 3;

class FakeSocket {
  readyState = 0;
  bufferedAmount = 0;

  constructor(edge, url, protocols) {
    this.edge = edge;
    this.url = url;
    this.token = atob(protocols[1].replace("base64url.bearer.phx.", ""));
    this.joins = new Map(); // The join_ref of each topic.
    setTimeout(() => edge.accept(this));
  }

  send(data) {
    if (this.readyState !== OPEN) return;
    const message = typeof data === "string" ? parseText(data) : parseBinary(data);
    setTimeout(() => this.edge.receive(this, message));
  }

  deliver(...message) {
    if (this.readyState !== OPEN) return;
    const data = JSON.stringify(message);
    setTimeout(() => this.onmessage({ data }));
  }

  close(code = 1000, reason = "") {
    if (this.readyState === CLOSED) return;
    this.readyState = CLOSED;
    this.edge.sockets.delete(this);
    setTimeout(() => this.onclose({ code, reason, wasClean: true }));
  }
}

function parseText(data) {
  const [joinRef, ref, topic, event, payload] = JSON.parse(data);
  return { joinRef, ref, topic, event, payload };
}

function parseBinary(data) {
  const bytes = new Uint8Array(data);
  let at = 5;
  const texts = [1, 2, 3, 4].map((i) => {
    const text = new TextDecoder().decode(bytes.subarray(at, at + bytes[i]));
    at += bytes[i];
    return text;
  });
  const [joinRef, ref, topic, eventAndQuery] = texts;
  const [event, query] = eventAndQuery.split("?");
  const fields = Object.fromEntries(new URLSearchParams(query));
  return { joinRef, ref, topic, event, payload: { ...fields, data: [...bytes.subarray(at)] } };
}

export class FakeEdge {
  sockets = new Set();
  down = false;
  epoch = "1";
  logs = new Map(); // The published events of each topic.
  notes = [];
  videos = [];
  received = []; // The messages of clients besides joins and heartbeats.
  tokens = []; // The tokens that were presented.
  goodToken = () => true;
  // A hook for tests: returns true for a message that it has dealt with.
  intercept = () => false;
  streams = new Map(); // The last stream of each session: {id, bytes}.
  recordings = [];
  done = new Set(); // The request_ids of texts.
  spoken = [];
  context = {};

  get transport() {
    const edge = this;
    return class {
      constructor(url, protocols) {
        return new FakeSocket(edge, url, protocols);
      }
    };
  }

  accept(socket) {
    this.tokens.push(socket.token);
    if (this.down || !this.goodToken(socket.token)) {
      socket.readyState = CLOSED;
      socket.onerror({});
      socket.onclose({ code: 1006, reason: "" });
      return;
    }
    socket.readyState = OPEN;
    this.sockets.add(socket);
    socket.onopen();
  }

  // Ends all connections.
  close(code, reason) {
    for (const socket of [...this.sockets]) socket.close(code, reason);
  }

  log(topic) {
    if (!this.logs.has(topic)) this.logs.set(topic, []);
    return this.logs.get(topic);
  }

  position(topic) {
    return { epoch: this.epoch, offset: this.log(topic).length, run: 1 };
  }

  publish(topic, event, payload) {
    this.log(topic).push({ event, payload });
    const position = this.position(topic);
    for (const socket of this.sockets) {
      if (socket.joins.has(topic)) {
        socket.deliver(null, null, topic, event, { ...payload, position });
      }
    }
  }

  // Clients that come later miss the events so far.
  forgetEvents() {
    this.epoch = String(Number(this.epoch) + 1);
    this.logs.clear();
  }

  receive(socket, message) {
    if (socket.readyState !== OPEN) return;
    const { joinRef, ref, topic, event, payload } = message;
    const reply = (response, status = "ok") =>
      socket.deliver(joinRef, ref, topic, "phx_reply", { status, response });
    const refuse = (response) => reply({ message: "", ...response }, "error");
    if (event === "heartbeat") return reply({});
    if (this.intercept({ ...message, reply, refuse, socket })) return;
    if (event === "phx_join") return this.join(socket, message, reply);
    if (event === "phx_leave") {
      socket.joins.delete(topic);
      return reply({});
    }
    this.received.push({ topic, event, payload });
    this.answer(message, reply, refuse);
  }

  join(socket, { joinRef, topic, payload }, reply) {
    socket.joins.set(topic, joinRef);
    const { recover } = payload;
    const log = this.log(topic);
    const recovered = recover?.epoch === this.epoch;
    const stream = this.streams.get(topic);
    reply({
      position: recovered ? recover : this.position(topic),
      ...(recover === true ? {} : { recovered }),
      stream_id: stream?.id ?? null,
      received_bytes: stream?.bytes.length ?? 0,
    });
    if (!recovered) return;
    for (let i = recover.offset; i < log.length; ++i) {
      const position = { epoch: this.epoch, offset: i + 1, run: 1 };
      socket.deliver(null, null, topic, log[i].event, { ...log[i].payload, position });
    }
  }

  answer({ topic, event, payload }, reply, refuse) {
    switch (event) {
      case "access_token":
        this.tokens.push(payload.access_token);
        return this.goodToken(payload.access_token)
          ? reply({})
          : refuse({ reason: "unauthenticated" });
      case "get_notes": {
        const from = Number(payload.cursor ?? 0);
        const notes = this.notes.slice(from, from + 2);
        const more = from + 2 < this.notes.length;
        return reply({ notes, next_cursor: more ? String(from + 2) : null });
      }
      case "list_videos":
        return reply({ videos: this.videos, next_cursor: null });
      case "audio_chunk":
        return this.store(topic, payload, reply, refuse);
      case "stop_recording": {
        const stream = this.streams.get(topic);
        if (stream && !stream.stopped) {
          stream.stopped = true;
          this.recordings.push({ bytes: stream.bytes, ...stream.context });
        }
        return reply({});
      }
      case "update_video_context":
        this.context.video = payload.video_id;
        return reply({});
      case "set_timestamp":
        this.context.timestamp = payload.timestamp;
        return reply({});
      case "transcript_final":
        if (!this.done.has(payload.request_id)) {
          this.done.add(payload.request_id);
          this.spoken.push({ text: payload.text, ...this.context });
        }
        return reply({});
      default:
        return reply({});
    }
  }

  store(topic, { stream_id: id, offset, data }, reply, refuse) {
    let stream = this.streams.get(topic);
    if (stream?.id !== id) {
      if (Number(offset) > 0) {
        return refuse({ reason: "failed_precondition", details: { received_bytes: "0" } });
      }
      stream = { id, bytes: [], context: { ...this.context } };
      this.streams.set(topic, stream);
    }
    const known = stream.bytes.length - Number(offset);
    if (known < 0) {
      const details = { received_bytes: String(stream.bytes.length) };
      return refuse({ reason: "failed_precondition", details });
    }
    stream.bytes.push(...data.slice(known));
    reply({});
  }
}

let notes = 0;

export function note(members = {}) {
  const number = ++notes;
  return {
    id: `note-${String(number).padStart(4, "0")}`,
    video_id: "v",
    text: `note ${number}`,
    timestamp_seconds: number,
    inserted_at: "2026-01-01T00:00:00Z",
    revision: 1,
    ...members,
  };
}
