// A web site with videos, as the extension finds them anywhere.

import http from "node:http";
import { once } from "node:events";

const page = (title) => `<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <title>${title}</title>
  <style>
    body { margin: 0; font: 16px system-ui; background: #181818; color: #eee; }
    main { width: 960px; margin: 24px auto; }
    video { width: 960px; height: 540px; background: black; }
  </style>
  <main><video src="/film.webm" controls muted></video><h1>${title}</h1></main>
</html>`;

// Answers a request for a file, or for the range that a player asks for.
export function sendFilm(film, range, response) {
  const [, first = "0", last = ""] = /^bytes=(\d+)-(\d*)$/.exec(range ?? "") ?? [];
  const [start, end] = [Number(first), last ? Number(last) : film.length - 1];
  response.writeHead(range ? 206 : 200, {
    "content-type": "video/webm",
    "accept-ranges": "bytes",
    "content-length": end - start + 1,
    ...(range && { "content-range": `bytes ${start}-${end}/${film.length}` }),
  });
  response.end(film.subarray(start, end + 1));
}

export class VideoSite {
  #server;

  // `film` has the bytes of a video. The caller must close the site.
  static async start(film) {
    const site = new VideoSite();
    site.#server = http.createServer((request, response) => {
      const { pathname } = new URL(request.url, "http://localhost");
      if (pathname === "/film.webm") return sendFilm(film, request.headers.range, response);
      response.writeHead(200, { "content-type": "text/html" });
      response.end(page(decodeURIComponent(pathname.slice(1)) || "Untitled"));
    });
    site.#server.listen(0, "127.0.0.1");
    await once(site.#server, "listening");
    return site;
  }

  // The page of a video of this name.
  url(title) {
    return `http://localhost:${this.#server.address().port}/${encodeURIComponent(title)}`;
  }

  close() {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
