// The stock client in a page of Chromium, in the shape that it has in Node.

import fs from "node:fs";
import http from "node:http";
import { until } from "../integration/lib/wait.mjs";

const file = (name) => fs.readFileSync(new URL(name, import.meta.url));

const FILES = {
  "/": ["text/html", file("page/index.html")],
  "/page.mjs": ["text/javascript", file("page/page.mjs")],
  "/phoenix.mjs": ["text/javascript", file("../../node_modules/phoenix/priv/static/phoenix.mjs")],
};

// A web site of the page and nothing else. Its origin is not the edge's.
export function servePage() {
  const server = http.createServer((request, response) => {
    const [type, body] = FILES[request.url] ?? ["text/plain", ""];
    response.writeHead(body ? 200 : 404, { "content-type": type }).end(body);
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

// A class for Client; each of its sockets is one in that page.
export async function openPageSocket(browser, site) {
  const channels = new Map();
  const page = await browser.open(`http://localhost:${site.address().port}/`, (report) => {
    const { topic, ...message } = JSON.parse(report);
    channels.get(topic).hear(message);
  });
  await until("the page to be loaded", () => page.evaluate("typeof client === 'object'"));

  const call = (method, ...values) =>
    page.evaluate(`client.${method}(${values.map((each) => JSON.stringify(each)).join()})`);

  return class PageSocket {
    #arguments;

    constructor(url, { params, transport }) {
      this.#arguments = [url, params, transport];
    }

    connect() {
      call("connect", ...this.#arguments);
    }

    disconnect(callback) {
      call("disconnect").then(callback);
    }

    channel(topic, params) {
      const channel = new PageChannel(topic, params, call);
      channels.set(topic, channel);
      return channel;
    }
  };
}

class PageChannel {
  state = "closed";
  onMessage = () => {};
  #params;
  #call;

  constructor(topic, params, call) {
    this.topic = topic;
    this.#params = params;
    this.#call = call;
  }

  hear({ state, event, payload }) {
    this.state = state;
    if (event) this.onMessage(event, payload);
  }

  join() {
    return push(this.#call("join", this.topic, this.#params));
  }

  push(event, payload) {
    return push(this.#call("push", this.topic, event, payload));
  }

  leave() {
    return push(this.#call("leave", this.topic));
  }
}

// As the stock client's: receive() may be called once for each status.
function push(answer) {
  return {
    receive(expected, callback) {
      answer.then(({ status, response }) => status === expected && callback(response));
      return this;
    },
  };
}
