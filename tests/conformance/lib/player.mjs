// Plays one transcript on one transport.

import { pause } from "../../integration/lib/wait.mjs";
import { parseBytes, toHex } from "./bytes.mjs";
import { BINARY, CLOSE, closePayload, PING, PONG, TEXT, unmaskedFrame } from "./frames.mjs";
import { exchange, loseAnswer, UPGRADE_HEADERS } from "./http.mjs";
import { LongPollClient } from "./longpoll.mjs";
import { clientPush, encodeMessage, expectedMessage, serverFrame } from "./phoenix.mjs";
import { Values } from "./values.mjs";
import { WebSocketClient } from "./websocket.mjs";

// How long something that may come or not is waited for.
const OPTIONAL_MS = 150;
const FENCE = "fence";

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

class Player {
  #clients = new Map();
  #requests = new Map();
  #log = [];

  constructor(transcript, transport, edge) {
    Object.assign(this, { transcript, edge });
    this.longPoll = transport.startsWith("lp");
    this.vsn = transport.endsWith("1") ? 1 : 2;
    this.values = new Values();
    const token = edge.token(this.values.get("me"));
    this.values.set("token", token);
    this.values.set("strangertoken", edge.token("a-stranger"));
    this.values.set("shorttoken", edge.token(this.values.get("me"), { ttl: 1 }));
    this.values.set("token64padded", Buffer.from(token).toString("base64"));
    this.values.set("token64", this.values.get("token64padded").replaceAll("=", ""));
  }

  async run(steps) {
    for (const step of steps) {
      try {
        await this[`_${step.act}`](step);
      } catch (error) {
        if (error.told) throw error;
        const log = this.#log.slice(-12).join("\n  ");
        throw Object.assign(new Error(`${step.where}\n  ${error.message}\n  ${log}`), { told: true });
      }
    }
  }

  // Nothing must be left that no step expected.
  async finish() {
    for (const client of this.#clients.keys()) {
      await this.run([{ act: "silence", client, ms: 0, where: `${this.transcript.file}: the end` }]);
    }
  }

