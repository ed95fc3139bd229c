#pragma once

#include <openssl/ssl.h>

#include "absl/strings/string_view.h"
#include "base/rpc/internal_context.h"
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
  explicit ForwardTls(const base::InternalTls& internal)
      : internal_(internal), context_(internal, base::MakeClientContext) {}

  // Returns the context of new connections, or nullptr if the certificates were never usable.
  base::SslContext context() { return context_.Get(); }

  // Returns true if the server's certificate is good. Otherwise records the refusal with `address`,
  // at which the server was called (base/tls/peer_refusals.h). The handshake must have ended.
  bool Trusts(SSL* session, absl::string_view address) const;

 private:
  const base::InternalTls& internal_;
  base::InternalContext context_;
};

}  // namespace lossy::edge
