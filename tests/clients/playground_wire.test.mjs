// The playground's own client writes and reads the messages of the stock one.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Serializer } from "phoenix";
import { curlCode } from "../../edge/console/play/code.js";
import { Presences } from "../../edge/console/play/presences.js";
import { binaryEvent, hintOf, kindOf, resolve, topicOf } from "../../edge/console/play/schema.js";
import { decode, encode } from "../../edge/console/play/wire.js";

const stock = (message) => new Promise((take) => Serializer.encode(message, take));
const toStock = ({ joinRef, payload, ...message }) => ({
  ...message,
  join_ref: joinRef,
  payload: payload instanceof Uint8Array ? payload.buffer : payload,
});

describe("the playground's messages", () => {
  for (const [name, payload] of [
    ["JSON", { text: "ü", list: [1, null] }],
    ["bytes", Uint8Array.of(0, 1, 255)],
  ]) {
    test(`are those of the stock client with ${name}`, async () => {
      const message = { joinRef: "1", ref: "2", topic: "room:ü", event: "echo", payload };
      assert.deepEqual(encode(message), await stock(toStock(message)));
    });
  }

  test("are refused when a text does not fit a binary frame", () => {
    const message = { joinRef: "1", ref: "2", topic: "x".repeat(256), event: "echo", payload: Uint8Array.of(1) };
    assert.throws(() => encode(message), /more than 255 bytes/);
  });

  const binary = (kind, texts, ...bytes) => {
    const sizes = texts.map((text) => Buffer.byteLength(text));
    return new Uint8Array([kind, ...sizes, ...Buffer.from(texts.join("")), ...bytes]).buffer;
  };

  test("are read from binary frames of each kind", () => {
    const payload = Uint8Array.of(7, 8);
    const push = { joinRef: "1", ref: null, topic: "room:ü", event: "bin", payload };
    assert.deepEqual(decode(binary(0, ["1", "room:ü", "bin"], 7, 8)), push);
    assert.deepEqual(decode(binary(2, ["room:ü", "bin"], 7, 8)), { ...push, joinRef: null });
    const reply = { ...push, ref: "2", event: "phx_reply", payload: { status: "ok", response: payload } };
    assert.deepEqual(decode(binary(1, ["1", "2", "room:ü", "ok"], 7, 8)), reply);
    assert.throws(() => decode(Uint8Array.of(9).buffer), /begins with 9/);
  });
});

test("the playground reads presences, their changes and their updates", () => {
  const presences = new Presences();
  presences.receive("presence_state", { ann: { metas: [{ phx_ref: "1" }] } });
  presences.receive("presence_diff", { joins: { ben: { metas: [{ phx_ref: "2" }] } }, leaves: {} });
  const moved = { joins: { ann: { metas: [{ phx_ref: "3", phx_ref_prev: "1" }] } }, leaves: { ann: { metas: [{ phx_ref: "1" }] } } };
  presences.receive("presence_diff", moved);
  presences.receive("presence_diff", { updates: { ben: { metas: [{ phx_ref: "4", phx_ref_prev: "2" }] } } });
  const refs = presences.list().map(([user, metas]) => [user, metas.map(({ phx_ref }) => phx_ref)]);
  assert.deepEqual(refs, [["ann", ["3"]], ["ben", ["4"]]]);
  presences.receive("presence_diff", { joins: {}, leaves: { ben: { metas: [{ phx_ref: "4" }] } } });
  assert.deepEqual(presences.list().map(([user]) => user), ["ann"]);
});

test("the playground knows the kinds of the schemas", () => {
  const schemas = { "a.Room": { type: "object", properties: { name: { type: "string" } } } };
  const nullable = (schema) => ({ anyOf: [schema, { type: "null" }] });
  const bytes = { anyOf: [{ type: "string", contentEncoding: "base64" }, { type: "array", items: {} }] };
  for (const [schema, kind] of [
    [nullable({ $ref: "#/schemas/a.Room" }), "message"],
    [nullable(bytes), "bytes"],
    [{ enum: ["red", null] }, "enum"],
    [{ type: "string", format: "date-time" }, "time"],
    [{ type: "object", additionalProperties: { type: "string" } }, "map"],
    [{ type: "array", items: { type: "string" } }, "list"],
    [{ type: "object" }, "json"],
    [{}, "json"],
  ]) {
    assert.equal(kindOf(resolve(schema, schemas)), kind, JSON.stringify(schema));
  }
  assert.equal(hintOf({ "x-unit": "s" }, { type: "number" }), "number, in s");
});

test("the playground makes topics, binary events and shell commands", () => {
  assert.equal(topicOf("room:{a}:{b}", { a: "1", b: "2:3" }), "room:1:2:3");
  assert.equal(binaryEvent("chunk", { id: "a b&c", offset: 0, data: null, more: {} }, "data"), "chunk?id=a%20b%26c&offset=0");
  const request = { origin: "http://localhost", token: "t", topic: "room:a b", event: "say", http: true };
  const command = curlCode({ ...request, payload: { text: "it's" } });
  assert.match(command, /'http:\/\/localhost\/api\/topics\/room:a%20b\/say'/);
  assert.match(command, /-d '\{"text":"it'\\''s"\}'/);
});
