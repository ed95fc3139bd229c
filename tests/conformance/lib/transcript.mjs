// Reads a transcript file; README.md says how one is written.

import fs from "node:fs";
import path from "node:path";

const HEADERS = ["also", "on", "edge", "own edge", "wait", "phoenix", "ours", "better"];
const TRANSPORTS = ["http", "ws", "ws1", "lp", "lp1"];
const STEP = /^(c|s|s\?|h)(\d*)([<>]) ?(.*)$/;
const BLOCKS = { "any order": "anyOrder", either: "either" };

export class Transcript {
  constructor(file) {
    this.file = path.basename(file);
    this.item = this.file.split("-")[0];
    this.headers = {};
    const lines = readLines(file);
    this.title = lines[0].text.replace(/^# /, "");
    this.steps = this.#parse(lines.slice(1));
  }

  get items() {
    return [this.item, ...(this.headers.also?.split(" ") ?? [])];
  }

  get transports() {
    return this.headers.on.split(" ");
  }

  // The transcript shows an intended deviation from Phoenix.
  get deviates() {
    return this.headers.phoenix !== undefined;
  }

  get waitMs() {
    return 1000 * Number(this.headers.wait ?? 10);
  }

  #parse(lines) {
    const body = lines.filter((line) => !this.#isHeader(line));
    if (this.headers.on === undefined) throw new Error(`${this.file} does not say "on:"`);
    for (const transport of this.transports) {
      if (!TRANSPORTS.includes(transport)) throw new Error(`${this.file}: on ${transport}?`);
    }
    const steps = parseBlock(body, this.file);
    if (body.length > 0) throw new Error(`${this.file}:${body[0].number}: nothing to end`);
    return steps;
  }

  #isHeader({ text }) {
    const [, name, value] = text.match(/^([a-z ]+): (.*)$/) ?? [];
    if (!HEADERS.includes(name)) return false;
    this.headers[name] = value;
    return true;
  }
}

// Without blank lines and comments; a line that is indented continues the one before.
function readLines(file) {
  const lines = [];
  fs.readFileSync(file, "utf8")
    .split("\n")
    .forEach((text, index) => {
      if (index > 0 && (text.trim() === "" || text.startsWith("#"))) return;
      if (/^\s/.test(text)) lines.at(-1).text += ` ${text.trim()}`;
      else lines.push({ text, number: index + 1 });
    });
  return lines;
}

// Takes the lines that it uses, up to one that ends the block.
function parseBlock(lines, file) {
  const steps = [];
  while (lines.length > 0 && !["end", "or"].includes(lines[0].text)) {
    const { text, number } = lines.shift();
    const where = `${file}:${number}: ${text}`;
    try {
      steps.push({ where, ...parseStep(text, lines, file) });
    } catch (error) {
      throw new Error(`${where}\n${error.message}`);
    }
  }
  return steps;
}

function parseAlternatives(lines, file) {
  const alternatives = [parseBlock(lines, file)];
  while (lines.shift()?.text === "or") alternatives.push(parseBlock(lines, file));
  return alternatives;
}

function parseStep(text, lines, file) {
  const step = text.match(STEP);
  if (step) {
    const [, side, number, , rest] = step;
    const client = Number(number || 1);
    if (side === "h") return parseHttp(text, client, rest, lines);
    if (side === "c") return { act: "send", client, ...parseMessage(rest) };
    const until = rest.startsWith("until ");
    const message = parseMessage(until ? rest.slice("until ".length) : rest);
    const act = side === "s?" ? "allow" : until ? "expectAtLast" : "expect";
    return { act, client, ...message };
  }
  if (text in BLOCKS) return { act: BLOCKS[text], alternatives: parseAlternatives(lines, file) };
  return parseDirective(text, lines, file);
}

// `[…` is a message; else a word says what it is.
function parseMessage(text) {
  if (text.startsWith("[")) return { what: "message", message: JSON.parse(text) };
  const [, what, rest] = text.match(/^(\w+) ?(.*)$/);
  if (what === "deflated") return { what, message: JSON.parse(rest) };
  if (what !== "bin") return { what, rest };
  const [, kind, texts, bytes] = rest.match(/^(\w*) ?(\[.*?\]) ?(.*)$/);
  return { what, kind, texts: JSON.parse(texts), rest: bytes };
}

function parseDirective(text, lines, file) {
  const [, word, number, rest] = text.match(/^([a-z]+)(\d*) ?(.*)$/) ?? [];
  const client = Number(number || 1);
  switch (word) {
    case "joined": {
      const [, ref, topic] = rest.match(/^(\S+) (\S+)$/);
      return { act: "joined", client, ref, topic };
    }
    case "open":
      return { act: "open", client, ...parseOpen(rest) };
    case "silence":
      return { act: "silence", client, ms: Number(rest.replace(" ms", "") || 0) };
    case "sleep":
      return { act: "sleep", ms: Number(rest.replace(" ms", "")) };
    case "pause":
    case "resume":
    case "stop":
      return { act: word, client };
    case "disconnect":
    case "revoke":
      return { act: "operate", command: word, user: rest };
    case "repeat": {
      const block = parseAlternatives(lines, file)[0];
      return { act: "repeat", times: Number(rest), block };
    }
    default:
      throw new Error("what is this?");
  }
}

function parseOpen(text) {
  return {
    user: text.match(/\bas (\$\w+|"[^"]*")/)?.[1].replaceAll('"', ""),
    query: text.match(/\?(\S*)/)?.[1],
    headers: [...text.matchAll(/with "([^"]*)"/g)].map(([, header]) => header),
    first: text.match(/sending (\[.*)$/)?.[1],
  };
}

// The lines of one request, or of what is expected of one response.
function parseHttp(text, client, first, lines) {
  const mark = text.slice(0, text.length - first.length).trimEnd();
  const rest = [];
  while (lines[0]?.text.startsWith(mark)) rest.push(lines.shift().text.slice(mark.length + 1));
  return mark.endsWith(">")
    ? { act: "request", client, ...parseRequest(first, rest) }
    : { act: "response", client, ...parseResponse(first, rest) };
}

const isBody = (line) => line.startsWith("|");
const bodyOf = (lines) => {
  const body = lines.filter(isBody).map((line) => line.slice(2));
  return body.length > 0 ? body.join("\n") : undefined;
};

function parseRequest(first, rest) {
  const [method, target, version] = first.split(" ");
  const headers = rest.filter((line) => !isBody(line));
  return { method, target, version, headers, body: bodyOf(rest) };
}

function parseResponse(first, rest) {
  const json = rest.find((line) => line.startsWith("json "));
  const headers = rest.filter((line) => !isBody(line) && line !== json);
  return {
    status: Number(first),
    headers: headers.filter((line) => !line.startsWith("!")),
    absent: headers.filter((line) => line.startsWith("!")).map((line) => line.slice(1).trim()),
    body: bodyOf(rest),
    json: json && JSON.parse(json.slice(5)),
  };
}

export function readTranscripts(folder) {
  return fs
    .readdirSync(folder)
    .filter((name) => name.endsWith(".txt"))
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }))
    .map((name) => new Transcript(path.join(folder, name)));
}
