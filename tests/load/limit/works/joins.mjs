// Joins of distinct users, each with a topic of their own, on a connection of their own.

import { newUser } from "../../../integration/lib/client.mjs";
import { LoadSocket } from "../load_socket.mjs";

export class Joins {
  static start = 100;
  #context;
  #users = [];

  constructor(context) {
    this.#context = context;
  }

  async open() {}

  // Signs the tokens of so many users before the step, so that the step has only the joins.
  async prepare(count) {
    const { stack } = this.#context;
    while (this.#users.length < count) this.#users.push(newUserOf(stack));
  }

  async operation() {
    const { stack, options } = this.#context;
    const { user, token } = this.#users.pop() ?? newUserOf(stack);
    const socket = await LoadSocket.open(stack, token, options.operation_ms);
    try {
      await socket.join(`notes:user:${user}`);
    } finally {
      socket.end();
    }
  }

  async close() {}
}

function newUserOf(stack) {
  const user = newUser("limit");
  return { user, token: stack.userToken(user) };
}
