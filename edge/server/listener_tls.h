#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "base/rpc/internal_tls.h"
#include "base/tls/certificate_files.h"
#include "base/tls/certificate_watch.h"
#include "base/workers/periodic_tasks.h"
#include "edge/server/tls_limits.h"
#include "edge/tls/ticket_keys.h"
#include "edge/tls/tls_contexts.h"
#include "prometheus/registry.h"

namespace lossy::edge {

// The TLS of the edge's listener: its certificates, which it reads again when their files change.
// Open connections keep their keys and are not closed.
//
// If the process has an internal certificate (InternalTls), the listener has it, too, for other
// edges, which ask for its name "edge" (Forwarder).
class ListenerTls {
 public:
  // `internal` may be nullptr. The references must outlive the object. Returns the errors of
  // TlsContexts::Make.
  static absl::StatusOr<std::unique_ptr<ListenerTls>> Make(
      std::unique_ptr<base::CertificateFiles> files, TlsVersion min_version,
      const base::InternalTls* internal, prometheus::Registry& registry);

  // The contexts in use. They live as long as the object. Thread-safe.
  const CurrentTlsContexts& contexts() const { return contexts_; }

  // Returns a task that reads changed files once a second. The object must outlive it.
  base::PeriodicTasks::Task task();

 private:
  using Contexts = std::shared_ptr<const TlsContexts>;

  ListenerTls(std::unique_ptr<base::CertificateFiles> files, TlsVersion min_version,
              const base::InternalTls* internal, prometheus::Registry& registry);

  absl::StatusOr<Contexts> MakeContexts();
  void Check();
  void Replace();

  const std::unique_ptr<base::CertificateFiles> files_;
  const TlsVersion min_version_;
  const base::InternalTls* const internal_;
  std::shared_ptr<const base::CertificateSet> internal_certificates_;  // In use.
  TicketKeys tickets_;
  CurrentTlsContexts contexts_;
  base::CertificateWatch watch_;
};

}  // namespace lossy::edge
