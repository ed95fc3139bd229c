// The connections of the example: mutual TLS with the --tls_internal_… flags, or else without TLS.

import fs from "node:fs";
import grpc from "@grpc/grpc-js";

export const TLS_FLAGS = ["tls_internal_ca", "tls_internal_key", "tls_internal_certificate"];

// Returns the authority, the private key and the certificate of this service; null without TLS.
function readCertificates(flags) {
  if (TLS_FLAGS.every((name) => flags[name] === undefined)) return null;
  return TLS_FLAGS.map((name) => fs.readFileSync(flags[name]));
}

// Returns the credentials and the options of a client of a process. The certificate names the process,
// such as "notifications", whatever its address is.
export function clientOf(process, flags) {
  const certificates = readCertificates(flags);
  if (certificates === null) return [grpc.credentials.createInsecure(), {}];
  return [grpc.credentials.createSsl(...certificates), { "grpc.ssl_target_name_override": process }];
}

// Returns the credentials of the listener. With TLS, a client needs a certificate of the same authority.
export function serverCredentials(flags) {
  const certificates = readCertificates(flags);
  if (certificates === null) return grpc.ServerCredentials.createInsecure();
  const [authority, key, certificate] = certificates;
  return grpc.ServerCredentials.createSsl(authority, [{ private_key: key, cert_chain: certificate }], true);
}
