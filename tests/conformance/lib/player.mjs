// Plays one transcript on one transport.

import { pause } from "../../integration/lib/wait.mjs";
import { describe, isExpected } from "./expecting.mjs";
import { LongPollClient } from "./longpoll.mjs";
import { encodeMessage } from "./phoenix.mjs";
import { ask, check } from "./requests.mjs";
import { send } from "./sending.mjs";
import { Values } from "./values.mjs";
import { WebSocketClient } from "./websocket.mjs";

const FENCE = "fence";
const LAST_LINES = 12;

// `edge` is what edges.mjs has.
export async function play(transcript, transport, edge) {
  const player = new Player(transcript, transport, edge);
  try {
    await player.run(transcript.steps);
    await player.finish();
  } finally {
    player.cutAll();
  }
}

function firstValues(edge) {
  const values = new Values();
  const token = edge.token(values.get("me"));
  const token64padded = Buffer.from(token).toString("base64");
  const shorttoken = edge.token(values.get("me"), { ttl: 3 });
  const strangertoken = edge.token("a-stranger");
  const token64 = token64padded.replaceAll("=", "");
  const all = { token, token64, token64padded, shorttoken, strangertoken };
  for (const [name, value] of Object.entries(all)) values.set(name, value);
  return values;
}

class Player {
  #clients = new Map();
  #responses = new Map();
  #log = [];

  constructor(transcript, transport, edge) {
    Object.assign(this, { transcript, edge });
    this.longPoll = transport.startsWith("lp");
    this.vsn = transport.endsWith("1") ? 1 : 2;
    this.values = firstValues(edge);
  }

