#pragma once

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/rpc/internal_tls.h"
#include "base/tls/certificate_files.h"
#include "base/tls/ssl_context.h"

namespace lossy::base {

// The context of OpenSSL for connections without gRPC that show the certificate of InternalTls. It
// follows a change of the certificates. If no context can be made of the new ones, it keeps the
// context of the old ones and logs `internal_context_unused` once. Belongs to one thread at a time.
class InternalContext {
 public:
  // MakeServerContext or MakeClientContext.
  using Maker = absl::StatusOr<SslContext> (*)(const CertificateSet&);

  // Makes the first context. `tls` must outlive the object.
  InternalContext(const InternalTls& tls, Maker make);

  // OK, or the error of `make` for the certificates that were seen last.
  const absl::Status& status() const { return status_; }

  // Returns the context for a new connection. It is null only until `make` has first succeeded.
  SslContext Get();

 private:
  void Renew();

  const InternalTls& tls_;
  const Maker make_;
  std::shared_ptr<const CertificateSet> certificates_;  // The certificates that were seen last.
  SslContext context_;
  absl::Status status_;
};

}  // namespace lossy::base
