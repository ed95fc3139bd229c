// As much of a browser's XMLHttpRequest as long-polling clients use, over node:http
// and node:https.

import http from "node:http";
import https from "node:https";

const UNSENT = 0;
const OPENED = 1;
const HEADERS_RECEIVED = 2;
const DONE = 4;

export class XMLHttpRequest {
  readyState = UNSENT;
  status = 0;
  responseText = "";
  // In milliseconds, from send() to the end of the body; 0 is for ever.
  timeout = 0;
  onreadystatechange = null;
  onload = null;
  onerror = null;
  ontimeout = null;
  onabort = null;
  #method;
  #url;
  #headers = {};
  #request;
  #timer;

  open(method, url) {
    this.#method = method;
    this.#url = url;
    this.#enter(OPENED);
  }

  setRequestHeader(name, value) {
    this.#headers[name] = value;
  }

  send(body = null) {
    const options = { method: this.#method, headers: this.#headers };
    const { request } = this.#url.startsWith("https:") ? https : http;
    this.#request = request(this.#url, options, (response) => this.#read(response));
    this.#request.on("error", () => this.#end("onerror"));
    if (this.timeout > 0) this.#timer = setTimeout(() => this.#end("ontimeout"), this.timeout);
    this.#request.end(body ?? undefined);
  }

  abort() {
    if (this.#request) this.#end("onabort");
    this.readyState = UNSENT;
  }

  #read(response) {
    if (!this.#request) return;
    this.status = response.statusCode;
    this.#enter(HEADERS_RECEIVED);
    const chunks = [];
    response.on("data", (chunk) => chunks.push(chunk));
    response.on("error", () => this.#end("onerror"));
    response.on("end", () => this.#end("onload", Buffer.concat(chunks).toString()));
  }

  // The first end of a request is the only one. A failed request has no text.
  #end(event, text = "") {
    if (!this.#request) return;
    const request = this.#request;
    this.#request = undefined;
    clearTimeout(this.#timer);
    if (event !== "onload") {
      request.destroy();
      this.status = 0;
    }
    this.responseText = text;
    this.#enter(DONE);
    this[event]?.();
  }

  #enter(state) {
    this.readyState = state;
    this.onreadystatechange?.();
  }
}

// The stock client looks for it here.
export function installXMLHttpRequest() {
  globalThis.XMLHttpRequest = XMLHttpRequest;
}
