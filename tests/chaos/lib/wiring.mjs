// The connections between processes: a link stands between any two.

import { Link } from "./link.mjs";
import { listenPort } from "./commands.mjs";

const LISTENS = /^--((metrics|admin)_)?listen=/;
const ADDRESS = /127\.0\.0\.1:(\d+)/g;
const DATABASE = "--database_url=";

export class Wiring {
  // {"edge→video": Link}
  links = {};

  // The same commands, with the addresses of links for those of processes. `ports` are those of
  // processes whose command does not say it: {postgres, nats}.
  async connect(commands, ports) {
    const names = new Map();
    for (const [name, command] of Object.entries(commands)) {
      const port = ports[name] ?? listenPort(command);
      if (port) names.set(port, name);
    }
    this.#portOf = (name) => [...names].find(([, other]) => other === name)[0];
    const wired = {};
    for (const [name, command] of Object.entries(commands)) {
      wired[name] = ["postgres", "nats"].includes(name) ? command : await this.#wire(name, command, names);
    }
    for (const [port, name] of names) {
      if (name.startsWith("edge")) await this.#link("clients", name, port);
    }
    return wired;
  }

  // Of the links from clients to edges.
  clientPorts() {
    return Object.entries(this.links)
      .filter(([name]) => name.startsWith("clients→"))
      .map(([, { port }]) => port);
  }

  close() {
    return Promise.all(Object.values(this.links).map((link) => link.close()));
  }

  #portOf;

  async #wire(name, { program, args, env }, names) {
    const change = (text) => this.#replace(name, text, names);
    const wiredArgs = [];
    for (const arg of args) wiredArgs.push(LISTENS.test(arg) ? arg : await change(arg));
    const wiredEnv = {};
    for (const [key, value] of Object.entries(env)) wiredEnv[key] = await change(value);
    return { program, args: wiredArgs, env: wiredEnv };
  }

  async #replace(name, text, names) {
    if (text.startsWith(DATABASE)) {
      const link = await this.#link(name, "postgres", this.#portOf("postgres"));
      const [role] = name.split("-");
      return `${DATABASE}postgresql://${role}@127.0.0.1:${link.port}/lossy`;
    }
    for (const [, port] of text.matchAll(ADDRESS)) {
      if (names.has(Number(port))) await this.#link(name, names.get(Number(port)), Number(port));
    }
    return text.replaceAll(ADDRESS, (address, port) => {
      const link = this.links[`${name}→${names.get(Number(port))}`];
      return link ? `127.0.0.1:${link.port}` : address;
    });
  }

  async #link(from, to, port) {
    return (this.links[`${from}→${to}`] ??= await Link.open(port));
  }
}