  // A step's act is the name of the method that does it.
  async run(steps) {
    for (const step of steps) {
      try {
        await this[step.act](step);
      } catch (error) {
        if (error.told) throw error;
        const lines = [step.where, error.message, ...this.#log.slice(-LAST_LINES)];
        throw Object.assign(new Error(lines.join("\n  ")), { told: true });
      }
    }
  }

  // Nothing must be left that no step expected.
  async finish() {
    const where = `${this.transcript.file}: the end`;
    for (const client of this.#clients.keys()) {
      await this.run([{ act: "silence", client, ms: 0, where }]);
    }
  }

  cutAll() {
    for (const { wire } of this.#clients.values()) wire.cut();
  }

  async open({ client, user, query, headers, first }) {
    const token = this.edge.token(this.values.fill(user ?? "$me"));
    const vsn = this.vsn === 1 ? "1.0.0" : "2.0.0";
    const params = this.values.fillText(query ?? `token=${token}&vsn=${vsn}`);
    const wire = this.longPoll ? new LongPollClient() : new WebSocketClient();
    const transport = this.longPoll ? "longpoll" : "websocket";
    const text = first && encodeMessage(this.vsn, this.values.fill(JSON.parse(first)));
    await wire.open(this.edge.port, `/socket/${transport}?${params}`, headers, text);
    this.#clients.set(client, { wire, over: false, allowed: [] });
  }

  async #client(number) {
    if (!this.#clients.has(number)) await this.open({ client: number, headers: [] });
    return this.#clients.get(number);
  }

  async joined({ client, ref, topic, where }) {
    const message = (event, payload) => [ref, ref, topic, event, payload];
    const reply = message("phx_reply", { status: "ok", response: "$_" });
    await this.run([
      { act: "send", client, what: "message", message: message("phx_join", {}), where },
      { act: "expect", client, what: "message", message: reply, where },
    ]);
  }

  async repeat({ times, block }) {
    for (let i = 1; i <= times; ++i) {
      this.values.set("i", String(i));
      await this.run(block);
    }
  }

  async send(step) {
    const client = await this.#client(step.client);
    this.#log.push(`c${step.client}> ${JSON.stringify(step.message ?? step.rest).slice(0, 300)}`);
    if (step.what === "cut") client.over = true;
    send(client.wire, this.vsn, step, this.values);
  }

  pause({ client }) {
    this.#clients.get(client).wire.pause();
  }

  resume({ client }) {
    this.#clients.get(client).wire.resume();
  }

  sleep({ ms }) {
    return pause(ms);
  }

  // By lossyctl.
  operate({ command, user }) {
    return this.edge.operate(command, this.values.fill(user));
  }

  stop() {
    this.edge.stop();
  }

  async expect(step) {
    for (;;) {
      const item = await this.#take(step.client, this.transcript.waitMs, step.what);
      if (this.#learn(item, step)) return;
      if (!this.#mayCome(step.client, item)) throw new Error(`but there came ${describe(item)}`);
    }
  }

  // Skips all messages before it.
  async expectAtLast(step) {
    for (;;) {
      const item = await this.#take(step.client, this.transcript.waitMs, step.what);
      if (item === undefined || item.eof) throw new Error(`it never came: ${describe(item)}`);
      if (this.#learn(item, step)) return;
    }
  }

  // From here on, once.
  async allow(step) {
    (await this.#client(step.client)).allowed.push(step);
  }

  #mayCome(number, item) {
    const { allowed } = this.#clients.get(number);
    const index = allowed.findIndex((step) => this.#learn(item, step));
    if (index >= 0) allowed.splice(index, 1);
    return index >= 0;
  }

  // The next item. Pings are passed over unless one is wanted.
  async #take(number, limitMs, what) {
    const client = await this.#client(number);
    let item;
    do {
      item = await client.wire.queue.next(limitMs);
    } while (item?.ping && what !== "ping");
    if (item !== undefined) this.#log.push(`s${number}> ${describe(item)}`);
    if (item?.close || item?.eof || item?.gone) client.over = true;
    return item;
  }

  // True if the message is the expected one; its values are then known.
  #learn(item, step) {
    const values = this.values.copy();
    if (item === undefined || !isExpected(item, this.vsn, step, values)) return false;
    this.values = values;
    return true;
  }

  // Each of the messages of each client, in whatever order.
  async anyOrder({ alternatives: [steps] }) {
    for (const step of steps.filter(({ act }) => act === "allow")) await this.allow(step);
    const open = steps.filter(({ act }) => act !== "allow");
    while (open.length > 0) {
      const { client } = open[0];
      const item = await this.#take(client, this.transcript.waitMs);
      const found = open.findIndex((step) => step.client === client && this.#learn(item, step));
      if (found >= 0) open.splice(found, 1);
      else if (!this.#mayCome(client, item)) throw new Error(`none of these is ${describe(item)}`);
    }
  }

  async either({ alternatives }) {
    let open = alternatives.map((steps) => ({ steps, values: this.values.copy() }));
    for (let index = 0; open.every(({ steps }) => index < steps.length); ++index) {
      const item = await this.#take(open[0].steps[index].client, this.transcript.waitMs);
      open = open.filter(
        ({ steps, values }) => item && isExpected(item, this.vsn, steps[index], values),
      );
      if (open.length === 0) throw new Error(`no alternative has ${describe(item)}`);
    }
    this.values = open[0].values;
  }

  // The immediate answers of a server to a client arrive before the answer to a heartbeat.
  async silence({ client: number, ms }) {
    const client = await this.#client(number);
    const item = ms > 0 ? await this.#take(number, ms) : undefined;
    if (item !== undefined && !this.#mayCome(number, item)) {
      throw new Error(`but there came ${describe(item)}`);
    }
    if (client.over) return this.#expectNothingMore(client);
    const message = (event, payload) => [null, FENCE, "phoenix", event, payload];
    const reply = message("phx_reply", { status: "ok", response: {} });
    await this.send({ client: number, what: "message", message: message("heartbeat", {}) });
    await this.expect({ client: number, what: "message", message: reply });
  }

  async #expectNothingMore({ wire }) {
    while (wire.queue.waiting > 0) {
      const item = await wire.queue.next(0);
      if (!item.eof && !item.gone && !item.ping) throw new Error(`but there came ${describe(item)}`);
    }
  }

  request({ client, ...request }) {
    this.#log.push(`h${client}> ${request.method} ${this.values.fillText(request.target)}`);
    const response = ask(this.edge.port, request, this.values, this.transcript.waitMs);
    response.catch(() => {});
    this.#responses.set(client, response);
  }

  async response({ client, ...expected }) {
    const response = await this.#responses.get(client);
    const told = `${response.status} ${JSON.stringify([...response.headers])} ${response.body}`;
    this.#log.push(`h${client}< ${told.slice(0, 600)}`);
    check(response, expected, this.values);
  }
}