  cutAll() {
    for (const { wire } of this.#clients.values()) wire.cut();
  }

  async #client(number) {
    if (!this.#clients.has(number)) await this._open({ client: number, headers: [] });
    return this.#clients.get(number);
  }

  async _open({ client, user, query, headers }) {
    const token = this.edge.token(this.values.fill(user ?? "$me"));
    const vsn = this.vsn === 1 ? "1.0.0" : "2.0.0";
    const params = query === undefined ? `token=${token}&vsn=${vsn}` : this.values.fillText(query);
    const wire = this.longPoll ? new LongPollClient() : new WebSocketClient();
    const transport = this.longPoll ? "longpoll" : "websocket";
    const lines = headers.map((line) => this.values.fillText(line));
    await wire.open(this.edge.port, `/socket/${transport}?${params}`, lines);
    this.#clients.set(client, { wire, over: false });
  }

  async _joined({ client, ref, topic, where }) {
    const message = (event, payload) => [ref, ref, topic, event, payload];
    const reply = { status: "ok", response: "$_" };
    await this.run([
      { act: "send", client, what: "message", message: message("phx_join", {}), where },
      { act: "expect", client, what: "message", message: message("phx_reply", reply), where },
    ]);
  }

  async _repeat({ times, block }) {
    for (let i = 1; i <= times; ++i) {
      this.values.set("i", String(i));
      await this.run(block);
    }
  }

  async _send(step) {
    const client = await this.#client(step.client);
    this.#log.push(`c${step.client}> ${JSON.stringify(step.message ?? step.rest).slice(0, 300)}`);
    this.#sendOn(client, step);
  }

  #sendOn(client, { what, message, rest, texts }) {
    const { wire } = client;
    switch (what) {
      case "message":
        return wire.sendText(encodeMessage(this.vsn, this.values.fill(message)));
      case "deflated":
        return wire.sendDeflated(encodeMessage(this.vsn, this.values.fill(message)));
      case "text":
        return wire.sendText(this.values.fillText(rest));
      case "lines":
        return wire.sendText(this.#lines(rest));
      case "bin":
        return wire.sendBinary(clientPush(this.values.fill(texts), parseBytes(rest)));
      case "bytes":
        return wire.sendBinary(this.#bytes(rest));
      case "raw":
        return wire.sendRaw(this.#bytes(rest));
      case "frame":
      case "unmasked":
        return this.#sendFrame(wire, what, rest);
      case "ping":
        return wire.sendFrame(PING, this.#bytes(rest));
      case "pong":
        return wire.sendFrame(PONG, this.#bytes(rest));
      case "close": {
        const [, code, reason] = rest.match(/^(\d*) ?"?([^"]*)"?$/);
        return wire.sendFrame(CLOSE, closePayload(code ? Number(code) : undefined, reason));
      }
      case "cut":
        client.over = true;
        return wire.cut();
      default:
        throw new Error(`a client cannot send ${what}`);
    }
  }

  // N of them, numbered by $n.
  #lines(rest) {
    const [, count, line] = rest.match(/^(\d+) (.*)$/);
    const numbers = Array.from({ length: Number(count) }, (_, index) => String(index + 1));
    return numbers.map((n) => this.values.fillText(line.replaceAll("$n", n))).join("\n");
  }

  #sendFrame(wire, what, rest) {
    const first = parseInt(rest.slice(0, 2), 16);
    const payload = this.#bytes(rest.slice(2));
    if (what === "frame") wire.sendFrame(first, payload);
    else wire.sendRaw(unmaskedFrame(first, payload));
  }

  #bytes(text) {
    return parseBytes(this.values.fillText(text));
  }

  _pause({ client }) {
    this.#clients.get(client).wire.pause();
  }

  _resume({ client }) {
    this.#clients.get(client).wire.resume();
  }

  _sleep({ ms }) {
    return pause(ms);
  }

  // By lossyctl.
  _operate({ command, user }) {
    return this.edge.operate(command, this.values.fill(user));
  }

  _stop() {
    this.edge.stop();
  }

  async _expect(step) {
    if (step.what === "until") return this.#expectAtLast(step);
    const limitMs = step.optional ? OPTIONAL_MS : this.transcript.waitMs;
    const item = await this.#take(step.client, limitMs, step.what);
    const values = this.values.copy();
    if (item !== undefined && this.#isExpected(item, step, values)) {
      this.values = values;
    } else if (step.optional) {
      this.#putBack(step.client, item);
    } else {
      throw new Error(`but there came ${describe(item)}`);
    }
  }

  // Whatever comes before it.
  async #expectAtLast({ rest, ...step }) {
    const [, what, words] = rest.match(/^(\w+) ?(.*)$/);
    for (;;) {
      const item = await this.#take(step.client, this.transcript.waitMs);
      if (item === undefined || item.eof) throw new Error(`it never came: ${describe(item)}`);
      if (this.#learn(item, { ...step, what, rest: words })) return;
    }
  }

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

  #isExpected(item, { what, message, rest, kind, texts }, values) {
    switch (what) {
      case "deflated":
        return item.deflated && values.matches(parsed(item.text), expectedMessage(this.vsn, message));
      case "message":
        return values.matches(parsed(item.text), expectedMessage(this.vsn, message));
      case "text":
        return values.matches(parsed(item.text), JSON.parse(rest));
      case "bin":
        return item.binary?.equals(serverFrame(kind, values.fill(texts), parseBytes(rest))) ?? false;
      case "bytes":
        return item.binary?.equals(parseBytes(values.fillText(rest))) ?? false;
      case "ping":
        return item.ping !== undefined;
      case "pong":
        return item.pong?.equals(parseBytes(rest)) ?? false;
      case "close": {
        const [, code, reason] = rest.match(/^(\d*) ?("[^"]*")?$/);
        return item.close === Number(code) && (!reason || values.matches(item.reason, JSON.parse(reason)));
      }
      case "eof":
        return item.eof === true;
      default:
        throw new Error(`a server cannot send ${what}`);
    }
  }

  // Each of the messages of each client, in whatever order.
  async _anyOrder({ alternatives: [steps] }) {
    let open = [...steps];
    while (open.length > 0) {
      const due = open.find(({ optional }) => !optional);
      const { client } = due ?? open[0];
      const item = await this.#take(client, due ? this.transcript.waitMs : OPTIONAL_MS);
      const found = open.find((step) => step.client === client && this.#learn(item, step));
      if (found) open = open.filter((step) => step !== found);
      else if (due) throw new Error(`none of these is ${describe(item)}`);
      else return this.#putBack(client, item);
    }
  }

  #putBack(number, item) {
    if (item !== undefined) this.#clients.get(number).wire.queue.unshift(item);
  }

  // Whether it is what the step expects; then what it says is known.
  #learn(item, step) {
    const values = this.values.copy();
    if (item === undefined || !this.#isExpected(item, step, values)) return false;
    this.values = values;
    return true;
  }

  async _either({ alternatives }) {
    let open = alternatives.map((steps) => ({ steps, values: this.values.copy() }));
    for (let index = 0; open.every(({ steps }) => index < steps.length); ++index) {
      const item = await this.#take(open[0].steps[index].client, this.transcript.waitMs);
      open = open.filter(
        ({ steps, values }) => item !== undefined && this.#isExpected(item, steps[index], values),
      );
      if (open.length === 0) throw new Error(`no alternative has ${describe(item)}`);
    }
    this.values = open[0].values;
  }

  // What the server does at once on hearing from a client has come before a heartbeat's answer.
  async _silence({ client: number, ms }) {
    const client = await this.#client(number);
    if (ms > 0) {
      const item = await this.#take(number, ms);
      if (item !== undefined) throw new Error(`but there came ${describe(item)}`);
    }
    if (client.over) return this.#expectNothingMore(client);
    const message = (event, payload) => [null, FENCE, "phoenix", event, payload];
    const reply = { status: "ok", response: {} };
    client.wire.sendText(encodeMessage(this.vsn, message("heartbeat", {})));
    const step = { client: number, what: "message", message: message("phx_reply", reply) };
    await this._expect(step);
  }

  async #expectNothingMore({ wire }) {
    while (wire.queue.waiting > 0) {
      const item = await wire.queue.next(0);
      if (!item.eof && !item.gone && !item.ping) throw new Error(`but there came ${describe(item)}`);
    }
  }

