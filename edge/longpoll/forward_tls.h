#pragma once

#include <openssl/ssl.h>

#include <memory>

#include "base/rpc/internal_tls.h"
#include "base/tls/ssl_context.h"

namespace lossy::edge {

// The TLS of requests that are forwarded to other edges: a client asks for the certificate of the
// name "edge", which must come from the authorities of the installation. Not thread-safe.
class ForwardTls {
 public:
  // The name of the certificates of edges (InternalTls).
  static constexpr char kName[] = "edge";

  // `internal` must outlive the object.
  explicit ForwardTls(const base::InternalTls& internal) : internal_(internal) {}

  // Returns the context of new connections, or nullptr if the certificates cannot be used.
  base::SslContext context();

  // Returns true if the server's certificate is good. The handshake must have ended.
  bool Trusts(SSL* session) const;

 private:
  const base::InternalTls& internal_;
  std::shared_ptr<const base::CertificateSet> certificates_;  // The certificates of context_.
  base::SslContext context_;
};

}  // namespace lossy::edge
