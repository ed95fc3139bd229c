// Events that are published on one topic, until all panels that follow it have each of them.

import { randomUUID } from "node:crypto";
import { field } from "../../../integration/lib/raw_grpc.mjs";
import { GrpcSession } from "../grpc_session.mjs";
import { LoadSocket } from "../load_socket.mjs";
import { Awaited } from "./awaited.mjs";
import { openReviewers } from "./reviewers.mjs";

const METHOD = "lossy.notifications.v1.NotificationsService/Publish";
const TYPE = "type.googleapis.com/lossy.notes.v1.NoteEvent";
const PUBLISH = { eventId: 1, topic: 2, event: 3 };
const ANY = { typeUrl: 1, value: 2 };
const NOTE_CREATED = 1;
const NOTE = { id: 1, text: 3 };
const MARK = Buffer.from("fan-out ");
const MARK_BYTES = MARK.length + 36;

export class FanOut {
  static start = 20;
  #context;
  #panels = [];
  #publisher;
  #topic;
  #events = new Awaited();

  constructor(context) {
    this.#context = context;
  }

  async open() {
    const { stack, options } = this.#context;
    const [reviewer] = await openReviewers(this.#context, 1);
    this.#panels.push(reviewer.socket);
    this.#topic = `video:${reviewer.videoId}`;
    while (this.#panels.length < options.panels) {
      this.#panels.push(await LoadSocket.open(stack, reviewer.token, options.operation_ms));
    }
    for (const panel of this.#panels) {
      await panel.join(`notes:${this.#topic}`);
      panel.readRaw((frame) => this.#read(frame));
    }
    this.#publisher = await GrpcSession.open(stack.address("notifications"), options.operation_ms);
  }

  // The token of an operator is short-lived.
  async prepare() {
    this.token = this.#context.stack.internalToken("operator", "operator");
  }

  async operation() {
    const { options } = this.#context;
    const text = `${MARK}${randomUUID()}`;
    const note = Buffer.concat([field(NOTE.id, randomUUID()), field(NOTE.text, text)]);
    const event = [field(ANY.typeUrl, TYPE), field(ANY.value, field(NOTE_CREATED, note))];
    const request = Buffer.concat([
      field(PUBLISH.eventId, randomUUID()),
      field(PUBLISH.topic, this.#topic),
      field(PUBLISH.event, Buffer.concat(event)),
    ]);
    const seen = this.#events.wait(text, options.operation_ms, this.#panels.length);
    await Promise.all([seen, this.#publisher.call(METHOD, this.token, request)]);
  }

  async close() {
    for (const panel of this.#panels) panel.end();
    this.#publisher?.close();
  }

  // A frame is searched and not parsed: there are as many as panels for each event.
  #read(frame) {
    const at = frame.indexOf(MARK);
    if (at >= 0) this.#events.arrive(frame.toString("latin1", at, at + MARK_BYTES));
  }
}
