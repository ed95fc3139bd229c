// Pages with the structure of YouTube, Vimeo and Frame.io, and a strict policy as they have it. One server has
// all of them: the browser resolves their host names to it, with the flags of `flags`.

import fs from "node:fs";
import { once } from "node:events";
import https from "node:https";
import { makeCertificate } from "./proxies.mjs";
import { sendFilm } from "./video_site.mjs";

const HOSTS = ["www.youtube.com", "vimeo.com", "player.vimeo.com", "next.frame.io", "clips.example"];

// YouTube forbids styles and scripts of others, and texts as HTML.
const POLICY =
  "default-src 'self'; script-src 'nonce-page'; style-src 'nonce-page'; require-trusted-types-for 'script'; frame-src https:";

const html = (title, style, body, script = "") => `<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <title>${title}</title>
  <style nonce="page">
    * { box-sizing: border-box; }
    body { margin: 0; font: 16px system-ui; background: #111; color: #eee; }
    video { width: 100%; height: 100%; background: black; }
    button { width: 90%; background: lime; }
    ${style}
  </style>
  ${body}
  <script nonce="page">${script}</script>
</html>`;

// A single page: a link changes the address, and later the video, as YouTube's own script does.
const YOUTUBE_SCRIPT = `
  const pages = { dQw4w9WgXcQ: "First cut", aqz_KE_bpKQ: "Second cut" };
  globalThis.clicks = 0;
  globalThis.keys = 0;
  addEventListener("keydown", () => (keys += 1));
  document.querySelector(".ytp-progress-bar-container").addEventListener("mousedown", () => (clicks += 1));
  const show = () => {
    const title = pages[new URLSearchParams(location.search).get("v")];
    const watches = title !== undefined;
    document.querySelector("ytd-watch-flexy").hidden = !watches;
    const video = document.querySelector("video");
    if (watches) video.src = "/film.webm?" + location.search;
    else video.removeAttribute("src");
    document.querySelector("h1").textContent = title ?? "";
    document.title = watches ? title + " - YouTube" : "YouTube";
    document.dispatchEvent(new CustomEvent("yt-navigate-finish", { bubbles: true }));
  };
  globalThis.go = (address) => {
    history.pushState({}, "", address);
    setTimeout(show, 50);
  };
  addEventListener("popstate", show);
  show();
`;

const YOUTUBE = html(
  "YouTube",
  `ytd-watch-flexy { display: block; width: 900px; }
   ytd-watch-flexy[hidden] { display: none; }
   #movie_player { position: relative; width: 900px; height: 506px; overflow: hidden; }
   .ytp-chrome-bottom { position: absolute; left: 12px; right: 12px; bottom: 0; height: 48px; }
   .ytp-progress-bar-container { position: absolute; left: 0; right: 0; bottom: 47px; height: 5px; background: #888; }`,
  `<ytd-app><ytd-watch-flexy>
    <div id="movie_player" class="html5-video-player">
      <div class="html5-video-container"><video class="html5-main-video" muted></video></div>
      <div class="ytp-chrome-bottom"><div class="ytp-progress-bar-container"><div class="ytp-progress-bar"></div></div></div>
    </div>
    <ytd-watch-metadata><h1></h1></ytd-watch-metadata>
  </ytd-watch-flexy></ytd-app>`,
  YOUTUBE_SCRIPT,
);

const vimeo = (id) =>
  html("A showcase on Vimeo", `iframe { width: 800px; height: 450px; border: 0; }`,
    `<main><h1>Reel</h1><iframe title="player" src="https://player.vimeo.com/video/${id}"></iframe></main>`);

const VIMEO_PLAYER = html(
  "Reel of the year on Vimeo",
  `.player { position: relative; height: 100vh; } .vp-video-wrapper, .vp-video { height: 100%; }
   .vp-progress { position: absolute; left: 70px; right: 160px; bottom: 20px; height: 8px; background: #888; }`,
  `<div class="player"><div class="vp-video-wrapper"><div class="vp-video"><video src="/film.webm" muted></video></div></div>
   <div class="vp-controls"><div class="vp-progress" data-progress-bar="true"></div></div></div>`,
);

const FRAMEIO = html(
  "Trailer v3 | Frame.io",
  `.holder { position: relative; width: 800px; height: 450px; }
   [data-testid="timeline"] { width: 800px; height: 20px; background: #444; }`,
  `<header><h1 data-testid="asset-name">Trailer v3</h1></header>
   <div class="holder"></div><div data-testid="timeline"></div>`,
  `const root = document.querySelector(".holder").attachShadow({ mode: "closed" });
   const video = Object.assign(document.createElement("video"), { src: "/film.webm", muted: true });
   video.style.cssText = "width: 800px; height: 450px";
   root.append(video);
   globalThis.video = video;`,
);

// A page whose video is of another origin, so the browser does not let a script read its pixels.
const CLIPS = html("A clip", `video { width: 800px; height: 450px; }`,
  `<p>A clip</p><video src="https://vimeo.com/film.webm" muted></video>`);

function pageOf(host, pathname) {
  if (host === "www.youtube.com") return YOUTUBE;
  if (host === "vimeo.com") return vimeo(pathname.slice(1));
  if (host === "player.vimeo.com") return VIMEO_PLAYER;
  return host === "next.frame.io" ? FRAMEIO : CLIPS;
}

export class PlatformSite {
  #server;
  #certificate = makeCertificate();

  // `film` returns the bytes of a video. The caller must close the site.
  static async start(film) {
    const site = new PlatformSite();
    const { key, cert } = site.#certificate;
    const credentials = { key: fs.readFileSync(key), cert: fs.readFileSync(cert) };
    site.#server = https.createServer(credentials, (request, response) => {
      const { hostname, pathname } = new URL(request.url, `https://${request.headers.host}`);
      if (pathname === "/film.webm") return sendFilm(film(), request.headers.range, response);
      const policy = hostname === "clips.example" ? {} : { "content-security-policy": POLICY };
      response.writeHead(200, { "content-type": "text/html", ...policy }).end(pageOf(hostname, pathname));
    });
    site.#server.listen(0, "127.0.0.1");
    await once(site.#server, "listening");
    return site;
  }

  // Flags of a Chromium that finds the hosts here, and accepts the certificate.
  get flags() {
    const { port } = this.#server.address();
    const rules = HOSTS.map((host) => `MAP ${host}:443 127.0.0.1:${port}`);
    return [`--host-resolver-rules=${rules.join(", ")}`, "--ignore-certificate-errors"];
  }

  close() {
    this.#server.closeAllConnections();
    this.#server.close();
    fs.rmSync(this.#certificate.folder, { recursive: true });
  }
}
