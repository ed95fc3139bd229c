// The proxies of deploy/proxies, each with the file that operators copy, on loopback and with a
// certificate of the test's own.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../integration/lib/ports.mjs";
import { Process } from "../integration/lib/process.mjs";

const files = fileURLToPath(new URL("../../deploy/proxies", import.meta.url));

// The file with each key of `places` replaced. Each key must be there, or the file would not
// be the one that is tested.
function fileWith(name, places) {
  let text = fs.readFileSync(path.join(files, name), "utf8");
  for (const [from, to] of Object.entries(places)) {
    assert.ok(text.includes(from), `${name} has ${from}`);
    text = text.replaceAll(from, to);
  }
  return text;
}

// A certificate for localhost, and the file that has its key, too.
export function makeCertificate() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lossy-proxies-"));
  const cert = path.join(folder, "cert.pem");
  const key = path.join(folder, "key.pem");
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  const kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  execFileSync("openssl", ["req", ...kind, "-days", "2", ...subject, "-keyout", key, "-out", cert], {
    stdio: "ignore",
  });
  const both = path.join(folder, "lossy.pem");
  fs.writeFileSync(both, fs.readFileSync(cert, "utf8") + fs.readFileSync(key, "utf8"));
  // The proxies may drop their rights before they read it.
  for (const file of [folder, cert, key, both]) fs.chmodSync(file, file === folder ? 0o755 : 0o644);
  return { folder, cert, key, both, ca: fs.readFileSync(cert) };
}

function nginx({ folder, cert, key }, port, edge) {
  const site = fileWith("nginx.conf", {
    "listen 443 ": `listen 127.0.0.1:${port} `,
    "server 127.0.0.1:4000;": `server 127.0.0.1:${edge};`,
    "/etc/lossy/tls/cert.pem": cert,
    "/etc/lossy/tls/key.pem": key,
  });
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `${name}_temp_path ${folder}/nginx_${name};`)
    .join("\n");
  const main = `daemon off; pid ${folder}/nginx.pid; error_log stderr;
    events { worker_connections 1024; }
    http { access_log off; ${temporary}\n${site} }`;
  fs.writeFileSync(path.join(folder, "nginx.conf"), main);
  return new Process("/usr/sbin/nginx", ["-e", "stderr", "-c", path.join(folder, "nginx.conf")]);
}

function haproxy({ folder, both }, port, edge, places = {}) {
  const file = path.join(folder, "haproxy.cfg");
  const text = fileWith("haproxy.cfg", {
    ...places,
    "bind :443 ": `bind 127.0.0.1:${port} `,
    "edge1 127.0.0.1:4000": `edge1 127.0.0.1:${edge}`,
    "/etc/lossy/tls/lossy.pem": both,
  });
  fs.writeFileSync(file, text);
  return new Process("/usr/sbin/haproxy", ["-db", "-f", file]);
}

const haproxyWithProxyProtocol = (certificate, port, edge) =>
  haproxy(certificate, port, edge, {
    "default-server check": "default-server send-proxy-v2 check-send-proxy check",
  });

function caddy({ folder, cert, key }, port, edge) {
  const file = path.join(folder, "Caddyfile");
  const site = fileWith("Caddyfile", {
    "lossy.example {": `https://localhost:${port} {\n\tbind 127.0.0.1`,
    "reverse_proxy 127.0.0.1:4000": `reverse_proxy 127.0.0.1:${edge}`,
    "/etc/lossy/tls/cert.pem": cert,
    "/etc/lossy/tls/key.pem": key,
  });
  const global = "{\n\tadmin off\n\tauto_https disable_redirects\n\tgrace_period 1s\n}\n";
  fs.writeFileSync(file, global + site);
  const command = ["/usr/bin/caddy", "run", "--adapter", "caddyfile", "--config", file];
  return new Process("env", [`HOME=${folder}`, `XDG_DATA_HOME=${folder}`, ...command]);
}

// Each with the flag by which the edge behind it learns the client's address.
export const proxies = [
  { name: "nginx", launch: nginx, flag: "--forwarded_from=127.0.0.1" },
  { name: "HAProxy", launch: haproxy, flag: "--forwarded_from=127.0.0.1" },
  { name: "Caddy", launch: caddy, flag: "--forwarded_from=127.0.0.1" },
  {
    name: "HAProxy with the PROXY protocol",
    launch: haproxyWithProxyProtocol,
    flag: "--proxy_protocol_from=127.0.0.1",
  },
];

// Starts the proxy before the edge's port. Returns {port, process}; the caller must stop the
// process.
export async function startProxy(proxy, certificate, edge) {
  const port = await freePort();
  return { port, process: proxy.launch(certificate, port, edge) };
}
