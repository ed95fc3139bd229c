// CreateNote by gRPC; its lag is the time from the answer to the note in the panel.

import { randomUUID } from "node:crypto";
import { field } from "../../../integration/lib/raw_grpc.mjs";
import { GrpcSession } from "../grpc_session.mjs";
import { Awaited } from "./awaited.mjs";
import { Turns, openReviewers } from "./reviewers.mjs";

const METHOD = "lossy.notes.v1.NotesService/CreateNote";
const SESSIONS = 4;
const FIELD = { requestId: 1, videoId: 2, text: 3, category: 6 };
const PACING = 1;

export class CreateNote {
  static start = 100;
  #context;
  #reviewers = [];
  #sessions = [];
  #turns;
  #connections;
  #notes = new Awaited();
  #count = 0;

  constructor(context) {
    this.#context = context;
  }

  async open() {
    const { stack, options } = this.#context;
    this.#reviewers = await openReviewers(this.#context, options.users);
    await Promise.all(this.#reviewers.map((reviewer) => this.#watch(reviewer)));
    for (let i = 0; i < SESSIONS; ++i) {
      this.#sessions.push(await GrpcSession.open(stack.address("notes"), options.operation_ms));
    }
    this.#turns = new Turns(this.#reviewers);
    this.#connections = new Turns(this.#sessions);
  }

  async operation(answer) {
    const { token, videoId } = this.#turns.take();
    const text = `limit ${++this.#count}`;
    const message = Buffer.concat([
      field(FIELD.requestId, randomUUID()),
      field(FIELD.videoId, videoId),
      field(FIELD.text, text),
      field(FIELD.category, PACING),
    ]);
    const seen = this.#notes.wait(text, this.#context.options.operation_ms);
    await Promise.all([seen, this.#connections.take().call(METHOD, token, message).then(answer)]);
  }

  async close() {
    for (const { socket } of this.#reviewers) socket.end();
    for (const session of this.#sessions) session.close();
  }

  async #watch({ socket, videoId }) {
    await socket.join(`notes:video:${videoId}`);
    socket.onPush = (topic, event, payload) => {
      if (event === "note_created" && topic.startsWith("notes:video:")) this.#notes.arrive(payload.text);
    };
  }
}
