// The edges that transcripts are played against: one for all that want the same flags.

export class Edges {
  #rooms;
  #started = new Map();

  constructor(rooms) {
    this.#rooms = rooms;
  }

  // {port, token(user, options), operate(command, user), stop()}
  for({ headers }) {
    if ("own edge" in headers) return this.#start(headers["own edge"]);
    const flags = headers.edge ?? "";
    if (!this.#started.has(flags)) this.#started.set(flags, this.#start(flags));
    return this.#started.get(flags);
  }

  async #start(flags) {
    const { port, process } = await this.#rooms.startEdge(flags.split(" ").filter(Boolean));
    const token = (user, options) => this.#rooms.userToken(user, options);
    const operate = (command, user) => this.#rooms.operate(command, user);
    return { port, token, operate, stop: () => process.stop() };
  }
}
