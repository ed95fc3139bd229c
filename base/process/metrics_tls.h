#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "base/rpc/internal_tls.h"
#include "base/tls/certificate_files.h"
#include "base/tls/ssl_context.h"

namespace lossy::base {

// The TLS context of the metrics server, which shows the certificate of InternalTls and asks the
// client for none, so that Prometheus needs the authority alone. Belongs to one thread at a time.
class MetricsTls {
 public:
  // `tls` must outlive the object. Returns the error of MakeServerContext.
  static absl::StatusOr<std::shared_ptr<MetricsTls>> Make(const InternalTls& tls);

  // Returns the context for a new connection, never null. It has the certificate in use.
  SslContext Get();

 private:
  explicit MetricsTls(const InternalTls& tls) : tls_(tls) {}

  absl::Status Renew();

  const InternalTls& tls_;
  std::shared_ptr<const CertificateSet> certificates_;  // The certificates of context_.
  SslContext context_;
};

}  // namespace lossy::base
