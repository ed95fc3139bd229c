// The embedded players of YouTube and Vimeo, as far as pages talk to them by messages: a film of one minute
// that is not shown, on a server of this machine.

import { once } from "node:events";
import fs from "node:fs";
import https from "node:https";
import { makeCertificate } from "./proxies.mjs";

const SECONDS = 60;

// Both players: `tell` is called after each change and four times a second.
const FILM = `
  let at = 0;
  let startedAt = null;
  const seconds = ${SECONDS};
  const now = () => Math.min(seconds, startedAt === null ? at : at + (performance.now() - startedAt) / 1000);
  const set = (position, playing) => {
    at = position;
    startedAt = playing ? performance.now() : null;
    tell();
  };
  const send = (message) => parent.postMessage(JSON.stringify(message), "*");
  const heard = (act) => addEventListener("message", ({ data }) => act(JSON.parse(data)));
  setInterval(() => tell(), 250);
`;

const YOUTUBE = `${FILM}
  let followed = false;
  const tell = () => {
    const info = { currentTime: now(), duration: seconds, playerState: startedAt === null ? 2 : 1 };
    if (followed) send({ event: "infoDelivery", id: "lossy", channel: "widget", info });
  };
  heard(({ event, func, args }) => {
    if (event === "listening") followed = true;
    if (func === "playVideo") set(now(), true);
    if (func === "pauseVideo") set(now(), false);
    if (func === "seekTo") set(args[0], startedAt !== null);
  });
`;

const VIMEO = `${FILM}
  const followed = new Set();
  const emit = (event, data) => followed.has(event) && send({ event, data });
  const tell = () => emit("timeupdate", { seconds: now(), duration: seconds });
  heard(({ method, value }) => {
    if (method === "addEventListener") followed.add(value);
    if (method === "getDuration") send({ method, value: seconds });
    if (method === "play") set(now(), true), emit("play", {});
    if (method === "pause") set(now(), false), emit("pause", {});
    if (method === "setCurrentTime") set(value, startedAt !== null), emit("seeked", { seconds: value });
  });
  send({ event: "ready" });
`;

const HOSTS = { "www.youtube-nocookie.com": YOUTUBE, "player.vimeo.com": VIMEO };

export class FakePlayers {
  // The paths that were asked for, with their hosts.
  requests = [];
  #server;
  #certificate = makeCertificate();

  // The caller must close it.
  static async start() {
    const players = new FakePlayers();
    const { key, cert } = players.#certificate;
    const files = { key: fs.readFileSync(key), cert: fs.readFileSync(cert) };
    players.#server = https.createServer(files, ({ headers, url }, response) => {
      const script = HOSTS[headers.host];
      if (script) players.requests.push(headers.host + url);
      response.writeHead(script ? 200 : 404, { "content-type": "text/html" });
      response.end(`<!doctype html><title>A film</title><script>${script}</script>`);
    });
    players.#server.listen(0, "127.0.0.1");
    await once(players.#server, "listening");
    return players;
  }

  // Flags by which Chromium takes this server for the platforms.
  flags() {
    const { port } = this.#server.address();
    const rules = Object.keys(HOSTS).map((host) => `MAP ${host}:443 127.0.0.1:${port}`);
    return [`--host-resolver-rules=${rules.join(",")}`, "--ignore-certificate-errors"];
  }

  close() {
    this.#server.closeAllConnections();
    this.#server.close();
    fs.rmSync(this.#certificate.folder, { recursive: true });
  }
}
