// The list_videos event: the edge, the video service and its database.

import { Turns, openReviewers } from "./reviewers.mjs";

export class ListVideos {
  static start = 200;
  #context;
  #reviewers = [];
  #turns;

  constructor(context) {
    this.#context = context;
  }

  async open() {
    this.#reviewers = await openReviewers(this.#context, this.#context.options.users);
    this.#turns = new Turns(this.#reviewers);
  }

  operation() {
    return this.#turns.take().socket.push("video:meta", "list_videos");
  }

  async close() {
    for (const { socket } of this.#reviewers) socket.end();
  }
}