  _request({ client, method, target, version, headers, body }) {
    const fill = (text) => this.values.fillText(text);
    const upgrade = method === "UPGRADE";
    const ask = method === "LOSE" ? loseAnswer : exchange;
    const request = {
      method: upgrade || ask === loseAnswer ? "GET" : method,
      target: fill(target),
      version,
      headers: [...(upgrade ? UPGRADE_HEADERS : []), ...headers.map(fill)],
      body: body === undefined ? undefined : fill(body),
    };
    this.#log.push(`h${client}> ${method} ${request.target.slice(0, 200)}`);
    const response = ask(this.edge.port, request, 5000 + this.transcript.waitMs);
    response.catch(() => {});
    this.#requests.set(client, response);
  }

  async _response({ client, status, headers, absent, body, json }) {
    const response = await this.#requests.get(client);
    const told = `${response.status} ${JSON.stringify([...response.headers])} ${response.body}`;
    this.#log.push(`h${client}< ${told.slice(0, 600)}`);
    if (response.status !== status) throw new Error(`the status is ${response.status}`);
    for (const line of headers) this.#checkHeader(response, line);
    for (const name of absent) {
      if (response.headers.has(name)) throw new Error(`there is a header ${name}`);
    }
    if (body !== undefined && this.values.fillText(body) !== response.body) {
      throw new Error(`the body is ${JSON.stringify(response.body)}`);
    }
    if (json !== undefined && !this.values.matches(parsed(response.body), json)) {
      throw new Error(`the body is ${response.body}`);
    }
  }

  #checkHeader({ headers }, line) {
    const [, name, value] = line.match(/^([^:]*): ?(.*)$/);
    const actual = headers.get(name.toLowerCase());
    if (!this.values.matches(actual, value)) throw new Error(`the header ${name} is ${actual}`);
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function describe(item) {
  if (item === undefined) return "nothing";
  if (item.text !== undefined) return item.text.slice(0, 400);
  if (item.binary) return `bytes ${toHex(item.binary).slice(0, 400)}`;
  if (item.ping) return `ping ${toHex(item.ping)}`;
  if (item.pong) return `pong ${toHex(item.pong)}`;
  if (item.close) return `close ${item.close} ${JSON.stringify(item.reason)}`;
  return item.eof ? "eof" : `the end of the session, status ${item.gone}`;
}
