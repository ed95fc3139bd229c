// Certificates made by openssl, as docs/tls.md describes.

import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const EC = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc"];
const openssl = (...args) => execFileSync("openssl", args, { stdio: ["ignore", "pipe", "pipe"] });

// Certificates of an authority whose folder has ca.crt and ca.key.
export class Authority {
  constructor(folder) {
    this.folder = folder;
  }

  // A new one, in a folder of its own.
  static make() {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lossy-ca-"));
    openssl("req", "-x509", ...EC, "-days", "2", "-subj", "/CN=another authority",
      "-keyout", path.join(folder, "ca.key"), "-out", path.join(folder, "ca.crt"));
    return new Authority(folder);
  }

  file(name) {
    return path.join(this.folder, name);
  }

  get certificate() {
    return fs.readFileSync(this.file("ca.crt"), "utf8");
  }

  // Makes the certificate `to`.crt and its key for a process. Replaces old files, the key first.
  // Negative days: it has expired. `rsaBits` is the size of an RSA key; otherwise the key is P-256.
  issue(name, { to = this.file(name), days = 10, rsaBits } = {}) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lossy-certificate-"));
    const draft = path.join(folder, "draft");
    const key = rsaBits ? ["-newkey", `rsa:${rsaBits}`, "-noenc"] : EC;
    openssl("req", "-new", ...key, "-subj", `/CN=${name}`, "-keyout", `${draft}.key`,
      "-out", `${draft}.csr`);
    fs.writeFileSync(`${draft}.ext`,
      `subjectAltName=DNS:${name},DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth\n`);
    openssl("x509", "-req", "-in", `${draft}.csr`, "-CA", this.file("ca.crt"), "-CAkey",
      this.file("ca.key"), "-CAcreateserial", "-CAserial", `${draft}.srl`, "-days", String(days),
      "-extfile", `${draft}.ext`, "-out", `${draft}.crt`);
    for (const end of ["key", "crt"]) {
      fs.copyFileSync(`${draft}.${end}`, `${to}.${end}.new`);
      fs.renameSync(`${to}.${end}.new`, `${to}.${end}`);
    }
    fs.rmSync(folder, { recursive: true });
    return to;
  }
}
