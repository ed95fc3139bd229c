// Reads the state of the services in the end, as an internal tool does: over gRPC, without a link.

import { execFile } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { identify } from "../clients/event_key.mjs";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../..", import.meta.url));
const buf = path.join(root, "node_modules/.bin/buf");
const PAGE = 1000;

// Knows the events inside of google.protobuf.Any by their sources.
async function call(fleet, name, method, request, token) {
  const address = `http://${fleet.address(name)}/lossy.${method}`;
  const args = ["--protocol", "grpc", "--http2-prior-knowledge", "--schema", path.join(root, "proto")];
  const header = ["-H", `authorization: Bearer ${token}`, "-d", JSON.stringify(request)];
  const { stdout } = await run(buf, ["curl", ...args, ...header, address], {
    maxBuffer: 64 << 20,
    timeout: 60_000,
  });
  return snakeCase(JSON.parse(stdout || "{}"));
}

function snakeCase(value) {
  if (Array.isArray(value)) return value.map(snakeCase);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).map(([key, inner]) => [
    key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    snakeCase(inner),
  ]);
  return Object.fromEntries(entries);
}

// {epoch, offset, event, id, revision, text} of each of a topic's events.
export async function readLog(fleet, topic) {
  const token = fleet.stack.internalToken("chaos", "operator");
  const events = [];
  for (let after; ; ) {
    const request = { topic, after, limit: PAGE };
    const page = await call(fleet, "notifications", "notifications.v1.NotificationsService/Read", request, token);
    if (!page.events) return events;
    events.push(...page.events.map(eventOf));
    after = page.events.at(-1).position;
  }
}

function eventOf({ position: { epoch, offset }, event: { "@type": _, ...oneof } }) {
  const [[event, payload] = []] = Object.entries(oneof);
  // A deleted note's words were taken back.
  if (typeof payload !== "object" || Array.isArray(payload)) return { epoch, offset: Number(offset), event: "redacted" };
  return { epoch, offset: Number(offset), event, ...identify(event, payload) };
}

// All pages of a list that belongs to the user.
async function list(fleet, user, { name, method, member, request }) {
  const token = fleet.stack.internalToken(user);
  const items = [];
  for (let cursor = ""; ; ) {
    const page = await call(fleet, name, method, request(cursor), token);
    items.push(...(page[member] ?? []));
    cursor = page.next_cursor;
    if (!cursor) return items;
  }
}

export const listNotes = async (fleet, user) => {
  const method = "notes.v1.NotesService/ListNotes";
  const request = (cursor) => ({ limit: PAGE, cursor });
  const notes = await list(fleet, user, { name: "notes", method, member: "notes", request });
  return notes.map(({ id, text, revision }) => ({ id, text, revision }));
};

export const listVideos = async (fleet, user) => {
  const method = "video.v1.VideoService/ListVideos";
  const request = (cursor) => ({ filters: { limit: PAGE, cursor } });
  const videos = await list(fleet, user, { name: "video", method, member: "videos", request });
  return videos.map(({ id, external_id, status }) => ({ id, external_id, status: statusOf(status) }));
};

const statusOf = (name) => name?.replace("VIDEO_STATUS_", "").toLowerCase();
