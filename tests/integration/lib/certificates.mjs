// Certificates of a private authority, as an operator makes them with openssl.

import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc"];

const openssl = (...args) => execFileSync("openssl", args, { stdio: ["ignore", "pipe", "pipe"] });

export class Certificates {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "lossy-certificates-"));

  constructor() {
    openssl("req", "-x509", ...KEY, "-days", "2", "-subj", "/CN=test authority",
      "-addext", "keyUsage=critical,keyCertSign", "-keyout", this.path("ca.key"), "-out", this.path("ca.crt"));
  }

  path(name) {
    return path.join(this.folder, name);
  }

  get authority() {
    return fs.readFileSync(this.path("ca.crt"));
  }

  // Writes NAME.crt and NAME.key for localhost, replacing both. `commonName` distinguishes them.
  issue(name, commonName) {
    fs.writeFileSync(this.path("names"), "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
    openssl("req", "-new", ...KEY, "-subj", `/CN=${commonName}`,
      "-keyout", this.path("new.key"), "-out", this.path("new.csr"));
    openssl("x509", "-req", "-in", this.path("new.csr"), "-CA", this.path("ca.crt"), "-CAkey", this.path("ca.key"),
      "-CAcreateserial", "-days", "2", "-extfile", this.path("names"), "-out", this.path("new.crt"));
    for (const kind of ["key", "crt"]) fs.renameSync(this.path(`new.${kind}`), this.path(`${name}.${kind}`));
  }

  // The certificate and the key of issue(), for a server of Node.
  identity(name) {
    return { cert: fs.readFileSync(this.path(`${name}.crt`)), key: fs.readFileSync(this.path(`${name}.key`)) };
  }

  remove() {
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}
